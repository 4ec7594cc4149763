"""The arithmetic of presence: minutes from intervals. Pure; notes, hours, charges and units all come through here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stepwell.foundation.clock import minutes_between

Interval = tuple[datetime, datetime]


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Overlapping and touching intervals joined: nobody is present twice at once."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def minutes_in(intervals: Iterable[Interval], window: Interval) -> int:
    """Whole minutes of presence inside a session's time; what lies outside it does not count."""
    opens, closes = window
    return sum(
        minutes_between(max(start, opens), min(end, closes))
        for start, end in merged(intervals)
        if start < closes and end > opens
    )


def beyond(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What of the intervals lies outside those taken: time already counted elsewhere is not counted again."""
    left: list[Interval] = []
    blocks = merged(taken)
    for start, end in merged(intervals):
        for opens, closes in blocks:
            if opens < end and closes > start:
                if opens > start:
                    left.append((start, opens))
                start = max(start, closes)
        if start < end:
            left.append((start, end))
    return left


@dataclass(frozen=True, slots=True)
class Week:
    """A patient's week against the level's minimum, in minutes. `planned` is all their schedule holds this week."""

    done: int
    possible: int
    least: int
    planned: int = 0

    @property
    def short(self) -> int:
        return max(0, self.least - self.done)

    @property
    def lost(self) -> bool:
        """Even attending everything that is left, the minimum cannot be reached any more."""
        return self.done + self.possible < self.least

    @property
    def missed(self) -> int:
        """What was offered, is over, and was not attended."""
        return max(0, self.planned - self.possible - self.done)

    @property
    def slack(self) -> int:
        """How much may still be missed without losing the minimum; negative when it is lost."""
        return self.done + self.possible - self.least
