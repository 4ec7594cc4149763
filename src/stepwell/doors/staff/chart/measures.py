"""Scores over time, and putting a questionnaire before the patient."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stepwell.chart.measures.actions import ask
from stepwell.chart.measures.instruments import instrument, instruments
from stepwell.chart.measures.queries import asked_of, responses_for
from stepwell.chart.medications.queries import orders_for
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import day
from stepwell.doors.staff.chart.forms import AskForm
from stepwell.doors.staff.chart.frame import chart_page, frame_of
from stepwell.doors.staff.chart.pictures import picture, short
from stepwell.trust.people.roles import Permission


def measures(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Every instrument that was answered, each with its picture and its table."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    answered = list(responses_for(viewer, patient_id))
    orders = list(orders_for(viewer, patient_id))
    used = [form.id for form in instruments() if any(r.instrument == form.id for r in answered)]
    used.sort(key=lambda each: each != "phq-9")
    pictures = [
        picture(each, [r for r in answered if r.instrument == each], orders, frame.zone)
        for each in used
    ]
    waiting = [(row, instrument(row.instrument)) for row in asked_of(viewer, patient_id)]
    context = {
        "pictures": pictures,
        "waiting": waiting,
        "sends": viewer.may(Permission.MEASURE_SEND),
        "short": short,
    }
    return chart_page(request, "measures.html", frame, context, tab="measures")


def measure_sending(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Ask for an answer from a day on."""
    frame = frame_of(request, patient_id)
    form = AskForm(
        request.POST or None,
        today=frame.today,
        initial={"due_on": frame.today, "instrument": "phq-9"},
    )
    if form.is_valid():
        chosen, due = form.cleaned_data["instrument"], form.cleaned_data["due_on"]
        with refusing(form):
            asked = ask(
                patient=frame.patient,
                instrument_id=chosen,
                due_on=due,
                by=request.viewer,
                at=request.now,
            )
            if asked.response_id:
                messages.info(
                    request,
                    f"This {short(instrument(chosen))} was answered already. Choose a later day.",
                )
                return redirect("staff:measure_sending", patient_id=patient_id)
            name = frame.patient.person.called
            sentence = f"{short(instrument(chosen))} is on {name}’s page from {day(due)}."
            return done(request, sentence, "staff:measures", patient_id=patient_id)
    return chart_page(request, "measure_sending.html", frame, {"form": form}, tab="measures")
