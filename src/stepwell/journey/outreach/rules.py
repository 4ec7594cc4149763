"""Who missed what, and when outreach goes to the director. Every threshold stands here.

All of them are our judgement (`verified=false` in the sense of the knowledge files): no payer or regulator we read names
minutes of grace or hours without contact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.journey.outreach.terms import (
    LIVE,
    TASK,
    UNREACHED,
    Agreed,
    Channel,
    Heard,
    MissKind,
    TaskState,
)

GRACE_MINUTES: Final = 15  # a day that is short by no more needs no call
LOOK_BACK: Final = timedelta(days=7)  # attendance taken later than this opens no task
TRIES: Final = 3
WITHOUT_CONTACT: Final = timedelta(hours=24)
URGENT_TRIES: Final = 1
URGENT_WITHOUT_CONTACT: Final = timedelta(hours=4)
RECENT_ALARM: Final = timedelta(days=7)
FIRST_DAYS: Final = 7

FITTING: Final[dict[Channel, frozenset[Heard]]] = {
    Channel.PHONE: frozenset(Heard) - {Heard.SENT},
    Channel.EMAIL: frozenset({Heard.REACHED, Heard.SENT}),
    Channel.IN_PERSON: frozenset({Heard.REACHED, Heard.NO_ANSWER}),
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session with attendance taken in which someone was expected: its length and their minutes in it."""

    length: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Miss:
    kind: MissKind
    minutes: int  # offered and not attended so far


def missed(sittings: Sequence[Sitting], *, complete: bool, least: int) -> Miss | None:
    """What someone missed of a day so far. `least` are the minutes the day owes; `complete`: no attendance is to come."""
    absent = [sitting for sitting in sittings if not sitting.minutes]
    gone = sum(max(0, sitting.length - sitting.minutes) for sitting in sittings)
    if not sittings:
        return None
    if len(absent) == len(sittings):
        return Miss(MissKind.DAY, gone)
    if absent:
        return Miss(MissKind.SESSION, gone)
    attended = sum(sitting.minutes for sitting in sittings)
    if complete and attended < least - GRACE_MINUTES:
        return Miss(MissKind.SHORT, gone)
    return None


def urgency(*, alarm_recent: bool, days_in_stay: int) -> tuple[str, ...]:
    """Why someone who missed is looked for sooner. Empty when nothing says so."""
    reasons = []
    if alarm_recent:
        reasons.append(f"A risk alarm rang in the last {RECENT_ALARM.days} days.")
    if days_in_stay < FIRST_DAYS:
        reasons.append("This is their first week in the program.")
    return tuple(reasons)


def escalation(*, state: str, tries: int, opened_at: datetime, now: datetime, urgent: bool) -> str:
    """Why a task goes to the director now; empty when it stays."""
    if TaskState(state) not in UNREACHED:
        return ""
    most, longest = (URGENT_TRIES, URGENT_WITHOUT_CONTACT) if urgent else (TRIES, WITHOUT_CONTACT)
    if tries >= most:
        return f"{tries} {'try' if tries == 1 else 'tries'} without contact."
    if now - opened_at >= longest:
        return f"No contact in {int(longest.total_seconds() // 3600)} hours."
    return ""


def may_work(state: str) -> Verdict:
    return verdict(
        (
            TaskState(state) in LIVE,
            f"This outreach is {TASK.word(state)} already. Nothing is left to do.",
            "outreach.over",
        )
    )


def may_try(*, state: str, channel: str, heard: str) -> Verdict:
    return may_work(state) & verdict(
        (
            Heard(heard) in FITTING[Channel(channel)],
            "How you tried and what came of it do not fit together. Choose another pair.",
            "outreach.pair",
        )
    )


def may_message(*, state: str, email: str, sent_already: bool) -> Verdict:
    return may_work(state) & verdict(
        (bool(email), "There is no e-mail address on file. Call instead.", "outreach.no_email"),
        (
            not sent_already,
            "A message went out for this day already. Call instead.",
            "outreach.message_sent",
        ),
    )


def may_end(*, state: str, agreed: str, note: str, video: bool) -> Verdict:
    """`video`: a group of theirs that can be joined by video is still to come today."""
    return may_work(state) & verdict(
        (
            len(note.strip()) >= 10,
            "Write what you learned and agreed, in a sentence.",
            "outreach.note",
        ),
        (
            agreed != Agreed.VIDEO or video,
            "No group of theirs that can be joined by video is left today. Agree on something else.",
            "outreach.no_video",
        ),
    )
