from django.db import models
from django.db.models import F, Q

from stepwell.foundation.records import NoPatient, Record, classed
from stepwell.journey.calendar.models import Appointment, GroupSession
from stepwell.journey.days.terms import How, TapKind, TapSource
from stepwell.trust.people.models import Patient


class RollCall(Record):
    """Attendance of a session was taken."""

    patient_path = NoPatient("about a session")
    privacy = classed(plain="session taken_at taken_by expected by_hand")

    session = models.OneToOneField(GroupSession, on_delete=models.PROTECT, related_name="roll")
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField()
    expected = (
        models.JSONField()
    )  # the ids of those who had a seat that day: absence is read against it
    by_hand = models.JSONField(default=list)  # the ids of those decided on by hand, not by taps

    class Meta:
        db_table = "journey_roll_call"


class Tap(Record):
    """Someone arrived or left, told as it happened. Append-only; what was tapped wrongly is undone by another tap.

    `client_id` is made where the tap was made: the same tap sent twice is one row. `occurred_at` is when it happened,
    `recorded_at` when it reached us. Minutes are not read from here but from `Presence`, which the roll makes of taps.
    """

    patient_path = "patient"
    privacy = classed(
        plain="session patient kind source how state client_id occurred_at recorded_at recorded_by undoes"
    )

    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="taps")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="taps")
    kind = models.CharField(max_length=8, choices=TapKind)
    source = models.CharField(max_length=8, choices=TapSource)
    how = models.CharField(max_length=10, choices=How, default=How.IN_PERSON)
    state = models.CharField(max_length=2, blank=True)  # where a remote patient said they were
    client_id = models.UUIDField(unique=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)  # empty: a machine, named in the ledger
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    class Meta:
        db_table = "journey_tap"
        indexes = [models.Index(fields=["session", "patient"], name="tap_session_patient")]


class Presence(Record):
    """A patient was in a session, or kept an appointment, from one moment to another. Append-only: the minute ledger.

    Someone who went out and came back has several. A correction replaces all of a member's intervals: each old row is
    followed by one new row, by a void one where there are fewer new ones; where there are more, the rest follow none.
    """

    patient_path = "patient"
    privacy = classed(
        plain="session appointment patient joined_at left_at source how state recorded_at recorded_by "
        "replaces void",
        clinical="reason",
    )

    class Source(models.TextChoices):
        ROSTER = "roster", "Marked by staff"
        TAPS = "taps", "As they came and went"
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
    how = models.CharField(max_length=10, choices=How, default=How.IN_PERSON)
    state = models.CharField(max_length=2, blank=True)  # where a remote patient said they were
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
                fields=["session", "patient", "joined_at"],
                condition=Q(replaces__isnull=True, source__in=["roster", "taps"]),
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
