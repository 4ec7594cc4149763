from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.chart.safety.models import Alarm
from stepwell.chart.safety.terms import AlarmState
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.viewer import Viewer


def open_alarms(viewer: Viewer) -> QuerySet[Alarm]:
    """Alarms nobody has acted on, oldest first, of patients this viewer may see."""
    rows = Alarm.objects.filter(state=AlarmState.OPEN).select_related(
        "patient__person", "clinician__person", "response"
    )
    return visible(viewer, rows).order_by("raised_at")


def alarms_of(viewer: Viewer, patient_id: UUID) -> QuerySet[Alarm]:
    rows = Alarm.objects.filter(patient_id=patient_id).select_related(
        "clinician__person", "response"
    )
    return visible(viewer, rows).order_by("-raised_at")


def alarm_for(viewer: Viewer, alarm_id: UUID | str) -> Alarm:
    rows = Alarm.objects.select_related("patient__person", "clinician__person", "response")
    try:
        return visible(viewer, rows).get(pk=alarm_id)
    except (Alarm.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that alarm.") from error
