"""Writing down what is known, and striking it out. Chart rows from a referral or a packet come in bulk."""

from dataclasses import dataclass
from datetime import date, datetime

from stepwell.chart.problems import rules
from stepwell.chart.problems.models import Allergy, Condition
from stepwell.foundation.acting import action
from stepwell.foundation.errors import NotAllowed
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class KnownCondition:
    display: str
    system: str = ""
    code: str = ""
    onset_on: date | None = None
    clinical_status: str = "active"
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class KnownAllergy:
    substance: str
    code: str = ""
    reaction: str = ""
    criticality: str = ""
    external_id: str = ""


def _may_add(by: Viewer, patient: Patient) -> None:
    if not (by.system or by.is_patient(patient.pk) or by.may(Permission.PIPELINE_WORK)):
        if not by.may(Permission.CHART_READ):
            raise NotAllowed("Your role does not write in charts.")
        permit(by, Permission.CHART_READ, patient.pk)


@action
def note_known(
    *,
    patient: Patient,
    conditions: list[KnownCondition],
    allergies: list[KnownAllergy],
    source: str,
    by: Viewer,
    at: datetime,
) -> tuple[int, int]:
    """Add conditions and allergies with where they came from. Those known by the same source already are left alone.

    Returns how many of each are new.
    """
    _may_add(by, patient)
    lock(patient)
    common = {"patient": patient, "source": source, "recorded_at": at, "recorded_by": by.account_id}
    known_conditions = _known(Condition, patient, source)
    known_allergies = _known(Allergy, patient, source)
    new_conditions = [
        Condition(**common, **_fields(c))
        for c in conditions
        if (c.external_id or c.display.lower()) not in known_conditions
    ]
    new_allergies = [
        Allergy(**common, **_fields(a))
        for a in allergies
        if (a.external_id or a.substance.lower()) not in known_allergies
    ]
    Condition.objects.bulk_create(new_conditions)
    Allergy.objects.bulk_create(new_allergies)
    record(
        by=by,
        at=at,
        event="known.noted",
        subject=patient,
        patient_id=patient.pk,
        detail={
            "source": source,
            "conditions": len(new_conditions),
            "allergies": len(new_allergies),
        },
    )
    return len(new_conditions), len(new_allergies)


def _known(model: type[Condition] | type[Allergy], patient: Patient, source: str) -> set[str]:
    """What a source said already: its ids, or the words where it gave none."""
    words = "display" if model is Condition else "substance"
    rows = model.objects.filter(patient=patient, source=source, voided_at__isnull=True)
    return {given or said.lower() for given, said in rows.values_list("external_id", words)}


def _fields(known: KnownCondition | KnownAllergy) -> dict[str, object]:
    return {name: getattr(known, name) for name in known.__slots__}


@action
def void_condition(*, condition: Condition, reason: str, by: Viewer, at: datetime) -> Condition:
    """Strike a condition out; it stays readable with the reason."""
    permit(by, Permission.PLAN_WRITE, condition.patient_id)
    condition = lock(condition)
    rules.may_void(voided=condition.voided_at is not None, reason=reason).enforce()
    condition.voided_at, condition.voided_by, condition.void_reason = at, by.account_id, reason
    condition.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record(
        by=by,
        at=at,
        event="condition.voided",
        subject=condition,
        patient_id=condition.patient_id,
        reason=reason,
    )
    return condition
