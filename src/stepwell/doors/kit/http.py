"""The one way a file leaves through a page: it passes consent and is accounted for first."""

from django.conf import settings
from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.trust.consent.actions import disclose
from stepwell.trust.consent.terms import Exit, Recipient
from stepwell.trust.people.models import Patient


def hand_over(
    request: Request,
    *,
    patient: Patient,
    content: bytes,
    filename: str,
    content_type: str,
    recipient_kind: Recipient,
    recipient: str,
    purpose: str,
    what: str,
    exit: Exit = Exit.PRINT,
) -> HttpResponse:
    """Account for the disclosure, then send the bytes. Raises `Refused` when consent does not allow it."""
    disclose(
        patient=patient,
        recipient_kind=recipient_kind,
        recipient=recipient,
        purpose=purpose,
        what=what,
        exit=exit,
        by=request.viewer,
        at=request.now,
    )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response


def address_of(request: Request) -> str:
    """Where a request comes from. Behind our own proxy it is what that proxy wrote last; nothing else is believed."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
