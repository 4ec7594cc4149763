"""The worklist: what this person has to do, why now, and nothing else."""

from typing import Any

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.day.work import Section
from stepwell.doors.staff.day.worklist import alarms, sections
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day
from stepwell.office.reporting.queries import census
from stepwell.trust.people.roles import Permission


def home(request: Request) -> HttpResponse:
    viewer = request.viewer
    today = local_day(request.now, DEFAULT_ZONE)
    found = sections(viewer, now=request.now, today=today)
    context: dict[str, Any] = {
        "greeting": _greeting(request),
        "today": today,
        "alarms": alarms(viewer),
        "sections": found,
        "figures": census(viewer, on=today) if viewer.may(Permission.FIGURES_READ) else None,
        "waiting": _waiting(found),
    }
    return staff_page(request, "staff/day/home.html", context, way="staff:home")


def _greeting(request: Request) -> str:
    from zoneinfo import ZoneInfo

    hour = request.now.astimezone(ZoneInfo(DEFAULT_ZONE)).hour
    words = (
        "Good morning"
        if 4 <= hour < 12
        else "Good afternoon"
        if 12 <= hour < 18
        else "Good evening"
    )
    return f"{words}, {request.viewer.label.split(' ')[0]}"


def _waiting(found: list[Section]) -> int:
    """How much is owed: what is only a date in the calendar does not count."""
    return sum(len(section.items) for section in found if section.owed)
