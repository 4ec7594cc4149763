"""The simulated clinic's clock, diary and seats: what happens when, in one order that the seed decides."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from stepwell.foundation.clock import at_local, local_day

from .cast import ZONE, Clinic
from .people import Crowd, SimPerson

if TYPE_CHECKING:
    from stepwell.offering.programs.models import Group, Track
    from stepwell.trust.people.models import Account
    from stepwell.trust.people.viewer import Viewer

Act = Callable[[], None]
HALF_HOUR = timedelta(minutes=30)


@dataclass(eq=False)
class Seats:
    """A track with who holds or is promised a place in it."""

    track: "Track"
    groups: "dict[int, list[Group]]"
    therapist: str
    members: list[SimPerson] = field(default_factory=list)
    promised: set[int] = field(default_factory=set)

    @property
    def free(self) -> int:
        return self.track.seats - len(self.members) - len(self.promised)


@dataclass(frozen=True)
class Team:
    """Who sees a person on their way in: keys of the cast."""

    coordinator: str
    prescriber: str


class Diary:
    """Half hours of one member of staff that are still free, Monday to Friday."""

    def __init__(self, opens: time, closes: time) -> None:
        self.opens, self.closes = opens, closes
        self.taken: set[datetime] = set()

    def take(self, after: datetime) -> datetime:
        """The first free half hour that begins after an instant; it is taken from now on."""
        day = local_day(after, ZONE)
        while True:
            if day.weekday() < 5:
                start, closes = at_local(day, self.opens, ZONE), at_local(day, self.closes, ZONE)
                while start < closes:
                    if start > after and start not in self.taken:
                        self.taken.add(start)
                        return start
                    start += HALF_HOUR
            day += timedelta(days=1)


class World:
    """The clock and everything the simulation remembers between events.

    Events run in the order of their time; the clock never goes back, and nothing runs at or after `end`.
    """

    def __init__(
        self, clinic: Clinic, rng: Random, *, first: date, until: date, hashed: str
    ) -> None:
        self.clinic, self.rng = clinic, rng
        self.first, self.until, self.hashed = first, until, hashed
        self.now = at_local(first, time(7), ZONE)
        self.end = at_local(until, time(0), ZONE)
        self.crowd = Crowd(rng, until)
        self.seats = [_seats(clinic, track) for track in clinic.tracks]
        self.teams = _teams(clinic)
        self.diaries = {
            key: Diary(time(9), time(16, 30))
            for key in clinic.staff
            if key.startswith(("coordinator", "prescriber"))
        }
        self.people: list[SimPerson] = []
        self.by_patient: dict[UUID, SimPerson] = {}
        self.vacancy: Callable[[int], None] = lambda slot: None
        self.left_open: set[UUID] = set()  # alarms nobody has acted on when the simulation ends
        self._queue: list[tuple[datetime, int, Act]] = []
        self._order = itertools.count()
        self._keys = {account.pk: key for key, account in clinic.staff.items()}

    # -- the clock ---------------------------------------------------------------------------------

    def plan(self, at: datetime, act: Callable[..., None], *given: Any) -> None:
        """Do it at an instant, or at once when that is over already."""
        heapq.heappush(
            self._queue, (max(at, self.now), next(self._order), lambda: act(self, *given))
        )

    def plan_in(self, minutes: float, act: Callable[..., None], *given: Any) -> None:
        self.plan(self.now + timedelta(minutes=minutes), act, *given)

    def run(self, on_day: Callable[[date], None]) -> None:
        """Run everything before the end. `on_day` is told each new local day."""
        day = None
        while self._queue and self._queue[0][0] < self.end:
            at, _, act = heapq.heappop(self._queue)
            self.now = at
            if (today := local_day(at, ZONE)) != day:
                day = today
                on_day(today)
            act()

    def local(self, day: date, hour: int, minute: int = 0) -> datetime:
        return at_local(day, time(hour, minute), ZONE)

    @property
    def today(self) -> date:
        return local_day(self.now, ZONE)

    def milliseconds(self) -> int:
        return int(self.now.timestamp() * 1000)

    def last_workday(self, back: int = 0) -> date:
        """The last working day before the end, or one so many working days earlier."""
        day = self.until
        for _ in range(back + 1):
            day -= timedelta(days=1)
            while day.weekday() > 4:
                day -= timedelta(days=1)
        return day

    # -- chance ------------------------------------------------------------------------------------

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.rng.randint(least, most))

    # -- staff -------------------------------------------------------------------------------------

    def viewer(self, key: str) -> "Viewer":
        return self.clinic.viewers[key]

    def account(self, key: str) -> "Account":
        return self.clinic.staff[key]

    def key_of(self, account_id: UUID) -> str:
        return self._keys[account_id]

    def team_for(self, person: SimPerson) -> Team:
        return self.teams[person.number % len(self.teams)]

    # -- seats -------------------------------------------------------------------------------------

    def find_seats(
        self, level: str, *, near: Seats | None = None, evening: bool = False
    ) -> Seats | None:
        """A track of a level with a free place: of the same site first, then the emptiest."""
        fitting = [s for s in self.seats if s.track.level == level and s.free > 0]
        if not fitting:
            return None
        return max(
            fitting,
            key=lambda s: (
                near is not None and s.track.site_id == near.track.site_id,
                (s.track.block == "evening") is evening,
                s.free,
            ),
        )

    @property
    def active(self) -> int:
        return sum(len(seats.members) for seats in self.seats)


def workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _seats(clinic: Clinic, track: "Track") -> Seats:
    keys = {account.pk: key for key, account in clinic.staff.items()}
    groups: dict[int, list[Group]] = {}
    for group in clinic.groups:
        if group.track_id == track.pk:
            groups.setdefault(group.weekday, []).append(group)
    for rows in groups.values():
        rows.sort(key=lambda group: group.starts)
    return Seats(track, groups, keys[track.therapist_id])


def _teams(clinic: Clinic) -> list[Team]:
    coordinators = [key for key in clinic.staff if key.startswith("coordinator")]
    prescribers = [key for key in clinic.staff if key.startswith("prescriber")]
    return [
        Team(coordinators[i % len(coordinators)], prescriber)
        for i, prescriber in enumerate(prescribers)
    ]
