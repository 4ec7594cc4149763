"""A labelled set for the guard of members' parts: honest pairs, copies, empty words. Two halves by topic.

The copies are made here with changes a hurried writer makes. Their swaps are whole words of this file's own choosing, made
without a look at the guard's list, so that the guard is judged on wordings it was not built from.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path

ROWS = tomllib.loads(Path(__file__).with_name("labelled_parts.toml").read_text())
PEOPLE = [
    "Marcus",
    "Dee",
    "Lena",
    "Omar",
    "Priya",
    "Tom",
    "Keisha",
    "Hal",
    "Bea",
    "Wes",
    "Noor",
    "Iris",
    "Cal",
    "Ruth",
    "Yusuf",
    "Gwen",
    "Paul",
    "Eli",
    "Sofia",
    "Dwight",
    "Mina",
    "Greta",
    "Andre",
    "Joan",
    "Vera",
    "Luis",
    "Abby",
]
SWAPS = {
    "said": "reported", "told": "informed", "wants": "wishes", "asked": "requested", "home": "house",
    "named": "identified", "helped": "eased", "plans": "intends", "laughed": "chuckled", "cried": "wept",
    "noticed": "observed", "described": "recounted", "agreed": "consented", "found": "discovered",
    "week": "seven days", "began": "started", "angry": "mad", "worry": "anxiety", "walks": "strolls",
    "stop": "quit", "decided": "resolved", "explained": "clarified", "tonight": "this evening",
}  # fmt: skip
TURNED = {
    "he": "she",
    "his": "her",
    "him": "her",
    "she": "he",
    "her": "his",
    "himself": "herself",
    "herself": "himself",
}


def _words(text: str, table: dict[str, str]) -> str:
    def turn(found: re.Match[str]) -> str:
        new = table.get(found.group().lower(), found.group())
        return new[0].upper() + new[1:] if found.group()[0].isupper() else new

    return re.sub(r"[A-Za-z]+", turn, text)


def other_person(text: str) -> str:
    return re.sub("|".join(rf"\b{name}\b" for name in PEOPLE), "Devon", _words(text, TURNED))


def other_numbers(text: str) -> str:
    small = {
        "two": "five",
        "three": "six",
        "four": "seven",
        "five": "two",
        "eight": "three",
        "nine": "ten",
    }
    return re.sub(r"\d", lambda d: str((int(d.group()) + 3) % 10), _words(text, small))


def reordered(text: str) -> str:
    return " ".join(reversed(re.split(r"(?<=[.!?])\s+", text)))


def reworded(text: str) -> str:
    return _words(text, SWAPS)


def one_word(text: str) -> str:
    """The longest word becomes another."""
    longest = max(re.findall(r"[A-Za-z]+", text), key=len)
    return text.replace(longest, "marmalade", 1)


def lengthened(text: str) -> str:
    return f"{text} Was attentive throughout and supportive of peers."


def everything(text: str) -> str:
    return reordered(other_numbers(other_person(reworded(text))))


CHANGES: tuple[Callable[[str], str], ...] = (
    str,
    other_person,
    other_numbers,
    reordered,
    reworded,
    one_word,
    lengthened,
    everything,
)


def parts(use: str) -> Iterator[list[str]]:
    """The six members' parts of each session."""
    for row in ROWS["topic"]:
        if row["use"] == use:
            yield row["terse"] + row["narrative"]


def copies(use: str) -> list[tuple[str, str]]:
    return [(p, change(p)) for six in parts(use) for p, change in product(six, CHANGES)]


def honest(use: str) -> list[tuple[str, str]]:
    """Any two of a session, and any two short ones."""
    pairs = [pair for six in parts(use) for pair in combinations(six, 2)]
    return pairs + list(combinations(ROWS["short"][use], 2))


def empty(use: str) -> list[str]:
    return list(ROWS["boilerplate"][use])


def specific(use: str) -> list[str]:
    return [p for six in parts(use) for p in six] + list(ROWS["short"][use])
