from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class MedicationOrder(Record):
    """One prescribing act: start, change of dose or stop, linked to the one before. Append-only.

    The regimen is the set of orders that nothing follows and that are not stops. FHIR MedicationRequest.
    """

    patient_path = "patient"
    privacy = classed(
        plain="patient previous kind effective_on ordered_at ordered_by",
        part2="rxcui drug dose_mg times_a_day route timing as_needed instructions reason indication",
    )

    class Kind(models.TextChoices):
        START = "start", "Started"
        CHANGE = "change", "Dose changed"
        STOP = "stop", "Stopped"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="orders")
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="next"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    rxcui = models.CharField(max_length=20)
    drug = models.CharField(max_length=120)
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    times_a_day = models.PositiveSmallIntegerField(default=1)
    route = models.CharField(max_length=20, default="by mouth")
    timing = models.CharField(max_length=60, blank=True)
    as_needed = models.BooleanField(default=False)
    instructions = models.CharField(max_length=200, blank=True)
    indication = models.CharField(max_length=160, blank=True)
    reason = models.TextField()
    effective_on = models.DateField()
    ordered_at = models.DateTimeField()
    ordered_by = models.UUIDField()

    class Meta:
        db_table = "chart_medication_order"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="start", previous__isnull=True)
                | Q(previous__isnull=False) & ~Q(kind="start"),
                name="order_follows_one",
            ),
            models.CheckConstraint(condition=Q(dose_mg__gt=0), name="order_dose_positive"),
        ]
        indexes = [models.Index(fields=["patient", "effective_on"], name="order_patient")]


class AlertOverride(Record):
    """An order was written although advice spoke against it, with the prescriber's reason."""

    patient_path = "order__patient"
    privacy = classed(
        plain="order overridden_at overridden_by", part2="rule severity summary reason"
    )

    order = models.ForeignKey(MedicationOrder, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=20)
    summary = models.CharField(max_length=200)
    reason = models.TextField()
    overridden_at = models.DateTimeField()
    overridden_by = models.UUIDField()

    class Meta:
        db_table = "chart_alert_override"


class ReportedMedication(Record):
    """A medication someone says the patient takes; not ordered here. FHIR MedicationStatement."""

    patient_path = "patient"
    privacy = classed(
        plain="patient source external_id said_on recorded_at recorded_by ended_at ended_by",
        part2="rxcui text end_reason",
    )

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="reported_medications"
    )
    rxcui = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=255)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120, blank=True)
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "chart_reported_medication"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "source", "external_id"],
                condition=~Q(external_id=""),
                name="reported_once",
            )
        ]
