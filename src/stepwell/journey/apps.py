from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "stepwell.journey"
    label = "journey"
