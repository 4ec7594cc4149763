"""The worklist of everyone on the way in."""

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.staff.admission.reasons import Known, Row, row
from stepwell.doors.staff.shell import staff_page
from stepwell.journey.assessment import queries as assessing
from stepwell.journey.calendar.queries import calls_booked
from stepwell.journey.intake import queries
from stepwell.journey.intake.terms import INQUIRY, InquiryState


def pipeline(request: Request) -> HttpResponse:
    wanted = request.GET.get("state", "")
    state = wanted if wanted in queries.OPEN_STATES else ""
    rows = _rows(request, state)
    context = {
        "ours": [row for row in rows if row.reason.ours],
        "waiting": [row for row in rows if not row.reason.ours],
        "tabs": _tabs(queries.counts_by_state(request.viewer), state),
        "state": INQUIRY.word(state) if state else "",
        "late": sum(row.reason.tone == "danger" for row in rows),
    }
    return staff_page(request, "staff/admission/pipeline.html", context, way="staff:pipeline")


def _rows(request: Request, state: str) -> list[Row]:
    """By when something was promised or began to wait: the most overdue first."""
    found = list(queries.worklist(request.viewer, state=state))
    ids = {inquiry.pk for inquiry in found}
    calls = calls_booked(request.viewer, ids)
    assessments = assessing.of_inquiries(request.viewer, ids)
    rows = [
        row(Known(each, request.now, calls.get(each.pk), assessments.get(each.pk)))
        for each in found
    ]
    return sorted(rows, key=lambda each: each.reason.since)


def _tabs(counts: dict[str, int], state: str) -> list[dict[str, object]]:
    everyone = {
        "label": "Everyone",
        "href": "?",
        "current": not state,
        "count": sum(counts.values()),
    }
    return [
        everyone,
        *(
            {
                "label": INQUIRY.word(each).capitalize(),
                "href": f"?state={each.value}",
                "current": each.value == state,
                "count": counts.get(each.value, 0),
            }
            for each in InquiryState
            if not INQUIRY.final(each)
        ),
    ]
