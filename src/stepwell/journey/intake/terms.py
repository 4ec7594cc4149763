from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class InquiryState(StrEnum):
    NEW = "new"
    BOOKED = "booked"
    CONSULTED = "consulted"
    PACKET_OUT = "packet_out"
    ASSESSING = "assessing"
    ADMITTED = "admitted"
    REFERRED_OUT = "referred_out"
    DECLINED = "declined"


S = InquiryState
INQUIRY = Lifecycle(
    name="inquiry",
    states=InquiryState,
    start=S.NEW,
    owners={
        S.NEW: "intake coordinator",
        S.BOOKED: "intake coordinator",
        S.CONSULTED: "intake coordinator",
        S.PACKET_OUT: "the person",
        S.ASSESSING: "therapist and prescriber",
        S.ADMITTED: "nobody",
        S.REFERRED_OUT: "nobody",
        S.DECLINED: "nobody",
    },
    moves={
        (S.NEW, S.BOOKED): "inquiry.booked",
        (S.NEW, S.CONSULTED): "inquiry.consulted",
        (S.NEW, S.DECLINED): "inquiry.declined",
        (S.NEW, S.REFERRED_OUT): "inquiry.referred_out",
        (S.BOOKED, S.BOOKED): "inquiry.rebooked",
        (S.BOOKED, S.CONSULTED): "inquiry.consulted",
        (S.BOOKED, S.DECLINED): "inquiry.declined",
        (S.BOOKED, S.REFERRED_OUT): "inquiry.referred_out",
        (S.CONSULTED, S.PACKET_OUT): "inquiry.packet_sent",
        (S.CONSULTED, S.REFERRED_OUT): "inquiry.referred_out",
        (S.CONSULTED, S.DECLINED): "inquiry.declined",
        (S.PACKET_OUT, S.ASSESSING): "inquiry.assessing",
        (S.PACKET_OUT, S.DECLINED): "inquiry.declined",
        (S.PACKET_OUT, S.REFERRED_OUT): "inquiry.referred_out",
        (S.ASSESSING, S.ADMITTED): "inquiry.admitted",
        (S.ASSESSING, S.REFERRED_OUT): "inquiry.referred_out",
        (S.ASSESSING, S.DECLINED): "inquiry.declined",
    },
    words={
        S.NEW: "new",
        S.BOOKED: "call booked",
        S.CONSULTED: "consulted",
        S.PACKET_OUT: "packet out",
        S.ASSESSING: "being assessed",
        S.REFERRED_OUT: "referred elsewhere",
        S.DECLINED: "not going on",
    },
)


class Outcome(StrEnum):
    """How a consultation ended."""

    GOES_ON = "goes_on"
    REFERRED_OUT = "referred_out"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"


OUTCOME_WORDS = {
    Outcome.GOES_ON: "They want to go on",
    Outcome.NO_ANSWER: "No answer; try again",
    Outcome.REFERRED_OUT: "Somewhere else suits better; referred",
    Outcome.DECLINED: "They do not want to go on",
}

# Beside the first call: what not to forget, in the order it usually comes up. Our own words.
CALL_SCRIPT = (
    "Say who you are and ask whether now is a good time and place to talk.",
    "Ask whether they are safe now. In danger: stay on the line, call 911, or add 988.",
    "Let them tell what is hard; ask what made them write today.",
    "Ask about drinking or drugs in the last days, and whether stopping makes them ill.",
    "Ask who is at home, and which hours of the week they could come.",
    "Say what the program is, what happens next, and that they may stop at any time.",
    "Agree on the next step and on how and when you may reach them.",
)


class Asking(StrEnum):
    """Who is asking, and for whom."""

    SELF = "self"
    FAMILY = "family"
    REFERRER = "referrer"
