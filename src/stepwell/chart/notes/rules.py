import re
from collections.abc import Iterable
from dataclasses import dataclass

from stepwell.chart.notes.terms import NOTE, NoteState
from stepwell.foundation.verdicts import Verdict, verdict

STALE = (
    "Someone else saved this note while you were writing. "
    "Your words are still below; compare and save again."
)


@dataclass(frozen=True, slots=True)
class Part:
    """One member's part of a note, as far as signing asks."""

    name: str
    was_there: bool
    text: str


def may_edit(*, state: str, revision: int, saved_revision: int) -> Verdict:
    return verdict(
        (
            state == NoteState.DRAFT,
            "This note is signed and cannot be changed. Add to it instead.",
            "note.signed",
        ),
        (
            revision == saved_revision,
            STALE,
            "note.stale",
        ),
    )


def may_sign(*, state: str, text: str, parts: list[Part], roll_taken: bool) -> Verdict:
    """The group text and a part of their own for each member who was there."""
    without = [part.name for part in parts if part.was_there and not part.text.strip()]
    return NOTE.may_move(state, NoteState.SIGNED) & verdict(
        (roll_taken, "Take attendance first: the note's minutes are read from it.", "note.roll"),
        (bool(text.strip()), "Write what the group did.", "note.text"),
        (not without, f"Write a sentence of their own for {_listed(without)}.", "note.member"),
    )


def _listed(names: list[str]) -> str:
    return (
        names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
    )


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """The first or last names that stand in a text everyone in the group shares. Prompts, never stops."""
    words = {word for name in names for word in name.split() if len(word) > 1}
    return sorted(w for w in words if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text))
