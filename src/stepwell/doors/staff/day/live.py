"""Attendance as it happens: a tap a member, and one to finish."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from stepwell.doors.kit.register import is_fragment
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.day.forms import TapForm
from stepwell.doors.staff.day.meeting import Meeting, load, may_take
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import at_local, local_day, week_start
from stepwell.foundation.errors import NotFound
from stepwell.foundation.ids import new_id
from stepwell.journey.days import queries
from stepwell.journey.days.actions import TAPPED, take_roll, tap, undo_tap
from stepwell.journey.days.models import Tap
from stepwell.journey.days.taps import ODD_WORDS, Odd, Reading
from stepwell.journey.days.terms import TapKind, TapSource
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission


def is_live(request: Request, meeting: Meeting, taps: list[Tap]) -> bool:
    """Whether people come and go now, or came and went and nobody finished the roll."""
    if meeting.roll or not request.viewer.may(Permission.ATTENDANCE_MARK):
        return False
    running = may_take(request, meeting).reasons == () and request.now < meeting.closes
    return (running or bool(taps)) and request.GET.get("way") != "form"


def taps_of(meeting: Meeting) -> list[Tap]:
    return list(queries.taps_of(meeting.session.pk)) if meeting.session else []


def live_page(
    request: Request, meeting: Meeting, taps: list[Tap], form: forms.Form | None = None
) -> HttpResponse:
    """The live list; htmx gets only the list."""
    form = form or forms.Form()
    rows = _rows(request, meeting, taps)
    context = {
        "meeting": meeting,
        "rows": rows,
        "form": form,
        "live": True,
        "here": sum(row["since"] is not None for row in rows),
        "came": sum(row["came"] for row in rows),
        "running": request.now < meeting.closes,
        "verdict": may_take(request, meeting),
    }
    template = "staff/day/roster.html"
    return staff_page(request, template, context, way="staff:groups", part="live_list")


def _rows(request: Request, meeting: Meeting, taps: list[Tap]) -> list[dict[str, Any]]:
    ids = [member.pk for member in meeting.members]
    readings = queries.readings_of(meeting.session) if meeting.session else {}
    today = local_day(request.now, meeting.zone)
    hours = queries.weeks(request.viewer, ids, week_start(meeting.day), today=today)
    back = _last_taps(taps)
    return [
        _row(member, readings.get(member.pk, Reading()), back.get(member.pk))
        | {"week": hours.get(member.pk)}
        for member in meeting.members
    ]


def _row(member: Patient, reading: Reading, last: Tap | None) -> dict[str, Any]:
    """`client_id` goes with the form, so that pressing twice is one tap."""
    odd = [ODD_WORDS[code] for code in reading.odd if code != Odd.LEFT_OPEN]
    ended = reading.spells[-1] if reading.spells and reading.since is None else None
    return {
        "member": member,
        "since": reading.since,
        "how": reading.how or (ended.how if ended else ""),
        "state": reading.state or (ended.state if ended else ""),
        "left": ended.left if ended else None,
        "came": bool(reading.spells),
        "odd": odd,
        "last": last,
        "client_id": new_id(),
        "again_id": new_id(),
    }


def _last_taps(taps: list[Tap]) -> dict[UUID, Tap]:
    """Patient → the last tap that was not taken back: what "Undo" undoes."""
    undone = {row.undoes_id for row in taps}
    return {r.patient_id: r for r in taps if r.undoes_id is None and r.pk not in undone}


def roster_live(request: Request, group_id: UUID, day: date) -> HttpResponse:
    """What the page asks for by itself: only the list, as long as attendance is open."""
    meeting = load(request, group_id, day)
    if meeting.roll or not is_fragment(request):
        return _back(request, meeting)
    return live_page(request, meeting, taps_of(meeting))


def tapping(request: Request, group_id: UUID, day: date, patient_id: UUID) -> HttpResponse:
    """Somebody arrived or left, now or at a time."""
    meeting = load(request, group_id, day)
    member = next((m for m in meeting.members if m.pk == patient_id), None)
    if member is None:
        raise NotFound("We could not find that person in this group.")
    form = TapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        clock = said["clock"]
        with refusing(form):
            tap(
                group=meeting.group,
                day=day,
                patient_id=patient_id,
                kind=said["kind"],
                source=TapSource.ROSTER,
                client_id=said["client_id"],
                occurred_at=at_local(day, clock, meeting.zone) if clock else request.now,
                how=said["how"] or queries.usual_way(meeting.group),
                by=request.viewer,
                at=request.now,
            )
            came = said["kind"] == TapKind.ARRIVED
            sentence = f"{member.person.full_name} {'is here' if came else 'left'}."
            return _after(request, meeting, sentence)
    return live_page(request, meeting, taps_of(meeting), form)


def undoing(request: Request, group_id: UUID, day: date, tap_id: UUID) -> HttpResponse:
    """Take one mark back."""
    meeting = load(request, group_id, day)
    if meeting.session is None:
        raise NotFound("We could not find that mark.")
    row = queries.tap_for(request.viewer, tap_id, meeting.session.pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusing(form):
            undo_tap(tap=row, client_id=new_id(), by=request.viewer, at=request.now)
            return _after(request, meeting, "The mark was taken back.")
    return live_page(request, meeting, taps_of(meeting), form)


def finishing(request: Request, group_id: UUID, day: date) -> HttpResponse:
    """Make attendance of the taps: who was never tapped was not here."""
    meeting = load(request, group_id, day)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusing(form):
            present = {member.pk: TAPPED for member in meeting.members}
            session = take_roll(
                group=meeting.group, day=day, present=present, by=request.viewer, at=request.now
            )
            came = len(queries.minutes_of(session))
            sentence = f"Attendance is taken: {came} of {len(meeting.members)} here."
            return done(request, sentence, "staff:roster", group_id=group_id, day=day)
    return live_page(request, meeting, taps_of(meeting), form)


def _after(request: Request, meeting: Meeting, sentence: str) -> HttpResponse:
    """The list as it is now for htmx, else the page again."""
    if is_fragment(request):
        fresh = load(request, meeting.group.pk, meeting.day)
        return live_page(request, fresh, taps_of(fresh))
    return done(request, sentence, "staff:roster", group_id=meeting.group.pk, day=meeting.day)


def _back(request: Request, meeting: Meeting) -> HttpResponse:
    url = resolve_url("staff:roster", group_id=meeting.group.pk, day=meeting.day)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
