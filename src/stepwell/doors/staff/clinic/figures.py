"""The director's figures, each with its definition and, where one may look, the people behind it."""

from typing import Any

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day, week_start
from stepwell.journey.outreach.queries import promptness
from stepwell.offering.programs.levels import level
from stepwell.office.reporting.queries import Census, TrackFigures, census, people_behind
from stepwell.trust.people.roles import Permission

DEFINITIONS = (
    ("In the program", "Stays that are open today."),
    ("Started, left", "Stays whose first or last day lies between Monday and today."),
    ("Seats taken", "Seats somebody holds today or from a later day on. The rest are free."),
    (
        "Attended",
        "Minutes in the minute ledger from Monday to today. Time outside a session never counts.",
    ),
    ("Met", "Attended at least the least hours of their level this week, Monday to Sunday."),
    ("On course", "Not met yet, and the groups still to come this week are enough."),
    (
        "Lost",
        "Even attending everything that is left, the least hours cannot be reached this week. "
        "First and last weeks count in full.",
    ),
    (
        "Outreach the same day",
        "Of the missed and short days since Monday, those for which somebody tried to reach the patient on the day "
        "the absence was known.",
    ),
    ("Track", "Someone who changed tracks this week counts once, in the later track."),
)


def figures(request: Request) -> HttpResponse:
    today = local_day(request.now, DEFAULT_ZONE)
    found = census(request.viewer, on=today)
    chosen = next(
        (row for row in found.by_track if str(row.track.pk) == request.GET.get("track")), None
    )
    people = people_behind(request.viewer, chosen.track.pk, on=today) if chosen else []
    context: dict[str, Any] = {
        "census": found,
        "today": today,
        "monday": week_start(today),
        "prompt": promptness(request.viewer, week_start(today), today),
        "rows": [_row(row) for row in found.by_track],
        "most": max((row.seats for row in found.by_track), default=1),
        "summary": _summary(found),
        "definitions": DEFINITIONS,
        "chosen": chosen,
        "people": people,
        "hidden": chosen.patients - len(people) if chosen else 0,
        "sees_people": request.viewer.may(Permission.CHART_READ),
        "least": level(chosen.track.level, today).minutes_per_week[0] if chosen else 0,
    }
    return staff_page(request, "staff/clinic/figures.html", context, way="staff:figures")


def _row(row: TrackFigures) -> dict[str, Any]:
    return {
        "it": row,
        "free": row.seats - row.taken,
        "title": f"{row.track.name}, {row.track.site.name}",
        # the colours of a stacked bar go by place: teal, amber, (none), grey
        "shares": [("met", row.met), ("lost", row.lost), ("", 0), ("on course", row.on_course)],
        "words": f"met: {row.met}, on course: {row.on_course}, lost: {row.lost}",
    }


def _summary(found: Census) -> str:
    counted = sum(row.patients for row in found.by_track)
    return f"{found.met} of {counted} have their hours already; {found.lost} cannot reach them any more this week."
