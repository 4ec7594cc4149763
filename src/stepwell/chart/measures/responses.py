"""Reading a FHIR R4 QuestionnaireResponse into {link id: ordinal value}. Pure.

Errors are ValueErrors that begin with a JSON pointer to the place.
"""

from collections.abc import Iterator
from typing import Any

from .instruments import LOINC, Instrument, Item, instrument_named, instruments

ORDINAL_URLS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
Entry = tuple[str, dict[str, Any]]


def read_response(response: dict[str, Any]) -> tuple[Instrument, dict[str, int]]:
    """The instrument a response answers, and its answers; other items are left aside."""
    if not isinstance(response, dict) or response.get("resourceType") != "QuestionnaireResponse":
        raise ValueError("/resourceType: a FHIR QuestionnaireResponse is needed.")
    if response.get("status") == "entered-in-error":
        raise ValueError("/status: a response entered in error is not scored.")
    entries = list(_items(response, ""))
    instrument = _instrument(response, entries)
    answers: dict[str, int] = {}
    for place, entry in entries:
        item = instrument.item(str(entry.get("linkId", "")))
        if item is None or not entry.get("answer"):
            continue
        if item.link_id in answers:
            raise ValueError(f"{place}/linkId: item {item.link_id} is answered twice.")
        answers[item.link_id] = _value(item, entry["answer"], f"{place}/answer")
    return instrument, answers


def _items(node: dict[str, Any], place: str) -> Iterator[Entry]:
    items = node.get("item", [])
    if not isinstance(items, list):
        raise ValueError(f"{place}/item: a list is needed.")
    for index, entry in enumerate(items):
        here = f"{place}/item/{index}"
        if not isinstance(entry, dict):
            raise ValueError(f"{here}: an object is needed.")
        yield here, entry
        yield from _items(entry, here)
        answers = entry.get("answer", [])
        if not isinstance(answers, list) or not all(isinstance(a, dict) for a in answers):
            raise ValueError(f"{here}/answer: a list of objects is needed.")
        for number, answer in enumerate(answers):
            yield from _items(answer, f"{here}/answer/{number}")


def _instrument(response: dict[str, Any], entries: list[Entry]) -> Instrument:
    named = instrument_named(str(response.get("questionnaire", "")))
    if named:
        return named
    present = {str(entry.get("linkId", "")).lstrip("/") for _, entry in entries}
    best = max(instruments(), key=lambda each: _overlap(each, present))
    if _overlap(best, present) == 0:
        known = ", ".join(candidate.id for candidate in instruments())
        raise ValueError(f"/questionnaire: names no instrument we can score ({known}).")
    return best


def _overlap(instrument: Instrument, present: set[str]) -> int:
    return sum(item.link_id in present for item in instrument.scored_items)


def _value(item: Item, answers: list[dict[str, Any]], place: str) -> int:
    if len(answers) != 1:
        raise ValueError(f"{place}: one answer is needed, {len(answers)} given.")
    answer, here = answers[0], f"{place}/0"
    if "valueCoding" in answer:
        return _coded(item, answer, f"{here}/valueCoding")
    for key in ("valueInteger", "valueDecimal"):
        if key in answer:
            return _ordinal(item, answer[key], f"{here}/{key}")
    raise ValueError(f"{here}: valueCoding, valueInteger or valueDecimal is needed.")


def _coded(item: Item, answer: dict[str, Any], place: str) -> int:
    coding = answer["valueCoding"]
    if not isinstance(coding, dict):
        raise ValueError(f"{place}: an object is needed.")
    code, display = str(coding.get("code", "")), str(coding.get("display", "")).strip().lower()
    for option in item.options:
        if code == option.code and coding.get("system", LOINC) == LOINC:
            return option.ordinal
    weight = _weight(coding) if _weight(coding) is not None else _weight(answer)
    if weight is not None:
        return _ordinal(item, weight, place)
    for option in item.options:
        if code in option.aliases or (display and display == option.text["en"].lower()):
            return option.ordinal
    raise ValueError(f"{place}/code: {code!r} is not an answer to item {item.link_id}.")


def _weight(node: dict[str, Any]) -> Any:
    extensions = node.get("extension", [])
    for extension in extensions if isinstance(extensions, list) else []:
        if isinstance(extension, dict) and extension.get("url") in ORDINAL_URLS:
            return extension.get("valueDecimal", extension.get("valueInteger"))
    return None


def _ordinal(item: Item, value: Any, place: str) -> int:
    allowed = sorted({option.ordinal for option in item.options})
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value not in allowed:
        raise ValueError(f"{place}: {value!r} is not one of {allowed} for item {item.link_id}.")
    return int(value)
