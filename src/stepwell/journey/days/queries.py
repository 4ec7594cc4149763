"""Views of the minute ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from stepwell.chart.notes.queries import states_of
from stepwell.foundation.clock import at_local
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import members_on
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.minutes import Interval, Week, minutes_in
from stepwell.journey.days.models import Presence, RollCall
from stepwell.offering.programs.levels import level
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def roster(viewer: Viewer, group: Group, day: date) -> QuerySet[Patient]:
    """The members of a group on a day whom this viewer may see."""
    return visible(viewer, members_on(group.track_id, day), "self")


def standing(session_id: UUID) -> QuerySet[Presence]:
    """The entries of a session that hold: not corrected away."""
    return Presence.objects.filter(session_id=session_id, replaced_by__isnull=True, void=False)


def corrections_of(session_id: UUID) -> QuerySet[Presence]:
    """What was corrected in a session, the newest first. For members got through the viewer."""
    rows = Presence.objects.filter(session_id=session_id).exclude(reason="")
    return rows.order_by("-recorded_at")


def minutes_of(session: GroupSession) -> dict[UUID, int]:
    """Patient → minutes present in a session."""
    by_patient: dict[UUID, list[Interval]] = defaultdict(list)
    for row in standing(session.pk):
        by_patient[row.patient_id].append((row.joined_at, row.left_at))
    window = (session.during.lower, session.during.upper)
    return {patient: minutes_in(intervals, window) for patient, intervals in by_patient.items()}


def last_present(patient_ids: Iterable[UUID], *, before: date) -> dict[UUID, date]:
    """Patient → the last day they were in any group before a day. For patients got through the viewer."""
    rows = Presence.objects.filter(
        patient_id__in=list(patient_ids),
        session__day__lt=before,
        replaced_by__isnull=True,
        void=False,
    )
    return dict(rows.values_list("patient_id").annotate(last=Max("session__day")))


def roll_of(session_id: UUID) -> RollCall | None:
    return RollCall.objects.filter(session_id=session_id).first()


def minutes_between_days(
    patient_ids: Iterable[UUID], first: date, last: date
) -> dict[UUID, dict[date, int]]:
    """Patient → day → minutes, for days from first to last inclusive. One query whatever the number of patients."""
    rows = Presence.objects.filter(
        patient_id__in=list(patient_ids),
        session__day__range=(first, last),
        replaced_by__isnull=True,
        void=False,
    ).values_list(
        "patient_id", "session__day", "session__during", "session_id", "joined_at", "left_at"
    )
    by_session: dict[tuple[UUID, UUID], tuple[date, Interval, list[Interval]]] = {}
    for patient_id, day, during, session_id, joined, left in rows:
        window = (during.lower, during.upper)
        entry = by_session.setdefault((patient_id, session_id), (day, window, []))
        entry[2].append((joined, left))
    result: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for (patient_id, _session), (day, window, intervals) in by_session.items():
        result[patient_id][day] += minutes_in(intervals, window)
    return result


@dataclass(frozen=True, slots=True)
class _Held:
    patient_id: UUID
    track_id: UUID
    level: str
    weekdays: tuple[int, ...]
    first: date
    until: date | None

    def attends(self, day: date) -> bool:
        inside = self.first <= day and (self.until is None or day < self.until)
        return inside and day.weekday() in self.weekdays


def weeks(
    viewer: Viewer,
    patient_ids: Iterable[UUID],
    monday: date,
    *,
    today: date,
    need: Permission = Permission.CHART_READ,
) -> dict[UUID, Week]:
    """Each patient's week: minutes done, still possible, and the level's minimum. Constant number of queries."""
    ids = list(patient_ids)
    days = [monday + timedelta(days=i) for i in range(7)]
    seats = _seats(viewer, ids, days[0], days[-1], need)
    done = minutes_between_days([s.patient_id for s in seats], days[0], days[-1])
    offered = _minutes_offered({s.track_id for s in seats}, days)
    rolled, cancelled = _over({s.track_id for s in seats}, days)
    planned: dict[UUID, int] = defaultdict(int)
    possible: dict[UUID, int] = defaultdict(int)
    least: dict[UUID, int] = {}
    for (
        held
    ) in seats:  # someone who changed tracks this week has two; the level they are at last counts
        least[held.patient_id] = level(held.level, monday).minutes_per_week[0]
        for day in filter(held.attends, days):
            for group_id, minutes in offered[held.track_id, day]:
                if (group_id, day) in cancelled:
                    continue
                planned[held.patient_id] += minutes
                if day >= today and (group_id, day) not in rolled:
                    possible[held.patient_id] += minutes
    return {
        patient: Week(sum(done[patient].values()), possible[patient], minutes, planned[patient])
        for patient, minutes in least.items()
    }


def _seats(
    viewer: Viewer, ids: list[UUID], first: date, last: date, need: Permission
) -> list[_Held]:
    rows = SeatAssignment.objects.filter(
        patient_id__in=ids, during__overlap=(first, last + timedelta(days=1))
    ).order_by("during")
    values = visible(viewer, rows, need=need).values_list(
        "patient_id", "seat__track_id", "seat__track__level", "weekdays", "during"
    )
    return [_Held(p, t, lv, tuple(w), d.lower, d.upper) for p, t, lv, w, d in values]


def _minutes_offered(
    track_ids: set[UUID], days: list[date]
) -> dict[tuple[UUID, date], list[tuple[UUID, int]]]:
    """(track, day) → the groups that meet then, with their minutes."""
    groups = Group.objects.filter(track_id__in=track_ids).values_list(
        "pk", "track_id", "weekday", "minutes", "from_day", "until_day"
    )
    offered: dict[tuple[UUID, date], list[tuple[UUID, int]]] = defaultdict(list)
    for group_id, track_id, weekday, minutes, from_day, until_day in groups:
        for day in days:
            if (
                day.weekday() == weekday
                and from_day <= day
                and (until_day is None or day <= until_day)
            ):
                offered[track_id, day].append((group_id, minutes))
    return offered


Meets = set[tuple[UUID, date]]


def _over(track_ids: set[UUID], days: list[date]) -> tuple[Meets, Meets]:
    """The (group, day) whose attendance was taken, and those that were cancelled."""
    rows = GroupSession.objects.filter(
        group__track_id__in=track_ids, day__range=(days[0], days[-1])
    ).values_list("group_id", "day", "roll__pk", "cancelled_at")
    rolled, cancelled = set(), set()
    for group_id, day, roll, cancelled_at in rows:
        if cancelled_at:
            cancelled.add((group_id, day))
        elif roll:
            rolled.add((group_id, day))
    return rolled, cancelled


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

    @property
    def rolled(self) -> bool:
        return self.session is not None and getattr(self.session, "roll", None) is not None

    @property
    def cancelled(self) -> bool:
        return self.session is not None and self.session.cancelled_at is not None


def meetings(first: date, last: date, *, leader_id: UUID | None = None) -> list[Meeting]:
    """The groups that meet from one day to another, in order of time. A constant number of queries."""
    rows = Group.objects.filter(from_day__lte=last).exclude(until_day__lt=first)
    if leader_id:
        rows = rows.filter(leader_id=leader_id)
    groups = list(rows.select_related("track__site", "room", "leader__person"))
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
        held = _Held(patient_id, track_id, code, tuple(weekdays), during.lower, during.upper)
        for day in (first + timedelta(days=i) for i in range((last - first).days + 1)):
            counts[track_id, day] += held.attends(day)
    return counts


def attendance_of(
    viewer: Viewer, patient_id: UUID, *, since: date, need: Permission = Permission.CHART_READ
) -> QuerySet[Presence]:
    """A patient's presence, newest first."""
    rows = Presence.objects.filter(
        patient_id=patient_id, session__day__gte=since, replaced_by__isnull=True, void=False
    )
    return visible(viewer, rows.select_related("session__group"), need=need).order_by("-joined_at")


@dataclass(frozen=True, slots=True)
class Sat:
    """A group someone was expected in, and how long they were there: 0 when they were not."""

    session_id: UUID
    day: date
    name: str
    length: int
    minutes: int


def sessions_of(patient_id: UUID, *, since: date) -> list[Sat]:
    """The groups with attendance taken that a patient belonged to, newest first. For a patient got through the viewer."""
    rolls = RollCall.objects.filter(
        expected__contains=[str(patient_id)],
        session__day__gte=since,
        session__cancelled_at__isnull=True,
    ).select_related("session__group")
    sessions = {roll.session_id: roll.session for roll in rolls}
    here: dict[UUID, list[Interval]] = defaultdict(list)
    for row in Presence.objects.filter(
        patient_id=patient_id, session__day__gte=since, replaced_by__isnull=True, void=False
    ).select_related("session__group"):
        sessions[row.session_id] = row.session
        here[row.session_id].append((row.joined_at, row.left_at))
    newest = sorted(sessions.values(), key=lambda session: session.during.lower, reverse=True)
    return [
        Sat(
            s.pk,
            s.day,
            s.group.name,
            s.group.minutes,
            minutes_in(here[s.pk], (s.during.lower, s.during.upper)),
        )
        for s in newest
    ]
