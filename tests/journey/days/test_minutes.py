"""The arithmetic of presence (mission row M27): what holds for any intervals at all."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stepwell.journey.days.minutes import Week, merged, minutes_in

OPENS = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WINDOW = (OPENS, OPENS + timedelta(minutes=60))


def interval(start: int, length: int) -> tuple[datetime, datetime]:
    return OPENS + timedelta(minutes=start), OPENS + timedelta(minutes=start + length)


intervals = st.lists(st.builds(interval, st.integers(-120, 180), st.integers(1, 150)), max_size=8)


@given(intervals)
def test_merged_intervals_never_touch_and_stand_in_order(found):
    result = merged(found)
    assert all(start < end for start, end in result)
    assert all(a[1] < b[0] for a, b in pairwise(result))


@given(intervals)
def test_merging_twice_is_merging_once_and_order_does_not_matter(found):
    assert merged(merged(found)) == merged(found) == merged(reversed(found))


@given(intervals)
def test_minutes_equal_a_count_of_each_minute_somebody_was_there(found):
    def there(minute: int) -> bool:
        at = OPENS + timedelta(minutes=minute)
        return any(start <= at < end for start, end in found)

    assert minutes_in(found, WINDOW) == sum(there(minute) for minute in range(60))


@given(intervals)
def test_there_are_never_more_minutes_than_the_session_has(found):
    assert 0 <= minutes_in(found, WINDOW) <= 60


@given(intervals, st.builds(interval, st.integers(-120, 180), st.integers(1, 150)))
def test_one_more_interval_never_takes_minutes_away(found, more):
    assert minutes_in([*found, more], WINDOW) >= minutes_in(found, WINDOW)


@given(st.integers(0, 3600), st.integers(1, 7200))
def test_seconds_are_rounded_down_to_whole_minutes(start, length):
    one = (OPENS + timedelta(seconds=start), OPENS + timedelta(seconds=start + length))
    assert minutes_in([one], WINDOW) == max(0, min(3600, start + length) - start) // 60


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 1800), st.integers(0, 2000))
def test_a_week_is_met_on_course_or_lost_and_nothing_else(done, possible, least, planned):
    week = Week(done, possible, least, planned)
    met, lost = week.short == 0, week.lost
    assert not (met and lost)
    assert week.lost == (week.slack < 0)
    assert week.short == max(0, least - done)
    assert week.missed >= 0
