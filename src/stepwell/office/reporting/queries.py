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
from stepwell.trust.access.queries import patients as visible_patients
from stepwell.trust.people.models import Patient
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

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.by_track)

    @property
    def met(self) -> int:
        return sum(row.met for row in self.by_track)

    @property
    def lost(self) -> int:
        return sum(row.lost for row in self.by_track)


def census(viewer: Viewer, *, on: date) -> Census:
    """Who is in the program and how this week's hours stand. A constant number of queries."""
    viewer.require(Permission.FIGURES_READ)
    monday = week_start(on)
    counts = Episode.objects.aggregate(
        active=Count("pk", filter=Q(state=EpisodeState.ACTIVE)),
        started=Count("pk", filter=Q(opened_on__gte=monday, opened_on__lte=on)),
        closed=Count("pk", filter=Q(closed_on__gte=monday, closed_on__lte=on)),
    )
    track_of = _track_of(monday)
    hours = weeks(system("figures"), track_of, monday, today=on)
    rows = [
        _figures(track, [hours[p] for p, t in track_of.items() if t == track.pk and p in hours])
        for track in tracks_with_seats(on=on)
    ]
    return Census(by_track=rows, **counts)


def _track_of(monday: date) -> dict[UUID, UUID]:
    """Patient → the track they are counted in that week: the one they are in last, so that nobody counts twice."""
    held = SeatAssignment.objects.filter(during__overlap=(monday, monday + timedelta(days=7)))
    return dict(held.order_by("during").values_list("patient_id", "seat__track_id"))


@dataclass(frozen=True, slots=True)
class Behind:
    """One person behind a track's figures."""

    patient: Patient
    week: Week


def people_behind(viewer: Viewer, track_id: UUID, *, on: date) -> list[Behind]:
    """The people a track's figures count, as far as the viewer may see their charts; those with least slack first."""
    viewer.require(Permission.FIGURES_READ)
    monday = week_start(on)
    counted = [p for p, t in _track_of(monday).items() if t == track_id]
    patients = {p.pk: p for p in visible_patients(viewer).filter(pk__in=counted)}
    hours = weeks(viewer, patients, monday, today=on)
    rows = [Behind(patients[pk], week) for pk, week in hours.items()]
    return sorted(rows, key=lambda row: (row.week.slack, row.patient.person.family_name))


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
