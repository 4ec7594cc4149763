from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "stepwell.doors.kit"
    label = "kit"
