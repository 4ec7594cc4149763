"""One verdict stops the action, greys the button and words both."""

import pytest

from stepwell.foundation.errors import Refused
from stepwell.foundation.verdicts import YES, Reason, Verdict, verdict

LATE = (False, "It is too late.", "test.late")
FULL = (False, "The track is full.", "test.full")
FINE = (True, "Never said.", "test.never")


def test_a_verdict_without_reasons_is_yes_and_enforces_nothing() -> None:
    assert verdict(FINE) == YES
    assert bool(YES)
    assert YES.sentence == ""
    YES.enforce()


def test_failed_checks_are_kept_in_order_and_the_others_left_out() -> None:
    answer = verdict(FULL, FINE, LATE)
    assert not answer
    assert answer.reasons == (
        Reason("test.full", "The track is full."),
        Reason("test.late", "It is too late."),
    )


def test_enforcing_says_every_sentence_and_the_first_code() -> None:
    with pytest.raises(Refused) as refusal:
        verdict(FULL, LATE).enforce()
    assert refusal.value.sentence == "The track is full. It is too late."
    assert str(refusal.value) == refusal.value.sentence
    assert refusal.value.code == "test.full"


@pytest.mark.parametrize(
    ("left", "right", "codes"),
    [
        (YES, YES, []),
        (YES, verdict(LATE), ["test.late"]),
        (verdict(LATE), YES, ["test.late"]),
        (verdict(FULL), verdict(LATE), ["test.full", "test.late"]),
    ],
)
def test_two_verdicts_together_say_yes_only_when_both_do(
    left: Verdict, right: Verdict, codes: list[str]
) -> None:
    both = left & right
    assert bool(both) is (not codes)
    assert [reason.code for reason in both.reasons] == codes
