"""Lifecycles are tables: states, who owns each, the legal moves and the event each move writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stepwell.foundation.verdicts import YES, Verdict, verdict


@dataclass(frozen=True)
class Lifecycle:
    """`owners`: state → who has to act on it ("nobody" for final states). `moves`: (from, to) → event."""

    name: str
    states: type[StrEnum]
    start: StrEnum
    owners: Mapping[StrEnum, str]
    moves: Mapping[tuple[StrEnum, StrEnum], str]
    words: Mapping[StrEnum, str] = field(default_factory=dict)

    def word(self, state: StrEnum | str) -> str:
        known = self.states(state)
        return self.words.get(known, known.value.replace("_", " "))

    def may_move(self, old: StrEnum | str, new: StrEnum | str) -> Verdict:
        pair = (self.states(old), self.states(new))
        if pair in self.moves:
            return YES
        sentence = f"This is {self.word(old)} already and cannot become {self.word(new)}."
        return verdict((False, sentence, f"{self.name}.move"))

    def event(self, old: StrEnum | str, new: StrEnum | str) -> str:
        """The event a legal move writes. Raises `Refused` for a move that is not in the table."""
        self.may_move(old, new).enforce()
        return self.moves[(self.states(old), self.states(new))]

    def final(self, state: StrEnum | str) -> bool:
        known = self.states(state)
        return not any(old is known for old, _ in self.moves)

    def mermaid(self) -> str:
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        lines += [
            f"    {old.value} --> {new.value}: {event}" for (old, new), event in self.moves.items()
        ]
        lines += [f"    {state.value} --> [*]" for state in self.states if self.final(state)]
        return "\n".join(lines)
