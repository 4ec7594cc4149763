"""What an assessment is given: checked, with errors that begin with a JSON pointer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stepwell.offering.programs.terms import LevelCode

from .pack import Dimension, Pack

INPUT_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "stepwell placement assess",
    "type": "object",
    "required": ["ratings", "edition"],
    "additionalProperties": False,
    "properties": {
        "ratings": {
            "type": "object",
            "description": "Dimension to rating. Edition 3: 1-6. Edition 4: 1-5; 6 is for planning.",
            "patternProperties": {"^[1-6]$": {"type": "integer", "minimum": 0, "maximum": 4}},
            "additionalProperties": False,
            "required": ["1", "2", "3", "4", "5"],
        },
        "edition": {"enum": ["3", "4"]},
        "context": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "safe_home": {"type": ["boolean", "null"]},
                "withdrawal_risk": {"enum": ["none", "low", "moderate", "high", True, False, None]},
                "imminent_danger": {"type": ["boolean", "null"]},
                "prior_level_failed": {"enum": ["OP", "IOP", None]},
            },
        },
    },
    "if": {"properties": {"edition": {"const": "3"}}},
    "then": {"properties": {"ratings": {"required": ["6"]}}},
    "examples": [
        {
            "ratings": {"1": 0, "2": 1, "3": 2, "4": 2, "5": 1},
            "edition": "4",
            "context": {"safe_home": True, "prior_level_failed": "OP"},
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Checked input. ``safe_home`` None means not known; ``withdrawal`` is a word of the pack."""

    edition: str
    ratings: Mapping[str, int]
    safe_home: bool | None
    withdrawal: str
    imminent_danger: bool
    failed: LevelCode | None


def read_facts(given: Any, pack: Pack) -> Facts:
    """Check input against the schema and a pack; ValueError starts with the place."""
    if not isinstance(given, dict):
        raise ValueError("/: an object with ratings and edition is needed.")
    for key in given:
        if key not in ("ratings", "edition", "context"):
            raise ValueError(f"/{key}: not known; give ratings, edition and context.")
    edition = given.get("edition")
    if not isinstance(edition, str) or edition not in pack.editions:
        known = " or ".join(f'"{each}"' for each in pack.editions)
        raise ValueError(f"/edition: {known} is needed, not {edition!r}.")
    context = _context(given.get("context"))
    failed = context.get("prior_level_failed")
    return Facts(
        edition=edition,
        ratings=_ratings(given.get("ratings"), pack.editions[edition]),
        safe_home=_bool(context, "safe_home"),
        withdrawal=_withdrawal(context.get("withdrawal_risk"), pack),
        imminent_danger=bool(_bool(context, "imminent_danger")),
        failed=_failed(failed, pack),
    )


def _ratings(given: Any, dimensions: Mapping[str, Dimension]) -> dict[str, int]:
    if not isinstance(given, dict):
        raise ValueError("/ratings: an object from dimension to rating is needed.")
    for key, rating in given.items():
        if key not in dimensions:
            raise ValueError(
                f"/ratings/{key}: this edition has dimensions {', '.join(dimensions)}."
            )
        if isinstance(rating, bool) or not isinstance(rating, int) or not 0 <= rating <= 4:
            raise ValueError(
                f"/ratings/{key}: a whole number from 0 to 4 is needed, not {rating!r}."
            )
    for key, dimension in dimensions.items():
        if key not in given and not dimension.planning_only:
            raise ValueError(f"/ratings/{key}: a rating is missing ({dimension.label}).")
    return {key: given[key] for key in dimensions if key in given}


def _context(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise ValueError("/context: an object is needed.")
    known = INPUT_SCHEMA["properties"]["context"]["properties"]
    for key in given:
        if key not in known:
            raise ValueError(f"/context/{key}: not known; known are {', '.join(known)}.")
    return given


def _bool(context: dict[str, Any], key: str) -> bool | None:
    value = context.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"/context/{key}: true or false is needed, not {value!r}.")
    return value


def _withdrawal(value: Any, pack: Pack) -> str:
    if value is None or value is False:
        return "none"
    if value is True:  # a risk that nobody graded: moderate, and flagged for a medical look
        return "moderate"
    if not isinstance(value, str) or value not in pack.withdrawal:
        words = ", ".join(pack.withdrawal)
        raise ValueError(f"/context/withdrawal_risk: one of {words} is needed, not {value!r}.")
    return value


def _failed(value: Any, pack: Pack) -> LevelCode | None:
    if value is None:
        return None
    if value not in list(pack.failed):
        words = " or ".join(f'"{each}"' for each in pack.failed)
        raise ValueError(f"/context/prior_level_failed: {words} or null is needed, not {value!r}.")
    return LevelCode(value)
