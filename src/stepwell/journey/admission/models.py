from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

from stepwell.chart.episodes.models import Episode
from stepwell.foundation.records import Record, classed
from stepwell.offering.programs.models import Seat
from stepwell.trust.people.models import Patient


class SeatAssignment(Record):
    """A patient holds a seat on these weekdays, from a day up to (not including) another."""

    patient_path = "patient"
    privacy = classed(plain="seat patient episode weekdays during assigned_at assigned_by")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="assignments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="seats")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="seats")
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    during = DateRangeField()
    assigned_at = models.DateTimeField()
    assigned_by = models.UUIDField(null=True)

    def attends(self, day: date) -> bool:
        """Whether the seat is held on a day that is one of its weekdays."""
        inside = self.during.lower <= day and (self.during.upper is None or day < self.during.upper)
        return inside and day.weekday() in self.weekdays

    class Meta:
        db_table = "journey_seat_assignment"
        constraints = [
            ExclusionConstraint(
                name="seat_one_at_a_time",
                expressions=[("seat", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="patient_one_seat_at_a_time",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
