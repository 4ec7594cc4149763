from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.journey.aftercare.models import AftercarePlan
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def plans_of(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[AftercarePlan]:
    """Newest first."""
    rows = AftercarePlan.objects.filter(patient_id=patient_id).select_related(
        "patient__person", "episode__site"
    )
    return visible(viewer, rows, need=need).order_by("-saved_at")


def plan_for(
    viewer: Viewer, plan_id: UUID | str, *, need: Permission = Permission.CHART_READ
) -> AftercarePlan:
    rows = AftercarePlan.objects.select_related("patient__person", "episode__site")
    try:
        return visible(viewer, rows, need=need).get(pk=plan_id)
    except (AftercarePlan.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that plan.") from error
