from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from stepwell.foundation.records import NoPatient, Record, classed
from stepwell.journey.calendar.terms import LeaveReason
from stepwell.offering.programs.models import Group, Room, Site
from stepwell.trust.people.models import Account, Patient


class Appointment(Record):
    """Someone of the staff sees someone, at a time. FHIR Appointment."""

    patient_path = "patient"
    privacy = classed(
        plain="kind staff patient occasion_id during state booked_at booked_by place series follows "
        "begun_at ended_at ended_by ended_for late patient_state",
        identifying="with_name",
        clinical="end_reason attendees",
    )

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", "Consultation"
        ASSESSMENT = "assessment", "Assessment"
        MEDICATION = "medication", "Medication visit"
        INDIVIDUAL = "individual", "Individual session"
        FAMILY = "family", "Family session"
        CASE_MANAGEMENT = "case_management", "Case management"

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        KEPT = "kept", "Kept"
        MISSED = "missed", "Missed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    staff = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="appointments")
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="appointments"
    )
    with_name = models.CharField(max_length=160, blank=True)
    occasion_id = models.UUIDField(
        null=True
    )  # the inquiry it belongs to, while there is no patient
    during = DateTimeRangeField()
    place = models.CharField(max_length=40, default="phone")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    booked_at = models.DateTimeField()
    booked_by = models.UUIDField(null=True)
    series = models.UUIDField(null=True)  # booked together: each is a row of its own
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )  # the one it was moved from
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # when the outcome was written down
    ended_by = models.UUIDField(null=True)
    ended_for = models.CharField(max_length=8, blank=True)  # who cancelled: patient or clinic
    end_reason = models.CharField(max_length=200, blank=True)
    late = models.BooleanField(default=False)  # the patient cancelled less than a day before
    attendees = ArrayField(models.CharField(max_length=20), default=list)  # by relation, unnamed
    patient_state = models.CharField(max_length=2, blank=True)  # where they were, when remote

    class Meta:
        db_table = "journey_appointment"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_for="") | ~Q(end_reason=""), name="appointment_cancelled_says_why"
            ),
            ExclusionConstraint(
                name="appointment_staff_once",
                expressions=[("staff", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="booked"),
            ),
            ExclusionConstraint(
                name="appointment_patient_once",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="booked", patient__isnull=False),
            ),
        ]


class GroupSession(Record):
    """A group meets on a day."""

    patient_path = NoPatient("a meeting; who was there is in the minute ledger")
    privacy = classed(
        plain="group day during room leader cancelled_at cancelled_by cancel_reason revision"
    )

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    day = models.DateField()
    during = DateTimeRangeField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    leader = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.UUIDField(null=True)
    cancel_reason = models.CharField(max_length=160, blank=True)
    # How often it was cancelled, restored or moved: SEQUENCE of RFC 5545 in the calendar feeds.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "journey_group_session"
        constraints = [
            models.UniqueConstraint(fields=["group", "day"], name="session_once_a_day"),
            ExclusionConstraint(
                name="session_room_once",
                expressions=[("room", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at__isnull=True, room__isnull=False),
            ),
            ExclusionConstraint(
                name="session_leader_once",
                expressions=[("leader", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["day"], name="session_day")]


class Closure(Record):
    """A site is closed on a day: a holiday, a storm. Nothing that day counts as offered."""

    patient_path = NoPatient("the clinic's own days")
    privacy = classed(plain="site day name recorded_at recorded_by removed_at removed_by")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="closures")
    day = models.DateField()
    name = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "journey_closure"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day"],
                condition=Q(removed_at__isnull=True),
                name="closure_once_a_day",
            )
        ]


class Leave(Record):
    """A member of staff is away from one moment up to another. The class of the reason only: the rest is their own."""

    patient_path = NoPatient("about a member of staff")
    privacy = classed(plain="staff during reason approved_at approved_by ended_at ended_by")

    staff = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="leaves")
    during = DateTimeRangeField()
    reason = models.CharField(max_length=12, choices=[(r.value, r.label) for r in LeaveReason])
    approved_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "journey_leave"
        constraints = [
            ExclusionConstraint(
                name="leave_once",
                expressions=[("staff", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(ended_at__isnull=True),
            )
        ]
