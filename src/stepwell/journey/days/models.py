from django.db import models
from django.db.models import F, Q

from stepwell.foundation.records import NoPatient, Record, classed
from stepwell.journey.calendar.models import Appointment, GroupSession
from stepwell.trust.people.models import Patient


class RollCall(Record):
    """Attendance of a session was taken."""

    patient_path = NoPatient("about a session")
    privacy = classed(plain="session taken_at taken_by expected")

    session = models.OneToOneField(GroupSession, on_delete=models.PROTECT, related_name="roll")
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField()
    expected = (
        models.JSONField()
    )  # the ids of those who had a seat that day: absence is read against it

    class Meta:
        db_table = "journey_roll_call"


class Presence(Record):
    """A patient was in a session, or kept an appointment, from one moment to another. Append-only: the minute ledger."""

    patient_path = "patient"
    privacy = classed(
        plain="session appointment patient joined_at left_at source recorded_at recorded_by replaces void",
        clinical="reason",
    )

    class Source(models.TextChoices):
        ROSTER = "roster", "Marked by staff"
        CORRECTION = "correction", "Corrected by staff"

    session = models.ForeignKey(
        GroupSession, on_delete=models.PROTECT, null=True, related_name="presences"
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, related_name="presences"
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="presences")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()
    source = models.CharField(max_length=12, choices=Source.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    void = models.BooleanField(default=False)  # the correction says: was not there at all
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "journey_presence"
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__gt=F("joined_at")), name="presence_forward"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="presence_correction_says_why",
            ),
            models.UniqueConstraint(
                fields=["session", "patient"],
                condition=Q(replaces__isnull=True),
                name="presence_marked_once",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False, appointment__isnull=True)
                | Q(session__isnull=True, appointment__isnull=False),
                name="presence_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(appointment__isnull=False, replaces__isnull=True),
                name="presence_kept_once",
            ),
        ]
        indexes = [models.Index(fields=["patient", "joined_at"], name="presence_patient")]
