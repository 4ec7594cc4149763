"""Staff accounts: who works here, what their roles let them do, and how one gets in."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.shell import staff_page
from stepwell.trust.consent.actions import invite_staff
from stepwell.trust.people import actions, queries
from stepwell.trust.people.roles import (
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


class EndingForm(forms.Form):
    reason = forms.CharField(label="Why does it end?", max_length=200)


def accounts(request: Request) -> HttpResponse:
    context: dict[str, Any] = {
        "accounts": list(queries.staff_accounts(request.viewer)),
        "invited": list(queries.open_staff_invitations(request.viewer, at=request.now)),
        "names": ROLE_NAMES,
        "words": ROLE_WORDS,
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
