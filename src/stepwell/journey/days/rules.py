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
    *, name: str, joined: datetime, left: datetime, opens: datetime, closes: datetime
) -> Verdict:
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
