"""Admission: what is ready, what is missing, a track with a seat, and the first day."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.doors.kit.register import seen
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import clock_time, day
from stepwell.doors.staff.admission.forms import WEEKDAYS, AdmissionForm, posted
from stepwell.doors.staff.admission.standing import standing
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day
from stepwell.foundation.verdicts import Verdict
from stepwell.journey.admission import actions, rules
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import free_seats, seat_on, tracks_with_seats
from stepwell.journey.assessment.models import Assessment
from stepwell.journey.assessment.queries import assessment_for, decision_of
from stepwell.journey.intake.actions import ZONE
from stepwell.offering.programs.levels import level as level_of_care
from stepwell.offering.programs.models import Track
from stepwell.offering.programs.queries import groups_on
from stepwell.trust.consent.queries import in_force
from stepwell.trust.people.roles import Permission

READ = Permission.ADMISSION_READ


def admission(request: Request, assessment_id: UUID) -> HttpResponse:
    found = assessment_for(request.viewer, assessment_id, need=READ)
    seen(request, found.patient_id)
    today = local_day(request.now, ZONE)
    tracks = _tracks(request, found, today)
    chosen = _chosen(request, tracks)
    form = _form(request, chosen, today)
    if chosen and form.is_valid():
        with refusing(form):
            typed = form.cleaned_data
            actions.admit(
                assessment=found,
                track=chosen,
                weekdays=typed["weekdays"],
                first_day=typed["first_day"],
                by=request.viewer,
                at=request.now,
            )
            sentence = arrival(found.patient.person.called, _seat(request, found, today), today)
            return done(request, sentence, "staff:admission", assessment_id=assessment_id)
    context = _context(request, found, tracks, chosen, form, today)
    return staff_page(request, "staff/admission/admission.html", context, way="staff:pipeline")


def _tracks(request: Request, found: Assessment, today: date) -> list[Track]:
    decision = decision_of(found)
    if decision is None:
        return []
    return list(tracks_with_seats(on=today + timedelta(days=1), level=decision.level))


def _chosen(request: Request, tracks: list[Track]) -> Track | None:
    """The track that was pressed or sent, else the first with a free seat, else the first."""
    wanted = request.POST.get("track") or request.GET.get("track", "")
    by_id = {str(track.pk): track for track in tracks}
    free = (track for track in tracks if track.free > 0)  # type: ignore[attr-defined]
    return by_id.get(wanted) or next(free, tracks[0] if tracks else None)


def _form(request: Request, chosen: Track | None, today: date) -> AdmissionForm:
    if chosen is None:
        return AdmissionForm(weekdays=[])
    least = level_of_care(chosen.level, today).days_per_week[0]
    days = spread(chosen.weekdays, least)
    known = {
        "track": chosen.pk,
        "weekdays": days,
        "first_day": next_day(days, today + timedelta(days=1)),
    }
    return AdmissionForm(posted(request), weekdays=chosen.weekdays, initial=known)


def spread(weekdays: list[int], least: int) -> list[int]:
    """As many of a track's days as its level needs, spread over the week: Mon, Wed, Fri of five."""
    last = len(weekdays) - 1
    if least >= len(weekdays):
        return list(weekdays)
    if least <= 1:
        return weekdays[:least]
    return sorted({weekdays[round(n * last / (least - 1))] for n in range(least)})


def next_day(weekdays: list[int], start: date) -> date:
    """The first day from `start` on that is one of these weekdays."""
    following = (start + timedelta(days=n) for n in range(7))
    return next((each for each in following if each.weekday() in weekdays), start)


def _verdict(found: Assessment, chosen: Track | None, form: AdmissionForm, today: date) -> Verdict:
    """What the action would say to the form as it stands."""
    decision = decision_of(found)
    consents = in_force(found.patient_id, on=today)
    level = decision.level if decision else None
    if chosen is None or form.is_bound:
        return rules.is_ready(decided_level=level, consents=consents)
    return rules.may_admit(
        decided_level=level,
        track_level=chosen.level,
        consents=consents,
        free_seats=free_seats(chosen, from_day=form.initial["first_day"]).count(),
        first_day=form.initial["first_day"],
        today=today,
        weekdays=form.initial["weekdays"],
        track_weekdays=chosen.weekdays,
        least_days=level_of_care(chosen.level, today).days_per_week[0],
    )


def _seat(request: Request, found: Assessment, today: date) -> SeatAssignment | None:
    return seat_on(request.viewer, found.patient_id, today, need=READ)


def arrival(called: str, held: SeatAssignment | None, today: date) -> str:
    """`Ana starts on Monday, November 30 at 9:00 a.m. in Riverside.`"""
    if held is None:
        return ""
    track = held.seat.track
    first = next_day(held.weekdays, held.during.lower)
    group = groups_on(first, track_id=track.pk).first()
    at = f" at {clock_time(group.starts)}" if group else ""
    verb = "starts" if first >= today else "started"
    return f"{called} {verb} on {day(first, 'l, F j')}{at} in {track.site.name}."


def _context(
    request: Request,
    found: Assessment,
    tracks: list[Track],
    chosen: Track | None,
    form: AdmissionForm,
    today: date,
) -> dict[str, Any]:
    held = _seat(request, found, today)
    decision = decision_of(found)
    return {
        "assessment": found,
        "patient": found.patient,
        "decision": decision,
        "level": level_of_care(decision.level, today) if decision else None,
        "standing": standing(request.viewer, found.patient_id, request.now),
        "tracks": [(track, ", ".join(WEEKDAYS[n][:3] for n in track.weekdays)) for track in tracks],
        "chosen": chosen,
        "form": form,
        "verdict": _verdict(found, chosen, form, today),
        "held": held,
        "arrival": arrival(found.patient.person.called, held, today),
        "reads_chart": request.viewer.may(Permission.CHART_READ),
    }
