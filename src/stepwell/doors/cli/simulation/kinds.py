"""The kinds of people the simulator knows, and the words they and the staff use, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Course:
    """One turn in a course of medicine, counted in weeks from the evaluation."""

    week: int
    verb: str
    drug: str
    why: str
    mg: float = 0
    times: int = 1
    timing: str = ""
    as_needed: bool = False
    route: str = "by mouth"
    indication: str = ""
    override: str = ""
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One of eight kinds of people; see `kinds.toml` for what each field means."""

    key: str
    words: str
    share: float
    ages: tuple[int, int]
    spanish: float
    referred: float
    starts: Mapping[str, float]
    weeks: Mapping[str, tuple[int, int]]
    governs: str
    drops: float
    phq: tuple[int, int]
    item9: float
    attends: float
    late: float
    early: float
    uses: str
    gad7: bool
    veteran: bool
    conditions: tuple[tuple[str, str], ...]
    takes: tuple[str, ...]
    allergies: tuple[str, ...]
    asks: Mapping[str, str]
    goals: tuple[str, ...]
    home: str
    sections: Mapping[str, Mapping[str, str]]
    course: tuple[Course, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    with (HERE / "kinds.toml").open("rb") as file:
        return tuple(_kind(row) for row in tomllib.load(file)["kind"])


@cache
def words() -> Mapping[str, Any]:
    """Names, sentences of notes and everything else people in the simulation write."""
    with (HERE / "words.toml").open("rb") as file:
        return tomllib.load(file)


def _kind(row: dict[str, Any]) -> Kind:
    lists = ("ages", "phq", "takes", "allergies", "goals")
    plain = {name: tuple(value) if name in lists else value for name, value in row.items()}
    sections = {name: plain.pop(name) for name in ("therapist", "prescriber")}
    return Kind(
        **{
            **plain,
            "veteran": row.get("veteran", False),
            "weeks": {level: tuple(span) for level, span in row["weeks"].items()},
            "conditions": tuple(tuple(pair) for pair in row["conditions"]),
            "sections": sections,
            "course": tuple(_course(turn) for turn in row["course"]),
        }
    )


def _course(row: dict[str, Any]) -> Course:
    named = {"indication" if name == "for" else name: value for name, value in row.items()}
    return Course(**named)
