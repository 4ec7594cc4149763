"""Promises and permissions of the way in."""

from datetime import datetime, time, timedelta

from stepwell.foundation.clock import at_local, local_day
from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.journey.intake.terms import INQUIRY, InquiryState

OPENS, CLOSES = time(9), time(17)
WITHIN = timedelta(hours=4)


def promised_call(received: datetime, zone: str) -> datetime:
    """We call back within four opening hours (9 to 5, Monday to Friday)."""
    day = local_day(received, zone)
    start = max(received, at_local(day, OPENS, zone))
    left = WITHIN
    while True:
        closes = at_local(day, CLOSES, zone)
        if day.weekday() < 5 and start < closes:
            if start + left <= closes:
                return start + left
            left -= closes - start
        day += timedelta(days=1)
        start = at_local(day, OPENS, zone)


def may_ask(*, name: str, email: str, phone: str) -> Verdict:
    return verdict(
        (bool(name.strip()), "Tell us what to call you.", "inquiry.name"),
        (
            bool(email or phone),
            "Give us a phone number or an e-mail address, so that we can answer.",
            "inquiry.contact",
        ),
    )


def may_record_consultation(*, state: str) -> Verdict:
    """The first conversation is recorded while it is still to come; "no answer" leaves it there."""
    waiting = state in (InquiryState.NEW, InquiryState.BOOKED)
    sentence = f"The first conversation is over: this is {INQUIRY.word(state)}."
    return verdict((waiting, sentence, "consultation.over"))


def may_send_packet(*, state: str, email: str) -> Verdict:
    return INQUIRY.may_move(state, InquiryState.PACKET_OUT) & verdict(
        (bool(email), "An e-mail address is needed to send the link.", "packet.email")
    )


def may_save(*, submitted: bool, revision: int, saved_revision: int) -> Verdict:
    return verdict(
        (
            not submitted,
            "You sent this in already. Call us if something changed.",
            "packet.submitted",
        ),
        (
            revision == saved_revision,
            "This form was saved from another device in the meantime. Your answers are still below; save again to keep them.",
            "packet.stale",
        ),
    )


def may_submit(*, submitted: bool, problems: int) -> Verdict:
    return verdict(
        (not submitted, "You sent this in already. Thank you.", "packet.submitted"),
        (
            problems == 0,
            "A few answers are still missing. They are marked below.",
            "packet.incomplete",
        ),
    )
