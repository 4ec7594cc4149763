"""The group curriculum: topics with session outlines, prompts and a takeaway, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KNOWLEDGE = Path(__file__).parent / "knowledge" / "curriculum.toml"


@dataclass(frozen=True, slots=True)
class SessionOutline:
    """One session of a topic, for its leader. ``number`` counts from 1."""

    number: int
    title: str
    outline: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A group topic. ``title`` and ``takeaway`` map a language code to text; the rest is English.

    ``focus`` says for whom: "mental_health", "substance_use" or both.
    """

    code: str
    title: Mapping[str, str]
    aim: str
    focus: tuple[str, ...]
    sessions: tuple[SessionOutline, ...]
    prompts: tuple[str, ...]
    takeaway: Mapping[str, str]


def topic(code: str) -> Topic:
    """The topic with a code; LookupError names the known ones."""
    for each in topics():
        if each.code == code:
            return each
    raise LookupError(
        f"There is no topic {code!r}; known are {', '.join(t.code for t in topics())}."
    )


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the curriculum."""
    with KNOWLEDGE.open("rb") as file:
        rows = tomllib.load(file)["topic"]
    return tuple(
        Topic(
            code=row["code"],
            title=row["title"],
            aim=row["aim"],
            focus=tuple(row["focus"]),
            sessions=tuple(
                SessionOutline(number, each["title"], each["outline"])
                for number, each in enumerate(row["session"], start=1)
            ),
            prompts=tuple(row["prompts"]),
            takeaway=row["takeaway"],
        )
        for row in rows
    )
