from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.journey.calendar.models import Appointment
from stepwell.journey.intake.terms import InquiryState
from stepwell.trust.people.models import Patient


class Inquiry(Record):
    """Someone asked for help. It is not a chart, and someone asking for another makes no record of that other."""

    patient_path = "patient"
    privacy = classed(
        plain="asking language source_page ok_phone ok_email ok_text state promised_call_at received_at patient "
        "dedup_key owner",
        identifying="name email phone preferred_time",
        part2="message",
    )

    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    preferred_time = models.CharField(max_length=80, blank=True)
    message = models.TextField(blank=True)
    asking = models.CharField(max_length=10, default="self")
    language = models.CharField(max_length=8, default="en")
    source_page = models.CharField(max_length=120, blank=True)
    ok_phone = models.BooleanField(default=True)
    ok_email = models.BooleanField(default=False)
    ok_text = models.BooleanField(default=False)
    state = models.CharField(max_length=14, default=InquiryState.NEW)
    received_at = models.DateTimeField()
    promised_call_at = models.DateTimeField()
    owner = models.UUIDField(null=True)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="inquiries"
    )
    dedup_key = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "journey_inquiry"
        indexes = [
            models.Index(
                fields=["promised_call_at"],
                name="inquiry_open",
                condition=~Q(state__in=["admitted", "referred_out", "declined"]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class InquiryMove(Record):
    """One step in the pipeline, with who and why."""

    patient_path = "inquiry__patient"
    privacy = classed(plain="inquiry old new at by", part2="reason")

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="moves")
    old = models.CharField(max_length=14)
    new = models.CharField(max_length=14)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "journey_inquiry_move"


class Consultation(Record):
    """The first conversation: when, and what came of it."""

    patient_path = "inquiry__patient"
    privacy = classed(plain="inquiry appointment outcome recorded_at recorded_by", part2="notes")

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="consultations")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=14)
    notes = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "journey_consultation"


class Referral(Record):
    """A referral that arrived as a FHIR bundle, and what was read from it."""

    patient_path = "patient"
    privacy = classed(plain="patient received_at origin bundle_hash counts inquiry")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="referrals")
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, related_name="referrals"
    )
    origin = models.CharField(max_length=80)
    bundle_hash = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "journey_referral"


class Packet(Record):
    """The intake form of one patient: saved as they go, submitted once."""

    patient_path = "patient"
    privacy = classed(
        plain="patient inquiry form_version language revision sent_at saved_at saved_by submitted_at",
        part2="answers",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="packets")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="packets")
    form_version = models.CharField(max_length=20)
    language = models.CharField(max_length=8, default="en")
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    saved_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journey_packet"
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(submitted_at__isnull=True), name="packet_one_open"
            )
        ]
