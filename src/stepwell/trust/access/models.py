from django.db import models

from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Account, Patient


class CareTeamMember(Record):
    """A member of staff treats a patient, from then until then."""

    patient_path = "patient"
    privacy = classed(plain="patient account role since until added_by ended_by")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="care_team")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="care_team_of")
    role = models.CharField(max_length=30)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    added_by = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "trust_care_team_member"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "account", "role"],
                condition=models.Q(until__isnull=True),
                name="care_team_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["account", "patient"],
                name="care_team_now",
                condition=models.Q(until__isnull=True),
            )
        ]


class ProxyGrant(Record):
    """A patient lets someone see their appointments. Ends when the patient says so."""

    patient_path = "patient"
    privacy = classed(plain="patient account granted_at revoked_at", identifying="relationship")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="proxies")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proxy_for")
    relationship = models.CharField(max_length=60)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trust_proxy_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "account"],
                condition=models.Q(revoked_at__isnull=True),
                name="proxy_once",
            )
        ]
