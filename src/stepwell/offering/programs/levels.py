"""The one definition of each level of care, read from ``knowledge/levels.toml``.

Everything that needs hours, days, weeks, services, review cadence or billing codes of a level
asks here; nothing repeats them. Rows are dated: a changed definition is a new row.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .terms import LevelCode

KNOWLEDGE = Path(__file__).parent / "knowledge" / "levels.toml"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BillingProfile:
    """How one day (or visit) at a level is usually billed; a payer contract may differ.

    ``revenue_code`` is empty for professional claims. ``minimum_minutes_per_day`` is the least
    attended time that earns the code, 0 where the code is not per diem.
    """

    kind: str
    revenue_code: str
    hcpcs: tuple[str, ...]
    form: str
    condition_code: str
    minimum_minutes_per_day: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A level of care on a date. Pairs are (least, most); times are whole minutes.

    ``name``, ``summary`` and ``who`` map a language code ("en", "es") to text.
    ``unverified`` names the fields whose values are not yet confirmed in a source.
    """

    code: LevelCode
    offered: bool
    name: Mapping[str, str]
    summary: Mapping[str, str]
    who: Mapping[str, str]
    minutes_per_day: Span
    days_per_week: Span
    minutes_per_week: Span
    expected_weeks: Span
    services: tuple[str, ...]
    review_cadence_days: int
    billing: tuple[BillingProfile, ...]
    asam: Mapping[str, str]
    steps_down_to: LevelCode | None
    steps_up_to: LevelCode | None
    effective_from: date
    effective_to: date | None
    source: str
    verified: bool
    unverified: tuple[str, ...]

    def in_force(self, on: date) -> bool:
        """Whether this row holds on a date; both ends belong to it."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def counts(self, service: str) -> bool:
        """Whether time in a service counts toward the level's hours: it is one of its services, and of those that count."""
        return service in self.services and counts_toward_hours().get(service, False)


def level(code: str | LevelCode, on: date) -> Level:
    """The definition of a level on a date; LookupError names what is missing."""
    try:
        wanted = LevelCode(code)
    except ValueError:
        known = ", ".join(LevelCode)
        raise LookupError(f"There is no level of care {code!r}; known are {known}.") from None
    for row in _rows():
        if row.code is wanted and row.in_force(on):
            return row
    raise LookupError(f"Level {wanted} has no definition in force on {on.isoformat()}.")


def levels(on: date) -> tuple[Level, ...]:
    """Every level in force on a date, from least to most intensive."""
    rows = (row for row in _rows() if row.in_force(on))
    return tuple(sorted(rows, key=lambda row: row.code.intensity))


def offered_levels(on: date) -> tuple[Level, ...]:
    """The levels this program itself provides, from least to most intensive."""
    return tuple(row for row in levels(on) if row.offered)


@cache
def counts_toward_hours() -> Mapping[str, bool]:
    """Service → whether its minutes count toward program hours, where a level has it."""
    with KNOWLEDGE.open("rb") as file:
        rows = tomllib.load(file)["counting"]
    return MappingProxyType({row["service"]: row["counts_toward_hours"] for row in rows})


@cache
def _rows() -> tuple[Level, ...]:
    with KNOWLEDGE.open("rb") as file:
        return tuple(_level(row) for row in tomllib.load(file)["level"])


def _level(row: dict[str, Any]) -> Level:
    return Level(
        code=LevelCode(row["code"]),
        offered=row["offered"],
        name=MappingProxyType(row["name"]),
        summary=MappingProxyType(row["summary"]),
        who=MappingProxyType(row["who"]),
        minutes_per_day=_span(row["minutes_per_day"]),
        days_per_week=_span(row["days_per_week"]),
        minutes_per_week=_span(row["minutes_per_week"]),
        expected_weeks=_span(row["expected_weeks"]),
        services=tuple(row["services"]),
        review_cadence_days=row["review_cadence_days"],
        billing=tuple(_billing(entry) for entry in row.get("billing", ())),
        asam=MappingProxyType(row["asam"]),
        steps_down_to=_step(row, "steps_down_to"),
        steps_up_to=_step(row, "steps_up_to"),
        effective_from=row["effective_from"],
        effective_to=row.get("effective_to"),
        source=row["source"],
        verified=row["verified"],
        unverified=tuple(row["unverified"]),
    )


def _span(pair: list[int]) -> Span:
    return pair[0], pair[1]


def _step(row: dict[str, Any], key: str) -> LevelCode | None:
    return LevelCode(row[key]) if row.get(key) else None


def _billing(row: dict[str, Any]) -> BillingProfile:
    return BillingProfile(
        kind=row["kind"],
        revenue_code=row.get("revenue_code", ""),
        hcpcs=tuple(row["hcpcs"]),
        form=row["form"],
        condition_code=row.get("condition_code", ""),
        minimum_minutes_per_day=row.get("minimum_minutes_per_day", 0),
        source=row["source"],
        verified=row["verified"],
    )
