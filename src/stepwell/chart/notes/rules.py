from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stepwell.chart.notes.likeness import Match, Text, likest, says_nothing
from stepwell.chart.notes.terms import NOTE, NoteState
from stepwell.foundation.verdicts import Verdict, verdict

STALE = (
    "Someone else saved this note while you were writing. "
    "Your words are still below; compare and save again."
)


@dataclass(frozen=True, slots=True)
class Part:
    """One member's part of a note, as far as signing asks. ``because`` is why it may stay although it is no one's own."""

    name: str
    was_there: bool
    text: str
    earlier: tuple[Text, ...] = ()  # what was signed about the same member before, the newest first
    because: str = ""
    shown: bool = True  # whether the writer may read it


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a part is not one person's own; ``match`` is None when it says nothing of anybody."""

    sentence: str
    match: Match | None


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


def may_add(*, signed: bool, text: str, written: Iterable[str] = ()) -> Verdict:
    """An addendum belongs to a signed part, and says something that does not stand there yet."""
    return verdict(
        (signed, "This note is not signed yet: write in the note itself.", "note.unsigned"),
        (bool(text.strip()), "Write what is to be added.", "note.text"),
        (text.strip() not in set(written), "This was added already.", "note.added"),
    )


def findings(parts: Sequence[Part]) -> dict[int, Finding]:
    """Place in ``parts`` → why that part is not the member's own; empty when each is.

    Of two parts that say the same only the later by name is found, so that one change answers it; what may not be read counts as earlier.
    """
    names = [part.name for part in parts]
    found: dict[int, Finding] = {}
    before: list[Text] = []
    for place in sorted(range(len(parts)), key=lambda i: (parts[i].shown, parts[i].name, i)):
        part = parts[place]
        if not part.was_there or not part.text.strip():
            continue
        match = likest(part.text, [*before, *part.earlier], names)
        if says_nothing(part.text, names):
            found[place] = Finding(_empty(part), None)
        elif match:
            found[place] = Finding(_alike(part, match), match)
        before.append(Text(f"what is written about {part.name}", part.text, part.shown))
    return found


def _empty(part: Part) -> str:
    return f"What is written about {part.name} could stand in anybody’s note. {_WAY_ON}"


def _alike(part: Part, match: Match) -> str:
    says = f"What is written about {part.name} says the same as {match.label}: “{match.mine}”"
    theirs = f" and “{match.theirs}”" if match.theirs and match.theirs != match.mine else ""
    return f"{says}{theirs}. {_WAY_ON}"


_WAY_ON = "Write what is theirs alone, or give the reason why it stays."


def may_sign(
    *,
    state: str,
    text: str,
    parts: list[Part],
    roll_taken: bool,
    named: Sequence[str] = (),
    named_because: str = "",
) -> Verdict:
    """The group text, naming nobody, and a part of their own for each member who was there; or the reasons why not."""
    without = [part.name for part in parts if part.was_there and not part.text.strip()]
    alike = [f.sentence for i, f in findings(parts).items() if not parts[i].because.strip()]
    return NOTE.may_move(state, NoteState.SIGNED) & verdict(
        (roll_taken, "Take attendance first: the note's minutes are read from it.", "note.roll"),
        (bool(text.strip()), "Write what the group did.", "note.text"),
        (not without, f"Write a sentence of their own for {_listed(without)}.", "note.member"),
        (
            not named or bool(named_because.strip()),
            f"The shared text names {_listed(list(named))}, and it goes into everyone’s record. "
            "Write “a member” there, or give the reason why it stays.",
            "note.named",
        ),
        *((False, sentence, "note.alike") for sentence in alike),
    )


def _listed(names: list[str]) -> str:
    return (
        names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
    )
