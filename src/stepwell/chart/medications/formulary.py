"""The formulary: drug facts as data, and finding a drug by code, name, brand or near miss.

Doses are milligrams a day for an adult, by mouth unless the row's note says otherwise.
``verified`` speaks for ``max_mg``; every row names its source (``knowledge/formulary.toml``).
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parent / "knowledge" / "formulary.toml"
NEAR = 0.85  # likeness from which a word counts as a misspelling
TIE = 0.02  # two drugs this close to each other in likeness: neither is chosen


@dataclass(frozen=True, slots=True)
class Cap:
    """A daily maximum that holds only under conditions; empty conditions always hold.

    ``first`` means a first order, with the drug not yet on the list.
    """

    max_mg: float
    reason: str
    source: str
    verified: bool
    first: bool = False
    age_over: int | None = None
    with_class: str = ""
    unless_class: str = ""
    form: str = ""
    unless_form: str = ""
    unless_condition: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drug:
    """One ingredient. ``rxcui`` is its RxNorm ingredient code; ``also_rxcuis`` are its salts.

    Two drugs are the same when their ``rxcui`` is the same. ``prescribed_here`` is false for
    drugs listed only because they interact.
    """

    rxcui: str
    rxcui_verified: bool
    also_rxcuis: tuple[str, ...]
    name: str
    brands: tuple[str, ...]
    aliases: tuple[str, ...]
    classes: tuple[str, ...]
    prescribed_here: bool
    schedule: str
    strengths_mg: tuple[float, ...]
    forms: tuple[str, ...]
    start_mg: float | None
    usual_mg: tuple[float, float] | None
    max_mg: float | None
    caps: tuple[Cap, ...]
    response_window_weeks: tuple[int, int] | None
    window_source: str
    monitoring: tuple[str, ...]
    pregnancy: str
    note: str
    source: str
    verified: bool

    def is_a(self, term: str) -> bool:
        """Whether a term of the knowledge files, a class or an ingredient name, covers it."""
        return term == self.name or term in self.classes


def drug(rxcui: str) -> Drug | None:
    """The drug with an ingredient RxCUI (or the code of one of its salts), or None."""
    return _by_rxcui().get(str(rxcui).strip())


def drugs() -> tuple[Drug, ...]:
    """Every drug of the formulary, in file order."""
    return _book()[0]


def class_label(name: str) -> str:
    """What people call a class, e.g. "SSRI"."""
    return str(_book()[1].get(name, {}).get("label", name.replace("-", " ")))


def find(text: str) -> Drug | None:
    """The drug a text names: ingredient, brand, clinical drug name or a simple misspelling.

    With several drugs in the text the first is given (see ``find_all``); None when none is
    recognized or a misspelling could be two drugs.
    """
    found = find_all(text)
    return found[0] if found else None


def find_all(text: str) -> tuple[Drug, ...]:
    """Every drug a text names, in order, e.g. both of "lisinopril / hydrochlorothiazide"."""
    found = _named(_plain(text))
    if not found:
        near = _near(_plain(text))
        return (near,) if near else ()
    codes = {each.rxcui for each in found}
    if "1819" in codes:  # sublingual buprenorphine carries naloxone against misuse; it is not given
        found = [each for each in found if each.rxcui != "7242"]
    return tuple(found)


def search(text: str, limit: int = 10) -> tuple[Drug, ...]:
    """Drugs for a search box: names beginning with the text, then containing it, then near it."""
    wanted = _plain(text)
    if not wanted:
        return ()
    named = [each for each in drugs() if _plain(each.name).startswith(wanted)]
    begins = [each for phrase, each in _names().items() if phrase.startswith(wanted)]
    holds = [each for phrase, each in _names().items() if wanted in phrase]
    ranked = [each for group in (named, begins, holds) for each in sorted(group, key=_order)]
    return tuple({each.rxcui: each for each in (*ranked, *find_all(text))}.values())[:limit]


def _order(each: Drug) -> tuple[bool, str]:
    return (not each.prescribed_here, each.name)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c)).replace("'", "")
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def _named(text: str) -> list[Drug]:
    padded, hits = f" {text} ", []
    for phrase, each in _names().items():
        position = padded.find(f" {phrase} ")
        if position >= 0:
            hits.append((position, each))
            blank = " " + "_" * len(phrase) + " "
            padded = padded.replace(f" {phrase} ", blank)
    ordered = [each for _, each in sorted(hits, key=lambda hit: hit[0])]
    return list({each.rxcui: each for each in ordered}.values())


def _near(text: str) -> Drug | None:
    best: dict[str, tuple[float, Drug]] = {}
    for word in text.split():
        if len(word) < 5 or word in _book()[2]:
            continue
        for phrase, each in _names().items():
            likeness = _likeness(word, phrase)
            if likeness > best.get(each.rxcui, (0.0, each))[0]:
                best[each.rxcui] = (likeness, each)
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < TIE):
        return None
    return ranked[0][1]


def _likeness(word: str, phrase: str) -> float:
    if " " in phrase or word[0] != phrase[0] or abs(len(word) - len(phrase)) > 3:
        return 0.0
    likeness = SequenceMatcher(None, word, phrase).ratio()
    return likeness if likeness >= NEAR else 0.0


@cache
def _names() -> dict[str, Drug]:
    names: dict[str, Drug] = {}
    for each in drugs():
        for spelling in (each.name, *each.brands, *each.aliases):
            names[_plain(spelling)] = each
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))


@cache
def _by_rxcui() -> dict[str, Drug]:
    return {code: each for each in drugs() for code in (each.rxcui, *each.also_rxcuis)}


@cache
def _book() -> tuple[tuple[Drug, ...], dict[str, Any], frozenset[str]]:
    with KNOWLEDGE.open("rb") as file:
        book = tomllib.load(file)
    rows = tuple(_drug(row, book["class"]) for row in book["drug"])
    return rows, book["class"], frozenset(book["not_ours"])


def _drug(row: Mapping[str, Any], classes: Mapping[str, Any]) -> Drug:
    kinds = [classes[name] for name in row["classes"] if name in classes]
    usual = row.get("usual_mg")
    window, window_source = _window(row, kinds)
    return Drug(
        rxcui=row["rxcui"],
        rxcui_verified=row.get("rxcui_verified", True),
        also_rxcuis=tuple(row.get("also_rxcuis", ())),
        name=row["name"],
        brands=tuple(row.get("brands", ())),
        aliases=tuple(row.get("aliases", ())),
        classes=tuple(row["classes"]),
        prescribed_here=row.get("prescribed_here", True),
        schedule=row.get("schedule", ""),
        strengths_mg=tuple(row.get("strengths_mg", ())),
        forms=tuple(row.get("forms", ())),
        start_mg=row.get("start_mg"),
        usual_mg=(usual[0], usual[1]) if usual else None,
        max_mg=row.get("max_mg"),
        caps=tuple(_cap(cap) for cap in row.get("cap", ())),
        response_window_weeks=window,
        window_source=window_source,
        monitoring=_monitoring(row, kinds),
        pregnancy=row.get("pregnancy") or _default(kinds, "pregnancy") or "",
        note=row.get("note", ""),
        source=row["source"],
        verified=row["verified"],
    )


def _cap(row: Mapping[str, Any]) -> Cap:
    return Cap(**{**row, "unless_condition": tuple(row.get("unless_condition", ()))})


def _window(
    row: Mapping[str, Any], kinds: list[Mapping[str, Any]]
) -> tuple[tuple[int, int] | None, str]:
    for holder in (row, *kinds):
        if span := holder.get("response_window_weeks"):
            return (span[0], span[1]), holder["window_source"]
    return None, ""


def _monitoring(row: Mapping[str, Any], kinds: list[Mapping[str, Any]]) -> tuple[str, ...]:
    entries = [entry for holder in (row, *kinds) for entry in holder.get("monitoring", ())]
    return tuple(dict.fromkeys(entries))


def _default(kinds: list[Mapping[str, Any]], key: str) -> Any:
    return next((kind[key] for kind in kinds if key in kind), None)
