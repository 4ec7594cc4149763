"""Reading, signing and taking back consents."""

from datetime import date
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stepwell.doors.kit.http import address_of
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import day
from stepwell.doors.patient.shell import lang, my_page, own_id, own_patient, place
from stepwell.foundation.errors import NotFound
from stepwell.trust.consent.actions import sign, withdraw
from stepwell.trust.consent.models import Consent
from stepwell.trust.consent.queries import consents_of
from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION, ConsentKind
from stepwell.trust.consent.texts import ConsentText, languages, text
from stepwell.trust.people.models import Patient


class SignForm(forms.Form):
    signed_name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=160,
        help_text=gettext_lazy("Typing your name here is your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.CharField(widget=forms.HiddenInput)
    hash = forms.CharField(widget=forms.HiddenInput)


def consents(request: Request) -> HttpResponse:
    """What there is to sign, and all that was ever signed."""
    today = place(request).today
    signed = list(consents_of(own_id(request)))
    in_force = {row.kind: row for row in signed if row.withdrawn_at is None}
    rows = [
        {
            "kind": kind,
            "title": text(kind, _readable(kind, today), today).title,
            "signed": in_force.get(kind),
            "needed": kind in REQUIRED_FOR_ADMISSION,
        }
        for kind in ConsentKind
    ]
    titles = {row["kind"]: row["title"] for row in rows}
    past = [row for row in signed if row.withdrawn_at]
    return my_page(
        request,
        "patient/consents.html",
        {"rows": rows, "past": past, "titles": titles},
        way="patient:people",
    )


def consent(request: Request, kind: str) -> HttpResponse:
    """One text: to read and sign, or as it was when it was signed."""
    if kind not in set(ConsentKind):
        raise NotFound
    patient, today = own_patient(request), place(request).today
    signed = consents_of(patient.pk).filter(kind=kind, withdrawn_at__isnull=True).first()
    if signed and request.method == "GET":
        return my_page(
            request, "patient/consent_signed.html", {"consent": signed}, way="patient:people"
        )
    language = _asked_language(request, kind, today)
    shown = text(kind, language, today).filled(**_fields(patient, today, language))
    form = SignForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["hash"] != shown.hash:
            form.add_error(
                None,
                _(
                    "The text has changed since you opened it. Please read it once more and sign again."
                ),
            )
        else:
            with refusing(form):
                _sign(request, patient, shown, form.cleaned_data["signed_name"])
                return done(
                    request, _("Signed. You can take it back at any time."), "patient:consents"
                )
    context = {
        "form": form,
        "text": shown,
        "kind": kind,
        "other": _other_languages(kind, language, today),
    }
    return my_page(request, "patient/consent.html", context, way="patient:people")


def _sign(request: Request, patient: Patient, shown: ConsentText, name: str) -> None:
    sign(
        patient=patient,
        kind=shown.kind,
        version=shown.version,
        language=shown.language,
        shown=shown.shown,
        signed_name=name,
        from_address=address_of(request),
        by=request.viewer,
        at=request.now,
    )


def withdrawal(request: Request, consent_id: UUID) -> HttpResponse:
    """Take a consent back: one question, one press."""
    found = _own(request, consent_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            withdraw(consent=found, by=request.viewer, at=request.now)
            return done(request, _("Taken back. It counts from now on."), "patient:consents")
    context = {"form": form, "consent": found, "title_of": found.shown.split("\n", 1)[0]}
    return my_page(request, "patient/consent_withdrawal.html", context, way="patient:people")


def _own(request: Request, consent_id: UUID) -> Consent:
    found = consents_of(own_id(request)).filter(pk=consent_id).first()
    if found is None:
        raise NotFound
    return found


def _readable(kind: str, today: date) -> str:
    """The visitor's language where the text exists in it, else English."""
    return lang() if lang() in languages(kind, today) else "en"


def _asked_language(request: Request, kind: str, today: date) -> str:
    """A signature is taken in the language in which the text was shown."""
    posted = request.POST.get("language", "")
    return posted if posted in languages(kind, today) else _readable(kind, today)


def _other_languages(kind: str, language: str, today: date) -> list[str]:
    return [each for each in languages(kind, today) if each != language]


def _fields(patient: Patient, today: date, language: str) -> dict[str, str]:
    """What stands in the {braces} of the texts, for this person and this day."""
    return {
        "organization": settings.ORGANIZATION,
        "patient": patient.person.full_name,
        "signature": _("my name, typed below"),
        "signed_on": day(today),
        "expires": _("no end date"),
        "revoke_how": _("on my page, under People and Consents, or by telling any member of staff"),
        "intermediary": _("none is used"),
        "refusal_consequences": _(
            "I may have to pay myself for what my insurance then does not pay"
        ),
        "fundraising_choice": _("I choose so"),
    }
