"""Sessions cancelled, restored and moved; closed days; leave."""  # M15

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from stepwell.foundation.clock import at_local
from stepwell.foundation.errors import Conflict, NotAllowed, Refused
from stepwell.journey.calendar import actions
from stepwell.journey.calendar.holidays import federal_holidays, holidays_ahead
from stepwell.journey.calendar.terms import LeaveReason
from stepwell.journey.days.queries import meetings, weeks
from stepwell.offering.programs.queries import groups_on
from support.clinic import NOW

DAY = date(2026, 11, 25)
ZONE = "America/New_York"


def wall(hour: int, minute: int = 0) -> datetime:
    return at_local(DAY, time(hour, minute), ZONE)


@pytest.fixture
def group(admitted: Any) -> Any:
    return groups_on(DAY, track_id=admitted.track.pk)[0]


def possible(clinic: Any, admitted: Any) -> int:
    by, patient = clinic.viewers["therapist"], admitted.patient.pk
    return weeks(by, [patient], date(2026, 11, 23), today=NOW.date())[patient].possible


@pytest.mark.django_db
def test_a_session_is_cancelled_once_and_restored(clinic: Any, admitted: Any, group: Any) -> None:
    by, before = clinic.viewers["coordinator"], possible(clinic, admitted)
    asked = {"group": group, "day": DAY, "reason": "The leader is sick", "by": by, "at": NOW}
    session = actions.cancel_session(**asked)
    assert possible(clinic, admitted) == before - group.minutes
    with pytest.raises(Refused, match="cancelled already"):
        actions.cancel_session(**asked)
    actions.restore_session(session=session, by=by, at=NOW)
    assert possible(clinic, admitted) == before
    with pytest.raises(Refused, match="takes place already"):
        actions.restore_session(session=session, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        actions.cancel_session(**asked | {"by": clinic.viewers["biller"]})


@pytest.mark.django_db
def test_a_moved_session_runs_into_no_room_and_no_leader(clinic: Any, group: Any) -> None:
    """Those it runs into were never opened: the day is opened as a whole first."""
    by = clinic.viewers["coordinator"]
    others = [g for g in groups_on(DAY) if g.track.site_id == group.track.site_id and g != group]
    other = next(g for g in others if g.starts != group.starts)
    asked = {"group": group, "day": DAY, "by": by, "at": NOW}
    start = at_local(DAY, other.starts, ZONE)
    with pytest.raises(Conflict, match=r"in that room|another group at that time"):
        actions.move_session(**asked, start=start, room=other.room, leader=other.leader)
    free = actions.move_session(**asked, start=wall(6), room=group.room, leader=group.leader)
    assert free.during.lower == wall(6) and free.revision == 1
    with pytest.raises(Refused, match="stays on its day"):
        actions.move_session(
            **asked, start=wall(6) + timedelta(days=1), room=group.room, leader=group.leader
        )
    with pytest.raises(Refused, match="Choose a room"):
        actions.move_session(**asked, start=wall(6), room=None, leader=group.leader)


@pytest.mark.django_db
def test_a_closed_day_offers_nothing_and_can_be_taken_back(
    clinic: Any, admitted: Any, group: Any
) -> None:
    by, before = clinic.viewers["director"], possible(clinic, admitted)
    asked = {"site": admitted.track.site, "day": DAY, "by": by, "at": NOW}
    closure = actions.close_day(**asked, name="Storm")
    assert possible(clinic, admitted) < before
    here = [m for m in meetings(DAY, DAY) if m.group.track.site_id == closure.site_id]
    away = [m for m in meetings(DAY, DAY) if m.group.track.site_id != closure.site_id]
    assert here and all(m.cancelled for m in here) and not any(m.cancelled for m in away)
    with pytest.raises(Refused, match="closed on that day already"):
        actions.close_day(**asked, name="Storm")
    actions.reopen_day(closure=closure, by=by, at=NOW)
    assert possible(clinic, admitted) == before
    with pytest.raises(Refused, match="Choose today"):
        actions.close_day(**asked | {"day": date(2026, 11, 20)}, name="Late")


@pytest.mark.django_db
def test_nobody_is_booked_or_put_before_a_group_while_away(clinic: Any, group: Any) -> None:
    director, leader = clinic.viewers["director"], group.leader
    asked = {"staff": leader, "reason": LeaveReason.VACATION, "at": NOW}
    leave = actions.take_leave(**asked, start=wall(0), end=wall(23), by=director)
    with pytest.raises(Conflict, match="away at that time already"):
        actions.take_leave(**asked, start=wall(22), end=wall(23, 30), by=director)
    booking = {"kind": "individual", "staff": leader, "start": wall(15), "minutes": 30, "at": NOW}
    with pytest.raises(Refused, match="away at that time"):
        actions.book(**booking, by=director)
    with pytest.raises(Refused, match="leader is away"):
        actions.move_session(
            group=group, day=DAY, start=wall(6), room=group.room, leader=leader, by=director, at=NOW
        )
    actions.end_leave(leave=leave, by=director, at=NOW)
    assert actions.book(**booking, by=director)


def test_federal_holidays_are_computed() -> None:
    assert federal_holidays(2026) == [
        (date(2026, 1, 1), "New Year's Day"),
        (date(2026, 1, 19), "Birthday of Martin Luther King, Jr."),
        (date(2026, 2, 16), "Washington's Birthday"),
        (date(2026, 5, 25), "Memorial Day"),
        (date(2026, 6, 19), "Juneteenth"),
        (date(2026, 7, 3), "Independence Day"),
        (date(2026, 9, 7), "Labor Day"),
        (date(2026, 10, 12), "Columbus Day"),
        (date(2026, 11, 11), "Veterans Day"),
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 12, 25), "Christmas Day"),
    ]
    assert (date(2027, 12, 31), "New Year's Day") in holidays_ahead(date(2027, 12, 1))
