from django.db import models

from stepwell.foundation.records import NoPatient, Record, classed
from stepwell.trust.people.models import Account


class Credential(Record):
    patient_path = NoPatient("about a member of staff")
    privacy = classed(plain="account kind number state valid_from expires_on title recorded_at")

    class Kind(models.TextChoices):
        LICENSE = "license", "License"
        NPI = "npi", "NPI"
        DEA = "dea", "DEA registration"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=2, blank=True)
    valid_from = models.DateField()
    expires_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "trust_credential"
