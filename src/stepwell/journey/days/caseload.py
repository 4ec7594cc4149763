"""The caseload: each patient one may see, with what decides whom to look at first.

It gathers from areas to the left in a constant number of queries; the rows it gives are plain facts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from stepwell.chart.episodes.models import Episode
from stepwell.chart.episodes.queries import episodes, level_on, level_since
from stepwell.chart.episodes.terms import EpisodeState
from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.safety.queries import open_alarms
from stepwell.foundation.clock import week_start
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.days.minutes import Week
from stepwell.journey.days.queries import weeks
from stepwell.trust.access.queries import patients
from stepwell.trust.people.models import Patient
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Scores:
    """The first and the last total of an instrument; the same one when there is only one."""

    first: Decimal
    first_at: datetime
    last: Decimal
    last_at: datetime

    @property
    def change(self) -> Decimal | None:
        """Signed points since the first; None with one score. Less is better."""
        return self.last - self.first if self.last_at != self.first_at else None


@dataclass(frozen=True, slots=True)
class Case:
    """One patient at a glance. `level` is empty for someone who is not in the program on that day."""

    patient: Patient
    level: str
    since: date | None
    track: str
    week: Week | None
    phq9: Scores | None
    alarms: int


def caseload(
    viewer: Viewer, *, today: date, search: str = "", everyone: bool = False
) -> list[Case]:
    """Patients with a stay that is open, by name; `everyone` adds those on their way in and those who left."""
    rows = _named(patients(viewer), search)
    if not everyone:
        stays = Episode.objects.filter(patient=OuterRef("pk"), state=EpisodeState.ACTIVE)
        rows = rows.filter(Exists(stays))
    found = list(rows)
    ids = [patient.pk for patient in found]
    active = episodes(viewer).filter(patient_id__in=ids, state=EpisodeState.ACTIVE)
    stay = {episode.patient_id: episode for episode in active}
    seat, scores, alarms = _tracks(ids, today), _scores(ids, "phq-9"), _alarms(viewer, ids)
    week = weeks(viewer, ids, week_start(today), today=today)
    return [
        Case(
            patient=patient,
            level=(level_on(stay[pk], today) or "") if (pk := patient.pk) in stay else "",
            since=level_since(stay[pk], today) if pk in stay else None,
            track=seat.get(pk, ""),
            week=week.get(pk),
            phq9=scores.get(pk),
            alarms=alarms.get(pk, 0),
        )
        for patient in found
    ]


def _named(rows: QuerySet[Patient], search: str) -> QuerySet[Patient]:
    """Every word of the search is in a name or in the chart number."""
    for word in search.split():
        rows = rows.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(person__preferred_name__icontains=word)
            | Q(mrn__icontains=word)
        )
    return rows


def _tracks(ids: Iterable[UUID], today: date) -> dict[UUID, str]:
    """Patient → the track they sit in today, else the one they are to begin."""
    held = SeatAssignment.objects.filter(patient_id__in=ids).filter(
        Q(during__upper_inf=True) | Q(during__endswith__gt=today)
    )
    names = held.order_by("-during").values_list("patient_id", "seat__track__name")
    return dict(names)  # the earliest comes last and stands


def _scores(ids: Iterable[UUID], instrument: str) -> dict[UUID, Scores]:
    answered = MeasureResponse.objects.filter(
        patient_id__in=ids, instrument=instrument, score__isnull=False
    )
    ends = [
        {
            patient: (score or Decimal(0), at)  # never null: the filter sees to it
            for patient, score, at in answered.order_by("patient_id", order)
            .distinct("patient_id")
            .values_list("patient_id", "score", "answered_at")
        }
        for order in ("answered_at", "-answered_at")
    ]
    return {patient: Scores(*ends[0][patient], *ends[1][patient]) for patient in ends[0]}


def _alarms(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = open_alarms(viewer).filter(patient_id__in=ids).order_by()
    return dict(rows.values_list("patient_id").annotate(n=Count("pk")))
