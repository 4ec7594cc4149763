"""Consent texts as versioned data: what a person is shown, word for word, and its hash.

The words in {braces} are the organization's or the patient's; they are filled before showing,
and the hash is taken of what was shown.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from .terms import ConsentKind

KNOWLEDGE = Path(__file__).parent / "knowledge"
FIELD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Element:
    """One structured part of a consent, with the paragraph of the rule it answers."""

    id: str
    rule: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A consent in one language. ``verified`` is false until counsel has reviewed the wording.

    ``statement_2_32`` is the notice that travels with each disclosure; empty until counsel has
    pasted the words of the regulation.
    """

    kind: ConsentKind
    version: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    elements: tuple[Element, ...]
    statement_2_32: str
    source: str
    verified: bool

    @property
    def shown(self) -> str:
        """The whole text as one string, in the order shown; this is what is hashed and kept."""
        parts = [self.title, *self.paragraphs]
        parts += [f"{each.label}: {each.text}" for each in self.elements]
        return "\n\n".join(parts)

    @property
    def hash(self) -> str:
        """SHA-256 of ``shown`` in UTF-8, as 64 hex digits."""
        return hashlib.sha256(self.shown.encode()).hexdigest()

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the {fields} still to be filled, each once, in order."""
        return tuple(dict.fromkeys(FIELD.findall(self.shown)))

    def filled(self, **values: str) -> "ConsentText":
        """This text with fields filled; a field without a value stays in braces."""
        return replace(
            self,
            paragraphs=tuple(_fill(each, values) for each in self.paragraphs),
            elements=tuple(replace(e, text=_fill(e.text, values)) for e in self.elements),
        )


def text(kind: ConsentKind | str, language: str, on: date) -> ConsentText:
    """The text of a consent in force on a date; LookupError names what there is not.

    A language we do not have is an error, never a silent English: people must be able to read
    what they sign.
    """
    held = [row for row in _rows() if row["kind"] == kind and row["effective_from"] <= on]
    if not held:
        raise LookupError(f"There is no {kind} consent text in force on {on.isoformat()}.")
    row = max(held, key=lambda each: each["effective_from"])
    if language not in row["title"]:
        raise LookupError(f"The {kind} consent is not available in {language!r}.")
    return _text(row, language)


def languages(kind: ConsentKind | str, on: date) -> tuple[str, ...]:
    """The languages a consent can be read in on a date."""
    held = [row for row in _rows() if row["kind"] == kind and row["effective_from"] <= on]
    return tuple(sorted(max(held, key=lambda row: row["effective_from"])["title"])) if held else ()


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    files = sorted(KNOWLEDGE.glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def _text(row: dict[str, Any], language: str) -> ConsentText:
    return ConsentText(
        kind=ConsentKind(row["kind"]),
        version=row["version"],
        language=language,
        title=row["title"][language],
        paragraphs=tuple(each[language] for each in row["paragraph"]),
        elements=tuple(
            Element(each["id"], each["rule"], each["label"][language], each["text"][language])
            for each in row.get("element", ())
        ),
        statement_2_32=row.get("statement_2_32", ""),
        source=row["source"],
        verified=row["verified"],
    )


def _fill(words: str, values: Mapping[str, str]) -> str:
    return FIELD.sub(lambda found: values.get(found[1], found[0]), words)
