"""What someone sees whom a patient let in: when and where, never what for."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.patient.shell import day_of, my_page
from stepwell.foundation.clock import week_start
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import seats_between
from stepwell.journey.calendar.queries import appointments_ahead
from stepwell.offering.programs.models import Group
from stepwell.offering.programs.queries import groups_of
from stepwell.trust.access.queries import patients
from stepwell.trust.people.roles import Permission

SHARED = Permission.SHARED_CHART
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Hours:
    """A program day: from the first group to the last, and where. No topic: that would say what for."""

    day: date
    starts: time
    ends: time
    site: Any


def shared(request: Request) -> HttpResponse:
    """Times of everyone who let this account in."""
    viewer, today = request.viewer, day_of(request.now)
    last = week_start(today) + timedelta(days=DAYS_SHOWN - 1)
    seats = list(seats_between(viewer, today, last, need=SHARED))
    groups = list(groups_of({seat.seat.track_id for seat in seats}, on=today))
    appointments = list(appointments_ahead(viewer, since=request.now, need=SHARED))
    shown = [
        {
            "person": patient.person,
            "hours": _hours([s for s in seats if s.patient_id == patient.pk], groups, today, last),
            "appointments": [a for a in appointments if a.patient_id == patient.pk],
        }
        for patient in patients(viewer, need=SHARED)
    ]
    return my_page(
        request, "patient/shared.html", {"shown": shown, "zone": DEFAULT_ZONE}, way="patient:shared"
    )


def _hours(
    seats: list[SeatAssignment], groups: list[Group], first: date, last: date
) -> list[Hours]:
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        track = next((s.seat.track_id for s in seats if s.attends(day)), None)
        meeting = [g for g in groups if g.track_id == track and g.weekday == day.weekday()]
        if meeting:
            found.append(
                Hours(
                    day,
                    min(g.starts for g in meeting),
                    max(g.ends for g in meeting),
                    meeting[0].track.site,
                )
            )
    return found
