"""What the clinic offers is public: no viewer is needed to read it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from stepwell.foundation.errors import NotFound
from stepwell.offering.programs.models import Group, Site, Track


def sites() -> QuerySet[Site]:
    return Site.objects.order_by("name")


def tracks(*, on: date, level: str | None = None) -> QuerySet[Track]:
    """Tracks open on a day."""
    rows = Track.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)
    if level:
        rows = rows.filter(level=level)
    return rows.select_related("site", "therapist__person").order_by("site__name", "level", "name")


def track(track_id: UUID | str) -> Track:
    try:
        return Track.objects.select_related("site", "therapist__person").get(pk=track_id)
    except (Track.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("We could not find that track.") from error


def group_on(group_id: UUID | str, day: date) -> Group:
    """One group, on a day on which it meets."""
    try:
        return groups_on(day).get(pk=group_id)
    except (Group.DoesNotExist, ValidationError, ValueError) as error:
        raise NotFound("That group does not meet on that day.") from error


def groups_on(day: date, *, track_id: UUID | None = None) -> QuerySet[Group]:
    """The groups that meet on a day, in order of time."""
    rows = Group.objects.filter(
        Q(until_day__isnull=True) | Q(until_day__gte=day), weekday=day.weekday(), from_day__lte=day
    )
    if track_id:
        rows = rows.filter(track_id=track_id)
    return rows.select_related("track__site", "room", "leader__person").order_by("starts", "name")


def groups_of(track_ids: Iterable[UUID], *, on: date) -> QuerySet[Group]:
    """The weekly groups of tracks as they stand on a day, whatever their weekday."""
    rows = Group.objects.filter(
        Q(until_day__isnull=True) | Q(until_day__gte=on),
        track_id__in=list(track_ids),
        from_day__lte=on,
    )
    return rows.select_related("track__site").order_by("weekday", "starts")
