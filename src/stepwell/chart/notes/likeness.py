"""Is a member's part their own? Compares what texts say, not how they are dressed.

Names, pronouns, numbers, word order, endings and common synonyms are taken away before two texts are compared, so that a copy
with those changed is a copy still. Pure: texts in, findings out, no network, no model.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parent / "knowledge" / "wording.toml"
ALIKE = 0.70  # share of what two texts say that is the same; chosen on the tuning half of the labelled set
SENTENCES_ALIKE = 0.75  # share of a text that stands in sentences the other has too
LONG_ENOUGH = 4  # meanings a copied sentence must have to count

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*\s*")
_ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s", "e")


@dataclass(frozen=True, slots=True)
class Text:
    """A part to compare with: whose or which it is, in words a clinician reads, and what it says."""

    label: str
    text: str
    shown: bool = True  # whether the writer may read it


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts say the same. ``mine`` and ``theirs`` are the matching stretches as written; what is not the reader's is ""."""

    label: str
    share: float  # 0 to 1
    mine: str
    theirs: str
    marks: tuple[tuple[int, int], ...]  # from–to in my text: what the other has too


@dataclass(frozen=True, slots=True)
class _Token:
    meaning: str
    start: int
    end: int


_Tokens = tuple[_Token, ...]


def likest(text: str, others: Iterable[Text], names: Iterable[str] = ()) -> Match | None:
    """The other text that says the same as this one, the most alike first; None when each is its own.

    ``names`` are the members' names, which count as no difference.
    """
    hidden = frozenset(word for name in names for word in _folded_words(name))
    mine = _tokens(text, hidden)
    if not mine:
        return None
    best: Match | None = None
    for other in others:
        theirs = _tokens(other.text, hidden)
        share = _share(text, mine, other.text, theirs)
        if share and (best is None or share > best.share):
            best = _match(text, mine, other, theirs, share)
    return best


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A text cut at its marks: each piece, and whether it is marked."""
    cut, at = [], 0
    for start, end in marks:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*cut, (text[at:], False)] if piece[0]]


def says_nothing(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a written part could stand in anybody's note: not two words of it are about one person."""
    hidden = frozenset(word for name in names for word in _folded_words(name))
    own = {token.meaning for token in _tokens(text, hidden, anybody=False)}
    return bool(text.strip()) and len(own - {"#"}) < 2 and not (own - {"#"} and "#" in own)


def _share(text: str, mine: _Tokens, other: str, theirs: _Tokens) -> float:
    """How alike, from 0 to 1; 0 below what counts as a copy."""
    if not theirs:
        return 0.0
    a, b = Counter(t.meaning for t in mine), Counter(t.meaning for t in theirs)
    common = sum((a & b).values())
    whole = 2 * common / (len(mine) + len(theirs))
    if whole >= ALIKE and common >= 2:
        return whole
    if common < LONG_ENOUGH or common < 0.45 * min(len(mine), len(theirs)):
        return 0.0  # too little for the copied sentences asked for below
    copied = max(_copied(text, mine, other, theirs), _copied(other, theirs, text, mine))
    return copied if copied >= SENTENCES_ALIKE else 0.0


def _copied(text: str, tokens: _Tokens, other: str, others: _Tokens) -> float:
    """The share of a text that stands in sentences the other text has too."""
    twins = [Counter(t.meaning for t in s) for s in _sentences(other, others)]
    found = 0
    for sentence in _sentences(text, tokens):
        said = Counter(t.meaning for t in sentence)
        near = max(
            (2 * sum((said & t).values()) / (said.total() + t.total()) for t in twins), default=0
        )
        found += len(sentence) if near >= SENTENCES_ALIKE and len(sentence) >= LONG_ENOUGH else 0
    return found / len(tokens)


def _sentences(text: str, tokens: _Tokens) -> Iterator[list[_Token]]:
    for found in _SENTENCE.finditer(text):
        inside = [t for t in tokens if found.start() <= t.start < found.end()]
        if inside:
            yield inside


def _match(text: str, mine: _Tokens, other: Text, theirs: _Tokens, share: float) -> Match:
    left, right = [t.meaning for t in mine], [t.meaning for t in theirs]
    longest = SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
    a = mine[longest.a : longest.a + longest.size]
    b = theirs[longest.b : longest.b + longest.size]
    there = Counter(right)
    marks = []
    for token in mine:
        if there[token.meaning]:
            there[token.meaning] -= 1
            marks.append((token.start, token.end))
    return Match(
        other.label,
        share,
        text[a[0].start : a[-1].end],
        other.text[b[0].start : b[-1].end] if other.shown else "",
        tuple(_joined(text, marks)),
    )


def _joined(text: str, marks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Marks with only spaces between them as one."""
    held: tuple[int, int] | None = None
    for start, end in marks:
        if held and not text[held[1] : start].strip():
            held = (held[0], end)
            continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held


@lru_cache(maxsize=2048)  # each part is compared many times before it is signed
def _tokens(text: str, hidden: frozenset[str], *, anybody: bool = True) -> _Tokens:
    """The meanings in a text with their places; without ``anybody``, only those about one person."""
    found = []
    for match in _WORD.finditer(text):
        word = folded(match.group())
        for ending in ("'s", "'d", "'ll", "'ve", "'re"):
            word = word.removesuffix(ending)
        if (
            word in listed("silent")
            or word in hidden
            or (not anybody and _says_nothing_of_one(word))
        ):
            continue
        found.append(_Token(_meaning(word), match.start(), match.end()))
    return tuple(found)


def folded(text: str) -> str:
    """Small letters without accents, one kind of apostrophe."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _folded_words(name: str) -> list[str]:
    return [folded(match.group()) for match in _WORD.finditer(name)]


@cache
def _meaning(word: str) -> str:
    if word[0].isdigit() or word in listed("numbers"):
        return "#"
    for number, line in enumerate(_wording()[0]):
        if _stands_in(word, line):
            return f"={number}"
    return _stem(word)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@cache
def _says_nothing_of_one(word: str) -> bool:
    return _stands_in(word, _wording()[1])


def _stands_in(word: str, words: "_Words") -> bool:
    whole, beginnings = words
    return word in whole or word.startswith(beginnings)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of the knowledge, folded."""
    return frozenset(folded(_rows()[name]).split())


_Words = tuple[frozenset[str], tuple[str, ...]]


@cache
def _wording() -> tuple[tuple[_Words, ...], _Words]:
    """The groups of one meaning, and the words that could stand in anybody's note."""
    return tuple(_split(line) for line in _rows()["same"]), _split(_rows()["anybody"])


@cache
def _rows() -> dict[str, Any]:
    with KNOWLEDGE.open("rb") as file:
        return tomllib.load(file)


def _split(line: str) -> _Words:
    """Whole words, and beginnings of words."""
    words = line.split()
    starred = tuple(w[:-1] for w in words if w.endswith("*"))
    return frozenset(w for w in words if not w.endswith("*")), starred
