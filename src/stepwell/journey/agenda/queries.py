from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from stepwell.foundation.clock import at_local, local_day
from stepwell.foundation.errors import NotFound
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.agenda.models import Busy, Feed
from stepwell.journey.calendar.models import Appointment, GroupSession
from stepwell.journey.calendar.queries import closings_of
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.terms import token_hash
from stepwell.trust.people.viewer import Viewer

Interval = tuple[datetime, datetime]
SHOWN: tuple[str, ...] = (Appointment.State.BOOKED, Appointment.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Event:
    """Something on somebody's agenda. `revision` grows with every change (SEQUENCE of RFC 5545)."""

    uid: str
    day: date
    zone: str
    starts: datetime
    ends: datetime
    place: str
    cancelled: bool
    revision: int
    leader: Account | None = None
    group: Group | None = None
    appointment: Appointment | None = None


def agenda_of_patient(
    viewer: Viewer,
    patient_id: UUID,
    first: date,
    last: date,
    *,
    zone: str,
    need: Permission = Permission.CHART_READ,
) -> list[Event]:
    """Sessions and appointments from one day to another, cancelled ones marked. Five queries, however many there are."""
    rows = SeatAssignment.objects.filter(
        patient_id=patient_id, during__overlap=(first, last + timedelta(days=1))
    )
    seats = list(visible(viewer, rows.select_related("seat"), need=need))
    groups = _groups(first, last).filter(track_id__in={s.seat.track_id for s in seats})
    attended = {
        (track_id, day)
        for seat in seats
        for track_id, day in ((seat.seat.track_id, d) for d in _days(first, last))
        if seat.attends(day)
    }
    found = [
        event
        for event in _sessions(list(groups), first, last)
        if event.group and (event.group.track_id, event.day) in attended
    ]
    booked = visible(viewer, _booked(first, last, zone).filter(patient_id=patient_id), need=need)
    return _in_order([*found, *(_visit(a, zone) for a in booked)])


def agenda_of_staff(viewer: Viewer, first: date, last: date, *, zone: str) -> list[Event]:
    """One's own sessions and appointments, as somebody of the staff."""
    own = Q(leader_id=viewer.account_id) | Q(
        sessions__leader_id=viewer.account_id, sessions__day__range=(first, last)
    )
    events = _sessions(list(_groups(first, last).filter(own).distinct()), first, last)
    mine = [e for e in events if e.leader and e.leader.pk == viewer.account_id]
    booked = _booked(first, last, zone).filter(staff_id=viewer.account_id)
    return _in_order([*mine, *(_visit(a, zone) for a in booked)])


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.starts, e.uid))


def _groups(first: date, last: date) -> QuerySet[Group]:
    rows = Group.objects.filter(from_day__lte=last).exclude(until_day__lt=first)
    return rows.select_related("track__site", "room", "leader__person")


def _sessions(groups: list[Group], first: date, last: date) -> list[Event]:
    rows = GroupSession.objects.filter(group__in=groups, day__range=(first, last))
    opened = {(s.group_id, s.day): s for s in rows.select_related("room", "leader__person")}
    closings = closings_of({g.track.site_id for g in groups}, first, last)
    closed = {(site, day) for site, day, stands in closings if stands}
    changes: Counter[tuple[UUID, date]] = Counter()
    for site, day, stands in closings:
        changes[site, day] += 1 if stands else 2
    found = []
    for group in groups:
        for day in (d for d in _days(first, last) if _meets(group, d)):
            key, session = (group.track.site_id, day), opened.get((group.pk, day))
            found.append(_meeting(group, day, session, key in closed, changes[key]))
    return found


def _meets(group: Group, day: date) -> bool:
    track = group.track
    inside = group.from_day <= day and (group.until_day is None or day <= group.until_day)
    still = track.closed_on is None or day < track.closed_on
    return inside and still and day.weekday() == group.weekday


def _meeting(
    group: Group, day: date, session: GroupSession | None, closed: bool, changes: int
) -> Event:
    site = group.track.site
    starts = session.during.lower if session else at_local(day, group.starts, site.zone)
    ends = session.during.upper if session else starts + timedelta(minutes=group.minutes)
    room = session.room if session else group.room
    return Event(
        uid=f"{group.pk}-{day:%Y%m%d}",
        day=day,
        zone=site.zone,
        starts=starts,
        ends=ends,
        place=f"{site.address_line}, {room.name}" if room else "",
        cancelled=closed or (session is not None and session.cancelled_at is not None),
        revision=changes + (session.revision if session else 0),
        leader=session.leader if session else group.leader,
        group=group,
    )


def _booked(first: date, last: date, zone: str) -> QuerySet[Appointment]:
    span = (at_local(first, time(), zone), at_local(last + timedelta(days=1), time(), zone))
    rows = Appointment.objects.filter(during__overlap=span, state__in=SHOWN)
    return rows.select_related("staff__person")


def _visit(row: Appointment, zone: str) -> Event:
    cancelled = row.state == Appointment.State.CANCELLED
    return Event(
        uid=str(row.pk),
        day=local_day(row.during.lower, zone),
        zone=zone,
        starts=row.during.lower,
        ends=row.during.upper,
        place="",  # an appointment has no address; how it takes place stands on it
        cancelled=cancelled,
        revision=int(cancelled),
        leader=row.staff,
        appointment=row,
    )


def busy_times(
    viewer: Viewer, patient_id: UUID, *, need: Permission = Permission.CHART_READ
) -> QuerySet[Busy]:
    """The weekly times at which a patient cannot come, Monday first."""
    rows = Busy.objects.filter(patient_id=patient_id, removed_at__isnull=True)
    return visible(viewer, rows, need=need).order_by("weekday", "minutes")


def busy_spells(patient_id: UUID, days: Sequence[date], *, zone: str) -> list[Interval]:
    """When a patient cannot come on days in a row, as instants. For a patient got through the viewer."""
    rows = Busy.objects.filter(
        patient_id=patient_id,
        removed_at__isnull=True,
        days__overlap=(days[0], days[-1] + timedelta(days=1)),
    )
    return [
        (_at_minute(day, row.minutes.lower, zone), _at_minute(day, row.minutes.upper, zone))
        for row in rows
        for day in days
        if day.weekday() == row.weekday and day in row.days
    ]


def _at_minute(day: date, minute: int, zone: str) -> datetime:
    """The instant of a minute of the day on the wall; 1440 is the midnight that ends it."""
    later, minute = divmod(minute, 24 * 60)
    return at_local(day + timedelta(days=later), time(*divmod(minute, 60)), zone)


def feeds_of(viewer: Viewer) -> QuerySet[Feed]:
    """One's own calendar links that work."""
    return Feed.objects.filter(account_id=viewer.signer, revoked_at__isnull=True).order_by(
        "created_at"
    )


def feed_of_token(token: str) -> Feed:
    """The feed behind a secret. It is looked up by its hash, so the time taken tells nothing about the secret."""
    rows = Feed.objects.filter(
        token_hash=token_hash(token), revoked_at__isnull=True, account__is_active=True
    )
    found = rows.select_related("account__person").first()
    if found is None:
        raise NotFound
    return found
