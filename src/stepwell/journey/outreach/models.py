from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.journey.outreach.terms import LIVE, Barrier, Channel, Heard, MissKind, TaskState
from stepwell.offering.programs.models import Site
from stepwell.trust.people.models import Account, Patient


def _choices(*words: str) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class OutreachTask(Record):
    """Somebody missed a program day, or much of it. One for a patient and a day."""

    patient_path = "patient"
    privacy = classed(
        plain="patient day site owner kind minutes state opened_at escalated_at closed_at closed_by "
        "agreed",
        clinical="urgent_because escalated_because barrier note",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="outreach")
    day = models.DateField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=_choices(*MissKind))
    minutes = models.PositiveSmallIntegerField()  # offered that day and not attended
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    opened_at = models.DateTimeField()
    urgent_because = models.CharField(max_length=200, blank=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_because = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)  # null: the system, after a correction
    agreed = models.CharField(max_length=14, blank=True)
    barrier = models.CharField(max_length=10, choices=_choices(*Barrier), blank=True)
    note = models.TextField(blank=True)

    class Meta:
        db_table = "journey_outreach_task"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "day"],
                condition=~Q(state=TaskState.WITHDRAWN),
                name="outreach_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, closed_at__isnull=True)
                | Q(
                    state__in=[TaskState.RESOLVED, TaskState.EXCUSED],
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                )
                & ~Q(note="")
                & ~Q(agreed="")
                | Q(state=TaskState.WITHDRAWN, closed_at__isnull=False),
                name="outreach_ends_with_what_was_agreed",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True, escalated_because="")
                | Q(escalated_at__isnull=False) & ~Q(escalated_because=""),
                name="outreach_escalated_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="outreach_live", condition=Q(state__in=LIVE))
        ]


class OutreachAttempt(Record):
    """Somebody tried to reach them. Append-only."""

    patient_path = "task__patient"
    privacy = classed(plain="task at by channel heard", clinical="note")

    task = models.ForeignKey(OutreachTask, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    by = models.UUIDField()
    channel = models.CharField(max_length=10, choices=_choices(*Channel))
    heard = models.CharField(max_length=12, choices=_choices(*Heard))
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "journey_outreach_attempt"
        indexes = [models.Index(fields=["task", "at"], name="outreach_tried")]
