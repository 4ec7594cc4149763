from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.chart.problems.models import Allergy, Condition
from stepwell.foundation.errors import NotFound
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


def struck_out_for(viewer: Viewer, patient_id: UUID) -> QuerySet[Condition]:
    """Conditions that were struck out, with the reason, the latest first."""
    rows = Condition.objects.filter(patient_id=patient_id, voided_at__isnull=False)
    return visible(viewer, rows).order_by("-voided_at")


def condition_for(viewer: Viewer, condition_id: UUID | str) -> Condition:
    rows = Condition.objects.select_related("patient__person")
    try:
        return visible(viewer, rows).get(pk=condition_id)
    except (Condition.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that condition.") from error
