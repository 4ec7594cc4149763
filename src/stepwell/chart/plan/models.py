from django.db import models

from stepwell.chart.episodes.models import Episode
from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class Goal(Record):
    """FHIR Goal."""

    patient_path = "patient"
    privacy = classed(
        plain="patient episode set_at set_by ended_at ended_by", part2="statement outcome"
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="goals")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, null=True, related_name="goals")
    statement = models.CharField(max_length=240)
    set_at = models.DateTimeField()
    set_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "chart_goal"
