"""A patient's week against the level's minimum."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.calendar.queries import with_closed_days
from stepwell.journey.days.minutes import Week
from stepwell.journey.days.queries.presence import minutes_between_days
from stepwell.journey.days.queries.seats import Held
from stepwell.journey.days.queries.visits import NOTHING, visits_in
from stepwell.offering.programs.levels import level
from stepwell.offering.programs.models import Group
from stepwell.trust.access.queries import visible
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


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
    alone = visits_in(seats, days, today)
    return {
        patient: Week(
            sum(done[patient].values()) + (own := alone.get(patient, NOTHING)).done,
            possible[patient] + own.possible,
            minutes,
            planned[patient] + own.planned,
        )
        for patient, minutes in least.items()
    }


def _seats(
    viewer: Viewer, ids: list[UUID], first: date, last: date, need: Permission
) -> list[Held]:
    rows = SeatAssignment.objects.filter(
        patient_id__in=ids, during__overlap=(first, last + timedelta(days=1))
    ).order_by("during")
    values = visible(viewer, rows, need=need).values_list(
        "patient_id",
        "seat__track_id",
        "seat__track__level",
        "weekdays",
        "during",
        "seat__track__site__zone",
    )
    return [Held(p, t, lv, tuple(w), d.lower, d.upper, z) for p, t, lv, w, d, z in values]


def _minutes_offered(
    track_ids: set[UUID], days: list[date]
) -> dict[tuple[UUID, date], list[tuple[UUID, int]]]:
    """(track, day) → the groups that meet then, with their minutes."""
    rows = with_closed_days(Group.objects.filter(track_id__in=track_ids), days[0], days[-1])
    groups = rows.values_list(
        "pk", "track_id", "weekday", "minutes", "from_day", "until_day", "closed_days"
    )
    offered: dict[tuple[UUID, date], list[tuple[UUID, int]]] = defaultdict(list)
    for group_id, track_id, weekday, minutes, from_day, until_day, closed_days in groups:
        for day in days:
            if (
                day.weekday() == weekday
                and day not in closed_days
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
