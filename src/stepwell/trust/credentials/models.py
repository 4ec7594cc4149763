from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
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


class Supervision(Record):
    """A clinician works under another's license, from a day until (and on) another."""

    patient_path = NoPatient("about members of staff")
    privacy = classed(plain="supervisor supervisee during recorded_at recorded_by")

    supervisor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="supervises")
    supervisee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="supervised_by")
    during = DateRangeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "trust_supervision"
        constraints = [
            ExclusionConstraint(
                name="supervision_one_at_a_time",
                expressions=[
                    ("supervisee", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("supervisee")),
                name="supervision_by_another",
            ),
        ]
