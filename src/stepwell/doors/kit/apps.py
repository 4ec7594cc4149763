from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "stepwell.doors.kit"
    label = "kit"

    def ready(self) -> None:
        from allauth.account.signals import password_reset

        from stepwell.doors.kit import accounts  # needs the app registry

        password_reset.connect(accounts.open_again, dispatch_uid="stepwell.open_again")
