"""Asking for a measure, and taking the answer: scored at once, alarms announced in the same transaction."""

from datetime import date, datetime
from uuid import UUID

from stepwell.chart.measures import rules
from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.models import MeasureRequest, MeasureResponse
from stepwell.chart.measures.scoring import score
from stepwell.foundation.acting import action
from stepwell.foundation.announcements import announce
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def ask(
    *, patient: Patient, instrument_id: str, due_on: date, by: Viewer, at: datetime
) -> MeasureRequest:
    """Put an instrument before the patient. Asked twice for one day, it is there once."""
    permit(by, Permission.MEASURE_SEND, patient.pk)
    instrument(instrument_id)
    request, _new = MeasureRequest.objects.get_or_create(
        patient=patient,
        instrument=instrument_id,
        due_on=due_on,
        withdrawn_at=None,
        defaults={"asked_at": at, "asked_by": by.account_id},
    )
    record(
        by=by,
        at=at,
        event="measure.asked",
        subject=request,
        patient_id=patient.pk,
        detail={"instrument": instrument_id},
    )
    return request


@action
def answer(
    *,
    request: MeasureRequest,
    answers: dict[str, int],
    by: Viewer,
    at: datetime,
    mode: str = "portal",
) -> MeasureResponse:
    """Take a patient's answers (link id → ordinal), score them, and let alarms ring.

    Raises `Refused` when it was answered before (a double press) or when scored items are missing.
    """
    if not by.is_patient(request.patient_id):
        permit(by, Permission.MEASURE_SEND, request.patient_id)
    request = lock(request)
    rules.may_answer(
        answered=request.response_id is not None, withdrawn=request.withdrawn_at is not None
    ).enforce()
    form = instrument(request.instrument)
    prior = _latest_score(request.patient_id, request.instrument)
    scored = score(form, answers, prior)
    rules.complete(missing=tuple(scored.missing), alarmed=bool(scored.alarms)).enforce()
    response = MeasureResponse.objects.create(
        patient_id=request.patient_id,
        instrument=form.id,
        version=form.version,
        answers=answers,
        score=scored.score,
        band=scored.band or "",
        alarms=list(scored.alarms),
        answered_at=at,
        answered_by=by.account_id,
        mode=mode,
    )
    request.response = response
    request.save(update_fields=["response"])
    record(
        by=by,
        at=at,
        event="measure.answered",
        subject=response,
        patient_id=request.patient_id,
        detail={"instrument": form.id},
    )
    announce("measure.answered", response=response, by=by, at=at)
    for rule in scored.alarms:
        announce("measure.alarmed", response=response, rule=rule, by=by, at=at)
    return response


def _latest_score(patient_id: UUID, instrument_id: str) -> int | None:
    row = (
        MeasureResponse.objects.filter(
            patient_id=patient_id, instrument=instrument_id, score__isnull=False
        )
        .order_by("-answered_at")
        .values_list("score", flat=True)
        .first()
    )
    return int(row) if row is not None else None
