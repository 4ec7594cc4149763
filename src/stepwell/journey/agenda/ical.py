"""An agenda as iCalendar (RFC 5545), in words that say nothing of health or treatment."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

from stepwell.journey.agenda.queries import Event

TITLES = {"en": "Appointment", "es": "Cita"}


def calendar_file(
    events: Iterable[Event], *, language: str, with_place: bool, stamp: datetime
) -> bytes:
    """The bytes of a calendar: the same for the same agenda, so that an unchanged one need not be sent again.

    `stamp` is DTSTAMP of every entry; it is an argument and not the present for that reason.
    """
    title = TITLES.get(language, TITLES["en"])
    calendar = Calendar()
    calendar.add("prodid", "-//Stepwell//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for event in events:
        entry = Entry()
        zone = ZoneInfo(event.zone)
        entry.add("uid", f"{event.uid}@stepwell")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", event.starts.astimezone(zone))
        entry.add("dtend", event.ends.astimezone(zone))
        entry.add("summary", title)
        entry.add("sequence", event.revision)
        entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        entry.add("class", "PRIVATE")
        if with_place and event.place:
            entry.add("location", event.place)
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
