from datetime import datetime, timedelta

from stepwell.foundation.verdicts import Verdict, verdict


def may_take_roll(*, starts: datetime, now: datetime, taken: bool, cancelled: bool) -> Verdict:
    return verdict(
        (not cancelled, "This session was cancelled.", "session.cancelled"),
        (not taken, "Attendance was taken already. Use a correction to change it.", "roll.taken"),
        (
            now >= starts - timedelta(minutes=15),
            "This session has not begun yet. Attendance opens 15 minutes before it starts.",
            "roll.early",
        ),
    )


def may_mark(
    *, name: str, joined: datetime, left: datetime, opens: datetime, closes: datetime
) -> Verdict:
    return verdict(
        (left > joined, f"{name}: the time of leaving has to come after the time of arriving.", "presence.order"),
        (
            opens <= joined and left <= closes,
            f"{name}: the times have to lie within the session.",
            "presence.outside",
        ),
    )


def may_correct(*, reason: str, replaced: bool) -> Verdict:
    return verdict(
        (bool(reason.strip()), "Say why the attendance is corrected.", "presence.reason"),
        (not replaced, "This entry was corrected already. Look at the roster again.", "presence.replaced"),
    )
