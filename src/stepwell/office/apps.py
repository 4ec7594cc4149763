from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "stepwell.office"
    label = "office"
