"""Who sees my record: those who treat me, those I let in, and who got what."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.patient import words
from stepwell.doors.patient.shell import lang, my_page, own_id, own_patient
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.actions import invite_supporter, shut_out
from stepwell.trust.access.queries import care_team, proxies_of
from stepwell.trust.consent.queries import disclosures_of

A_PAGE = 20


class LetInForm(forms.Form):
    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    family_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80)
    relationship = forms.CharField(
        label=gettext_lazy("Who is this to you?"),
        max_length=60,
        help_text=gettext_lazy("For example: my sister."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("We send a link there. The message does not say what it is about."),
    )


def people(request: Request) -> HttpResponse:
    patient_id = own_id(request)
    disclosed = Paginator(disclosures_of(patient_id), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": list(care_team(patient_id)),
        "role_names": words.ROLES,
        "let_in": list(proxies_of(patient_id)),
        "disclosed": disclosed,
        "rows": [_left(row) for row in disclosed],
    }
    return my_page(request, "patient/people.html", context, way="patient:people")


def _left(row: Any) -> dict[str, Any]:
    return {
        "at": row.at,
        "who": words.RECIPIENTS.get(row.recipient, row.recipient),
        "what": words.LEFT.get(row.what, row.what),
    }


def invitation(request: Request) -> HttpResponse:
    """Let somebody see one's times."""
    patient = own_patient(request)
    form = LetInForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            invite_supporter(
                patient=patient,
                **form.cleaned_data,
                language=lang(),
                by=request.viewer,
                at=request.now,
            )
            name = form.cleaned_data["given_name"]
            return done(request, _("We sent %(name)s a link.") % {"name": name}, "patient:people")
    return my_page(request, "patient/person_invitation.html", {"form": form}, way="patient:people")


def removal(request: Request, grant_id: UUID) -> HttpResponse:
    """Shut somebody out. It counts from their next click."""
    grant = proxies_of(own_id(request)).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            shut_out(grant=grant, by=request.viewer, at=request.now)
            return done(request, _("They cannot see anything any more."), "patient:people")
    context = {"form": form, "supporter": grant.account.person}
    return my_page(request, "patient/person_removal.html", context, way="patient:people")
