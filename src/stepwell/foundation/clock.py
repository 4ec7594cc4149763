"""Time is an argument (`at=`). Only doors and jobs read the clock, here."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def local_day(at: datetime, zone: str) -> date:
    """The calendar day on the wall of a place: a program day is this, never a UTC date."""
    return at.astimezone(ZoneInfo(zone)).date()


def clinic_day(at: datetime) -> date:
    """The calendar day at the clinic, for what belongs to no site: a licence, a consent."""
    return local_day(at, settings.CLINIC_ZONE)


def at_local(day: date, clock: time, zone: str) -> datetime:
    """The instant a wall clock in `zone` shows `clock` on `day`.

    Where daylight saving skips that time the later reading is taken (02:30 becomes 03:30); where it comes twice,
    the first of the two.
    """
    wall = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC)


def week_start(day: date) -> date:
    """Monday of that day's week: hours a week are counted Monday to Sunday."""
    return day - timedelta(days=day.weekday())


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes, rounded down, never negative."""
    return max(0, int((end - start).total_seconds() // 60))


def years_between(start: date, end: date) -> int:
    """Whole years, as ages are counted: who was born on February 29 is a year older on March 1 of other years."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
