from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.journey.intake.models import Inquiry, Packet
from stepwell.journey.intake.terms import INQUIRY, InquiryState
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer

OPEN_STATES = [state.value for state in InquiryState if not INQUIRY.final(state)]


def pipeline(viewer: Viewer, *, state: str = "") -> QuerySet[Inquiry]:
    """Inquiries somebody still has to do something about, by the time we promised to call."""
    viewer.require(Permission.PIPELINE_WORK)
    rows = Inquiry.objects.filter(state__in=[state] if state else OPEN_STATES)
    return rows.select_related("patient__person").order_by("promised_call_at", "pk")


def worklist(viewer: Viewer, *, state: str = "") -> QuerySet[Inquiry]:
    """The pipeline with what its reasons are made of: conversations and packets."""
    return pipeline(viewer, state=state).prefetch_related("consultations", "packets")


def counts_by_state(viewer: Viewer) -> dict[str, int]:
    viewer.require(Permission.PIPELINE_WORK)
    rows = Inquiry.objects.filter(state__in=OPEN_STATES).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def inquiry_for(viewer: Viewer, inquiry_id: UUID | str) -> Inquiry:
    viewer.require(Permission.PIPELINE_WORK)
    try:
        return (
            Inquiry.objects.select_related("patient__person")
            .prefetch_related("moves", "consultations__appointment", "referrals")
            .get(pk=inquiry_id)
        )
    except (Inquiry.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that inquiry.") from error


def packet_of(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.OWN_CHART
) -> Packet | None:
    """The newest packet of a patient: the open one if there is one."""
    rows = Packet.objects.filter(patient_id=patient_id).select_related("patient__person", "inquiry")
    return visible(viewer, rows, need=need).order_by("submitted_at", "-sent_at").last()
