"""Does a text everybody shares say who was there? Names, short names and initials, found as words. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stepwell.chart.notes.likeness import folded, listed

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_INITIALS = re.compile(r"(?<![\w.])([A-Z])(?:\.\s?)?([A-Z])(?:\.(?!\w)|(?![\w.]))")


@dataclass(frozen=True, slots=True)
class Named:
    """A member's names. ``called`` is what they want to be called; it may be the given name or empty."""

    given: str
    family: str
    called: str = ""


def names_in(text: str, people: Iterable[Named]) -> list[str]:
    """The words of a text that name one of these people, as written, in order of the alphabet.

    A name that is also a common word (Will, May, Hope) counts only in capitals and inside a sentence; a short name is the
    beginning, three letters or more, of a given name; initials are two capitals with or without stops.
    """
    people = list(people)
    whole = {w for p in people for full in (p.given, p.family, p.called) for w in _words_of(full)}
    first = {w for p in people for name in (p.given, p.called) for w in _words_of(name)}
    found = {match.group() for match in _WORD.finditer(text) if _names(text, match, whole, first)}
    return sorted(found | _initials_in(text, people))


def _names(text: str, match: re.Match[str], whole: set[str], first: set[str]) -> bool:
    raw = match.group()
    word = folded(raw)
    word = word.removesuffix("'s") if word not in whole else word
    capital = raw[0].isupper()
    if word in listed("common"):
        return capital and word in whole and not _begins_sentence(text, match.start())
    pieces = {word, *(piece for piece in word.split("-") if len(piece) > 1)}
    if pieces & whole:
        return True
    return capital and len(word) >= 3 and any(name.startswith(word) for name in first)


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\"“'‘(")
    return not before or before[-1] in ".!?:\n"


def _initials_in(text: str, people: list[Named]) -> set[str]:
    pairs = {
        (folded(name)[0] + folded(p.family)[0]).upper()
        for p in people
        for name in (p.given, p.called)
        if name.strip() and p.family.strip()
    } - {word.upper() for word in listed("acronyms")}
    return {m.group().strip() for m in _INITIALS.finditer(text) if m.group(1) + m.group(2) in pairs}


def _words_of(name: str) -> list[str]:
    """A name's words, whole and in their pieces: O'Hara, García-Lorca, García, Lorca."""
    words = [folded(match.group()) for match in _WORD.finditer(name)]
    pieces = [piece for word in words for piece in word.split("-")]
    return [word for word in {*words, *pieces} if len(word) > 1]
