"""What I take, in words. Why a dose changed is clinical reasoning and is not shown; that it changed is."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.queries import active_orders, orders_for, reported_for
from stepwell.doors.kit.request import Request
from stepwell.doors.patient import words
from stepwell.doors.patient.shell import OWN, my_page, own_id, place

STOPPED_SHOWN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Taken:
    """A medicine as its owner reads it."""

    drug: str
    dose: str
    what_for: str
    instructions: str
    since: date
    changed_on: date | None
    stopped_on: date | None


def medicines(request: Request) -> HttpResponse:
    patient_id, today = own_id(request), place(request).today
    every = {order.pk: order for order in orders_for(request.viewer, patient_id, need=OWN)}
    active = active_orders(request.viewer, patient_id, need=OWN)
    stopped = [o for o in every.values() if o.kind == MedicationOrder.Kind.STOP]
    context = {
        "taking": [_taken(order, every) for order in active],
        "stopped": [_taken(o, every) for o in stopped if o.effective_on >= today - STOPPED_SHOWN],
        "reported": list(reported_for(request.viewer, patient_id, need=OWN)),
    }
    return my_page(request, "patient/medicines.html", context, way="patient:medicines")


def _taken(order: MedicationOrder, every: dict[UUID, MedicationOrder]) -> Taken:
    first = order
    while first.previous_id in every:
        first = every[first.previous_id]
    kinds = MedicationOrder.Kind
    return Taken(
        drug=order.drug,
        dose=words.dose(order),
        what_for=order.indication,
        instructions=order.instructions,
        since=first.effective_on,
        changed_on=order.effective_on if order.kind == kinds.CHANGE else None,
        stopped_on=order.effective_on if order.kind == kinds.STOP else None,
    )
