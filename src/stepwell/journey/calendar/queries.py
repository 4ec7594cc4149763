from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, QuerySet

from stepwell.foundation.clock import at_local
from stepwell.foundation.errors import NotFound
from stepwell.journey.calendar.models import Appointment, Closure, GroupSession, Leave
from stepwell.offering.programs.models import Group, Site
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
    """The groups of a track that do not meet on a day: cancelled, or the site is closed."""
    cancelled = GroupSession.objects.filter(
        group=OuterRef("pk"), day=day, cancelled_at__isnull=False
    )
    closed = closures().filter(site=OuterRef("track__site"), day=day)
    rows = Group.objects.filter(Exists(cancelled) | Exists(closed), track_id=track_id)
    return set(rows.values_list("pk", flat=True))


def closures() -> QuerySet[Closure]:
    """Closed days that stand, the next one first."""
    return (
        Closure.objects.filter(removed_at__isnull=True)
        .select_related("site")
        .order_by("day", "site__name")
    )


def closure(closure_id: UUID) -> Closure:
    found = Closure.objects.select_related("site").filter(pk=closure_id).first()
    if found is None:
        raise NotFound("We could not find that closed day.")
    return found


def closed_days(site_ids: Iterable[UUID], first: date, last: date) -> set[tuple[UUID, date]]:
    """(site, day) on which a site is closed, from one day to another."""
    rows = closures().filter(site_id__in=list(site_ids), day__range=(first, last))
    return set(rows.values_list("site_id", "day"))


def closings_of(site_ids: Iterable[UUID], first: date, last: date) -> list[tuple[UUID, date, bool]]:
    """(site, day, stands) for every closing ever recorded, those taken back too."""
    rows = Closure.objects.filter(site_id__in=list(site_ids), day__range=(first, last))
    return [(s, d, r is None) for s, d, r in rows.values_list("site_id", "day", "removed_at")]


def with_closed_days(groups: QuerySet[Group], first: date, last: date) -> QuerySet[Any]:
    """Groups with `closed_days`: the days between first and last on which their site is closed. No further query."""
    days = Closure.objects.filter(
        site=OuterRef("track__site"), removed_at__isnull=True, day__range=(first, last)
    )
    return groups.annotate(closed_days=ArraySubquery(days.values("day")))


def all_closed(day: date) -> bool:
    """Every site is closed on a day: nobody is seen anywhere."""
    open_sites = Site.objects.exclude(pk__in=closures().filter(day=day).values("site"))
    return Site.objects.exists() and not open_sites.exists()


def leaves(*, start: datetime, end: datetime) -> QuerySet[Leave]:
    """Who is away at any moment from start to end."""
    rows = Leave.objects.filter(during__overlap=(start, end), ended_at__isnull=True)
    return rows.select_related("staff__person").order_by("during")


def leave(leave_id: UUID) -> Leave:
    found = Leave.objects.select_related("staff__person").filter(pk=leave_id).first()
    if found is None:
        raise NotFound("We could not find that leave.")
    return found


def is_booked(staff_id: UUID, *, start: datetime, end: datetime) -> bool:
    rows = Appointment.objects.filter(
        staff_id=staff_id, during__overlap=(start, end), state=Appointment.State.BOOKED
    )
    return rows.exists()


def is_rolled(session_id: UUID) -> bool:
    """Attendance was taken: the session took place."""
    return GroupSession.objects.filter(pk=session_id, roll__isnull=False).exists()


def is_away(staff_id: UUID, *, start: datetime, end: datetime) -> bool:
    return leaves(start=start, end=end).filter(staff_id=staff_id).exists()


def busy(staff_id: UUID, *, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """When a member of staff is taken, by appointments or leave."""
    rows = Appointment.objects.filter(
        staff_id=staff_id, during__overlap=(start, end), state=Appointment.State.BOOKED
    )
    away = leaves(start=start, end=end).filter(staff_id=staff_id).order_by()
    ranges = [*rows.values_list("during", flat=True), *away.values_list("during", flat=True)]
    return [(r.lower, r.upper) for r in ranges]


def sessions_on(day: date) -> QuerySet[GroupSession]:
    return (
        GroupSession.objects.filter(day=day)
        .select_related("group__track__site", "room", "leader__person")
        .order_by("during")
    )


def as_planned(group: Group, day: date) -> dict[str, Any]:
    """Time, room and leader of a meeting that nobody moved."""
    start = at_local(day, group.starts, group.track.site.zone)
    during = DateTimeTZRange(start, start + timedelta(minutes=group.minutes))
    return {"during": during, "room": group.room, "leader": group.leader}


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
