from django.db import models
from django.db.models import Q

from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.safety.terms import AlarmState
from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Account, Patient


class Alarm(Record):
    patient_path = "patient"
    privacy = classed(
        plain="patient response clinician state raised_at acted_at acted_by",
        part2="rule summary action_taken",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="alarms")
    response = models.ForeignKey(MeasureResponse, on_delete=models.PROTECT, related_name="raised")
    rule = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    clinician = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, default=AlarmState.OPEN)
    raised_at = models.DateTimeField()
    acted_at = models.DateTimeField(null=True)
    acted_by = models.UUIDField(null=True)
    action_taken = models.TextField(blank=True)

    class Meta:
        db_table = "chart_alarm"
        constraints = [
            models.UniqueConstraint(fields=["response", "rule"], name="alarm_once"),
            models.CheckConstraint(
                condition=Q(state=AlarmState.OPEN, acted_at__isnull=True)
                | Q(state=AlarmState.ACTED, acted_at__isnull=False, acted_by__isnull=False)
                & ~Q(action_taken=""),
                name="alarm_acted_says_how",
            ),
        ]
