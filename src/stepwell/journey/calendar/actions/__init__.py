"""Everything that writes the calendar: appointments, sessions, closed days and leave."""

from stepwell.journey.calendar.actions.booking import book, open_session, set_state
from stepwell.journey.calendar.actions.closing import close_day, end_leave, reopen_day, take_leave
from stepwell.journey.calendar.actions.sessions import cancel_session, move_session, restore_session

__all__ = [
    "book",
    "cancel_session",
    "close_day",
    "end_leave",
    "move_session",
    "open_session",
    "reopen_day",
    "restore_session",
    "set_state",
    "take_leave",
]
