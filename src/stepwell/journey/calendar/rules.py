from datetime import datetime, timedelta

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


def may_meet(*, cancelled: bool) -> Verdict:
    return verdict((not cancelled, "This session was cancelled.", "session.cancelled"))
