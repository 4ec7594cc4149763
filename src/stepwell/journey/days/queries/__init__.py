"""Views of the minute ledger."""

from stepwell.journey.days.queries.meetings import Meeting, meetings
from stepwell.journey.days.queries.presence import (
    Sat,
    attendance_of,
    corrections_of,
    last_present,
    minutes_between_days,
    minutes_of,
    roll_of,
    roster,
    sessions_of,
    standing,
)
from stepwell.journey.days.queries.weeks import weeks

__all__ = [
    "Meeting",
    "Sat",
    "attendance_of",
    "corrections_of",
    "last_present",
    "meetings",
    "minutes_between_days",
    "minutes_of",
    "roll_of",
    "roster",
    "sessions_of",
    "standing",
    "weeks",
]
