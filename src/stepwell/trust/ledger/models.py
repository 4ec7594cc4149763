from django.db import models

from stepwell.foundation.ids import new_id
from stepwell.foundation.records import NoPatient, Record, classed


class Event(Record):
    """One thing done ("order.started") or seen ("view:chart")."""

    patient_path = NoPatient(
        "holds the patient's id as a plain value so that the row outlives everything"
    )
    privacy = classed(
        plain="number at actor_id actor_label name subject_type subject_id patient_id",
        clinical="reason detail",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(
        db_default=models.expressions.RawSQL("nextval('trust_ledger_number')", [])
    )
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    patient_id = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "trust_ledger_event"
        indexes = [
            models.Index(fields=["number"], name="ledger_number"),
            models.Index(fields=["patient_id", "at"], name="ledger_patient"),
            models.Index(fields=["actor_id", "at"], name="ledger_actor"),
        ]


class Link(Record):
    """The chain: for each event its place and a digest over the row and the digest before it."""

    patient_path = NoPatient("a digest over an event")
    privacy = classed(plain="position event_id digest")

    id = None  # type: ignore[assignment]
    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "trust_ledger_link"


class Unsealed(Record):
    """An event that is not in the chain yet. A trigger on the ledger adds the row in the event's own transaction,
    so that it appears when the event does, however late that commits; sealing takes it away."""

    patient_path = NoPatient("an event that waits for its seal")
    privacy = classed(plain="event_id number")

    id = None  # type: ignore[assignment]
    event_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()

    class Meta:
        db_table = "trust_ledger_unsealed"
        indexes = [models.Index(fields=["number"], name="ledger_unsealed_number")]
