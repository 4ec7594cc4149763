"""A rule pack: dimensions, anchors and the table from rating to least level, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stepwell.offering.programs.terms import LevelCode

OWN = Path(__file__).parent / "knowledge" / "stepwell-dimensions.toml"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: ``least[rating]`` is the least level it asks for; empty if only for planning."""

    id: str
    label: str
    least: tuple[LevelCode, ...]

    @property
    def planning_only(self) -> bool:
        """Whether it is recorded for the plan and never asks for a level."""
        return not self.least


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack. ``editions`` maps "3"/"4" to dimensions by id; the rest adds context."""

    id: str
    version: str
    source: str
    verified: bool
    anchors: tuple[str, ...]
    editions: Mapping[str, Mapping[str, Dimension]]
    withdrawal: Mapping[str, LevelCode]
    unsafe_home: Mapping[LevelCode, LevelCode]
    failed: Mapping[LevelCode, LevelCode]


@cache
def read_pack(path: Path = OWN) -> Pack:
    """Read a rule pack file; Stepwell's own without an argument."""
    with path.open("rb") as file:
        row = tomllib.load(file)
    context = row["context"]
    return Pack(
        id=row["id"],
        version=row["version"],
        source=row["source"],
        verified=row["verified"],
        anchors=tuple(row["anchors"]),
        editions={key: _dimensions(each) for key, each in row["edition"].items()},
        withdrawal={key: LevelCode(each) for key, each in context["withdrawal"].items()},
        unsafe_home=_steps(context["unsafe_home"]),
        failed=_steps(context["failed"]),
    )


def _dimensions(row: dict[str, Any]) -> dict[str, Dimension]:
    return {
        key: Dimension(key, each["label"], tuple(LevelCode(code) for code in each.get("least", ())))
        for key, each in row["dimension"].items()
    }


def _steps(row: dict[str, str]) -> dict[LevelCode, LevelCode]:
    return {LevelCode(key): LevelCode(each) for key, each in row.items()}
