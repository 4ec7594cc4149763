"""Instruments as versioned data: exact wording, options, codes, bands and rules.

Read from ``knowledge/instruments/*.json``; each file carries its licence and its source.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parent / "knowledge" / "instruments"
LOINC = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: a LOINC answer code, its ordinal value and its text by language."""

    code: str
    ordinal: int
    text: Mapping[str, str]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``link_id`` is its LOINC code; ``aliases`` are link ids others use for it."""

    link_id: str
    text: Mapping[str, str]
    options: tuple[Option, ...]
    aliases: tuple[str, ...]
    scored: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of totals, both ends included."""

    code: str
    least: int | None
    most: int | None
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """An item whose value, at or above a threshold, needs a person today."""

    code: str
    item: str
    at_least: int
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """What counts as change: points that matter, percent drop, and the total below remission."""

    important: int
    response_drop_percent: int | None
    remission_below: int | None


@dataclass(frozen=True, slots=True)
class SkipRule:
    """When item ``when`` has value ``equals``, unanswered items in ``zero`` count as 0."""

    when: str
    equals: int
    zero: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one instrument. ``cut_off`` maps "any", "female", "male" to a total."""

    id: str
    version: str
    title: Mapping[str, str]
    instruction: Mapping[str, str]
    languages: tuple[str, ...]
    language_note: str
    loinc: str
    total_loinc: str
    questionnaire_names: tuple[str, ...]
    licence: str
    source: str
    verified: bool
    recall_days: int
    cadence_days: int
    items: tuple[Item, ...]
    range: tuple[int, int]
    bands: tuple[Band, ...]
    cut_off: Mapping[str, int]
    subscales: Mapping[str, tuple[str, ...]]
    prorate_up_to: int
    skips: tuple[SkipRule, ...]
    alarms: tuple[AlarmRule, ...]
    change: ChangeRule

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that enter the total, in order."""
        return tuple(item for item in self.items if item.scored)

    def item(self, link_id: str) -> Item | None:
        """The item with a link id or one of its aliases; a leading "/" is ignored."""
        wanted = link_id.lstrip("/")
        for item in self.items:
            if wanted == item.link_id or wanted in item.aliases:
                return item
        return None


def instrument(id: str) -> Instrument:
    """The current version of an instrument by id, e.g. "phq-9"; LookupError names the known."""
    found = _all().get(id)
    if found is None:
        raise LookupError(f"There is no instrument {id!r}; known are {', '.join(sorted(_all()))}.")
    return found


def instruments() -> tuple[Instrument, ...]:
    """Every instrument shipped, by id."""
    return tuple(_all()[id] for id in sorted(_all()))


def instrument_named(questionnaire: str) -> Instrument | None:
    """The instrument a Questionnaire reference or canonical URL names, if we know it."""
    name = questionnaire.split("|")[0].rstrip("/").rsplit("/", 1)[-1].lower()
    for candidate in instruments():
        if name in candidate.questionnaire_names:
            return candidate
    return None


@cache
def _all() -> dict[str, Instrument]:
    files = sorted(KNOWLEDGE.glob("*.json"))
    found = (_instrument(json.loads(file.read_text(encoding="utf-8"))) for file in files)
    return {each.id: each for each in found}


def _instrument(row: dict[str, Any]) -> Instrument:
    plain = ["id", "version", "title", "instruction", "language_note", "licence", "source"]
    plain += ["verified", "recall_days", "cadence_days", "cut_off"]
    options = {name: _options(rows) for name, rows in row["option_sets"].items()}
    return Instrument(
        **{key: row[key] for key in plain},
        languages=tuple(row["languages"]),
        loinc=row["code"]["code"],
        total_loinc=row["total_code"]["code"],
        questionnaire_names=tuple(row["questionnaire_names"]),
        items=tuple(_item(entry, options) for entry in row["items"]),
        range=(row["range"][0], row["range"][1]),
        bands=tuple(Band(**band) for band in row["bands"]),
        subscales={each["code"]: tuple(each["items"]) for each in row["subscales"]},
        prorate_up_to=row["missing"]["prorate_up_to"],
        skips=tuple(
            SkipRule(s["when"], s["equals"], tuple(s["zero"])) for s in row.get("skip", [])
        ),
        alarms=tuple(_alarm(each) for each in row["alarms"]),
        change=_change(row["change"]),
    )


def _options(rows: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(
        Option(row["code"], row["ordinal"], row["text"], tuple(row.get("aliases", ())))
        for row in rows
    )


def _item(row: dict[str, Any], options: dict[str, tuple[Option, ...]]) -> Item:
    return Item(
        link_id=row["link_id"],
        text=row["text"],
        options=options[row["options"]],
        aliases=tuple(row["aliases"]),
        scored=row["scored"],
        required=row["required"],
    )


def _alarm(row: dict[str, Any]) -> AlarmRule:
    return AlarmRule(row["code"], row["item"], row["at_least"], row["says"])


def _change(row: dict[str, Any]) -> ChangeRule:
    return ChangeRule(row["important"], row["response_drop_percent"], row["remission_below"])
