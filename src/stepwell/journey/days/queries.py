"""Views of the minute ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

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


def minutes_of(session: GroupSession) -> dict[UUID, int]:
    """Patient → minutes present in a session."""
    by_patient: dict[UUID, list[Interval]] = defaultdict(list)
    for row in standing(session.pk):
        by_patient[row.patient_id].append((row.joined_at, row.left_at))
    window = (session.during.lower, session.during.upper)
    return {patient: minutes_in(intervals, window) for patient, intervals in by_patient.items()}


def roll_of(session_id: UUID) -> RollCall | None:
    return RollCall.objects.filter(session_id=session_id).first()


def minutes_between_days(patient_ids: Iterable[UUID], first: date, last: date) -> dict[UUID, dict[date, int]]:
    """Patient → day → minutes, for days from first to last inclusive. One query whatever the number of patients."""
    rows = Presence.objects.filter(
        patient_id__in=list(patient_ids),
        session__day__range=(first, last),
        replaced_by__isnull=True,
        void=False,
    ).values_list("patient_id", "session__day", "session__during", "session_id", "joined_at", "left_at")
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
    rolled = _days_rolled({s.track_id for s in seats}, days)
    result: dict[UUID, Week] = {}
    for held in seats:
        left = [d for d in days if d >= today and held.attends(d) and (held.track_id, d) not in rolled]
        possible = sum(offered[held.track_id, d] for d in left)
        least = level(held.level, monday).minutes_per_week[0]
        result[held.patient_id] = Week(sum(done[held.patient_id].values()), possible, least)
    return result


def _seats(viewer: Viewer, ids: list[UUID], first: date, last: date, need: Permission) -> list[_Held]:
    rows = SeatAssignment.objects.filter(
        patient_id__in=ids, during__overlap=(first, last + timedelta(days=1))
    ).order_by("during")
    values = visible(viewer, rows, need=need).values_list(
        "patient_id", "seat__track_id", "seat__track__level", "weekdays", "during"
    )
    return [_Held(p, t, lv, tuple(w), d.lower, d.upper) for p, t, lv, w, d in values]


def _minutes_offered(track_ids: set[UUID], days: list[date]) -> dict[tuple[UUID, date], int]:
    groups = Group.objects.filter(track_id__in=track_ids).values_list(
        "track_id", "weekday", "minutes", "from_day", "until_day"
    )
    offered: dict[tuple[UUID, date], int] = defaultdict(int)
    for track_id, weekday, minutes, from_day, until_day in groups:
        for day in days:
            meets = day.weekday() == weekday and from_day <= day and (until_day is None or day <= until_day)
            if meets:
                offered[track_id, day] += minutes
    return offered


def _days_rolled(track_ids: set[UUID], days: list[date]) -> set[tuple[UUID, date]]:
    rows = RollCall.objects.filter(
        session__group__track_id__in=track_ids, session__day__range=(days[0], days[-1])
    )
    return set(rows.values_list("session__group__track_id", "session__day"))


def attendance_of(
    viewer: Viewer, patient_id: UUID, *, since: date, need: Permission = Permission.CHART_READ
) -> QuerySet[Presence]:
    """A patient's presence, newest first."""
    rows = Presence.objects.filter(
        patient_id=patient_id, session__day__gte=since, replaced_by__isnull=True, void=False
    )
    return visible(viewer, rows.select_related("session__group"), need=need).order_by("-joined_at")
