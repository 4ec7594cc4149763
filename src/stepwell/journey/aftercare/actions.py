from datetime import date, datetime, timedelta

from stepwell.chart.episodes.actions import close_episode
from stepwell.chart.episodes.models import Episode
from stepwell.chart.medications.queries import active_orders, sentence
from stepwell.foundation.acting import action
from stepwell.foundation.clock import local_day
from stepwell.foundation.records import lock
from stepwell.journey.admission.actions import leave_seat
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.aftercare import rules
from stepwell.journey.aftercare.models import AftercarePlan
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

FIELDS = ("appointments", "warning_signs", "coping", "supports", "reasons_to_call")


@action
def save_plan(
    *, episode: Episode, words: dict[str, str], revision: int, by: Viewer, at: datetime
) -> AftercarePlan:
    """Save the draft for a stay (`revision` 0 begins one)."""
    permit(by, Permission.AFTERCARE_WRITE, episode.patient_id)
    lock(episode)
    plan = AftercarePlan.objects.filter(episode=episode, signed_at__isnull=True).first()
    rules.may_save(
        signed=False, revision=revision, saved_revision=plan.revision if plan else 0
    ).enforce()
    if plan is None:
        plan = AftercarePlan(episode=episode, patient_id=episode.patient_id, revision=0)
    for name in FIELDS:
        setattr(plan, name, words.get(name, "").strip())
    plan.revision += 1
    plan.saved_at, plan.saved_by = at, by.signer
    plan.save()
    record(by=by, at=at, event="aftercare.saved", subject=plan, patient_id=plan.patient_id)
    return plan


@action
def sign_plan(*, plan: AftercarePlan, by: Viewer, at: datetime) -> AftercarePlan:
    """Sign it: the medications are written into it as they stand."""
    permit(by, Permission.AFTERCARE_WRITE, plan.patient_id)
    plan = lock(plan)
    missing = [words for name, words in rules.NEEDED.items() if not getattr(plan, name)]
    rules.may_sign(signed=plan.signed_at is not None, missing=missing).enforce()
    orders = active_orders(by, plan.patient_id)
    plan.medications = [{"drug": o.drug, "how": sentence(o), "for": o.indication} for o in orders]
    plan.signed_at, plan.signed_by = at, by.account_id
    plan.save(update_fields=["medications", "signed_at", "signed_by"])
    record(by=by, at=at, event="aftercare.signed", subject=plan, patient_id=plan.patient_id)
    return plan


@action
def discharge(*, episode: Episode, on: date, reason: str, by: Viewer, at: datetime) -> Episode:
    """End a stay: `on` is its last day. The seat is free from the day after. All of it or nothing."""
    permit(by, Permission.STEP_DOWN, episode.patient_id)
    episode = lock(episode)
    rules.may_discharge(
        reason=reason,
        plan_signed=AftercarePlan.objects.filter(episode=episode, signed_at__isnull=False).exists(),
        on=on,
        today=local_day(at, episode.site.zone),
    ).enforce()
    episode = close_episode(episode=episode, on=on, reason=reason, by=by, at=at)
    free_from = on + timedelta(days=1)
    for held in SeatAssignment.objects.filter(episode=episode).exclude(during__isempty=True):
        if held.during.upper is None or held.during.upper > free_from:
            leave_seat(held=held, last_day=free_from, by=by, at=at)
    record(
        by=by,
        at=at,
        event="patient.discharged",
        subject=episode,
        patient_id=episode.patient_id,
        reason=reason,
        detail={"on": on.isoformat()},
    )
    return episode
