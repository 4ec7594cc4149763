from importlib import import_module

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "stepwell.journey"
    label = "journey"

    def ready(self) -> None:
        import_module("stepwell.journey.outreach.reactions")
