"""The director's figures. Counts only; the people behind a figure are read through the viewer."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q

from stepwell.chart.episodes.models import Episode
from stepwell.chart.episodes.terms import EpisodeState
from stepwell.foundation.clock import week_start
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.admission.queries import tracks_with_seats
from stepwell.journey.days.minutes import Week
from stepwell.journey.days.queries import weeks
from stepwell.offering.programs.models import Track
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer, system


@dataclass(frozen=True, slots=True)
class TrackFigures:
    """One track this week. `met`, `on_course` and `lost` add up to `patients`."""

    track: Track
    taken: int
    seats: int
    patients: int
    minutes: int
    met: int
    on_course: int
    lost: int


@dataclass(frozen=True, slots=True)
class Census:
    active: int
    started: int
    closed: int
    by_track: list[TrackFigures]

    @property
    def seats(self) -> int:
        return sum(row.seats for row in self.by_track)

    @property
    def taken(self) -> int:
        return sum(row.taken for row in self.by_track)


def census(viewer: Viewer, *, on: date) -> Census:
    """Who is in the program and how this week's hours stand. A constant number of queries."""
    viewer.require(Permission.FIGURES_READ)
    monday = week_start(on)
    counts = Episode.objects.aggregate(
        active=Count("pk", filter=Q(state=EpisodeState.ACTIVE)),
        started=Count("pk", filter=Q(opened_on__gte=monday, opened_on__lte=on)),
        closed=Count("pk", filter=Q(closed_on__gte=monday, closed_on__lte=on)),
    )
    held = SeatAssignment.objects.filter(during__overlap=(monday, monday + timedelta(days=7)))
    by_track: dict[UUID, list[UUID]] = {}
    for track_id, patient_id in held.values_list("seat__track_id", "patient_id"):
        by_track.setdefault(track_id, []).append(patient_id)
    everyone = {patient for patients in by_track.values() for patient in patients}
    hours = weeks(_clinic(), everyone, monday, today=on)
    rows = [
        _figures(track, [hours[p] for p in by_track.get(track.pk, []) if p in hours])
        for track in tracks_with_seats(on=on)
    ]
    return Census(by_track=rows, **counts)


def _clinic() -> Viewer:
    return system("figures")


def _figures(track: Track, hours: list[Week]) -> TrackFigures:
    met = sum(week.short == 0 for week in hours)
    lost = sum(week.lost for week in hours)
    return TrackFigures(
        track=track,
        taken=track.taken,  # type: ignore[attr-defined]
        seats=track.seats,
        patients=len(hours),
        minutes=sum(week.done for week in hours),
        met=met,
        on_course=len(hours) - met - lost,
        lost=lost,
    )
