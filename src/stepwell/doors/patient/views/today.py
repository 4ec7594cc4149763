"""Today: what is next, in the order in which it matters."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse

from stepwell.chart.measures.queries import waiting_for
from stepwell.doors.kit.request import Request
from stepwell.doors.patient import words
from stepwell.doors.patient.shell import OWN, Place, lang, my_page, own_id, own_patient, place
from stepwell.doors.patient.views.packet import parts_left
from stepwell.foundation.clock import week_start
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import seat_on
from stepwell.journey.calendar.queries import appointments_of_patient, cancelled_on
from stepwell.journey.days.queries import weeks
from stepwell.journey.intake.queries import packet_of
from stepwell.offering.programs.curriculum import topics
from stepwell.offering.programs.models import Group
from stepwell.offering.programs.queries import groups_of, groups_on
from stepwell.trust.consent.queries import in_force
from stepwell.trust.consent.rules import missing_for_admission


@dataclass(frozen=True, slots=True)
class Meeting:
    """A group on a day, and whether it takes place."""

    group: Group
    cancelled: bool


def today(request: Request) -> HttpResponse:
    """What to do, where to be, how the week stands."""
    patient, here = own_patient(request), place(request)
    seat = seat_on(request.viewer, patient.pk, here.today, need=OWN)
    meetings = _meetings(seat, here.today)
    context: dict[str, Any] = {
        "me": patient.person,
        "here": here,
        **_to_do(request, here),
        "seat": seat,
        "meetings": meetings,
        "next_day": None if meetings or not seat else _next_day(seat, here.today),
        "week": _week(request, here),
        "appointments": _appointments(request),
        "visits": words.VISITS,
        "places": words.PLACES,
        "topics": {topic.code: topic.title[lang()] for topic in topics()} if lang() != "en" else {},
    }
    return my_page(request, "patient/today.html", context)


def _to_do(request: Request, here: Place) -> dict[str, Any]:
    patient_id = own_id(request)
    packet = packet_of(request.viewer, patient_id, need=OWN)
    signed = in_force(patient_id, on=here.today)
    return {
        "packet": packet if packet and not packet.submitted_at else None,
        "parts_left": parts_left(packet) if packet and not packet.submitted_at else 0,
        "unsigned": len(missing_for_admission(signed)),
        "questions": list(waiting_for(request.viewer, patient_id, on=here.today, need=OWN)),
    }


def _meetings(seat: SeatAssignment | None, day: date) -> list[Meeting]:
    if seat is None or not seat.attends(day):
        return []
    cancelled = cancelled_on(day, track_id=seat.seat.track_id)
    return [
        Meeting(group, group.pk in cancelled)
        for group in groups_on(day, track_id=seat.seat.track_id)
    ]


def _next_day(seat: SeatAssignment, today: date) -> tuple[date, Group] | None:
    """The next day on which this person's groups meet, and the first of them."""
    groups = list(groups_of([seat.seat.track_id], on=max(today, seat.during.lower)))
    for ahead in range(1, 15):
        day = today + timedelta(days=ahead)
        first = next((g for g in groups if g.weekday == day.weekday()), None)
        if first and seat.attends(day):
            return day, first
    return None


def _week(request: Request, here: Place) -> Any:
    patient_id = own_id(request)
    monday = week_start(here.today)
    return weeks(request.viewer, [patient_id], monday, today=here.today, need=OWN).get(patient_id)


def _appointments(request: Request) -> list[Any]:
    return list(
        appointments_of_patient(request.viewer, own_id(request), since=request.now, need=OWN)[:10]
    )
