"""One inquiry: who they are, what came before, and the next step. Each step is a resource of its own."""

from uuid import UUID

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.admission import forms
from stepwell.doors.staff.admission.inquiry_page import default_step, inquiry_page
from stepwell.doors.staff.admission.words import moment
from stepwell.foundation.clock import local_day
from stepwell.journey.assessment import actions as assessing
from stepwell.journey.assessment.queries import assessors
from stepwell.journey.intake import actions
from stepwell.journey.intake.models import Inquiry
from stepwell.journey.intake.queries import inquiry_for
from stepwell.journey.intake.terms import INQUIRY, OUTCOME_WORDS
from stepwell.trust.people.queries import staff_member
from stepwell.trust.people.roles import Role


def inquiry(request: Request, inquiry_id: UUID) -> HttpResponse:
    found = inquiry_for(request.viewer, inquiry_id)
    step = default_step(found)
    make = FORMS.get(step)
    return inquiry_page(request, found, step, make(request, found) if make else None)


def booking(request: Request, inquiry_id: UUID) -> HttpResponse:
    found = inquiry_for(request.viewer, inquiry_id)
    form = _booking_form(request, found)
    if form.is_valid():
        with refusing(form):
            start = form.cleaned_data["start"]
            actions.book_consultation(
                inquiry=found, staff=request.user, start=start, by=request.viewer, at=request.now
            )
            sentence = f"The call is booked {moment(start, request.now)}."
            return done(request, sentence, "staff:inquiry", inquiry_id=inquiry_id)
    return inquiry_page(request, found, "booking", form)


def consultation(request: Request, inquiry_id: UUID) -> HttpResponse:
    found = inquiry_for(request.viewer, inquiry_id)
    form = _consultation_form(request, found)
    if form.is_valid():
        with refusing(form):
            actions.record_consultation(
                inquiry=found, **form.cleaned_data, by=request.viewer, at=request.now
            )
            sentence = f"Recorded: {OUTCOME_WORDS[form.cleaned_data['outcome']].lower()}."
            return done(request, sentence, "staff:inquiry", inquiry_id=inquiry_id)
    return inquiry_page(request, found, "consultation", form)


def packet_sending(request: Request, inquiry_id: UUID) -> HttpResponse:
    found = inquiry_for(request.viewer, inquiry_id)
    form = _packet_form(request, found)
    if form.is_valid():
        with refusing(form):
            actions.send_packet(
                inquiry=found, **form.cleaned_data, by=request.viewer, at=request.now
            )
            sentence = f"The link was sent to {form.cleaned_data['email']}."
            return done(request, sentence, "staff:inquiry", inquiry_id=inquiry_id)
    return inquiry_page(request, found, "packet", form)


def opening(request: Request, inquiry_id: UUID) -> HttpResponse:
    found = inquiry_for(request.viewer, inquiry_id)
    form = _opening_form(request, found)
    if form.is_valid():
        with refusing(form):
            assessment = assessing.open_assessment(
                inquiry=found,
                therapist=staff_member(form.cleaned_data["therapist"], role=Role.THERAPIST),
                prescriber=staff_member(form.cleaned_data["prescriber"], role=Role.PRESCRIBER),
                by=request.viewer,
                at=request.now,
            )
            sentence = "The assessment is open. Both have it on their page."
            return done(request, sentence, "staff:assessment", assessment_id=assessment.pk)
    return inquiry_page(request, found, "opening", form)


def ending(request: Request, inquiry_id: UUID) -> HttpResponse:
    found = inquiry_for(request.viewer, inquiry_id)
    form = _ending_form(request, found)
    if form.is_valid():
        with refusing(form):
            actions.move_inquiry(
                inquiry=found, **form.cleaned_data, by=request.viewer, at=request.now
            )
            sentence = f"{found.name}: {INQUIRY.word(form.cleaned_data['to'])}."
            return done(request, sentence, "staff:inquiry", inquiry_id=inquiry_id)
    return inquiry_page(request, found, "ending", form)


def _booking_form(request: Request, inquiry: Inquiry) -> forms.BookingForm:
    return forms.BookingForm(forms.posted(request))


def _consultation_form(request: Request, inquiry: Inquiry) -> forms.ConsultationForm:
    return forms.ConsultationForm(forms.posted(request))


def _ending_form(request: Request, inquiry: Inquiry) -> forms.EndingForm:
    return forms.EndingForm(forms.posted(request))


def _packet_form(request: Request, inquiry: Inquiry) -> forms.PacketForm:
    """What is known already is filled in, to be confirmed."""
    given, _, family = inquiry.name.strip().partition(" ")
    known = {"given_name": given, "family_name": family, "email": inquiry.email}
    if inquiry.patient:
        person = inquiry.patient.person
        known = {
            name: getattr(person, name) for name in ("given_name", "family_name", "birth_date")
        }
        known["email"] = person.email or inquiry.email
    today = local_day(request.now, actions.ZONE)
    return forms.PacketForm(forms.posted(request), initial=known, today=today)


def _opening_form(request: Request, inquiry: Inquiry) -> forms.OpeningForm:
    return forms.OpeningForm(
        forms.posted(request),
        therapists=assessors(Role.THERAPIST),
        prescribers=assessors(Role.PRESCRIBER),
    )


FORMS = {
    "booking": _booking_form,
    "consultation": _consultation_form,
    "packet": _packet_form,
    "opening": _opening_form,
    "ending": _ending_form,
}
