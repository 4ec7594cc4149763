"""How allauth and axes behave here: no open sign-up, e-mail as the name, lockout with a sentence, mail by the outbox."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from axes.utils import reset
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from stepwell.doors.kit import refusals
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.foundation import clock
from stepwell.foundation.clock import local_day
from stepwell.trust.consent.actions import message
from stepwell.trust.people.terms import token_hash
from stepwell.trust.people.viewer import system


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Request) -> bool:
        """Accounts are made by invitation only."""
        return False

    def get_login_redirect_url(self, request: Request) -> str:
        return reverse("kept") if request.session.get("kept") else reverse("home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The link to a new password goes out as every message does. Nothing else of allauth's is sent: no letter to
        addresses nobody here has.
        """
        if template_prefix != "account/email/password_reset_key":
            return
        account, at = context["user"], clock.now()
        path = urlsplit(context["password_reset_url"]).path
        until = local_day(at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT), DEFAULT_ZONE)
        message(
            kind="account-link",
            to=email,
            language=account.person.language,
            values={
                "name": account.person.called,
                "link": f"{settings.BASE_URL}{path}",
                "until": until.isoformat(),
                "phone": settings.CLINIC_PHONE,
                "organization": settings.ORGANIZATION,
            },
            by=system("sign-in"),
            at=at,
            dedup_key=f"reset:{token_hash(path)}",
            patient=getattr(account.person, "patient", None),
        )


def axes_username(request: Request, credentials: dict[str, Any] | None = None) -> str:
    """The name failures are counted under: the e-mail address as typed, in lower case."""
    credentials = credentials or {}
    name = credentials.get("email") or credentials.get("username") or request.POST.get("login", "")
    return str(name).strip().lower()[:150]


def open_again(request: Request, user: Any, **kwargs: Any) -> None:
    """Who set a new password by the link in their mail is no guesser: the lock on their name ends."""
    reset(username=user.email.lower())


def locked_out(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
    return refusals.page(
        request,
        429,
        _(
            "Too many tries. For your safety signing in is closed for 15 minutes. You can also reset your password."
        ),
        "account.locked",
    )
