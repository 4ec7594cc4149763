from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class MeasureResponse(Record):
    """A filled-in instrument, scored when it was given. FHIR QuestionnaireResponse. Append-only."""

    patient_path = "patient"
    privacy = classed(
        plain="patient instrument version answered_at answered_by mode",
        part2="answers score band alarms",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="responses")
    instrument = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    answers = models.JSONField()
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    band = models.CharField(max_length=40, blank=True)
    alarms = models.JSONField(default=list)
    answered_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    mode = models.CharField(max_length=20, default="portal")

    class Meta:
        db_table = "chart_measure_response"
        indexes = [
            models.Index(fields=["patient", "instrument", "answered_at"], name="measure_series")
        ]


class MeasureRequest(Record):
    """An instrument waiting for the patient. Answering it fills `response`; one answer, ever."""

    patient_path = "patient"
    privacy = classed(plain="patient instrument due_on asked_at asked_by response withdrawn_at")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="measure_requests")
    instrument = models.CharField(max_length=20)
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    response = models.OneToOneField(
        MeasureResponse, on_delete=models.PROTECT, null=True, related_name="request"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "chart_measure_request"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "instrument", "due_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="measure_asked_once_a_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["patient", "due_on"],
                name="measure_waiting",
                condition=Q(response__isnull=True, withdrawn_at__isnull=True),
            )
        ]
