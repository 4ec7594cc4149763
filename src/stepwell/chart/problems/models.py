from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class _Known(Record):
    """What conditions and allergies share: provenance, and voiding instead of editing."""

    patient_path = "patient"

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.UUIDField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


KNOWN = "patient source external_id recorded_at recorded_by voided_at voided_by"


class Condition(_Known):
    """FHIR Condition."""

    privacy = classed(plain=KNOWN, part2="system code display onset_on clinical_status void_reason")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="conditions")
    system = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=255)
    onset_on = models.DateField(null=True)
    clinical_status = models.CharField(max_length=20, default="active")

    class Meta:
        db_table = "chart_condition"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "source", "external_id"],
                condition=~Q(external_id=""),
                name="condition_once",
            )
        ]


class Allergy(_Known):
    """FHIR AllergyIntolerance."""

    privacy = classed(plain=KNOWN, clinical="substance code reaction criticality void_reason")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="allergies")
    substance = models.CharField(max_length=160)
    code = models.CharField(max_length=40, blank=True)
    reaction = models.CharField(max_length=160, blank=True)
    criticality = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "chart_allergy"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "source", "external_id"],
                condition=~Q(external_id=""),
                name="allergy_once",
            )
        ]
