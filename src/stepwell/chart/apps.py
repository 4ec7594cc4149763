from importlib import import_module

from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "stepwell.chart"
    label = "chart"

    def ready(self) -> None:
        import_module("stepwell.chart.safety.reactions")
