# M18: a week's minutes are the union of all intervals, never twice the same minute.
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stepwell.foundation.clock import minutes_between
from stepwell.journey.days.minutes import beyond, merged

NIGHT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)  # the clock changes in New York
spans = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 120)).map(
        lambda pair: (
            NIGHT + timedelta(minutes=pair[0]),
            NIGHT + timedelta(minutes=pair[0] + pair[1]),
        )
    ),
    max_size=8,
)


def total(intervals) -> int:
    return sum(minutes_between(*each) for each in intervals)


@given(spans, spans)
def test_groups_and_what_lies_beyond_them_are_the_union(alone, groups) -> None:
    left = beyond(alone, groups)
    assert total(merged(groups)) + total(left) == total(merged([*alone, *groups]))
    assert total(merged(left)) == total(left)
