from django.db import models
from django.db.models import Q

from stepwell.chart.plan.models import Goal
from stepwell.chart.progress.terms import ProgressState
from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Patient


class ProgressNote(Record):
    """The note of one appointment. `signed_at` is when it became final: with the co-signature, where one is needed."""

    patient_path = "patient"
    privacy = classed(
        plain="patient occasion_id kind format author state revision saved_at submitted_at title "
        "signed_at signed_by cosigner cosigned_title",
        part2="sections",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="progress_notes")
    occasion_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=16)
    format = models.CharField(max_length=12)
    sections = models.JSONField(default=dict)  # section code → text
    author = models.UUIDField()
    state = models.CharField(max_length=10, default=ProgressState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # the author's own signature
    title = models.CharField(max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    cosigner = models.UUIDField(null=True)  # the supervisor it waits for, or who signed it
    cosigned_title = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "chart_progress_note"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(cosigner__isnull=False),
                name="progress_submitted_to_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False)
                | (~Q(state="signed") & Q(signed_at__isnull=True)),
                name="progress_signed_when",
            ),
        ]
        indexes = [models.Index(fields=["patient", "saved_at"], name="progress_patient")]


class ProgressGoal(Record):
    """A goal of the plan that a note is about."""

    patient_path = "note__patient"
    privacy = classed(plain="note goal signed_at")

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="goals")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "chart_progress_goal"
        constraints = [models.UniqueConstraint(fields=["note", "goal"], name="progress_goal_once")]


class ProgressReturn(Record):
    """The supervisor gave a note back, with what has to change. Append-only."""

    patient_path = "note__patient"
    privacy = classed(plain="note by at", part2="comment")

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="returns")
    comment = models.TextField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "chart_progress_return"


class ProgressAddendum(Record):
    """Added to a signed note. Append-only."""

    patient_path = "note__patient"
    privacy = classed(plain="note author title at", part2="text reason")

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    reason = models.CharField(max_length=200)
    author = models.UUIDField()
    title = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "chart_progress_addendum"
