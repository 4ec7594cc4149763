from django.apps import AppConfig


class OfferingConfig(AppConfig):
    name = "stepwell.offering"
    label = "offering"
