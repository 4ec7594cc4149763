from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepwell.foundation.verdicts import Verdict, verdict


def may_book(*, start: datetime, minutes: int, now: datetime) -> Verdict:
    return verdict(
        (start > now, "Choose a time that is still to come.", "appointment.past"),
        (
            start < now + timedelta(days=180),
            "Choose a time within the next six months.",
            "appointment.far",
        ),
        (
            10 <= minutes <= 240,
            "An appointment takes between 10 minutes and 4 hours.",
            "appointment.length",
        ),
    )


def may_be_seen(*, away: bool, closed: bool) -> Verdict:
    """Whether a member of staff can see someone at a time they would otherwise be free."""
    return verdict(
        (not away, "They are away at that time. Choose another time or person.", "staff.away"),
        (not closed, "The clinic is closed on that day. Choose another.", "day.closed"),
    )


def may_meet(*, cancelled: bool) -> Verdict:
    return verdict((not cancelled, "This session was cancelled.", "session.cancelled"))


def may_cancel(*, cancelled: bool, rolled: bool, reason: str) -> Verdict:
    return verdict(
        (not cancelled, "This session is cancelled already.", "session.cancelled"),
        (
            not rolled,
            "Attendance was taken, so this session took place. Correct the attendance instead.",
            "session.rolled",
        ),
        (bool(reason.strip()), "Say why it does not take place.", "session.reason"),
    )


def may_restore(*, cancelled: bool, ended: bool) -> Verdict:
    return verdict(
        (cancelled, "This session takes place already.", "session.stands"),
        (not ended, "This session is over and cannot take place any more.", "session.over"),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked: where a session is to go, and what is known of that place and time."""

    start: datetime
    day: date
    local_day: date
    cancelled: bool
    rolled: bool
    leader_away: bool
    leader_booked: bool
    room_missing: bool


def may_move(asked: Move, *, now: datetime) -> Verdict:
    return verdict(
        (not asked.cancelled, "This session was cancelled. Restore it first.", "session.cancelled"),
        (
            not asked.rolled,
            "Attendance was taken, so this session cannot be moved.",
            "session.rolled",
        ),
        (asked.start > now, "Choose a time that is still to come.", "session.past"),
        (asked.local_day == asked.day, "A session stays on its day.", "session.day"),
        (
            not asked.leader_away,
            "The leader is away at that time. Choose another leader or time.",
            "leader.away",
        ),
        (
            not asked.leader_booked,
            "The leader has an appointment at that time. Choose another leader or time.",
            "leader.booked",
        ),
        (not asked.room_missing, "Choose a room: people come in person.", "session.room"),
    )


def may_close(*, day: date, today: date, name: str, closed: bool) -> Verdict:
    return verdict(
        (day >= today, "Choose today or a day to come.", "closure.past"),
        (bool(name.strip()), "Give the day a name, for example Thanksgiving.", "closure.name"),
        (not closed, "The site is closed on that day already.", "closure.already"),
    )


def may_reopen(*, removed: bool, day: date, today: date) -> Verdict:
    return verdict(
        (not removed, "The site is open on that day already.", "closure.removed"),
        (day >= today, "That day is over.", "closure.past"),
    )


def may_take_leave(*, start: datetime, end: datetime, own: bool) -> Verdict:
    return verdict(
        (start < end, "The last day comes before the first.", "leave.order"),
        (end - start <= timedelta(days=366), "Enter at most a year at a time.", "leave.long"),
        (not own, "Somebody else approves your own leave.", "leave.own"),
    )


def may_end_leave(*, ended: bool) -> Verdict:
    return verdict((not ended, "This leave was taken back already.", "leave.ended"))
