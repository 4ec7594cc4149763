"""The outbox: what was sent to whom, and what could not be."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.models import OutboxMessage
from stepwell.foundation.outbox import KEEP_TRYING
from stepwell.trust.consent.queries import outbox

PAGE = 50
KINDS = {
    "inquiry-received": "Answer to an inquiry",
    "appointment-booked": "Appointment booked",
    "account-link": "Link to an account",
    "questions-waiting": "Questions are waiting",
    "staff-alert": "Alert to staff",
}


def messages(request: Request) -> HttpResponse:
    page = Paginator(outbox(request.viewer), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [_row(m, request.now) for m in page],
        "bodies": settings.DEMO,
    }
    return staff_page(request, "staff/clinic/messages.html", context, way="staff:messages")


def _row(message: OutboxMessage, now: datetime) -> dict[str, Any]:
    """Words about a message; what is in it only in the demonstration."""
    if message.sent_at:
        state, tone = "Sent", "ok"
    elif message.attempts and now - message.created_at > KEEP_TRYING:
        state, tone = "Given up", "danger"
    elif message.attempts:
        state, tone = "Will be tried again", "warn"
    else:
        state, tone = "Waiting", ""
    body = message.body if settings.DEMO else ""
    link = next((word for word in body.split() if word.startswith(settings.BASE_URL)), "")
    return {
        "it": message,
        "kind": KINDS.get(message.kind, message.kind),
        "state": state,
        "tone": tone,
        "body": body,
        "link": link.removeprefix(settings.BASE_URL),
    }
