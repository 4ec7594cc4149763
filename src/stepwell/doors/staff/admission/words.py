"""Times and states as staff say them. Pure."""

from datetime import datetime, timedelta

from stepwell.doors.kit.templating import clock_time, day
from stepwell.foundation.clock import local_day
from stepwell.journey.intake.actions import ZONE
from stepwell.journey.intake.models import Inquiry

DAY = timedelta(days=1)


def how_long(span: timedelta) -> str:
    """`40 minutes`, `2 hours`, `3 days`: the largest unit, rounded down."""
    minutes = max(0, int(span.total_seconds() // 60))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size or size == 1:
            count = minutes // size
            return f"{count} {word}{'' if count == 1 else 's'}"
    return ""


def on_day(at: datetime, now: datetime, zone: str = ZONE) -> str:
    """`today`, `tomorrow`, `yesterday`, `Friday` (within a week), else `Nov 23, 2026`."""
    then, today = local_day(at, zone), local_day(now, zone)
    apart = (then - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if apart in near:
        return near[apart]
    return day(then, "l") if 0 < apart < 7 else day(then)


def moment(at: datetime, now: datetime, zone: str = ZONE) -> str:
    """`today at 2:00 p.m.`"""
    return f"{on_day(at, now, zone)} at {clock_time(at, zone)}"


def promise(due: datetime, now: datetime, zone: str = ZONE) -> str:
    """`Promised by 2:00 p.m. today, 40 minutes late`."""
    when = f"Promised by {clock_time(due, zone)} {on_day(due, now, zone)}"
    if due < now:
        return f"{when}, {how_long(now - due)} late"
    return f"{when}, in {how_long(due - now)}" if due - now < DAY else when


ASKING = {"self": "For themselves", "family": "For someone close", "referrer": "From a provider"}


def source(inquiry: Inquiry) -> str:
    """`For themselves, from /levels/`."""
    who = ASKING.get(inquiry.asking, inquiry.asking)
    page = inquiry.source_page
    return f"{who}, from {page}" if page and page != "referral" else who
