"""Staff accounts: who works here, what their roles let them do, and how one gets in."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import clinic_day
from stepwell.trust.consent.actions import invite_staff
from stepwell.trust.credentials.actions import record_supervision
from stepwell.trust.credentials.queries import supervisions
from stepwell.trust.people import actions, queries
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import (
    CLINICAL_ROLES,
    PERMISSIONS,
    ROLE_NAMES,
    ROLE_WORDS,
    STAFF_ROLES,
    Permission,
    Role,
)

ROLE_CHOICES = [
    (role.value, f"{ROLE_NAMES[role]}: {ROLE_WORDS[role]}") for role in Role if role in STAFF_ROLES
]


class InvitationForm(forms.Form):
    given_name = forms.CharField(label="First name", max_length=80)
    family_name = forms.CharField(label="Last name", max_length=80)
    email = forms.EmailField(
        label="E-mail", help_text="The link goes here. They sign in with this address."
    )
    role = forms.ChoiceField(label="What they do", choices=ROLE_CHOICES, widget=forms.RadioSelect)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Another role", choices=ROLE_CHOICES, widget=forms.RadioSelect)


class SupervisionForm(forms.Form):
    supervisor = forms.ChoiceField(
        label="Who supervises",
        help_text="Their license has to be on file. They co-sign the notes of individual sessions.",
    )
    from_day = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_day = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty while it goes on.",
    )

    def __init__(self, *args: Any, people: Iterable[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), each.person.full_name) for each in people]
        self.fields["supervisor"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]


class EndingForm(forms.Form):
    reason = forms.CharField(label="Why does it end?", max_length=200)


def accounts(request: Request) -> HttpResponse:
    context: dict[str, Any] = {
        "accounts": list(queries.staff_accounts(request.viewer)),
        "invited": list(queries.open_staff_invitations(request.viewer, at=request.now)),
        "names": ROLE_NAMES,
        "words": ROLE_WORDS,
        "supervised": supervisions(request.viewer, on=clinic_day(request.now)),
        "clinical": {role.value for role in CLINICAL_ROLES},
    }
    return staff_page(request, "staff/clinic/accounts.html", context, way="staff:accounts")


def invitation(request: Request) -> HttpResponse:
    """A new member of staff: their name, and a link by e-mail."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        with refusing(form):
            invite_staff(**asked, zone=DEFAULT_ZONE, by=request.viewer, at=request.now)
            return done(request, f"The link is on its way to {asked['email']}.", "staff:accounts")
    return staff_page(request, "staff/clinic/invitation.html", {"form": form}, way="staff:accounts")


def roles(request: Request) -> HttpResponse:
    """Every role and permission, as `roles.py` has them."""
    shown = [role for role in Role if role in STAFF_ROLES]
    context: dict[str, Any] = {
        "headings": ["Permission", *(ROLE_NAMES[role] for role in shown)],
        "pairs": [(ROLE_NAMES[role], ROLE_WORDS[role]) for role in shown],
        "permissions": [
            (p.value, [p in PERMISSIONS[role] for role in shown])
            for p in Permission
            if _of_staff(p)
        ],
    }
    return staff_page(request, "staff/clinic/roles.html", context, way="staff:accounts")


def _of_staff(permission: Permission) -> bool:
    return any(permission in PERMISSIONS[role] for role in STAFF_ROLES)


def supervision(request: Request, account_id: UUID) -> HttpResponse:
    """Under whose license somebody works: who co-signs what they sign."""
    account = queries.staff_account(request.viewer, account_id)
    today = clinic_day(request.now)
    people = [each for each in queries.staff(among=CLINICAL_ROLES) if each.pk != account.pk]
    form = SupervisionForm(request.POST or None, people=people, initial={"from_day": today})
    if request.method == "POST" and form.is_valid():
        chosen = next(p for p in people if str(p.pk) == form.cleaned_data.pop("supervisor"))
        with refusing(form):
            record_supervision(
                supervisor=chosen,
                supervisee=account,
                **form.cleaned_data,
                by=request.viewer,
                at=request.now,
            )
            sentence = f"{chosen.person.full_name} supervises {account.person.full_name}."
            return done(request, sentence, "staff:accounts")
    now = supervisions(request.viewer, on=today).get(account.pk)
    until = now.during.upper - timedelta(days=1) if now and now.during.upper else None
    context = {"account": account, "form": form, "standing": now, "until": until}
    return staff_page(request, "staff/clinic/supervision.html", context, way="staff:accounts")


def role_grant(request: Request, account_id: UUID) -> HttpResponse:
    account = queries.staff_account(request.viewer, account_id)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        with refusing(form):
            actions.grant_role(account=account, role=role, by=request.viewer, at=request.now)
            return done(
                request, f"{account.person.full_name} is now {ROLE_NAMES[role]}.", "staff:accounts"
            )
    context = {"account": account, "form": form, "names": ROLE_NAMES, "words": ROLE_WORDS}
    return staff_page(request, "staff/clinic/role_grant.html", context, way="staff:accounts")


def role_ending(request: Request, grant_id: UUID) -> HttpResponse:
    grant = queries.role_grant(request.viewer, grant_id)
    name, role = grant.account.person.full_name, ROLE_NAMES[Role(grant.role)]
    form = EndingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            actions.end_role(
                grant=grant, reason=form.cleaned_data["reason"], by=request.viewer, at=request.now
            )
            return done(request, f"{name} is no longer {role}.", "staff:accounts")
    context = {
        "grant": grant,
        "name": name,
        "role": role,
        "form": form,
        "words": ROLE_WORDS[Role(grant.role)],
    }
    return staff_page(request, "staff/clinic/role_ending.html", context, way="staff:accounts")
