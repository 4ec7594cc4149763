from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from stepwell.chart.measures.queries import responses_for
from stepwell.chart.safety.queries import open_alarms
from stepwell.foundation.clock import week_start
from stepwell.journey.days.queries import minutes_between_days
from stepwell.journey.stepdown.models import Step
from stepwell.trust.access.queries import visible
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a clinician looks at before a step; every figure is from the chart, none decides."""

    first_phq9: Decimal | None
    last_phq9: Decimal | None
    minutes_by_week: list[tuple[date, int]]
    open_alarms: int


def readiness(viewer: Viewer, patient_id: UUID, *, today: date) -> Readiness:
    scores = list(
        responses_for(viewer, patient_id, instrument="phq-9").values_list("score", flat=True)
    )
    scores = [score for score in scores if score is not None]
    monday = week_start(today)
    first = monday - timedelta(weeks=4)
    days = minutes_between_days([patient_id], first, today).get(patient_id, {})
    by_week = [
        (start, sum(m for d, m in days.items() if week_start(d) == start))
        for start in (first + timedelta(weeks=i) for i in range(5))
    ]
    return Readiness(
        first_phq9=scores[0] if scores else None,
        last_phq9=scores[-1] if scores else None,
        minutes_by_week=by_week,
        open_alarms=open_alarms(viewer).filter(patient_id=patient_id).count(),
    )


def steps_of(viewer: Viewer, patient_id: UUID) -> QuerySet[Step]:
    rows = Step.objects.filter(episode__patient_id=patient_id)
    return visible(viewer, rows, "episode__patient").order_by("-on_day")
