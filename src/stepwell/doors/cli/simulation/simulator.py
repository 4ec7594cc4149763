"""One run: open the clinic, let the weeks go by, all of it or nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from stepwell.foundation.acting import together
from stepwell.foundation.clock import at_local, week_start
from stepwell.foundation.ids import seeded

from . import arriving, attending, unfinished
from .cast import PASSWORD, ZONE, open_clinic
from .people import SimPerson
from .progress import Progress
from .world import World, workday

_SEVEN = time(7)
PEOPLE_PER_CAST = 60  # how many one copy of the cast's tracks takes


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    people: int
    active: int
    first: date
    until: date


def simulate(
    *, patients: int, weeks: int, seed: int, until: date, progress: Progress, hashed: str = ""
) -> Outcome:
    """A clinic with `patients` people in the program and `weeks` of history; `until` is the first day not lived.

    The same arguments make the same clinic. It is one transaction: interrupted, it leaves nothing.
    """
    first = week_start(until) - timedelta(weeks=weeks)
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    with together(), _unsent():
        return _Run(patients, first, until, rng, progress, hashed).go()


class _Run:
    def __init__(
        self, patients: int, first: date, until: date, rng: Random, progress: Progress, hashed: str
    ) -> None:
        self.patients, self.first, self.until = patients, first, until
        self.rng, self.progress = rng, progress
        self.hashed = hashed or make_password(PASSWORD)
        self.ids = Random(rng.getrandbits(64))  # noqa: S311
        self.world: World | None = None

    def go(self) -> Outcome:
        opening = at_local(self.first, _SEVEN, ZONE)
        with seeded(self.ids, lambda: self._milliseconds(opening)):
            clinic = open_clinic(
                at=opening,
                opened_on=self.first,
                scale=-(-self.patients // PEOPLE_PER_CAST),
                hashed=self.hashed,
            )
            self.world = world = World(
                clinic, self.rng, first=self.first, until=self.until, hashed=self.hashed
            )
            world.vacancy = self._call
            self._plan(world)
            world.run(self._day)
        self.progress.end(
            f"{world.active} people in the program, {len(world.people)} asked for help"
        )
        return Outcome(len(world.people), world.active, self.first, self.until)

    def _milliseconds(self, opening: datetime) -> int:
        at = self.world.now if self.world else opening
        return int(at.timestamp() * 1000)

    def _plan(self, world: World) -> None:
        """The first calls: the clinic fills over a bit more than half of its history."""
        world.plan(world.local(self.first, 7, 30), attending.open_day, self.first)
        self._plan_keen(world)
        days = max(1, int((self.until - self.first).days * 0.55) - 8)
        for slot in range(1, self.patients):
            day = workday(self.first + timedelta(days=days * slot // self.patients))
            at = world.local(day, 9) + world.minutes(0, 480)
            world.plan(at, _begin, self, slot)
        unfinished.plan(world)

    def _plan_keen(self, world: World) -> None:
        person = unfinished.keen_patient(world)
        day = max(self.first, workday(self.until - timedelta(days=52)))
        world.plan(world.local(day, 10), arriving.ask, person)
        evening = world.end - timedelta(hours=4)
        world.plan(evening, _let_in, person)

    def _call(self, slot: int | None) -> None:
        """Someone begins their way in, now; about one in three calls comes to nothing."""
        assert self.world
        world = self.world
        person = world.crowd.draw()
        person.slot = slot
        world.people.append(person)
        world.plan_in(world.rng.randint(0, 300), arriving.ask, person)
        if world.chance(0.35):
            lost = world.crowd.draw()
            lost.stops_at = world.rng.choice(("declined", "referred_out", "no_answer", "gives_up"))
            world.people.append(lost)
            world.plan_in(world.rng.randint(60, 2000), arriving.ask, lost)

    def _day(self, today: date) -> None:
        assert self.world
        days = (self.until - self.first).days
        done = (today - self.first).days / days
        week = (today - self.first).days // 7 + 1
        self.progress.tell(
            done, f"week {week} of {-(-days // 7)}, {self.world.active} in the program"
        )


def _begin(_world: World, run: _Run, slot: int) -> None:
    run._call(slot)


def _let_in(world: World, person: SimPerson) -> None:
    if person.viewer is not None:
        unfinished.let_supporter_in(world, person)


@contextmanager
def _unsent() -> Iterator[None]:
    """The past needs no messages sent today."""
    before = os.environ.get("STEPWELL_SIMULATING")
    os.environ["STEPWELL_SIMULATING"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["STEPWELL_SIMULATING"]
        else:
            os.environ["STEPWELL_SIMULATING"] = before
