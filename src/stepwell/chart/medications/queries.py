from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.chart.medications.models import MedicationOrder, ReportedMedication
from stepwell.chart.medications.terms import in_words
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def orders_for(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[MedicationOrder]:
    """Every order ever written for a patient, oldest first."""
    rows = MedicationOrder.objects.filter(patient_id=patient_id).select_related("previous")
    return visible(viewer, rows, need=need).order_by("effective_on", "ordered_at")


def active_orders(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[MedicationOrder]:
    """The regimen: orders nothing follows, that are not stops."""
    rows = orders_for(viewer, patient_id, need=need)
    return rows.filter(next__isnull=True).exclude(kind=MedicationOrder.Kind.STOP).order_by("drug")


def order_for(viewer: Viewer, order_id: UUID | str) -> MedicationOrder:
    rows = MedicationOrder.objects.select_related("patient__person")
    try:
        return visible(viewer, rows).get(pk=order_id)
    except (MedicationOrder.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that order.") from error


def reported_for(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[ReportedMedication]:
    """What is said to be taken and was not ordered here."""
    rows = ReportedMedication.objects.filter(patient_id=patient_id, ended_at__isnull=True)
    return visible(viewer, rows, need=need).order_by("text")


def sentence(order: MedicationOrder) -> str:
    return in_words(order.dose_mg, order.times_a_day, order.timing, order.as_needed)


@dataclass(frozen=True, slots=True)
class Band:
    """One dose of one drug over time, for a chart: `until` is None while it goes on."""

    drug: str
    daily_mg: Decimal
    since: date
    until: date | None
    reason: str


def bands(orders: list[MedicationOrder]) -> list[Band]:
    """Dose over time from a patient's orders (oldest first)."""
    ends = {order.previous_id: order.effective_on for order in orders if order.previous_id}
    return [
        Band(order.drug, order.dose_mg * order.times_a_day, order.effective_on, ends.get(order.pk), order.reason)
        for order in orders
        if order.kind != MedicationOrder.Kind.STOP
    ]
