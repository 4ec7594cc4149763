"""M7: promises of the way in, and its lifecycle as a table."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepwell.foundation.clock import at_local, local_day
from stepwell.foundation.errors import Refused
from stepwell.journey.intake import rules
from stepwell.journey.intake.terms import INQUIRY, OUTCOME_WORDS, InquiryState, Outcome

ZONE = "America/New_York"
S = InquiryState


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


# -- the lifecycle ---------------------------------------------------------------------------------


def test_every_state_of_an_inquiry_is_owned_worded_and_reachable() -> None:
    assert set(INQUIRY.owners) == set(S)
    assert all(INQUIRY.word(state) for state in S)
    reached, edge = set(), {INQUIRY.start}
    while edge:
        reached |= edge
        edge = {new for old, new in INQUIRY.moves if old in edge} - reached
    assert reached == set(S)


def test_every_state_that_is_not_final_leads_to_an_end() -> None:
    ends = {state for state in S if INQUIRY.final(state)}
    assert ends == {S.ADMITTED, S.REFERRED_OUT, S.DECLINED}
    assert all(INQUIRY.owners[state] == "nobody" for state in ends)
    for state in set(S) - ends:
        assert INQUIRY.may_move(state, S.DECLINED)
        assert INQUIRY.may_move(state, S.REFERRED_OUT)


@given(old=st.sampled_from(S), new=st.sampled_from(S))
def test_a_move_is_legal_exactly_when_the_table_has_it(old: S, new: S) -> None:
    assert bool(INQUIRY.may_move(old, new)) is ((old, new) in INQUIRY.moves)
    if (old, new) in INQUIRY.moves:
        assert INQUIRY.event(old, new).startswith("inquiry.")
    else:
        with pytest.raises(Refused) as refused:
            INQUIRY.event(old, new)
        assert refused.value.code == "inquiry.move"


def test_every_outcome_has_words() -> None:
    assert set(OUTCOME_WORDS) == set(Outcome)


# -- the promise to call ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "promised"),
    [
        ("2026-11-23T09:00", "2026-11-23T13:00"),  # Monday, at opening
        ("2026-11-23T13:00", "2026-11-23T17:00"),  # to the minute of closing
        ("2026-11-23T13:01", "2026-11-24T09:01"),  # a minute is left for tomorrow
        ("2026-11-23T15:30", "2026-11-24T11:30"),
        ("2026-11-23T06:00", "2026-11-23T13:00"),  # before opening
        ("2026-11-23T22:00", "2026-11-24T13:00"),  # after closing
        ("2026-11-27T16:00", "2026-11-30T12:00"),  # Friday afternoon goes on on Monday
        ("2026-11-28T12:00", "2026-11-30T13:00"),  # Saturday
        ("2026-11-29T23:59", "2026-11-30T13:00"),  # Sunday night
        ("2026-10-30T16:00", "2026-11-02T12:00"),  # clocks go back on Sunday, November 1
        ("2027-03-12T16:00", "2027-03-15T12:00"),  # clocks go forward on Sunday, March 14
    ],
)
def test_we_call_back_within_four_opening_hours(received: str, promised: str) -> None:
    assert rules.promised_call(here(received), ZONE) == here(promised)


DAYS = st.integers(0, 2 * 365 * 1440).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(received=DAYS)
def test_the_promise_lies_in_opening_hours_and_four_of_them_away(received: datetime) -> None:
    promised = rules.promised_call(received, ZONE)
    day = local_day(promised, ZONE)
    assert day.weekday() < 5
    assert at_local(day, rules.OPENS, ZONE) < promised <= at_local(day, rules.CLOSES, ZONE)
    assert opening_time(received, promised) == rules.WITHIN


def opening_time(start: datetime, end: datetime) -> timedelta:
    """How long the clinic is open between two moments."""
    total, day = timedelta(), local_day(start, ZONE)
    while day <= local_day(end, ZONE):
        opens, closes = at_local(day, rules.OPENS, ZONE), at_local(day, rules.CLOSES, ZONE)
        if day.weekday() < 5:
            total += max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return total


# -- verdicts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "email", "phone", "codes"),
    [
        ("Ana", "a@x.example", "", []),
        ("Ana", "", "555", []),
        ("Ana", "", "", ["inquiry.contact"]),
        (" ", "a@x.example", "", ["inquiry.name"]),
        ("", "", "", ["inquiry.name", "inquiry.contact"]),
    ],
)
def test_asking_takes_a_name_and_a_way_to_answer(name, email, phone, codes) -> None:
    found = rules.may_ask(name=name, email=email, phone=phone)
    assert [reason.code for reason in found.reasons] == codes


@pytest.mark.parametrize("state", S)
def test_a_first_conversation_is_recorded_only_while_it_is_to_come(state: S) -> None:
    found = rules.may_record_consultation(state=state)
    assert bool(found) is (state in (S.NEW, S.BOOKED))
    assert found or found.reasons[0].code == "consultation.over"


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("email", ["", "a@x.example"])
def test_a_packet_goes_out_after_the_conversation_and_to_an_address(state: S, email: str) -> None:
    found = rules.may_send_packet(state=state, email=email)
    codes = [] if state is S.CONSULTED else ["inquiry.move"]
    assert [reason.code for reason in found.reasons] == codes + ([] if email else ["packet.email"])


@pytest.mark.parametrize(
    ("submitted", "revision", "codes"),
    [
        (False, 3, []),
        (False, 2, ["packet.stale"]),
        (True, 3, ["packet.submitted"]),
        (True, 2, ["packet.submitted", "packet.stale"]),
    ],
)
def test_half_a_form_is_saved_unless_it_is_sent_or_stale(submitted, revision, codes) -> None:
    found = rules.may_save(submitted=submitted, revision=revision, saved_revision=3)
    assert [reason.code for reason in found.reasons] == codes


@pytest.mark.parametrize(
    ("submitted", "problems", "codes"),
    [(False, 0, []), (False, 2, ["packet.incomplete"]), (True, 0, ["packet.submitted"])],
)
def test_a_form_is_sent_in_once_and_complete(submitted, problems, codes) -> None:
    found = rules.may_submit(submitted=submitted, problems=problems)
    assert [reason.code for reason in found.reasons] == codes
