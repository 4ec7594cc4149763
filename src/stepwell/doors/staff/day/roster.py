"""Attendance: everybody on one screen, one submit, and corrections that say why."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.day import live
from stepwell.doors.staff.day.forms import CorrectionForm, RosterForm
from stepwell.doors.staff.day.meeting import Meeting, load, may_take
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day, week_start
from stepwell.foundation.errors import NotFound
from stepwell.journey.days import queries
from stepwell.journey.days.actions import correct_presence, take_roll
from stepwell.journey.days.models import Presence
from stepwell.trust.people.queries import names_of


def roster(request: Request, group_id: UUID, day: date) -> HttpResponse:
    meeting = load(request, group_id, day)
    taps = [] if meeting.roll else live.taps_of(meeting)
    if request.method == "GET" and live.is_live(request, meeting, taps):
        return live.live_page(request, meeting, taps)
    form = RosterForm(request.POST or None, members=meeting.members)
    if request.method == "POST" and request.POST.get("everyone"):
        form = form.answered_for_all()
    elif request.method == "POST":
        form = RosterForm(request.POST, members=meeting.members)
        if form.is_valid():
            with refusing(form):
                marks = form.marks(day, meeting.zone)
                take_roll(
                    group=meeting.group, day=day, present=marks, by=request.viewer, at=request.now
                )
                sentence = f"Attendance is taken: {len(marks)} of {len(meeting.members)} here."
                return done(request, sentence, "staff:roster", group_id=group_id, day=day)
    context = {"meeting": meeting, "form": form, "live": False}
    context["rows"] = _rows(request, meeting, form)
    context |= {"verdict": may_take(request, meeting), "corrections": _corrections(meeting)}
    return staff_page(request, "staff/day/roster.html", context, way="staff:groups")


def _rows(request: Request, meeting: Meeting, form: RosterForm) -> list[dict[str, Any]]:
    """A member with last attendance, this week's hours, and either the fields or what was recorded."""
    ids = [member.pk for member in meeting.members]
    today = local_day(request.now, meeting.zone)
    last = queries.last_present(ids, before=meeting.day)
    hours = queries.weeks(request.viewer, ids, week_start(meeting.day), today=today)
    minutes = queries.minutes_of(meeting.session) if meeting.roll and meeting.session else {}
    entries: dict[UUID, list[Presence]] = defaultdict(list)
    if meeting.session:
        for entry in queries.standing(meeting.session.pk).order_by("joined_at"):
            entries[entry.patient_id].append(entry)
    return [
        {
            "member": member,
            "last": last.get(member.pk),
            "week": hours.get(member.pk),
            "minutes": minutes.get(member.pk, 0),
            "entries": entries.get(member.pk, []),
            "here": form[f"here_{member.pk}"],
            "joined": form[f"joined_{member.pk}"],
            "left": form[f"left_{member.pk}"],
        }
        for member in meeting.members
    ]


def _corrections(meeting: Meeting) -> list[dict[str, Any]]:
    """What was corrected, by whom and why, for the members the viewer sees."""
    if meeting.roll is None or meeting.session is None:
        return []
    names = {member.pk: member.person.full_name for member in meeting.members}
    rows = [r for r in queries.corrections_of(meeting.session.pk) if r.patient_id in names]
    staff = names_of({row.recorded_by for row in rows})
    return [
        {
            "title": f"{names[row.patient_id]}: {_said(row, meeting.zone)}",
            "text": row.reason,
            "who": staff.get(row.recorded_by, ""),
            "at": row.recorded_at,
        }
        for row in rows
    ]


def _said(row: Presence, zone: str) -> str:
    from stepwell.doors.kit.templating import clock_time

    if row.void:
        return "was not there"
    return f"was there {clock_time(row.joined_at, zone)} to {clock_time(row.left_at, zone)}"


def presence_correction(
    request: Request, group_id: UUID, day: date, patient_id: UUID
) -> HttpResponse:
    meeting = load(request, group_id, day)
    member = next((m for m in meeting.members if m.pk == patient_id), None)
    if member is None or meeting.session is None or meeting.roll is None:
        raise NotFound("We could not find that entry.")
    entries = list(
        queries.standing(meeting.session.pk).filter(patient_id=patient_id).order_by("joined_at")
    )
    form = CorrectionForm(request.POST or None, initial=_as_recorded(entries, meeting))
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            correct_presence(
                session=meeting.session,
                patient_id=patient_id,
                mark=form.mark(day, meeting.zone),
                reason=form.cleaned_data["reason"],
                by=request.viewer,
                at=request.now,
            )
            return done(request, "Corrected.", "staff:roster", group_id=group_id, day=day)
    minutes = queries.minutes_of(meeting.session).get(patient_id, 0)
    context = {
        "meeting": meeting,
        "member": member,
        "entries": entries,
        "minutes": minutes,
        "form": form,
    }
    return staff_page(request, "staff/day/correction.html", context, way="staff:groups")


def _as_recorded(entries: list[Presence], meeting: Meeting) -> dict[str, Any]:
    """The form as the entry stands, from the first arrival to the last leave; whole sessions leave the times empty."""
    if not entries or meeting.session is None:
        return {"here": "no"}
    window, zone = meeting.session.during, ZoneInfo(meeting.zone)
    joined, left = entries[0].joined_at, entries[-1].left_at
    late = joined.astimezone(zone).time() if joined > window.lower else None
    early = left.astimezone(zone).time() if left < window.upper else None
    return {"here": "yes", "joined": late, "left": early}
