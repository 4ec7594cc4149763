from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.chart.medications import formulary
from stepwell.chart.medications.advice import Advice, Allergy, Kind, Regimen, Stopped, advise
from stepwell.chart.medications.formulary import Drug
from stepwell.chart.medications.models import MedicationOrder, ReportedMedication
from stepwell.chart.medications.terms import in_words
from stepwell.chart.problems.queries import allergies_for, conditions_for
from stepwell.foundation.clock import years_between
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def orders_for(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[MedicationOrder]:
    """Every order ever written for a patient, oldest first."""
    rows = MedicationOrder.objects.filter(patient_id=patient_id).select_related("previous")
    return visible(viewer, rows, need=need).order_by("effective_on", "ordered_at")


def orders_between(
    viewer: Viewer, patient_ids: Iterable[UUID], first: date, last: date
) -> QuerySet[MedicationOrder]:
    """Orders of several patients that take effect on these days, both included. One query."""
    rows = MedicationOrder.objects.filter(
        patient_id__in=list(patient_ids), effective_on__range=(first, last)
    )
    return visible(viewer, rows).order_by("effective_on", "ordered_at")


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


def is_active(order: MedicationOrder) -> bool:
    """Whether this is what the patient takes now: no stop, and nothing follows it."""
    followed = MedicationOrder.objects.filter(previous_id=order.pk).exists()
    return order.kind != MedicationOrder.Kind.STOP and not followed


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
        Band(
            order.drug,
            order.dose_mg * order.times_a_day,
            order.effective_on,
            ends.get(order.pk),
            order.reason,
        )
        for order in orders
        if order.kind != MedicationOrder.Kind.STOP
    ]


# -- what advice looks at, put together in one place -----------------------------------------------

OVER = ("resolved", "inactive")


@dataclass(frozen=True, slots=True)
class Check:
    """Advice on an order, with what it was checked against and what we could not read."""

    advice: tuple[Advice, ...]
    against: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def serious(self) -> tuple[Advice, ...]:
        return tuple(each for each in self.advice if each.severity.rank < 2)


def check_order(
    viewer: Viewer,
    patient: Patient,
    drug: Drug,
    daily_mg: Decimal,
    on: date,
    *,
    changes: bool = False,
) -> Check:
    """What there is to say before an order is written. `changes`: it follows an order of the same drug."""
    regimen = regimen_for(viewer, patient, drug, daily_mg, on)
    advice = tuple(each for each in advise(regimen) if not (changes and _itself(each)))
    names = tuple(d.name for d in regimen.current if not (changes and d.rxcui == drug.rxcui))
    said = [row.text for row in reported_for(viewer, patient.pk) if not _read(row.rxcui, row.text)]
    return Check(advice, names, tuple(said))


def _itself(advice: Advice) -> bool:
    """The list holds the drug already: no news when its dose is being changed."""
    return (advice.kind, advice.rule) == (Kind.DUPLICATE, "same-ingredient")


def regimen_for(
    viewer: Viewer, patient: Patient, drug: Drug, daily_mg: Decimal, on: date
) -> Regimen:
    """A proposed drug and all the chart knows that speaks for or against it."""
    rows = list(orders_for(viewer, patient.pk))
    followed = {row.previous_id for row in rows}
    last = [row for row in rows if row.pk not in followed]
    stops = [r for r in last if r.kind == MedicationOrder.Kind.STOP and r.effective_on <= on]
    taken = [found for r in last if r not in stops for found in _read(r.rxcui, r.drug)]
    said = [found for r in reported_for(viewer, patient.pk) for found in _read(r.rxcui, r.text)]
    stopped = [
        Stopped(found, (on - row.effective_on).days)
        for row in stops
        for found in _read(row.rxcui, "")
    ]
    conditions, born = _conditions(viewer, patient), patient.person.birth_date
    return Regimen(
        proposed=drug,
        dose_mg_per_day=float(daily_mg),
        current=tuple({found.rxcui: found for found in (*taken, *said)}.values()),
        allergies=tuple(
            Allergy(a.substance, _ingredient(a.code)) for a in allergies_for(viewer, patient.pk)
        ),
        age=years_between(born, on) if born else None,
        pregnant=True if any("pregnan" in c.casefold() for c in conditions) else None,
        conditions=conditions,
        stopped=tuple(stopped),
    )


def _conditions(viewer: Viewer, patient: Patient) -> tuple[str, ...]:
    """Codes and words of what they have now."""
    rows = conditions_for(viewer, patient.pk).exclude(clinical_status__in=OVER)
    return tuple(text for row in rows for text in (row.code, row.display) if text)


def _read(rxcui: str, text: str) -> tuple[Drug, ...]:
    """The drugs behind a code, or else a text."""
    coded = formulary.drug(rxcui) if rxcui else None
    return (coded,) if coded else formulary.find_all(text)


def _ingredient(code: str) -> str:
    """An allergy's code where it is an ingredient we know; elsewhere its words have to do."""
    return code if formulary.drug(code) else ""
