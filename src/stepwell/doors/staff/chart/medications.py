"""The prescriber's page, and stopping. Starting and changing are in `ordering`."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.measures.queries import responses_for
from stepwell.chart.medications import formulary, rules
from stepwell.chart.medications.actions import stop_medication
from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.queries import (
    active_orders,
    is_active,
    order_for,
    orders_for,
    reported_for,
    sentence,
)
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import StopForm
from stepwell.doors.staff.chart.frame import chart_page, frame_of
from stepwell.doors.staff.chart.pictures import order_words, picture
from stepwell.doors.staff.chart.summary import attended
from stepwell.foundation.verdicts import Verdict
from stepwell.trust.credentials import queries as credentials
from stepwell.trust.credentials.rules import may_practice, may_prescribe_controlled
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


def medications(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Regimen, what else is taken, the picture, the week: a check-in on one screen."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    history = list(orders_for(viewer, patient_id).prefetch_related("overrides"))
    scores = list(responses_for(viewer, patient_id, instrument="phq-9"))
    prescribes = viewer.may(Permission.PRESCRIBE)
    context = {
        "orders": list(active_orders(viewer, patient_id)),
        "history": history[::-1],
        "reported_rows": list(reported_for(viewer, patient_id)),
        "names": names_of({order.ordered_by for order in history}),
        "picture": picture("phq-9", scores, history, frame.zone, height=240),
        "prescribes": prescribes,
        "licensed": licensed(request, controlled=False) if prescribes else None,
        "sentence": sentence,
        "order_words": order_words,
        **attended(viewer, frame),
    }
    return chart_page(request, "medications.html", frame, context, tab="medications")


def licensed(request: Request, *, controlled: bool) -> Verdict:
    """May this prescriber write an order today? The same verdict the action asks."""
    check = may_prescribe_controlled if controlled else may_practice
    return check(credentials.held_by(request.viewer.signer), on=request.now.date())


def is_controlled(order: MedicationOrder) -> bool:
    drug = formulary.drug(order.rxcui)
    return bool(drug and drug.schedule)


def medication_stop(request: Request, *, order_id: UUID) -> HttpResponse:
    """Stop what is taken, with a reason."""
    order = order_for(request.viewer, order_id)
    frame = frame_of(request, order.patient_id)
    form = StopForm(request.POST or None, initial={"on": frame.today})
    if form.is_valid():
        with refusing(form):
            stop_medication(order=order, by=request.viewer, at=request.now, **form.cleaned_data)
            return done(
                request,
                f"{order.drug.capitalize()} stopped.",
                "staff:medications",
                patient_id=order.patient_id,
            )
    verdict = licensed(request, controlled=False) & rules.may_stop(
        active=is_active(order), reason="given below"
    )
    context: dict[str, Any] = {
        "order": order,
        "form": form,
        "verdict": verdict,
        "sentence": sentence,
    }
    return chart_page(request, "medication_stop.html", frame, context, tab="medications")
