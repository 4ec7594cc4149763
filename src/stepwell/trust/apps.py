from importlib import import_module

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "stepwell.trust"
    label = "trust"

    def ready(self) -> None:
        import_module("stepwell.trust.ledger.reactions")
