from datetime import datetime

from stepwell.chart.episodes.models import Episode
from stepwell.chart.plan import rules
from stepwell.chart.plan.models import Goal
from stepwell.foundation.acting import action
from stepwell.foundation.records import lock
from stepwell.trust.access.queries import permit
from stepwell.trust.ledger.actions import record
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@action
def set_goal(
    *, patient: Patient, episode: Episode | None, statement: str, by: Viewer, at: datetime
) -> Goal:
    permit(by, Permission.PLAN_WRITE, patient.pk)
    rules.may_set(statement=statement).enforce()
    goal = Goal.objects.create(
        patient=patient, episode=episode, statement=statement.strip(), set_at=at, set_by=by.signer
    )
    record(by=by, at=at, event="goal.set", subject=goal, patient_id=patient.pk)
    return goal


@action
def end_goal(*, goal: Goal, outcome: str, by: Viewer, at: datetime) -> Goal:
    permit(by, Permission.PLAN_WRITE, goal.patient_id)
    goal = lock(goal)
    rules.may_end(ended=goal.ended_at is not None).enforce()
    goal.ended_at, goal.ended_by, goal.outcome = at, by.account_id, outcome
    goal.save(update_fields=["ended_at", "ended_by", "outcome"])
    record(
        by=by,
        at=at,
        event="goal.ended",
        subject=goal,
        patient_id=goal.patient_id,
        detail={"outcome": outcome},
    )
    return goal
