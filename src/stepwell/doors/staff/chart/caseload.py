"""Everyone a clinician may see, and whom to look at first."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.http import urlencode

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.chart.pictures import tone_of
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day
from stepwell.journey.days.caseload import Case, caseload

A_PAGE = 50
ORDERS: dict[str, Callable[[Case], Any]] = {
    "name": lambda case: (
        case.patient.person.family_name.casefold(),
        case.patient.person.given_name.casefold(),
    ),
    "level": lambda case: (case.level, case.track),
    "since": lambda case: str(case.since or ""),
    "hours": lambda case: -case.week.short if case.week else 1,
    "phq9": lambda case: case.phq9.last if case.phq9 else -1,
    "change": lambda case: case.phq9.change or 0 if case.phq9 else 0,
    "alarms": lambda case: case.alarms,
}


def patients(request: Request) -> HttpResponse:
    """The caseload: search by name or chart number, sorted by what is asked for."""
    search, everyone = request.GET.get("q", "").strip(), request.GET.get("who") == "all"
    today = local_day(request.now, DEFAULT_ZONE)
    cases = caseload(request.viewer, today=today, search=search, everyone=everyone)
    sort = _sorted(cases, request.GET.get("sort", ""))
    page = Paginator(cases, A_PAGE).get_page(request.GET.get("page"))
    kept = {
        name: value for name, value in (("q", search), ("who", "all" if everyone else "")) if value
    }
    context = {
        "page": page,
        "total": len(cases),
        "search": search,
        "everyone": everyone,
        "sort": sort,
        "sort_url": "?" + urlencode(kept) + ("&" if kept else "") + "sort=",
        "page_url": "?" + urlencode({**kept, "sort": sort}) + "&page=",
        "everyone_url": "?" + urlencode({"q": search, "who": "" if everyone else "all"}),
        "tone_of": tone_of,
    }
    return staff_page(
        request, "staff/chart/patients.html", context, way="staff:patients", part="found"
    )


def _sorted(cases: list[Case], asked: str) -> str:
    """Sort in place by a known column, "-" for downwards; by name where none is asked for."""
    key = asked.removeprefix("-")
    if key not in ORDERS:
        return "name"
    cases.sort(key=ORDERS[key], reverse=asked.startswith("-"))
    return asked
