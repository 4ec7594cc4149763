"""Truth tables of attendance: when it may be taken, which times make sense, what a correction needs."""

from datetime import UTC, datetime, timedelta

import pytest

from stepwell.journey.days.rules import may_correct, may_mark, may_take_roll

NINE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("now", "taken", "cancelled", "unseen", "codes"),
    [
        (NINE - minutes(15), False, False, 0, []),
        (NINE - minutes(16), False, False, 0, ["roll.early"]),
        (NINE + timedelta(days=3), False, False, 0, []),
        (NINE, True, False, 0, ["roll.taken"]),
        (NINE, True, False, 2, ["roll.taken"]),
        (NINE, False, True, 0, ["session.cancelled"]),
        (NINE, False, False, 1, ["roll.unseen"]),
        (NINE - minutes(16), True, True, 1, ["session.cancelled", "roll.taken", "roll.early"]),
    ],
)
def test_when_attendance_may_be_taken(now, taken, cancelled, unseen, codes):
    verdict = may_take_roll(starts=NINE, now=now, taken=taken, cancelled=cancelled, unseen=unseen)
    assert [reason.code for reason in verdict.reasons] == codes


@pytest.mark.parametrize(
    ("joined", "left", "codes"),
    [
        (NINE, TEN, []),
        (NINE + minutes(20), TEN - minutes(5), []),
        (NINE + minutes(20), NINE + minutes(20), ["presence.order"]),
        (NINE - minutes(1), TEN, ["presence.outside"]),
        (NINE, TEN + minutes(1), ["presence.outside"]),
        (TEN + minutes(5), TEN, ["presence.order"]),
    ],
)
def test_which_times_make_sense(joined, left, codes):
    verdict = may_mark(name="Ana O'Hara", joined=joined, left=left, opens=NINE, closes=TEN)
    assert [reason.code for reason in verdict.reasons] == codes
    assert all(reason.sentence.startswith("Ana O'Hara: ") for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("reason", "replaced", "taken", "changes", "codes"),
    [
        ("Late bus.", False, True, True, []),
        ("  ", False, True, True, ["presence.reason"]),
        ("Late bus.", True, True, True, ["presence.replaced"]),
        ("Late bus.", False, False, True, ["roll.not_taken"]),
        ("Late bus.", False, True, False, ["presence.same"]),
    ],
)
def test_what_a_correction_needs(reason, replaced, taken, changes, codes):
    verdict = may_correct(reason=reason, replaced=replaced, taken=taken, changes=changes)
    assert [why.code for why in verdict.reasons] == codes
