from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.journey.calendar.models import Appointment, GroupSession
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def appointments_of_staff(
    viewer: Viewer, *, start: datetime, end: datetime
) -> QuerySet[Appointment]:
    """One's own booked appointments."""
    return (
        Appointment.objects.filter(
            staff_id=viewer.account_id, during__overlap=(start, end), state=Appointment.State.BOOKED
        )
        .select_related("patient__person")
        .order_by("during")
    )


def appointments_of_patient(
    viewer: Viewer, patient_id: UUID, *, since: datetime, need: Permission = Permission.CHART_READ
) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(
        patient_id=patient_id, during__endswith__gte=since, state=Appointment.State.BOOKED
    )
    return visible(viewer, rows.select_related("staff__person"), need=need).order_by("during")


def calls_booked(viewer: Viewer, occasion_ids: Collection[UUID]) -> dict[UUID, Appointment]:
    """Inquiry → the booked conversation, for several inquiries at once."""
    viewer.require(Permission.PIPELINE_WORK)
    rows = Appointment.objects.filter(
        occasion_id__in=occasion_ids, state=Appointment.State.BOOKED
    ).select_related("staff__person")
    return {row.occasion_id: row for row in rows if row.occasion_id}


def appointments_ahead(
    viewer: Viewer, *, since: datetime, need: Permission = Permission.CHART_READ
) -> QuerySet[Appointment]:
    """Booked appointments of every patient this viewer may see, the next one first."""
    rows = Appointment.objects.filter(during__endswith__gte=since, state=Appointment.State.BOOKED)
    return visible(viewer, rows, need=need).order_by("during")


def cancelled_on(day: date, *, track_id: UUID) -> set[UUID]:
    """The groups of a track whose meeting on a day was cancelled."""
    rows = GroupSession.objects.filter(
        day=day, group__track_id=track_id, cancelled_at__isnull=False
    )
    return set(rows.values_list("group_id", flat=True))


def busy(staff_id: UUID, *, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """When a member of staff is taken, by appointments."""
    rows = Appointment.objects.filter(
        staff_id=staff_id, during__overlap=(start, end), state=Appointment.State.BOOKED
    )
    return [(r.lower, r.upper) for r in rows.values_list("during", flat=True)]


def sessions_on(day: date) -> QuerySet[GroupSession]:
    return (
        GroupSession.objects.filter(day=day)
        .select_related("group__track__site", "room", "leader__person")
        .order_by("during")
    )


def session_on(group_id: UUID, day: date) -> GroupSession | None:
    """The meeting of a group on a day, if it was opened."""
    rows = GroupSession.objects.filter(group_id=group_id, day=day)
    return rows.select_related("group__track__site", "room", "leader__person", "roll").first()


def sessions_with(ids: Iterable[UUID]) -> QuerySet[GroupSession]:
    return GroupSession.objects.filter(pk__in=list(ids)).select_related("group__track__site")


def session_for(viewer: Viewer, session_id: UUID | str) -> GroupSession:
    """One session. Who sees which members is decided where members are read."""
    viewer.require(Permission.SCHEDULE_READ)
    try:
        return GroupSession.objects.select_related(
            "group__track__site", "room", "leader__person"
        ).get(pk=session_id)
    except (GroupSession.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that session.") from error


def free_times(
    staff_id: UUID, *, now: datetime, days: list[tuple[datetime, datetime]], minutes: int
) -> list[datetime]:
    """Half-hour starts inside the opening times `days` at which a member of staff is free."""
    if not days:
        return []
    taken = busy(staff_id, start=days[0][0], end=days[-1][1])
    length, step = timedelta(minutes=minutes), timedelta(minutes=30)
    found = []
    for opens, closes in days:
        start = opens
        while start + length <= closes:
            if start > now and not any(a < start + length and start < b for a, b in taken):
                found.append(start)
            start += step
    return found
