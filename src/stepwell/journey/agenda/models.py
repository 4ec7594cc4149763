from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from stepwell.foundation.records import Record, classed
from stepwell.trust.people.models import Account, Patient


class Busy(Record):
    """A weekly time at which a patient cannot come: work, school, children. The timetable reads it.

    `minutes` are minutes of the day on the wall clock of the patient's site, from 0 up to 1440.
    """

    patient_path = "patient"
    privacy = classed(
        plain="patient weekday minutes days recorded_at recorded_by removed_at removed_by",
        identifying="reason",
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="busy_times")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    minutes = IntegerRangeField()
    days = DateRangeField()
    reason = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "journey_busy"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="busy_weekday"),
            ExclusionConstraint(
                name="busy_once",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                    ("days", RangeOperators.OVERLAPS),
                ],
                condition=Q(removed_at__isnull=True),
            ),
        ]


class Feed(Record):
    """A secret address from which a calendar program reads one's own times. Only a hash of the secret is kept."""

    patient_path = "account__person__patient"
    privacy = classed(
        plain="account language with_place token_hash created_at used_at revoked_at",
        identifying="name",
    )

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="en")
    with_place = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journey_feed"
