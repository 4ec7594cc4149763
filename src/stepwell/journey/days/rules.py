from datetime import datetime, timedelta

from stepwell.foundation.verdicts import Verdict, verdict


def may_take_roll(
    *, starts: datetime, now: datetime, taken: bool, cancelled: bool, unseen: int = 0
) -> Verdict:
    """`unseen`: members who are not on the care team of whoever takes it. A roll without them would lose them."""
    return verdict(
        (not cancelled, "This session was cancelled.", "session.cancelled"),
        (not taken, "Attendance was taken already. Use a correction to change it.", "roll.taken"),
        (
            now >= starts - timedelta(minutes=15),
            "This session has not begun yet. Attendance opens 15 minutes before it starts.",
            "roll.early",
        ),
        (
            taken or not unseen,
            f"{unseen} {'member is' if unseen == 1 else 'members are'} not on your care team. "
            "Someone who treats every member has to take attendance.",
            "roll.unseen",
        ),
    )


def may_mark(
    *,
    name: str,
    joined: datetime,
    left: datetime,
    opens: datetime,
    closes: datetime,
    after: datetime | None = None,
) -> Verdict:
    """`after`: when they left before, for someone who went out and came back."""
    return verdict(
        (
            left > joined,
            f"{name}: the time of leaving has to come after the time of arriving.",
            "presence.order",
        ),
        (
            opens <= joined and left <= closes,
            f"{name}: the times have to lie within the session.",
            "presence.outside",
        ),
        (
            after is None or joined >= after,
            f"{name}: they can come back only after they left.",
            "presence.overlap",
        ),
    )


def may_correct(
    *, reason: str, replaced: bool, taken: bool = True, changes: bool = True
) -> Verdict:
    return verdict(
        (taken, "Attendance was not taken yet. Take it first.", "roll.not_taken"),
        (bool(reason.strip()), "Say why the attendance is corrected.", "presence.reason"),
        (
            not replaced,
            "This entry was corrected already. Look at the roster again.",
            "presence.replaced",
        ),
        (changes, "This is what the roster says already.", "presence.same"),
    )


def may_tap(
    *, cancelled: bool, taken: bool, occurred: datetime, opens: datetime, now: datetime
) -> Verdict:
    """A mark as people come and go. From an hour before the session, so that who is early can check in."""
    return verdict(
        (not cancelled, "This session was cancelled.", "session.cancelled"),
        (not taken, "Attendance was taken already. Use a correction to change it.", "roll.taken"),
        (
            occurred >= opens - timedelta(hours=1),
            "This session has not begun yet. People can be marked from an hour before it starts.",
            "tap.early",
        ),
        (occurred <= now, "This time has not come yet. Write when it happened.", "tap.ahead"),
    )


def may_undo(*, taken: bool, undone: bool) -> Verdict:
    return verdict(
        (not taken, "Attendance was taken already. Use a correction to change it.", "roll.taken"),
        (not undone, "This mark was taken back already.", "tap.undone"),
    )
