"""One feed. The address is the key: whoever has it reads as the person who made it, and nothing more."""

import hashlib
from datetime import timedelta

from django.http import HttpResponse

from stepwell.doors.kit.http import address_of, hand_over
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.foundation import floods
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import NotFound
from stepwell.journey.agenda.actions import use_feed
from stepwell.journey.agenda.ical import calendar_file
from stepwell.journey.agenda.queries import (
    Event,
    agenda_of_patient,
    agenda_of_staff,
    feed_of_token,
)
from stepwell.trust.access.queries import patient_for, viewer_for
from stepwell.trust.consent.terms import Exit, Recipient
from stepwell.trust.people.roles import Permission

HOUR = timedelta(hours=1)
AN_HOUR = 120  # reads from one address
BEHIND, AHEAD = timedelta(days=14), timedelta(days=56)
TYPE = "text/calendar; charset=utf-8"


def feed(request: Request, token: str) -> HttpResponse:
    """The calendar, 304 where the program has it already. What is sent of a patient's is accounted for."""
    if floods.hit(name="feed", who=address_of(request), at=request.now, window=HOUR) > AN_HOUR:
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    found = feed_of_token(token)
    request.viewer = viewer_for(found.account)
    content = calendar_file(
        _events(request),
        language=found.language,
        with_place=found.with_place,
        stamp=found.created_at,
    )
    use_feed(feed=found, by=request.viewer, at=request.now)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponse(status=304)
    else:
        response = _sent(request, content)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _events(request: Request) -> list[Event]:
    viewer, today = request.viewer, local_day(request.now, DEFAULT_ZONE)
    first, last = today - BEHIND, today + AHEAD
    if viewer.patient_id and viewer.may(Permission.OWN_CHART):
        need = Permission.OWN_CHART
        return agenda_of_patient(
            viewer, viewer.patient_id, first, last, zone=DEFAULT_ZONE, need=need
        )
    if viewer.is_staff:
        return agenda_of_staff(viewer, first, last, zone=DEFAULT_ZONE)
    raise NotFound


def _sent(request: Request, content: bytes) -> HttpResponse:
    viewer = request.viewer
    if viewer.patient_id is None:  # somebody of the staff: times only, of no patient
        return HttpResponse(content, content_type=TYPE)
    return hand_over(
        request,
        patient=patient_for(viewer, viewer.patient_id, need=Permission.OWN_CHART),
        content=content,
        filename="calendar.ics",
        content_type=TYPE,
        recipient_kind=Recipient.PATIENT,
        recipient="the patient, by calendar link",
        purpose="their own times",
        what="calendar",
        exit=Exit.EXPORT,
    )
