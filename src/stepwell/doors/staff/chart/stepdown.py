"""The level of care: how ready they are, where they could go on, and the step itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.kit.templating import day, minutes
from stepwell.doors.staff.chart.forms import WEEKDAYS, StepForm
from stepwell.doors.staff.chart.frame import Frame, chart_page, frame_of
from stepwell.foundation.errors import NotFound
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import seat_on, tracks_with_seats
from stepwell.journey.stepdown.actions import step
from stepwell.journey.stepdown.queries import readiness, steps_of
from stepwell.offering.programs.levels import Level, level, offered_levels
from stepwell.offering.programs.models import Track
from stepwell.offering.programs.terms import LevelCode
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


@dataclass(frozen=True, slots=True)
class Choice:
    """A level they could go on at: `way` says where it lies from the present one."""

    level: Level
    way: str
    usual: bool
    tracks: list[Track]

    @property
    def words(self) -> str:
        least, most = self.level.days_per_week
        days = (
            f"{least} to {most} days"
            if least != most
            else "1 day"
            if least == 1
            else f"{least} days"
        )
        skips = "" if self.usual else " This skips a level."
        return f"{_hours(self.level)}, on {days}.{skips}"


def stepdown(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Facts first; then a track; then days, day and reason, with before and after in one line."""
    frame, viewer = frame_of(request, patient_id), request.viewer
    seat = seat_on(viewer, patient_id, frame.today)
    choices = _choices(frame) if frame.open_stay else []
    track = _chosen(choices, request.GET.get("track", ""))
    history = list(steps_of(viewer, patient_id))
    context: dict[str, Any] = {
        "facts": readiness(viewer, patient_id, today=frame.today),
        "here": level(frame.level, frame.today) if frame.level else None,
        "before": _line(frame.level, seat, frame.today) if seat and frame.level else "",
        "choices": choices,
        "track": track,
        "history": history,
        "names": names_of({row.decided_by for row in history}),
        "decides": viewer.may(Permission.STEP_DOWN),
    }
    if track is None:
        return chart_page(request, "stepdown.html", frame, context, tab="stepdown")
    return _taking(request, frame, track, seat, context)


def _taking(
    request: Request,
    frame: Frame,
    track: Track,
    seat: SeatAssignment | None,
    context: dict[str, Any],
) -> HttpResponse:
    """The step on a track: the form, or the step taken."""
    form = StepForm(track, request.POST or None, initial=_start(frame, track, seat))
    if form.is_valid() and frame.open_stay:
        with refusing(form):
            step(
                episode=frame.open_stay,
                track=track,
                by=request.viewer,
                at=request.now,
                **form.cleaned_data,
            )
            sentence = (
                f"{track.name} from {day(form.cleaned_data['on'])}. Seat and schedule go with it."
            )
            return done(request, sentence, "staff:stepdown", patient_id=frame.patient.pk)
    to = level(track.level, frame.today)
    after = f"{to.name['en']} · {track.name}, {track.site.name} · {_days(track.weekdays)} · {_hours(to)}"
    return chart_page(
        request, "step.html", frame, {**context, "form": form, "after": after}, tab="stepdown"
    )


def _choices(frame: Frame) -> list[Choice]:
    """Every other level offered, the next down first, each with the tracks that are open."""
    now = level(frame.level, frame.today) if frame.level else None
    tracks = list(tracks_with_seats(on=frame.today))
    choices = []
    for each in offered_levels(frame.today):
        if now and each.code is now.code:
            continue
        down = now is None or each.code.intensity < now.code.intensity
        usual = bool(now) and each.code in (now.steps_down_to, now.steps_up_to)  # type: ignore[union-attr]
        mine = [track for track in tracks if LevelCode(track.level) is each.code]
        choices.append(Choice(each, "down" if down else "up", usual, mine))
    return sorted(choices, key=lambda choice: (choice.way, not choice.usual))


def _chosen(choices: list[Choice], asked: str) -> Track | None:
    """The track of the address; one that is not offered to them does not exist here."""
    if not asked:
        return None
    for choice in choices:
        for track in choice.tracks:
            if str(track.pk) == asked:
                return track
    raise NotFound("We could not find that track at another level of care.")


def _start(frame: Frame, track: Track, seat: SeatAssignment | None) -> dict[str, object]:
    """Their present weekdays where the track meets on them, else all of its days; from next Monday."""
    kept = [d for d in (seat.weekdays if seat else []) if d in track.weekdays]
    least = level(track.level, frame.today).days_per_week[0]
    monday = frame.today + timedelta(days=7 - frame.today.weekday())
    return {"weekdays": kept if len(kept) >= least else track.weekdays, "on": monday}


def _line(code: str, seat: SeatAssignment, today: date) -> str:
    """`Intensive outpatient program (IOP) · Day track A, Riverside · Mon, Tue, Wed · 9 h a week or more`."""
    now, track = level(code, today), seat.seat.track
    return f"{now.name['en']} · {track.name}, {track.site.name} · {_days(seat.weekdays)} · {_hours(now)}"


def _days(weekdays: list[int]) -> str:
    return ", ".join(WEEKDAYS[d][:3] for d in sorted(weekdays))


def _hours(of: Level) -> str:
    return f"{minutes(of.minutes_per_week[0])} a week or more"
