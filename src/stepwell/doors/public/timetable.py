"""When the groups of a level meet, shaped for reading: place, days, hours."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from stepwell.offering.programs.models import Group, Track
from stepwell.offering.programs.queries import groups_of, tracks


@dataclass(frozen=True, slots=True)
class Run:
    """One track: the days of its week and the hours of its day."""

    site: str
    block: str
    weekdays: str
    starts: time
    ends: time


def runs(*, level: str, on: date) -> list[Run]:
    open_tracks = list(tracks(on=on, level=level))
    groups = list(groups_of([track.pk for track in open_tracks], on=on))
    found = []
    for track in open_tracks:
        own = [group for group in groups if group.track_id == track.pk]
        if own:
            found.append(_run(track, own))
    return found


def _run(track: Track, groups: list[Group]) -> Run:
    return Run(
        site=track.site.name,
        block=track.block,
        weekdays=in_words(sorted({group.weekday for group in groups})),
        starts=min(group.starts for group in groups),
        ends=max(group.ends for group in groups),
    )


def in_words(weekdays: list[int]) -> str:
    """`Monday to Friday`, `Monday, Wednesday`."""
    names = [weekday_name(day) for day in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def weekday_name(weekday: int) -> str:
    """`Monday`, `lunes`: 0 is Monday, as January 5, 2026 was."""
    return date_format(date(2026, 1, 5) + timedelta(days=weekday), "l")
