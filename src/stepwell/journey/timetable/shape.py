"""Holds a JSON value to the part of JSON Schema our schemas use; the first fault is one line with a JSON pointer."""

import re
from typing import Any

from stepwell.foundation.errors import BadInput

_TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "null": type(None),
}


def hold(value: Any, schema: dict[str, Any], place: str = "") -> None:
    """Raises `BadInput` at the first place that does not fit."""
    if "const" in schema and (value != schema["const"] or isinstance(value, bool)):
        raise BadInput(f"must be {schema['const']!r}.", place=place or "/")
    if "enum" in schema and value not in schema["enum"]:
        raise BadInput(f"must be one of {', '.join(schema['enum'])}.", place=place or "/")
    _hold_type(value, schema, place)
    if isinstance(value, dict):
        _hold_object(value, schema, place)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            hold(item, schema.get("items", {}), f"{place}/{index}")
    elif isinstance(value, str):
        _hold_text(value, schema, place)
    elif isinstance(value, int):
        _hold_number(value, schema, place)


def _hold_type(value: Any, schema: dict[str, Any], place: str) -> None:
    named = schema.get("type")
    if named is None:
        return
    names = [named] if isinstance(named, str) else named
    if isinstance(value, bool) or not isinstance(value, tuple(_TYPES[name] for name in names)):
        raise BadInput(f"must be of type {' or '.join(names)}.", place=place or "/")


def _hold_object(value: dict[str, Any], schema: dict[str, Any], place: str) -> None:
    known = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            raise BadInput("is missing.", place=f"{place}/{pointer(key)}")
    more = schema.get("additionalProperties", True)
    for key, item in value.items():
        here = f"{place}/{pointer(key)}"
        if key in known:
            hold(item, known[key], here)
        elif more is False:
            raise BadInput("is not a key of version 1.", place=here)
        elif isinstance(more, dict):
            hold(item, more, here)


def _hold_text(value: str, schema: dict[str, Any], place: str) -> None:
    if len(value) < schema.get("minLength", 0):
        raise BadInput("must not be empty.", place=place)
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise BadInput(f"{value!r} is no time of day such as 09:30.", place=place)


def _hold_number(value: int, schema: dict[str, Any], place: str) -> None:
    if value < schema.get("minimum", value):
        raise BadInput(f"must be at least {schema['minimum']}.", place=place)
    if value > schema.get("maximum", value):
        raise BadInput(f"must be at most {schema['maximum']}.", place=place)


def pointer(key: str) -> str:
    """A key as a segment of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
