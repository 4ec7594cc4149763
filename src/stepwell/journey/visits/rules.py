from collections.abc import Collection
from datetime import datetime, timedelta

from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.journey.visits.terms import LATE_HOURS, MOST_WEEKS, REMOTE

DAY = timedelta(hours=24)


def may_schedule(*, times: int, clashes: Collection[str], offered: bool) -> Verdict:
    """`clashes`: what stands in the way, a sentence each. `offered`: the kind is one that is booked here."""
    return verdict(
        (offered, "Choose what kind of appointment it is.", "visit.kind"),
        (
            1 <= times <= MOST_WEEKS,
            f"Choose at least one time, and no more than {MOST_WEEKS}.",
            "visit.times",
        ),
        (not clashes, " ".join(clashes), "visit.clash"),
    )


def may_begin(*, booked: bool, begun: bool, start: datetime, now: datetime) -> Verdict:
    return verdict(
        (booked, "This appointment has an outcome already.", "visit.over"),
        (not begun, "This appointment has begun already.", "visit.begun"),
        (
            now >= start - timedelta(minutes=30),
            "It can be begun from 30 minutes before its time.",
            "visit.early",
        ),
    )


def may_keep(
    *,
    joined: datetime,
    left: datetime,
    start: datetime,
    now: datetime,
    place: str,
    patient_state: str,
) -> Verdict:
    """The times are what happened: over, in order, and about when it was booked."""
    return verdict(
        (left > joined, "The end has to come after the beginning.", "visit.order"),
        (left <= now, "The end is still to come. Write down what is over.", "visit.ahead"),
        (
            left - joined <= timedelta(hours=4),
            "That is more than four hours. Look at the times again.",
            "visit.long",
        ),
        (
            abs(joined - start) <= DAY / 2,
            "That is not when it was booked. Move the appointment first.",
            "visit.when",
        ),
        (
            place not in REMOTE or bool(patient_state),
            "Ask in which state the patient is, and write it down: a license holds in its state.",
            "visit.state",
        ),
    )


def may_miss(*, booked: bool, start: datetime, now: datetime) -> Verdict:
    return verdict(
        (booked, "This appointment has an outcome already.", "visit.over"),
        (now >= start, "Its time has not come yet. Cancel it instead.", "visit.early"),
    )


def may_cancel(*, booked: bool, reason: str, ended_for: str, begun: bool = False) -> Verdict:
    return verdict(
        (booked, "This appointment has an outcome already.", "visit.over"),
        (not begun, "This appointment has begun. Say how it ended.", "visit.begun"),
        (ended_for in ("patient", "clinic"), "Say who cancels.", "visit.who"),
        (bool(reason.strip()), "Say why.", "visit.reason"),
    )


def may_correct(*, kept: bool, reason: str, changes: bool) -> Verdict:
    return verdict(
        (kept, "Only the times of a kept appointment are corrected.", "visit.not_kept"),
        (bool(reason.strip()), "Say why the times are corrected.", "visit.reason"),
        (changes, "These are the times on file already.", "visit.same"),
    )


def is_late(*, ended_for: str, start: datetime, at: datetime) -> bool:
    """A patient cancelled so late that the time can hardly be given to another."""
    return ended_for == "patient" and start - at < timedelta(hours=LATE_HOURS)
