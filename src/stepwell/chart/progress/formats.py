"""The shapes of a progress note, read from `knowledge/formats.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KNOWLEDGE = Path(__file__).parent / "knowledge" / "formats.toml"


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    label: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Format:
    """`sections` in the order in which they are written and read."""

    code: str
    name: str
    sections: tuple[Section, ...]
    source: str
    verified: bool


@cache
def formats() -> dict[str, Format]:
    """Code → format, in the order of the file."""
    with KNOWLEDGE.open("rb") as file:
        rows = tomllib.load(file)["format"]
    return {
        row["code"]: Format(
            row["code"],
            row["name"],
            tuple(Section(**section) for section in row["section"]),
            row["source"],
            row["verified"],
        )
        for row in rows
    }
