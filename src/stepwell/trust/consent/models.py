from django.db import models

from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class Consent(Record):
    """A signature under a text, kept with what was shown."""

    patient_path = "patient"
    privacy = classed(
        plain="patient kind version language text_hash signed_at signed_by expires_on withdrawn_at withdrawn_by",
        identifying="signed_name from_address",
        part2="shown withdrawal_reason",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    shown = models.TextField()
    text_hash = models.CharField(max_length=64)
    signed_name = models.CharField(max_length=160)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    from_address = models.CharField(max_length=45, blank=True)
    expires_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        db_table = "trust_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("signed_at")),
                name="consent_withdrawn_after_signed",
            ),
        ]


class Disclosure(Record):
    """One row in the accounting of disclosures. Append-only."""

    patient_path = "patient"
    privacy = classed(
        plain="patient at by exit recipient_kind purpose consent",
        identifying="recipient",
        clinical="what",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="disclosures")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    exit = models.CharField(max_length=12)
    recipient_kind = models.CharField(max_length=12)
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "trust_disclosure"
        indexes = [models.Index(fields=["patient", "at"], name="disclosure_patient")]
