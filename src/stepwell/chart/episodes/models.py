from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from stepwell.chart.episodes.terms import EpisodeState
from stepwell.foundation.records import Record, classed
from stepwell.offering.programs.models import Site
from stepwell.trust.people.models import Patient


class Episode(Record):
    """FHIR EpisodeOfCare."""

    patient_path = "patient"
    privacy = classed(plain="patient site state opened_on closed_on", part2="close_reason")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=EpisodeState.ACTIVE)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "chart_episode"
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(state=EpisodeState.ACTIVE), name="episode_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=EpisodeState.ACTIVE, closed_on__isnull=True)
                | Q(state=EpisodeState.CLOSED, closed_on__isnull=False),
                name="episode_closed_on",
            ),
        ]
        indexes = [models.Index(fields=["opened_on"], name="episode_opened")]


class LevelPeriod(Record):
    """A level of care, from a day up to (not including) another."""

    patient_path = "episode__patient"
    privacy = classed(plain="episode during decided_by decided_at", part2="level reason")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="levels")
    level = models.CharField(max_length=4)
    during = DateRangeField()
    reason = models.TextField(blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "chart_level_period"
        constraints = [
            ExclusionConstraint(
                name="level_one_at_a_time",
                expressions=[
                    ("episode", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]
