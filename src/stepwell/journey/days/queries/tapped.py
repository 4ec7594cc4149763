"""Who came and went, as it was tapped."""

from collections import defaultdict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.models import Tap
from stepwell.journey.days.taps import Reading, Touch, read
from stepwell.journey.days.terms import How
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import visible
from stepwell.trust.people.viewer import Viewer


def taps_of(session_id: UUID) -> QuerySet[Tap]:
    """The taps of a session, in the order in which they were made. For members got through the viewer."""
    return Tap.objects.filter(session_id=session_id).order_by("recorded_at", "pk")


def touch(tap: Tap, undone: UUID | None = None) -> Touch:
    return Touch(tap.client_id, tap.kind, tap.occurred_at, tap.how, tap.state, undone)


def readings_of(session: GroupSession) -> dict[UUID, Reading]:
    """Patient → what their taps say, for those who have any. One query."""
    by_patient: dict[UUID, list[Touch]] = defaultdict(list)
    for row in taps_of(session.pk).annotate(undone=F("undoes__client_id")):
        by_patient[row.patient_id].append(touch(row, row.undone))
    window = (session.during.lower, session.during.upper)
    return {patient: read(touches, window) for patient, touches in by_patient.items()}


def tap_for(viewer: Viewer, tap_id: UUID, session_id: UUID) -> Tap:
    """One tap of a session, or `NotFound` – the same answer whether it is absent or not for this viewer."""
    try:
        rows = Tap.objects.filter(session_id=session_id).select_related("session")
        return visible(viewer, rows).get(pk=tap_id)
    except (Tap.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that mark.") from error


def usual_way(group: Group) -> str:
    """How people take part in a group where nobody says otherwise."""
    return How.VIDEO if group.mode == Group.Mode.TELEHEALTH else How.IN_PERSON
