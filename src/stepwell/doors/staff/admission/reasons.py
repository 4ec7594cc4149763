"""Why a person stands on the worklist now: what is theirs, who has to move, since when. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stepwell.doors.staff.admission.words import how_long, moment, on_day, promise, source
from stepwell.journey.assessment.models import Assessment
from stepwell.journey.assessment.queries import decision_of, who_owes
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.intake.models import Inquiry, Packet
from stepwell.journey.intake.terms import INQUIRY, InquiryState

SOON = timedelta(hours=1)
QUIET = timedelta(days=3)  # after this a packet nobody touched is worth a call


@dataclass(frozen=True, slots=True)
class Reason:
    """`ours`: the coordinator has to do something. `since` orders the list."""

    words: str
    since: datetime
    ours: bool = True
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    inquiry: Inquiry
    state: str
    source: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What stands around an inquiry."""

    inquiry: Inquiry
    now: datetime
    call: Appointment | None = None
    assessment: Assessment | None = None


def row(known: Known) -> Row:
    inquiry = known.inquiry
    return Row(inquiry, INQUIRY.word(inquiry.state), source(inquiry), reason(known))


def reason(known: Known) -> Reason:
    tell = REASONS.get(InquiryState(known.inquiry.state), _ended)
    return tell(known)


def _new(known: Known) -> Reason:
    due, now = known.inquiry.promised_call_at, known.now
    tone = "danger" if due < now else ("warn" if due - now < SOON else None)
    return Reason(promise(due, now) + _tried(known), due, tone=tone)


def _tried(known: Known) -> str:
    tries = [c for c in known.inquiry.consultations.all() if c.outcome == "no_answer"]
    if not tries:
        return ""
    last = max(c.recorded_at for c in tries)
    times = "once" if len(tries) == 1 else f"{len(tries)} times"
    return f". Tried {times}, last {moment(last, known.now)}"


def _booked(known: Known) -> Reason:
    call, now = known.call, known.now
    if call is None:
        words = "No answer at the booked call: try again or book another time" + _tried(known)
        return Reason(words, known.inquiry.promised_call_at, tone="warn")
    start = call.during.lower
    if start > now:
        tone = "warn" if start - now < SOON else None
        words = f"Call booked {moment(start, now)} with {call.staff.person.full_name}"
        return Reason(words, start, tone=tone)
    words = f"The call was {moment(start, now)}: say how it went"
    return Reason(words, start, tone="danger" if now - start > SOON else "warn")


def _consulted(known: Known) -> Reason:
    spoken = [c.recorded_at for c in known.inquiry.consultations.all()]
    since = max(spoken, default=known.inquiry.received_at)
    late = known.now - since > timedelta(days=1)
    words = f"Spoke {on_day(since, known.now)} and wants to go on: send the packet"
    return Reason(words, since, tone="warn" if late else None)


def _packet_out(known: Known) -> Reason:
    packet = latest_packet(known.inquiry)
    if packet is None:
        return Reason("Packet sent", known.inquiry.received_at, ours=False)
    if packet.submitted_at:
        words = (
            f"The packet came back {on_day(packet.submitted_at, known.now)}: open the assessment"
        )
        return Reason(words, packet.submitted_at)
    since = packet.saved_at or packet.sent_at
    verb = "last saved" if packet.saved_at else "not opened yet, sent"
    quiet = known.now - since > QUIET
    words = f"Packet {verb} {_ago(since, known.now)}" + (": call and ask" if quiet else "")
    return Reason(words, since, ours=quiet, tone="warn" if quiet else None)


def latest_packet(inquiry: Inquiry) -> Packet | None:
    return max(inquiry.packets.all(), key=lambda packet: packet.sent_at, default=None)


def _ago(since: datetime, now: datetime) -> str:
    return "just now" if now - since < timedelta(minutes=1) else f"{how_long(now - since)} ago"


def _assessing(known: Known) -> Reason:
    assessment = known.assessment
    if assessment is None:
        return Reason("Being assessed", known.inquiry.received_at, ours=False)
    decision = decision_of(assessment)
    if decision:
        words = f"{decision.level} decided {on_day(decision.decided_at, known.now)}: admit"
        return Reason(words, decision.decided_at)
    owing = [owed.owner for owed in who_owes(assessment) if not owed.signed_at]
    since = _ago(assessment.opened_at, known.now)
    who = " and ".join(owing)
    words = (
        f"Waiting for {who}, opened {since}"
        if owing
        else "Both parts are signed: the level is open"
    )
    return Reason(words, assessment.opened_at, ours=False)


def _ended(known: Known) -> Reason:
    word = INQUIRY.word(known.inquiry.state)
    return Reason(word.capitalize(), known.inquiry.received_at, ours=False)


REASONS: dict[InquiryState, Callable[[Known], Reason]] = {
    InquiryState.NEW: _new,
    InquiryState.BOOKED: _booked,
    InquiryState.CONSULTED: _consulted,
    InquiryState.PACKET_OUT: _packet_out,
    InquiryState.ASSESSING: _assessing,
}
