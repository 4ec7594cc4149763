from uuid import UUID

from django.db.models import QuerySet

from stepwell.chart.plan.models import Goal
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def goals_for(viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ) -> QuerySet[Goal]:
    """Goals that stand, the oldest first."""
    rows = Goal.objects.filter(patient_id=patient_id, ended_at__isnull=True)
    return visible(viewer, rows, need=need).order_by("set_at")
