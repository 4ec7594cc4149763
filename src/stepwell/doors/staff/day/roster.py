"""Attendance: everybody on one screen, one submit, and corrections that say why."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.day.forms import CorrectionForm, RosterForm
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import at_local, local_day, week_start
from stepwell.foundation.errors import NotFound
from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.journey.admission.queries import members_on
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.calendar.queries import session_on
from stepwell.journey.days import queries, rules
from stepwell.journey.days.actions import correct_presence, take_roll
from stepwell.journey.days.models import Presence, RollCall
from stepwell.offering.programs.models import Group
from stepwell.offering.programs.queries import group_on
from stepwell.trust.people.models import Patient
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


@dataclass
class Meeting:
    """What every page about one meeting of a group needs."""

    group: Group
    day: date
    session: GroupSession | None
    members: list[Patient]
    outside: int  # members the viewer does not treat

    @property
    def zone(self) -> str:
        return self.group.track.site.zone

    @property
    def roll(self) -> RollCall | None:
        return getattr(self.session, "roll", None) if self.session else None


def load(request: Request, group_id: UUID, day: date) -> Meeting:
    group = group_on(group_id, day)
    members = list(queries.roster(request.viewer, group, day))
    outside = members_on(group.track_id, day).count() - len(members)
    return Meeting(group, day, session_on(group.pk, day), members, outside)


def roster(request: Request, group_id: UUID, day: date) -> HttpResponse:
    meeting = load(request, group_id, day)
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
    context = {"meeting": meeting, "form": form, "rows": _rows(request, meeting, form)}
    context |= {"verdict": _may_take(request, meeting), "corrections": _corrections(meeting)}
    return staff_page(request, "staff/day/roster.html", context, way="staff:groups")


def _may_take(request: Request, meeting: Meeting) -> Verdict:
    """The action's own rule, and whether the role marks attendance at all."""
    if not request.viewer.may(Permission.ATTENDANCE_MARK):
        return verdict(
            (False, "Your role reads attendance; the group's leader takes it.", "roll.role")
        )
    session = meeting.session
    start = at_local(meeting.day, meeting.group.starts, meeting.zone)
    return rules.may_take_roll(
        starts=session.during.lower if session else start,
        now=request.now,
        taken=meeting.roll is not None,
        cancelled=session is not None and session.cancelled_at is not None,
        unseen=meeting.outside,
    )


def _rows(request: Request, meeting: Meeting, form: RosterForm) -> list[dict[str, Any]]:
    """A member with last attendance, this week's hours, and either the fields or what was recorded."""
    ids = [member.pk for member in meeting.members]
    today = local_day(request.now, meeting.zone)
    last = queries.last_present(ids, before=meeting.day)
    hours = queries.weeks(request.viewer, ids, week_start(meeting.day), today=today)
    minutes = queries.minutes_of(meeting.session) if meeting.roll and meeting.session else {}
    entries = (
        {e.patient_id: e for e in queries.standing(meeting.session.pk)} if meeting.session else {}
    )
    return [
        {
            "member": member,
            "last": last.get(member.pk),
            "week": hours.get(member.pk),
            "minutes": minutes.get(member.pk, 0),
            "entry": entries.get(member.pk),
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
    entry = queries.standing(meeting.session.pk).filter(patient_id=patient_id).first()
    form = CorrectionForm(request.POST or None, initial=_as_recorded(entry, meeting))
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
        "entry": entry,
        "minutes": minutes,
        "form": form,
    }
    return staff_page(request, "staff/day/correction.html", context, way="staff:groups")


def _as_recorded(entry: Presence | None, meeting: Meeting) -> dict[str, Any]:
    """The form as the entry stands; whole sessions leave the times empty."""
    if entry is None or meeting.session is None:
        return {"here": "no"}
    from zoneinfo import ZoneInfo

    window, zone = meeting.session.during, ZoneInfo(meeting.zone)
    late = entry.joined_at.astimezone(zone).time() if entry.joined_at > window.lower else None
    early = entry.left_at.astimezone(zone).time() if entry.left_at < window.upper else None
    return {"here": "yes", "joined": late, "left": early}
