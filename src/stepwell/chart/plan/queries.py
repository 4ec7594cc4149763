from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.chart.plan.models import Goal
from stepwell.chart.plan.terms import Outcome
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def goals_of_all(viewer: Viewer, patient_ids: Iterable[UUID]) -> dict[UUID, list[Goal]]:
    """Patient → goals that stand, the oldest first. One query whatever the number of patients."""
    rows = Goal.objects.filter(patient_id__in=list(patient_ids), ended_at__isnull=True)
    found: dict[UUID, list[Goal]] = {}
    for goal in visible(viewer, rows).order_by("set_at"):
        found.setdefault(goal.patient_id, []).append(goal)
    return found


def goals_for(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[Goal]:
    """Goals that stand, the oldest first."""
    rows = Goal.objects.filter(patient_id=patient_id, ended_at__isnull=True)
    return visible(viewer, rows, need=need).order_by("set_at")


def ended_goals_for(viewer: Viewer, patient_id: UUID) -> QuerySet[Goal]:
    """Goals that ended, the latest first."""
    rows = Goal.objects.filter(patient_id=patient_id, ended_at__isnull=False)
    return visible(viewer, rows).order_by("-ended_at")


def goals_met_between(
    viewer: Viewer, patient_ids: Iterable[UUID], first: datetime, last: datetime
) -> QuerySet[Goal]:
    """Goals of several patients that were reached between two moments, the oldest first. One query."""
    rows = Goal.objects.filter(
        patient_id__in=list(patient_ids), outcome=Outcome.MET, ended_at__range=(first, last)
    )
    return visible(viewer, rows).order_by("ended_at")


def goal_for(viewer: Viewer, goal_id: UUID | str) -> Goal:
    rows = Goal.objects.select_related("patient__person")
    try:
        return visible(viewer, rows).get(pk=goal_id)
    except (Goal.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that goal.") from error
