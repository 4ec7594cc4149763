from django.db.models import TextChoices


class TapKind(TextChoices):
    ARRIVED = "arrived", "Arrived"
    LEFT = "left", "Left"


class TapSource(TextChoices):
    """Where a tap was made."""

    ROSTER = "roster", "Staff"
    VIDEO = "video", "Joined by video"
    OFFLINE = "offline", "Staff, sent later"


class How(TextChoices):
    """How someone took part: the place of service follows from it."""

    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "By video"
    PHONE = "phone", "By phone"
