from uuid import UUID

from django.db.models import QuerySet

from stepwell.chart.problems.models import Allergy, Condition
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def conditions_for(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[Condition]:
    """Conditions that stand, active ones first."""
    rows = Condition.objects.filter(patient_id=patient_id, voided_at__isnull=True)
    return visible(viewer, rows, need=need).order_by("clinical_status", "-onset_on", "display")


def allergies_for(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[Allergy]:
    rows = Allergy.objects.filter(patient_id=patient_id, voided_at__isnull=True)
    return visible(viewer, rows, need=need).order_by("substance")
