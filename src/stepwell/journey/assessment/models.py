from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.journey.intake.models import Inquiry
from stepwell.trust.people.models import Account, Patient


class Assessment(Record):
    """The team's look at one person: sections with owners, then a decision on the level of care."""

    patient_path = "patient"
    privacy = classed(plain="patient inquiry opened_at opened_by decided_at")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="assessments")
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, related_name="assessments"
    )
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journey_assessment"
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(decided_at__isnull=True), name="assessment_one_open"
            )
        ]


class Section(Record):
    """One discipline's part. `revision` catches two people writing at once; a signed section is not edited."""

    patient_path = "assessment__patient"
    privacy = classed(
        plain="assessment kind owner revision saved_at saved_by signed_at signed_by",
        part2="content",
    )

    class Kind(models.TextChoices):
        THERAPIST = "therapist", "Biopsychosocial assessment"
        PRESCRIBER = "prescriber", "Psychiatric evaluation"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "journey_assessment_section"
        constraints = [models.UniqueConstraint(fields=["assessment", "kind"], name="section_once")]


class LevelDecision(Record):
    """What was recommended with its reasons, what a person decided, and why when they differ."""

    patient_path = "assessment__patient"
    privacy = classed(
        plain="assessment decided_at decided_by",
        part2="ratings context recommended recommendation level reason",
    )

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="decision")
    ratings = models.JSONField()
    context = models.JSONField(default=dict)
    recommended = models.CharField(max_length=4)
    recommendation = models.JSONField()
    level = models.CharField(max_length=4)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField()

    class Meta:
        db_table = "journey_level_decision"
        constraints = [
            models.CheckConstraint(
                condition=Q(level=models.F("recommended")) | ~Q(reason=""), name="decision_says_why"
            )
        ]
