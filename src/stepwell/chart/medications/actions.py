"""Start, change, stop: each a new row that follows the one before. Nothing written is ever edited."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stepwell.chart.medications import rules
from stepwell.chart.medications.advice import Advice
from stepwell.chart.medications.models import AlertOverride, MedicationOrder, ReportedMedication
from stepwell.foundation.acting import action
from stepwell.foundation.announcements import announce
from stepwell.foundation.clock import clinic_day
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import permit
from stepwell.trust.credentials import queries as credentials
from stepwell.trust.credentials.rules import may_practice, may_prescribe_controlled
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

Kind = MedicationOrder.Kind


@dataclass(frozen=True, slots=True)
class Sig:
    """How a drug is taken."""

    dose_mg: Decimal
    times_a_day: int = 1
    timing: str = ""
    as_needed: bool = False
    route: str = "by mouth"
    instructions: str = ""


@action
def start_medication(
    *,
    patient: Patient,
    rxcui: str,
    drug: str,
    controlled: bool,
    sig: Sig,
    indication: str,
    reason: str,
    on: date,
    advice: tuple[Advice, ...],
    override_reason: str = "",
    by: Viewer,
    at: datetime,
) -> MedicationOrder:
    """Start a drug. `advice` is what the prescriber was shown; serious warnings need `override_reason`."""
    _may_prescribe(by, patient, controlled, at)
    lock(patient)
    taking = _active(patient).filter(rxcui=rxcui).exists()
    rules.may_start(already_taking=taking, dose_mg=sig.dose_mg, reason=reason).enforce()
    rules.warnings_answered(
        severities=[a.severity for a in advice], reason=override_reason
    ).enforce()
    order = _write(
        patient,
        None,
        Kind.START,
        rxcui,
        drug,
        sig,
        indication=indication,
        reason=reason,
        on=on,
        by=by,
        at=at,
    )
    _keep_overrides(order, advice, override_reason, by, at)
    record(by=by, at=at, event="order.started", subject=order, patient_id=patient.pk, reason=reason)
    announce("order.written", order=order, by=by, at=at)
    return order


@action
def change_dose(
    *,
    order: MedicationOrder,
    controlled: bool,
    sig: Sig,
    reason: str,
    on: date,
    advice: tuple[Advice, ...],
    override_reason: str = "",
    by: Viewer,
    at: datetime,
) -> MedicationOrder:
    """A new dose of what is taken already. Raises `Refused` when the order is no longer the latest."""
    _may_prescribe(by, order.patient, controlled, at)
    lock(order.patient)
    same = (order.dose_mg, order.times_a_day, order.timing, order.as_needed) == (
        sig.dose_mg,
        sig.times_a_day,
        sig.timing,
        sig.as_needed,
    )
    rules.may_change(
        active=_is_active(order), same=same, dose_mg=sig.dose_mg, reason=reason
    ).enforce()
    rules.warnings_answered(
        severities=[a.severity for a in advice], reason=override_reason
    ).enforce()
    changed = _write(
        order.patient,
        order,
        Kind.CHANGE,
        order.rxcui,
        order.drug,
        sig,
        indication=order.indication,
        reason=reason,
        on=on,
        by=by,
        at=at,
    )
    _keep_overrides(changed, advice, override_reason, by, at)
    record(
        by=by,
        at=at,
        event="order.changed",
        subject=changed,
        patient_id=order.patient_id,
        reason=reason,
    )
    announce("order.written", order=changed, by=by, at=at)
    return changed


@action
def stop_medication(
    *, order: MedicationOrder, reason: str, on: date, by: Viewer, at: datetime
) -> MedicationOrder:
    _may_prescribe(by, order.patient, False, at)
    lock(order.patient)
    rules.may_stop(active=_is_active(order), reason=reason).enforce()
    sig = Sig(
        order.dose_mg,
        order.times_a_day,
        order.timing,
        order.as_needed,
        order.route,
        order.instructions,
    )
    stop = _write(
        order.patient,
        order,
        Kind.STOP,
        order.rxcui,
        order.drug,
        sig,
        indication=order.indication,
        reason=reason,
        on=on,
        by=by,
        at=at,
    )
    record(
        by=by,
        at=at,
        event="order.stopped",
        subject=stop,
        patient_id=order.patient_id,
        reason=reason,
    )
    announce("order.written", order=stop, by=by, at=at)
    return stop


def _may_prescribe(by: Viewer, patient: Patient, controlled: bool, at: datetime) -> None:
    permit(by, Permission.PRESCRIBE, patient.pk)
    check = may_prescribe_controlled if controlled else may_practice
    check(credentials.held_by(by.signer), on=clinic_day(at)).enforce()


def _active(patient: Patient) -> Any:
    return MedicationOrder.objects.filter(patient=patient, next__isnull=True).exclude(
        kind=Kind.STOP
    )


def _is_active(order: MedicationOrder) -> bool:
    return _active(order.patient).filter(pk=order.pk).exists()


def _write(
    patient: Patient,
    previous: MedicationOrder | None,
    kind: str,
    rxcui: str,
    drug: str,
    sig: Sig,
    *,
    indication: str,
    reason: str,
    on: date,
    by: Viewer,
    at: datetime,
) -> MedicationOrder:
    return MedicationOrder.objects.create(
        patient=patient,
        previous=previous,
        kind=kind,
        rxcui=rxcui,
        drug=drug,
        dose_mg=sig.dose_mg,
        times_a_day=sig.times_a_day,
        timing=sig.timing,
        as_needed=sig.as_needed,
        route=sig.route,
        instructions=sig.instructions,
        indication=indication,
        reason=reason.strip(),
        effective_on=on,
        ordered_at=at,
        ordered_by=by.signer,
    )


def _keep_overrides(
    order: MedicationOrder, advice: tuple[Advice, ...], reason: str, by: Viewer, at: datetime
) -> None:
    AlertOverride.objects.bulk_create(
        [
            AlertOverride(
                order=order,
                rule=a.rule,
                severity=a.severity,
                summary=a.summary[:200],
                reason=reason,
                overridden_at=at,
                overridden_by=by.signer,
            )
            for a in advice
            if a.severity in rules.NEEDS_REASON
        ]
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A medication someone says the patient takes."""

    text: str
    rxcui: str = ""
    external_id: str = ""


@action
def note_reported(
    *,
    patient: Patient,
    medications: list[Said],
    source: str,
    said_on: date,
    by: Viewer,
    at: datetime,
) -> int:
    """Write down what is said to be taken. What the same source said before is left alone. Returns how many are new."""
    if not (by.system or by.is_patient(patient.pk) or by.may(Permission.PIPELINE_WORK)):
        permit(by, Permission.CHART_READ, patient.pk)
    lock(patient)
    rows = ReportedMedication.objects.filter(patient=patient, source=source)
    known = {row.external_id or row.text.lower() for row in rows}
    new = [m for m in medications if (m.external_id or m.text.lower()) not in known]
    ReportedMedication.objects.bulk_create(
        [
            ReportedMedication(
                patient=patient,
                rxcui=said.rxcui,
                text=said.text[:255],
                source=source,
                external_id=said.external_id,
                said_on=said_on,
                recorded_at=at,
                recorded_by=by.account_id,
            )
            for said in new
        ]
    )
    record(
        by=by,
        at=at,
        event="medications.reported",
        subject=patient,
        patient_id=patient.pk,
        detail={"source": source, "new": len(new)},
    )
    return len(new)
