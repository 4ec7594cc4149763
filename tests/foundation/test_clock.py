"""Days are those on the wall of the place; instants are UTC."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepwell.foundation.clock import (
    at_local,
    local_day,
    minutes_between,
    now,
    week_start,
    years_between,
)

NEW_YORK = "America/New_York"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-23T04:59:59", date(2026, 11, 22)),
        ("2026-11-23T05:00:00", date(2026, 11, 23)),  # midnight in winter
        ("2026-07-01T03:59:59", date(2026, 6, 30)),
        ("2026-07-01T04:00:00", date(2026, 7, 1)),  # midnight in summer
        ("2026-03-08T04:59:59", date(2026, 3, 7)),
        ("2026-03-09T03:59:59", date(2026, 3, 8)),  # the day of 23 hours
        ("2026-03-09T04:00:00", date(2026, 3, 9)),
        ("2026-11-01T03:59:59", date(2026, 10, 31)),
        ("2026-11-02T04:59:59", date(2026, 11, 1)),  # the day of 25 hours
        ("2026-11-02T05:00:00", date(2026, 11, 2)),
        ("2028-02-29T05:00:00", date(2028, 2, 29)),
        ("2028-03-01T04:59:59", date(2028, 2, 29)),
        ("2027-01-01T04:59:59", date(2026, 12, 31)),
    ],
)
def test_a_day_begins_at_midnight_in_new_york(instant: str, day: date) -> None:
    assert local_day(utc(instant), NEW_YORK) == day


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 3, 7), time(9), "2026-03-07T14:00"),
        (date(2026, 3, 8), time(9), "2026-03-08T13:00"),
        (date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),  # skipped: 03:30 is shown
        (date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),  # comes twice: the first
        (date(2026, 11, 1), time(2, 0), "2026-11-01T07:00"),
        (date(2026, 11, 2), time(9), "2026-11-02T14:00"),
        (date(2028, 2, 29), time(0), "2028-02-29T05:00"),
    ],
)
def test_a_wall_clock_names_one_instant(day: date, clock: time, instant: str) -> None:
    assert at_local(day, clock, NEW_YORK) == utc(instant)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.times().map(lambda t: t.replace(fold=0)))
def test_a_time_put_on_a_day_falls_on_that_day(day: date, clock: time) -> None:
    assert local_day(at_local(day, clock, NEW_YORK), NEW_YORK) == day


@given(st.dates(date(1900, 1, 8), date(2200, 1, 1)))
def test_a_week_starts_on_the_monday_at_or_before(day: date) -> None:
    monday = week_start(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(days=7)


def test_the_week_of_february_29_starts_on_its_monday() -> None:
    assert week_start(date(2028, 2, 29)) == date(2028, 2, 28)
    assert week_start(date(2028, 3, 5)) == date(2028, 2, 28)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (3599, 59), (3600, 60), (-1, 0), (-600, 0)]
)
def test_minutes_are_whole_and_never_negative(seconds: int, minutes: int) -> None:
    start = utc("2026-11-01T05:30")
    assert minutes_between(start, start + timedelta(seconds=seconds)) == minutes


def test_a_group_over_the_hour_that_comes_twice_lasts_as_long_as_people_sat_there() -> None:
    start = at_local(date(2026, 11, 1), time(0, 30), NEW_YORK)
    end = at_local(date(2026, 11, 1), time(2, 30), NEW_YORK)
    assert minutes_between(start, end) == 180


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 11, 23), date(2026, 11, 22), 17),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
    ],
)
def test_years_are_counted_as_ages_are(born: date, on: date, years: int) -> None:
    assert years_between(born, on) == years


def test_now_is_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)
