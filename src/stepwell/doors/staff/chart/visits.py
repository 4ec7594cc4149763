"""A patient's appointments: scheduled, begun, kept, missed, moved, cancelled."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from stepwell.chart.notes.queries import signed_for
from stepwell.chart.progress.queries import notes_about
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import clock_time, day
from stepwell.doors.staff.chart.frame import Frame, chart_page, frame_of
from stepwell.doors.staff.chart.visit_forms import (
    CancelForm,
    KeepForm,
    TimesForm,
    VisitForm,
    WhoWhenForm,
)
from stepwell.foundation.clock import at_local, local_day
from stepwell.foundation.errors import NotFound
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.visits import actions, queries, rules
from stepwell.journey.visits.terms import KINDS, NOTED, PLACES, RELATIONS
from stepwell.offering.programs.curriculum import topics
from stepwell.trust.access.queries import care_team
from stepwell.trust.people.models import Account
from stepwell.trust.people.queries import staff, staff_member
from stepwell.trust.people.roles import CLINICAL_ROLES, Permission

A_PAGE = 100
SHOWN = {"": "Everything", "visits": "Appointments", "groups": "Group notes"}


def visits(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Appointments with their notes, and the signed parts of group notes, the latest first."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    shown = request.GET.get("show", "")
    rows: list[dict[str, Any]] = []
    if shown != "groups":
        notes = notes_about(viewer, patient_id)
        rows += [
            {"at": v.during.lower, "visit": v, "note": notes.get(v.pk), "held": queries.held(v)}
            for v in queries.visits_of(viewer, patient_id)[:A_PAGE]
        ]
    if shown != "visits":
        parts = signed_for(viewer, patient_id)[:A_PAGE]
        rows += [{"at": part.signed_at, "part": part} for part in parts]
    context = {
        "rows": sorted(rows, key=lambda row: row["at"], reverse=True)[:A_PAGE],
        "filters": [
            {"label": label, "href": f"?show={key}", "current": key == shown}
            for key, label in SHOWN.items()
        ],
        "noted": NOTED,
        "kinds": KINDS,
        "places": PLACES,
        "topics": {topic.code: topic.title["en"] for topic in topics()},
        "books": viewer.may(Permission.SCHEDULE_WRITE),
        "writes": viewer.may(Permission.NOTE_WRITE),
    }
    return chart_page(request, "visits.html", frame, context, tab="visits")


def scheduling(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Whom, which day, one of the times at which both are free; once or weekly."""
    frame = frame_of(request, patient_id)
    people = _people(patient_id)
    start = {
        "staff": _preferred(request, people),
        "day": frame.today.isoformat(),
        "minutes": "50",
    }
    asked = WhoWhenForm({**start, **request.GET.dict()}, people=people)
    offered: list[datetime] = []
    if asked.is_valid():
        offered = queries.times_offered(
            patient_id,
            UUID(asked.cleaned_data["staff"]),
            asked.cleaned_data["day"],
            minutes=asked.cleaned_data["minutes"],
            zone=frame.zone,
            now=request.now,
        )
    form = VisitForm(request.POST or None, starts=_starts(request, offered, frame.zone))
    if asked.is_valid() and form.is_valid():
        with refusing(form):
            booked = _schedule(request, frame, asked.cleaned_data, form.cleaned_data)
            words = "Booked." if len(booked) == 1 else f"{len(booked)} appointments booked."
            return done(request, words, "staff:visits", patient_id=patient_id)
    context = {"asked": asked, "form": form, "offered": offered}
    return chart_page(request, "visit_scheduling.html", frame, context, tab="visits")


def _people(patient_id: UUID) -> list[Account]:
    """The care team first, then everyone else who treats."""
    team = [member.account for member in care_team(patient_id)]
    known = {account.pk for account in team}
    return team + [each for each in staff(among=CLINICAL_ROLES) if each.pk not in known]


def _preferred(request: Request, people: list[Account]) -> str:
    mine = [account for account in people if account.pk == request.viewer.account_id]
    return str((mine or people)[0].pk) if people else ""


def _starts(request: Request, offered: list[datetime], zone: str) -> list[tuple[str, str]]:
    """The free times; one that was just taken stays choosable, so that the refusal says why."""
    found = [(start.isoformat(), clock_time(start, zone)) for start in offered]
    sent = request.POST.get("start", "")
    if sent and sent not in dict(found):
        try:
            moment = datetime.fromisoformat(sent)
        except ValueError:
            return found
        if moment.tzinfo is not None:
            found.append((sent, clock_time(moment, zone)))
    return found


def _schedule(
    request: Request, frame: Frame, who: dict[str, Any], what: dict[str, Any]
) -> list[Appointment]:
    staff_id = UUID(who["staff"])
    starts = queries.weekly(what["start"], what["weeks"], frame.zone)
    taken = queries.clashes(frame.patient.pk, staff_id, starts, minutes=who["minutes"])
    if taken and what["only_free"]:
        starts = [start for start in starts if start not in taken]
    elif len(starts) > 1:
        said = [f"{day(local_day(s, frame.zone))}: {words}" for s, words in taken.items()]
        rules.may_schedule(times=len(starts), clashes=said, offered=True).enforce()
    return actions.schedule(
        patient=frame.patient,
        staff=staff_member(staff_id),
        kind=what["kind"],
        starts=starts,
        minutes=who["minutes"],
        place=what["place"],
        by=request.viewer,
        at=request.now,
    )


def visit(request: Request, *, visit_id: UUID) -> HttpResponse:
    """One appointment: begin it, say how it ended; once kept, its times."""
    found = queries.visit_for(request.viewer, visit_id)
    frame = frame_of(request, found.patient_id)  # type: ignore[arg-type]
    on = local_day(found.during.lower, frame.zone)
    form = KeepForm(request.POST or None, initial=_times(found, frame.zone, request.now))
    if form.is_valid():
        typed = form.cleaned_data
        with refusing(form):
            actions.keep_appointment(
                appointment=found,
                joined_at=at_local(on, typed["joined"], frame.zone),
                left_at=at_local(on, typed["left"], frame.zone),
                place=typed["place"],
                patient_state=typed["patient_state"].upper(),
                attendees=typed["attendees"],
                by=request.viewer,
                at=request.now,
            )
            if found.kind in NOTED and request.viewer.may(Permission.NOTE_WRITE):
                return done(
                    request, "Kept. Now the note.", "staff:progress_writing", visit_id=visit_id
                )
            return done(request, "Kept.", "staff:visits", patient_id=found.patient_id)
    booked = found.state == Appointment.State.BOOKED
    start = found.during.lower
    context = {
        "visit": found,
        "held": queries.held(found),
        "form": form,
        "booked": booked,
        "may_begin": rules.may_begin(
            booked=booked, begun=found.begun_at is not None, start=start, now=request.now
        ),
        "may_miss": rules.may_miss(booked=booked, start=start, now=request.now),
        "places": PLACES,
        "with_whom": [RELATIONS[each] for each in found.attendees],
        "noted": found.kind in NOTED,
        "writes": request.viewer.may(Permission.NOTE_WRITE),
    }
    return chart_page(request, "visit.html", frame, context, tab="visits")


def _times(found: Appointment, zone: str, now: datetime) -> dict[str, Any]:
    """From when it was begun until now, else as booked."""
    joined = found.begun_at or found.during.lower
    left = now if found.begun_at else found.during.upper
    wall = ZoneInfo(zone)
    return {
        "joined": joined.astimezone(wall).time().replace(second=0, microsecond=0),
        "left": left.astimezone(wall).time().replace(second=0, microsecond=0),
        "place": found.place,
    }


@require_POST
def beginning(request: Request, *, visit_id: UUID) -> HttpResponse:
    found = queries.visit_for(request.viewer, visit_id)
    actions.begin(visit=found, by=request.viewer, at=request.now)
    return done(request, "It has begun.", "staff:visit", visit_id=visit_id)


@require_POST
def absence(request: Request, *, visit_id: UUID) -> HttpResponse:
    found = queries.visit_for(request.viewer, visit_id)
    actions.miss(visit=found, by=request.viewer, at=request.now)
    return done(request, "Marked as missed.", "staff:visits", patient_id=found.patient_id)


def correction(request: Request, *, visit_id: UUID) -> HttpResponse:
    """Put the times of a kept appointment right; what was on file stays beneath."""
    found = queries.visit_for(request.viewer, visit_id)
    entry = queries.held(found)
    if entry is None:
        raise NotFound("Only the times of a kept appointment are corrected.")
    frame = frame_of(request, found.patient_id)  # type: ignore[arg-type]
    on, wall = local_day(found.during.lower, frame.zone), ZoneInfo(frame.zone)
    initial = {
        "joined": entry.joined_at.astimezone(wall).time(),
        "left": entry.left_at.astimezone(wall).time(),
    }
    form = TimesForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusing(form):
            actions.correct_minutes(
                appointment=found,
                joined_at=at_local(on, form.cleaned_data["joined"], frame.zone),
                left_at=at_local(on, form.cleaned_data["left"], frame.zone),
                reason=form.cleaned_data["reason"],
                by=request.viewer,
                at=request.now,
            )
            return done(request, "Corrected.", "staff:visit", visit_id=visit_id)
    context = {"visit": found, "held": entry, "form": form}
    return chart_page(request, "visit_correction.html", frame, context, tab="visits")


def cancellation(request: Request, *, visit_id: UUID) -> HttpResponse:
    """Cancel it, or move it to another time."""
    found = queries.visit_for(request.viewer, visit_id)
    frame = frame_of(request, found.patient_id)  # type: ignore[arg-type]
    form = CancelForm(request.POST or None)
    if form.is_valid():
        given = {"ended_for": form.cleaned_data["ended_for"], "reason": form.cleaned_data["reason"]}
        start, by, at = form.cleaned_data["start"], request.viewer, request.now
        with refusing(form):
            if start:
                wall = start.replace(tzinfo=None)
                start = at_local(wall.date(), wall.time(), frame.zone)
                actions.reschedule(visit=found, start=start, by=by, at=at, **given)
                return done(request, "Moved.", "staff:visits", patient_id=found.patient_id)
            actions.cancel(visit=found, by=by, at=at, **given)
            return done(request, "Cancelled.", "staff:visits", patient_id=found.patient_id)
    verdict = rules.may_cancel(
        booked=found.state == Appointment.State.BOOKED,
        begun=found.begun_at is not None,
        reason="-",
        ended_for="clinic",
    )
    soon = found.during.lower - request.now < timedelta(hours=24)
    context = {"visit": found, "form": form, "verdict": verdict, "soon": soon}
    return chart_page(request, "visit_cancellation.html", frame, context, tab="visits")
