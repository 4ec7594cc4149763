from django.db import models

from stepwell.chart.episodes.models import Episode
from stepwell.foundation.records import Record, classed


class Step(Record):
    patient_path = "episode__patient"
    privacy = classed(
        plain="episode on_day decided_at decided_by", part2="from_level to_level reason facts"
    )

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="steps")
    from_level = models.CharField(max_length=4)
    to_level = models.CharField(max_length=4)
    on_day = models.DateField()
    reason = models.TextField()
    facts = models.JSONField(default=dict)  # what was known when it was decided: scores, hours
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField()

    class Meta:
        db_table = "journey_step"
