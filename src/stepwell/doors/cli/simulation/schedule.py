"""On which weekdays someone comes."""

from datetime import date, timedelta

from .world import Seats, World

LEAST_DAYS = {"PHP": 5, "IOP": 3, "OP": 1}


def choose_weekdays(world: World, seats: Seats) -> tuple[int, ...]:
    """At least the level's days; most who come three days a week choose Monday, Wednesday, Friday."""
    days, least = seats.track.weekdays, LEAST_DAYS[seats.track.level]
    count = min(len(days), max(least, world.rng.choice((least, least, least + 1))))
    if count == 3 and {0, 2, 4} <= set(days) and world.chance(0.5):
        return (0, 2, 4)
    return tuple(sorted(world.rng.sample(days, count)))


def next_day(day: date, weekdays: tuple[int, ...]) -> date:
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day
