from importlib import import_module

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "stepwell.foundation"
    label = "foundation"

    def ready(self) -> None:
        for name in ("outbox", "floods"):  # their jobs
            import_module(f"stepwell.foundation.{name}")
