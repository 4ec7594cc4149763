"""The meetings of groups on a day, with what is still owed for each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from stepwell.chart.notes.queries import states_of
from stepwell.foundation.clock import at_local
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.calendar.queries import with_closed_days
from stepwell.journey.days.models import Presence
from stepwell.journey.days.queries.seats import Held
from stepwell.offering.programs.models import Group


@dataclass(frozen=True, slots=True)
class Meeting:
    """A group on a day, as far as its leader has to act: who is expected, and what of it is written down."""

    group: Group
    day: date
    starts: datetime
    ends: datetime
    expected: int
    session: GroupSession | None
    present: int
    note: str  # the note's state; empty when nobody has begun one
    closed: bool = False  # the site is closed on that day

    @property
    def rolled(self) -> bool:
        return self.session is not None and getattr(self.session, "roll", None) is not None

    @property
    def cancelled(self) -> bool:
        return self.closed or (self.session is not None and self.session.cancelled_at is not None)


def meetings(first: date, last: date, *, leader_id: UUID | None = None) -> list[Meeting]:
    """The groups that meet from one day to another, in order of time. A constant number of queries."""
    rows = Group.objects.filter(from_day__lte=last).exclude(until_day__lt=first)
    if leader_id:
        rows = rows.filter(leader_id=leader_id)
    dated = with_closed_days(rows, first, last)
    groups = list(dated.select_related("track__site", "room", "leader__person"))
    opened = GroupSession.objects.filter(group__in=groups, day__range=(first, last)).select_related(
        "roll"
    )
    sessions = {(s.group_id, s.day): s for s in opened}
    ids = [s.pk for s in sessions.values()]
    present = dict(
        Presence.objects.filter(session_id__in=ids, replaced_by__isnull=True, void=False)
        .values_list("session_id")
        .annotate(n=Count("patient", distinct=True))
    )
    notes = states_of(ids)
    expected = _expected({g.track_id for g in groups}, first, last)
    found = []
    for day in (first + timedelta(days=i) for i in range((last - first).days + 1)):
        for group in (g for g in groups if _meets(g, day)):
            session = sessions.get((group.pk, day))
            starts = (
                session.during.lower
                if session
                else at_local(day, group.starts, group.track.site.zone)
            )
            ends = session.during.upper if session else starts + timedelta(minutes=group.minutes)
            key = session.pk if session else None
            found.append(
                Meeting(
                    group=group,
                    day=day,
                    starts=starts,
                    ends=ends,
                    expected=expected[group.track_id, day],
                    session=session,
                    present=present.get(key, 0),
                    note=notes.get(key, "") if key else "",
                    closed=day in group.closed_days,
                )
            )
    return sorted(found, key=lambda meeting: (meeting.starts, meeting.group.name))


def _meets(group: Group, day: date) -> bool:
    inside = group.from_day <= day and (group.until_day is None or day <= group.until_day)
    closed = group.track.closed_on is not None and group.track.closed_on <= day
    return inside and not closed and day.weekday() == group.weekday


def _expected(track_ids: set[UUID], first: date, last: date) -> dict[tuple[UUID, date], int]:
    """(track, day) → how many hold a seat that attends on that day."""
    rows = SeatAssignment.objects.filter(
        seat__track_id__in=track_ids, during__overlap=(first, last + timedelta(days=1))
    ).values_list("patient_id", "seat__track_id", "seat__track__level", "weekdays", "during")
    counts: dict[tuple[UUID, date], int] = defaultdict(int)
    for patient_id, track_id, code, weekdays, during in rows:
        held = Held(patient_id, track_id, code, tuple(weekdays), during.lower, during.upper)
        for day in (first + timedelta(days=i) for i in range((last - first).days + 1)):
            counts[track_id, day] += held.attends(day)
    return counts
