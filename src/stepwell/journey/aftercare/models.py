from django.db import models
from django.db.models import Q

from stepwell.chart.episodes.models import Episode
from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class AftercarePlan(Record):
    patient_path = "patient"
    privacy = classed(
        plain="patient episode revision saved_at saved_by signed_at signed_by",
        part2="appointments medications warning_signs coping supports reasons_to_call",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="aftercare_plans")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="aftercare_plans")
    appointments = models.TextField(blank=True)
    warning_signs = models.TextField(blank=True)
    coping = models.TextField(blank=True)
    supports = models.TextField(blank=True)
    reasons_to_call = models.TextField(blank=True)
    medications = models.JSONField(default=list)  # as they stood when it was signed
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "journey_aftercare_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=Q(signed_at__isnull=True), name="aftercare_one_draft"
            )
        ]
