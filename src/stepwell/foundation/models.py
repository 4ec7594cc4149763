"""Tables of the foundation: the outbox and the flood counter."""

from django.db import models

from stepwell.foundation.records import NoPatient, Record, classed


class OutboxMessage(Record):
    """A message that left, or has yet to leave, with what became of it."""

    patient_path = NoPatient(
        "addressed to a person; the accounting row in trust.consent names the patient"
    )
    privacy = classed(
        plain="channel kind created_at due_at sent_at attempts last_error dedup_key",
        identifying="to subject body",
    )

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=60)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    dedup_key = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "foundation_outbox_message"
        indexes = [
            models.Index(
                fields=["due_at"], name="outbox_waiting", condition=models.Q(sent_at__isnull=True)
            )
        ]


class FloodCount(Record):
    """How often something was done from one place in one window of time. No address is kept, only its keyed hash."""

    patient_path = NoPatient("counts requests, keyed by a hash")
    privacy = classed(plain="key window count")

    key = models.CharField(max_length=90)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "foundation_flood_count"
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="flood_once")]
