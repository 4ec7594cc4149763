from datetime import datetime, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stepwell.foundation.records import NoPatient, Record, classed
from stepwell.trust.people.models import Account

CATALOGUE = NoPatient("what the clinic offers")


class Site(Record):
    """A place with a door, a phone and a time zone."""

    patient_path = CATALOGUE
    privacy = classed(plain="name zone address_line city state postal_code phone")

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=40)
    address_line = models.CharField(max_length=160)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=10)
    phone = models.CharField(max_length=40)

    class Meta:
        db_table = "offering_site"

    def __str__(self) -> str:
        return self.name


class Room(Record):
    patient_path = CATALOGUE
    privacy = classed(plain="site name capacity")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    capacity = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "offering_room"
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="room_once")]

    def __str__(self) -> str:
        return self.name


class Track(Record):
    """A run of program days at one level: "Day track, Monday to Friday from 9"."""

    patient_path = CATALOGUE
    privacy = classed(plain="site name level block weekdays seats therapist opened_on closed_on")

    class Block(models.TextChoices):
        DAY = "day", "Day"
        EVENING = "evening", "Evening"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="tracks")
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=4)
    block = models.CharField(max_length=8, choices=Block.choices)
    weekdays = ArrayField(models.PositiveSmallIntegerField())  # 0 is Monday
    seats = models.PositiveSmallIntegerField()
    therapist = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "offering_track"
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="track_once")]

    def __str__(self) -> str:
        return self.name


class Seat(Record):
    """A numbered place in a track. There are as many as the track takes, so capacity is what exists."""

    patient_path = CATALOGUE
    privacy = classed(plain="track number")

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "offering_seat"
        constraints = [models.UniqueConstraint(fields=["track", "number"], name="seat_once")]


class Group(Record):
    """A weekly group of a track. Who is in it is read on the day, never stored."""

    patient_path = CATALOGUE
    privacy = classed(
        plain="track topic name weekday starts minutes room leader mode from_day until_day"
    )

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        TELEHEALTH = "telehealth", "By video"
        HYBRID = "hybrid", "In person and by video"

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="groups")
    topic = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="groups")
    leader = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="groups_led")
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.IN_PERSON)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        db_table = "offering_group"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="group_weekday"),
            models.CheckConstraint(
                condition=Q(minutes__gte=15) & Q(minutes__lte=240), name="group_minutes"
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="group_days",
            ),
            models.CheckConstraint(
                condition=Q(mode="telehealth") | Q(room__isnull=False), name="group_has_room"
            ),
        ]

    @property
    def ends(self) -> time:
        """The time on the wall when it is over."""
        return (
            datetime.combine(self.from_day, self.starts) + timedelta(minutes=self.minutes)
        ).time()

    def __str__(self) -> str:
        return self.name
