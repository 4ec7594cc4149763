"""How allauth and axes behave here: no open sign-up, e-mail as the name, lockout with a sentence."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from stepwell.doors.kit import refusals
from stepwell.doors.kit.request import Request


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Request) -> bool:
        """Accounts are made by invitation only."""
        return False

    def get_login_redirect_url(self, request: Request) -> str:
        return reverse("kept") if request.session.get("kept") else reverse("home")


def axes_username(request: Request, credentials: dict[str, Any] | None = None) -> str:
    """The name failures are counted under: the e-mail address as typed, in lower case."""
    credentials = credentials or {}
    name = credentials.get("email") or credentials.get("username") or request.POST.get("login", "")
    return str(name).strip().lower()[:150]


def locked_out(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
    return refusals.page(
        request,
        429,
        _(
            "Too many tries. For your safety signing in is closed for 15 minutes. You can also reset your password."
        ),
        "account.locked",
    )
