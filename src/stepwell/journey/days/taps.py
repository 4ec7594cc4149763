"""From taps to intervals. Pure: the same taps in any order, sent any number of times, give the same intervals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from stepwell.journey.days.minutes import Interval
from stepwell.journey.days.terms import How, TapKind


@dataclass(frozen=True, slots=True)
class Touch:
    """One tap as far as time is concerned. `undoes` names the `client_id` of a tap that was made by mistake."""

    client_id: UUID
    kind: str
    at: datetime
    how: str = How.IN_PERSON
    state: str = ""
    undoes: UUID | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """An interval of presence and how it was spent."""

    joined: datetime
    left: datetime
    how: str = How.IN_PERSON
    state: str = ""


class Odd(StrEnum):
    """What was not as it should be, and what was made of it."""

    LEFT_FIRST = "left_first"  # a leave with nobody there: ignored
    LEFT_OPEN = "left_open"  # nobody said that they left: until the end of the session
    OUTSIDE = "outside"  # before or after the session: does not count


ODD_WORDS: dict[str, str] = {
    Odd.LEFT_FIRST: "“Left” was tapped although they were not here; it was ignored.",
    Odd.LEFT_OPEN: "Nobody tapped that they left; counted to the end of the session.",
    Odd.OUTSIDE: "What was tapped outside the session does not count.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the taps of one member of one session say. `since`: they are here, and came then (unclipped)."""

    spells: tuple[Spell, ...] = ()
    odd: tuple[str, ...] = ()
    since: datetime | None = None
    how: str = ""
    state: str = ""


def in_force(touches: Iterable[Touch]) -> list[Touch]:
    """Each tap once, without those undone, as they happened; at one instant, leaving comes before arriving."""
    once = {touch.client_id: touch for touch in touches}
    undone = {touch.undoes for touch in once.values() if touch.undoes}
    kept = [t for t in once.values() if t.undoes is None and t.client_id not in undone]
    return sorted(kept, key=lambda t: (t.at, t.kind == TapKind.ARRIVED, t.client_id))


def read(touches: Iterable[Touch], window: Interval) -> Reading:
    """Intervals inside the session `window`.

    Arriving twice is arriving once, unless it is by another way (from the bus by phone, then into the room). A leave without an
    arrival is ignored, a missing leave is the session's end, and what lies outside is cut off; each leaves a note.
    """
    opens, closes = window
    found: list[Spell] = []
    odd: list[str] = []
    here: Touch | None = None
    for touch in in_force(touches):
        if touch.kind == TapKind.LEFT:
            if here is None:
                odd.append(Odd.LEFT_FIRST)
            else:
                found.append(Spell(here.at, touch.at, here.how, here.state))
            here = None
        elif here is None:
            here = touch
        elif (touch.how, touch.state) != (here.how, here.state):
            found.append(Spell(here.at, touch.at, here.how, here.state))
            here = touch
    if here is not None:
        found.append(Spell(here.at, max(closes, here.at), here.how, here.state))
        odd.append(Odd.LEFT_OPEN)
    spells = tuple(cut for spell in found if (cut := _cut(spell, opens, closes)))
    if len(spells) < len(found):
        odd.append(Odd.OUTSIDE)
    return Reading(
        spells=spells,
        odd=tuple(dict.fromkeys(odd)),
        since=here.at if here else None,
        how=here.how if here else "",
        state=here.state if here else "",
    )


def _cut(spell: Spell, opens: datetime, closes: datetime) -> Spell | None:
    joined, left = max(spell.joined, opens), min(spell.left, closes)
    return Spell(joined, left, spell.how, spell.state) if joined < left else None


def true_time(said: datetime, *, sent: datetime, received: datetime) -> datetime:
    """When something happened by our clock, told by a device whose clock may be wrong.

    The device says when it happened and what time it was when it sent it; both are off by as much. Nothing happens later than
    we heard of it.
    """
    return min(said + (received - sent), received) if said <= sent else received
