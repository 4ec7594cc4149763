"""Views of the minute ledger."""

from stepwell.journey.days.queries.meetings import Meeting, meetings
from stepwell.journey.days.queries.presence import (
    Sat,
    attendance_of,
    corrections_of,
    last_present,
    last_said,
    minutes_between_days,
    minutes_of,
    minutes_of_each,
    roll_of,
    roster,
    sessions_of,
    standing,
)
from stepwell.journey.days.queries.tapped import (
    readings_of,
    tap_for,
    taps_of,
    usual_way,
)
from stepwell.journey.days.queries.weeks import weeks

__all__ = [
    "Meeting",
    "Sat",
    "attendance_of",
    "corrections_of",
    "last_present",
    "last_said",
    "meetings",
    "minutes_between_days",
    "minutes_of",
    "minutes_of_each",
    "readings_of",
    "roll_of",
    "roster",
    "sessions_of",
    "standing",
    "tap_for",
    "taps_of",
    "usual_way",
    "weeks",
]
