from django.db import models

from stepwell.chart.notes.terms import NoteState
from stepwell.chart.plan.models import Goal
from stepwell.foundation.records import NoPatient, Record, classed
from stepwell.trust.people.models import Patient


class GroupNote(Record):
    """The shared text of one group session. Names nobody."""

    patient_path = NoPatient("shared by all members; each member's part is a MemberNote")
    privacy = classed(
        plain="occasion_id topic author state revision saved_at signed_at signed_by title",
        part2="text named_because",
    )

    occasion_id = models.UUIDField(unique=True)
    topic = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    author = models.UUIDField()
    state = models.CharField(max_length=8, default=NoteState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    title = models.CharField(max_length=40, blank=True)
    named_because = models.CharField(max_length=200, blank=True)  # why a name stays in the text

    class Meta:
        db_table = "chart_group_note"


class MemberNote(Record):
    """One member's own part of a group note."""

    patient_path = "patient"
    privacy = classed(plain="note patient goal signed_at", part2="participation text because")

    note = models.ForeignKey(GroupNote, on_delete=models.PROTECT, related_name="members")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="group_notes")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    participation = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    because = models.CharField(max_length=200, blank=True)  # why it was signed though found alike
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "chart_member_note"
        constraints = [models.UniqueConstraint(fields=["note", "patient"], name="member_note_once")]


class Addendum(Record):
    """Something written to a signed part afterwards. Append-only: the part itself stays as it was signed."""

    patient_path = "part__patient"
    privacy = classed(plain="part author title written_at", part2="text reason")

    part = models.ForeignKey(MemberNote, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    reason = models.CharField(max_length=200)
    author = models.UUIDField()
    title = models.CharField(max_length=40, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "chart_note_addendum"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(reason=""),
                name="addendum_says_what_and_why",
            )
        ]
