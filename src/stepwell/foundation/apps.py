from importlib import import_module

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "stepwell.foundation"
    label = "foundation"

    def ready(self) -> None:
        import_module("stepwell.foundation.outbox")
