"""Reading JSON that may be anything: typed access, and errors that name the place by JSON pointer."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from stepwell.foundation.errors import BadInput

Object = dict[str, Any]
_DATE = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?(T.+)?$")
OLDER = "This is the shape of an older FHIR version; an R4 bundle is needed."


def text(value: Any, place: str, *, most: int = 0) -> str:
    """A string without surrounding blanks; empty for None. Longer than `most` is refused, never cut."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"text is needed here, not {_named(value)}.", place=place)
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadInput("this text holds characters that cannot be stored.", place=place)
    stripped = value.strip()
    if most and len(stripped) > most:
        raise BadInput(f"this is longer than {most} characters.", place=place)
    return stripped


def object_(value: Any, place: str) -> Object:
    """A JSON object; empty for None."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadInput(f"an object is needed here, not {_named(value)}.", place=place)
    return value


def objects(value: Any, place: str) -> Iterator[tuple[Object, str]]:
    """The objects of a list, each with its place; nothing for None."""
    if value is None:
        return
    if not isinstance(value, list):
        raise BadInput(f"a list is needed here, not {_named(value)}.", place=place)
    for index, each in enumerate(value):
        yield object_(each, f"{place}/{index}"), f"{place}/{index}"


def day(value: Any, place: str) -> tuple[date | None, bool]:
    """(the day, whether it was whole): a FHIR date or dateTime. A year or a month alone is no day."""
    written = text(value, place)
    if not written:
        return None, True
    found = _DATE.fullmatch(written)
    if found is None or not written.isascii():
        raise BadInput(f"{_short(written)} is no date; FHIR writes 1980-02-28.", place=place)
    year, month, day_, _clock = found.groups()
    try:
        whole = date(int(year), int((month or "-01")[1:]), int((day_ or "-01")[1:]))
    except ValueError:
        raise BadInput(f"{_short(written)} is no day of the calendar.", place=place) from None
    return (whole, True) if day_ else (None, False)


def codings(concept: Object, place: str) -> list[tuple[str, str, str]]:
    """(system, code, display) of a CodeableConcept."""
    return [
        (
            text(coding.get("system"), f"{here}/system"),
            text(coding.get("code"), f"{here}/code"),
            text(coding.get("display"), f"{here}/display"),
        )
        for coding, here in objects(concept.get("coding"), f"{place}/coding")
    ]


def concept(value: Any, place: str) -> Object:
    """A CodeableConcept. A bare string is how DSTU2 and STU3 wrote a status: refused with those words."""
    if isinstance(value, str):
        raise BadInput(OLDER, place=place)
    return object_(value, place)


def status(value: Any, place: str) -> str:
    """The code of a CodeableConcept that holds a status."""
    return next((code for _, code, _ in codings(concept(value, place), place) if code), "")


def words(concept_: Object, place: str) -> str:
    """What a CodeableConcept says to a person: its text, else the first display."""
    said = text(concept_.get("text"), f"{place}/text")
    return said or next((display for _, _, display in codings(concept_, place) if display), "")


def _named(value: Any) -> str:
    names = {bool: "true or false", dict: "an object", list: "a list", str: "text"}
    return names.get(type(value), "a number")


def _short(written: str) -> str:
    return repr(written if len(written) <= 40 else f"{written[:40]}…")
