"""The link of an invitation: choose a password once, and one is in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, password_validation
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing, show
from stepwell.foundation.errors import NotFound
from stepwell.trust.people import rules
from stepwell.trust.people.actions import accept_invitation
from stepwell.trust.people.models import Invitation
from stepwell.trust.people.queries import account_of, invitation
from stepwell.trust.people.viewer import ANONYMOUS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 10 characters. Three or four words that only you would put together are good."
        ),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two are not the same. Type the second one again."))
        return data


def welcome(request: Request, token: str) -> HttpResponse:
    """Who invites, and the way in. A link that does not work any more says so, with the phone number."""
    try:
        found = invitation(token, at=request.now)
    except NotFound as error:
        return _closed(request, error.sentence, status=404)
    verdict = rules.may_accept(
        used=found.used_at is not None, expired=found.expires_at <= request.now
    )
    if not verdict:
        return _closed(request, verdict.sentence, status=410)
    account = account_of(found.person_id)
    if account and account.has_usable_password():
        return _again(request, found, mine=request.viewer.account_id == account.pk)
    return _first_time(request, found)


def _first_time(request: Request, found: Invitation) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            account = accept_invitation(
                invitation=found,
                password=form.cleaned_data["password"],
                by=ANONYMOUS,
                at=request.now,
            )
            login(request, account, backend=BACKEND)
            return _in(request, found)
    return _show(request, "patient/welcome.html", {"form": form, "person": found.person})


def _again(request: Request, found: Invitation, *, mine: bool) -> HttpResponse:
    """Somebody who has an account keeps their password and second factor: they sign in, then press one button."""
    form = forms.Form(request.POST if request.method == "POST" and mine else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            accept_invitation(invitation=found, password="", by=request.viewer, at=request.now)
            return _in(request, found)
    sign_in = f"{reverse(settings.LOGIN_URL)}?next={request.path}"
    context = {"form": form, "person": found.person, "mine": mine, "sign_in": sign_in}
    return _show(request, "patient/welcome_again.html", context)


def _in(request: Request, found: Invitation) -> HttpResponse:
    response = done(request, _("Welcome. This is your page."), "home")
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, found.person.language, samesite="Lax")
    return response


def _closed(request: Request, sentence: str, *, status: int) -> HttpResponse:
    return _show(request, "patient/welcome_closed.html", {"sentence": _(sentence)}, status=status)


def _show(
    request: Request, template: str, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    response = show(request, template, {"robots": "noindex", **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response
