"""Who missed what, and when outreach goes to the director: truth tables, without a database. M19"""

from datetime import UTC, datetime, timedelta

import pytest

from stepwell.journey.outreach import rules
from stepwell.journey.outreach.rules import Miss, Sitting
from stepwell.journey.outreach.terms import MissKind, TaskState

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WHOLE, GONE, HALF = Sitting(60, 60), Sitting(60, 0), Sitting(60, 30)


@pytest.mark.parametrize(
    ("sittings", "complete", "found"),
    [
        ([], False, None),
        ([WHOLE], False, None),
        ([GONE], False, Miss(MissKind.DAY, 60)),
        ([GONE, GONE, GONE], True, Miss(MissKind.DAY, 180)),
        ([WHOLE, GONE], False, Miss(MissKind.SESSION, 60)),
        ([HALF, GONE, WHOLE], True, Miss(MissKind.SESSION, 90)),
        ([HALF, WHOLE], False, None),
        ([HALF, WHOLE, WHOLE], True, Miss(MissKind.SHORT, 30)),
        ([Sitting(60, 45), WHOLE, WHOLE], True, None),
        ([Sitting(60, 44), WHOLE, WHOLE], True, Miss(MissKind.SHORT, 16)),
        ([WHOLE, WHOLE, WHOLE], True, None),
    ],
)
def test_a_miss_is_a_day_a_session_or_a_short_day(
    sittings: list[Sitting], complete: bool, found: Miss | None
) -> None:
    assert rules.missed(sittings, complete=complete, least=180) == found


def test_a_day_cut_by_a_cancelled_session_is_not_short() -> None:
    assert rules.missed([WHOLE, WHOLE], complete=True, least=120) is None


@pytest.mark.parametrize(
    ("state", "tries", "hours", "urgent", "why"),
    [
        ("open", 0, 23, False, ""),
        ("open", 0, 24, False, "No contact in 24 hours."),
        ("tried", 2, 1, False, ""),
        ("tried", 3, 1, False, "3 tries without contact."),
        ("open", 0, 3, True, ""),
        ("open", 0, 4, True, "No contact in 4 hours."),
        ("tried", 1, 1, True, "1 try without contact."),
        ("reached", 5, 90, True, ""),
        ("escalated", 5, 90, True, ""),
    ],
)
def test_without_contact_it_goes_to_the_director(
    state: str, tries: int, hours: int, urgent: bool, why: str
) -> None:
    opened = AT - timedelta(hours=hours)
    found = rules.escalation(state=state, tries=tries, opened_at=opened, now=AT, urgent=urgent)
    assert found == why


def test_a_recent_alarm_and_the_first_week_hurry_and_say_so() -> None:
    assert rules.urgency(alarm_recent=False, days_in_stay=7) == ()
    assert rules.urgency(alarm_recent=True, days_in_stay=6) == (
        "A risk alarm rang in the last 7 days.",
        "This is their first week in the program.",
    )


@pytest.mark.parametrize(
    ("state", "channel", "heard", "code"),
    [
        ("open", "phone", "no_answer", ""),
        ("escalated", "phone", "reached", ""),
        ("open", "phone", "sent", "outreach.pair"),
        ("open", "email", "left_message", "outreach.pair"),
        ("resolved", "phone", "reached", "outreach.over"),
    ],
)
def test_a_try_has_to_make_sense(state: str, channel: str, heard: str, code: str) -> None:
    found = rules.may_try(state=state, channel=channel, heard=heard)
    assert (found.reasons[0].code if found.reasons else "") == code


def test_the_end_says_what_was_agreed() -> None:
    said = "He comes tomorrow at nine."
    assert rules.may_end(state=TaskState.OPEN, agreed="next_session", note=said, video=False)
    short = rules.may_end(state=TaskState.OPEN, agreed="next_session", note=" ok ", video=False)
    assert short.reasons[0].code == "outreach.note"
    video = rules.may_end(state=TaskState.OPEN, agreed="video", note=said, video=False)
    assert video.reasons[0].code == "outreach.no_video"
