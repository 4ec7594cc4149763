"""Django looks for models here; they live in their areas."""

from stepwell.chart.episodes.models import Episode, LevelPeriod
from stepwell.chart.measures.models import MeasureRequest, MeasureResponse
from stepwell.chart.medications.models import AlertOverride, MedicationOrder, ReportedMedication
from stepwell.chart.notes.models import GroupNote, MemberNote
from stepwell.chart.plan.models import Goal
from stepwell.chart.problems.models import Allergy, Condition
from stepwell.chart.progress.models import (
    ProgressAddendum,
    ProgressGoal,
    ProgressNote,
    ProgressReturn,
)
from stepwell.chart.safety.models import Alarm

__all__ = [
    "Alarm",
    "AlertOverride",
    "Allergy",
    "Condition",
    "Episode",
    "Goal",
    "GroupNote",
    "LevelPeriod",
    "MeasureRequest",
    "MeasureResponse",
    "MedicationOrder",
    "MemberNote",
    "ProgressAddendum",
    "ProgressGoal",
    "ProgressNote",
    "ProgressReturn",
    "ReportedMedication",
]
