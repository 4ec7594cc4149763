from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.chart.measures.models import MeasureRequest, MeasureResponse
from stepwell.foundation.errors import NotFound
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def responses_for(
    viewer: Viewer,
    patient_id: UUID,
    *,
    instrument: str = "",
    need: Permission = Permission.CHART_READ,
) -> QuerySet[MeasureResponse]:
    """Oldest first, for a line on a chart."""
    rows = MeasureResponse.objects.filter(patient_id=patient_id)
    if instrument:
        rows = rows.filter(instrument=instrument)
    return visible(viewer, rows, need=need).order_by("answered_at")


def responses_of_all(
    viewer: Viewer, patient_ids: Iterable[UUID], instruments: Iterable[str]
) -> QuerySet[MeasureResponse]:
    """Answers of several patients, oldest first. One query whatever the number of patients."""
    rows = MeasureResponse.objects.filter(
        patient_id__in=list(patient_ids), instrument__in=list(instruments)
    )
    return visible(viewer, rows).order_by("answered_at")


def waiting_for(
    viewer: Viewer, patient_id: UUID, *, on: date, need: Permission = Permission.OWN_CHART
) -> QuerySet[MeasureRequest]:
    """What waits for the patient's answer on a day, the oldest first."""
    rows = MeasureRequest.objects.filter(
        patient_id=patient_id, response__isnull=True, withdrawn_at__isnull=True, due_on__lte=on
    )
    return visible(viewer, rows, need=need).order_by("due_on")


def request_for(
    viewer: Viewer, request_id: UUID | str, *, need: Permission = Permission.OWN_CHART
) -> MeasureRequest:
    rows = MeasureRequest.objects.select_related("patient__person", "response")
    try:
        return visible(viewer, rows, need=need).get(pk=request_id)
    except (MeasureRequest.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find these questions.") from error


def asked_of(viewer: Viewer, patient_id: UUID) -> QuerySet[MeasureRequest]:
    """What a patient has not answered yet, due or still to come, the next due first."""
    rows = MeasureRequest.objects.filter(
        patient_id=patient_id, response__isnull=True, withdrawn_at__isnull=True
    )
    return visible(viewer, rows).order_by("due_on", "instrument")
