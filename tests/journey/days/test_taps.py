"""From taps to intervals: what holds for any taps at all (mission row M19)."""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepwell.foundation.clock import at_local
from stepwell.journey.days.minutes import minutes_in
from stepwell.journey.days.taps import Odd, Reading, Touch, read, true_time
from stepwell.journey.days.terms import How, TapKind

OPENS = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
WINDOW = (OPENS, OPENS + timedelta(minutes=60))


def touch(number: int, kind: str, minute: float, **more) -> Touch:
    return Touch(UUID(int=number), kind, OPENS + timedelta(minutes=minute), **more)


def arrived(number: int, minute: float, **more) -> Touch:
    return touch(number, TapKind.ARRIVED, minute, **more)


def left(number: int, minute: float, **more) -> Touch:
    return touch(number, TapKind.LEFT, minute, **more)


def minutes(reading: Reading) -> int:
    return minutes_in([(s.joined, s.left) for s in reading.spells], WINDOW)


@pytest.mark.parametrize(
    ("taps", "expected", "odd"),
    [
        ([], 0, ()),
        ([arrived(1, 0), left(2, 60)], 60, ()),
        ([arrived(1, 10), left(2, 20), arrived(3, 30), left(4, 50)], 30, ()),
        ([arrived(1, 10)], 50, (Odd.LEFT_OPEN,)),
        ([left(1, 10), arrived(2, 20), left(3, 30)], 10, (Odd.LEFT_FIRST,)),
        ([arrived(1, -20), left(2, 90)], 60, ()),
        ([arrived(1, -20), left(2, -10)], 0, (Odd.OUTSIDE,)),
        ([arrived(1, 70)], 0, (Odd.LEFT_OPEN, Odd.OUTSIDE)),
        ([arrived(1, 0), arrived(2, 30), left(3, 40)], 40, ()),
        ([arrived(1, 10), arrived(1, 10), left(2, 20), left(2, 20)], 10, ()),
        ([arrived(1, 0), left(2, 30), left(3, 30, undoes=UUID(int=2)), left(4, 45)], 45, ()),
        ([arrived(1, 0), arrived(2, 0, undoes=UUID(int=1))], 0, ()),
        ([arrived(1, 0), left(2, 30), arrived(3, 30), left(4, 60)], 60, ()),
    ],
)
def test_what_taps_come_to(taps, expected, odd):
    found = read(taps, WINDOW)
    assert (minutes(found), found.odd) == (expected, odd)


def test_someone_who_comes_from_video_into_the_room_has_an_interval_of_each():
    found = read([arrived(1, 0, how=How.VIDEO, state="NJ"), arrived(2, 20), left(3, 60)], WINDOW)
    assert [(s.how, s.state, (s.left - s.joined).seconds // 60) for s in found.spells] == [
        ("video", "NJ", 20),
        ("in_person", "", 40),
    ]


def test_who_is_here_is_here_since_they_came():
    assert read([arrived(1, -5)], WINDOW).since == OPENS - timedelta(minutes=5)
    assert read([arrived(1, -5), left(2, 5)], WINDOW).since is None


touches = st.lists(
    st.builds(
        lambda number, kind, second, how, undoes: Touch(
            UUID(int=number),
            kind,
            OPENS + timedelta(seconds=second),
            how,
            "",
            UUID(int=undoes) if undoes else None,
        ),
        st.integers(1, 1_000_000),
        st.sampled_from(list(TapKind)),
        st.integers(-60, 120).map(lambda minute: minute * 60),
        st.sampled_from([How.IN_PERSON, How.IN_PERSON, How.VIDEO]),
        st.one_of(st.none(), st.none(), st.none(), st.integers(1, 1_000_000)),
    ),
    max_size=12,
    unique_by=lambda t: t.client_id,
)


@settings(max_examples=1000, deadline=None)
@given(touches, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_what_taps_say(taps, dice):
    again = [*taps, *dice.choices(taps, k=5)] if taps else []
    dice.shuffle(again)
    assert read(again, WINDOW) == read(taps, WINDOW)


@settings(max_examples=1000, deadline=None)
@given(touches)
def test_intervals_lie_in_the_session_in_order_and_never_overlap(taps):
    spells = read(taps, WINDOW).spells
    assert all(WINDOW[0] <= s.joined < s.left <= WINDOW[1] for s in spells)
    assert all(a.left <= b.joined for a, b in pairwise(spells))


@settings(max_examples=400, deadline=None)
@given(touches)
def test_time_present_equals_a_count_of_each_minute(taps):
    """The definition, told another way: minute by minute, whoever's last tap is an arrival is there."""
    undone = {t.undoes for t in taps if t.undoes}
    kept = [t for t in taps if not t.undoes and t.client_id not in undone]
    kept.sort(key=lambda t: (t.at, t.kind == TapKind.ARRIVED))

    def there(minute: int) -> bool:
        now = OPENS + timedelta(minutes=minute)
        before = [t.kind for t in kept if t.at <= now]
        return bool(before) and before[-1] == TapKind.ARRIVED

    spells = read(taps, WINDOW).spells
    total = sum(int((s.left - s.joined).total_seconds()) for s in spells)
    assert total == 60 * sum(there(minute) for minute in range(60))


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_night_the_clocks_change_loses_and_doubles_no_minute(day):
    opens = at_local(day, time(0, 30), "America/New_York")
    window = (opens, opens + timedelta(minutes=180))
    taps = [
        Touch(UUID(int=1), TapKind.ARRIVED, opens),
        Touch(UUID(int=2), TapKind.LEFT, opens + timedelta(minutes=180)),
    ]
    spells = read(taps, window).spells
    assert minutes_in([(s.joined, s.left) for s in spells], window) == 180


@given(st.integers(-86_400, 86_400), st.integers(0, 43_200), st.integers(0, 60))
def test_a_device_whose_clock_is_wrong_is_set_right_by_what_it_says_the_time_is(skew, ago, way):
    happened, sent = OPENS, OPENS + timedelta(seconds=ago)
    wrong = timedelta(seconds=skew)
    told = true_time(happened + wrong, sent=sent + wrong, received=sent + timedelta(seconds=way))
    assert told - happened == timedelta(seconds=way)


def test_nothing_happens_later_than_we_heard_of_it():
    later = OPENS + timedelta(hours=1)
    assert true_time(later, sent=OPENS, received=OPENS) == OPENS


def test_ten_thousand_ways_of_losing_the_connection_lose_and_double_no_minute():
    """Devices queue, send, lose the answer and send again; what arrives says what was tapped."""
    dice = random.Random(20261123)
    for _turn in range(10_000):
        tapped = [
            touch(
                number,
                dice.choice(list(TapKind)),
                dice.randrange(-30, 90),
            )
            for number in range(1, dice.randrange(2, 9))
        ]
        queues: list[list[Touch]] = [[], [], []]
        for one in tapped:
            dice.choice(queues).append(one)
        stored: dict[UUID, Touch] = {}
        while any(queues):
            queue = dice.choice([q for q in queues if q])
            if dice.random() < 0.4:
                continue  # offline
            batch = queue[: dice.randrange(1, len(queue) + 1)]
            for one in batch:
                stored.setdefault(one.client_id, one)
            if dice.random() < 0.7:
                del queue[: len(batch)]  # else the answer was lost: it is sent again
        assert read(stored.values(), WINDOW) == read(tapped, WINDOW)
