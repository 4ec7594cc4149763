"""A lifecycle is a table: what is not in it does not happen."""

from enum import StrEnum

import pytest

from stepwell.foundation.errors import Refused
from stepwell.foundation.lifecycles import Lifecycle


class Door(StrEnum):
    OPEN = "open"
    HALF_OPEN = "half_open"
    SHUT = "shut"


DOOR = Lifecycle(
    name="door",
    states=Door,
    start=Door.OPEN,
    owners={Door.OPEN: "porter", Door.HALF_OPEN: "porter", Door.SHUT: "nobody"},
    moves={
        (Door.OPEN, Door.HALF_OPEN): "door.pushed",
        (Door.HALF_OPEN, Door.OPEN): "door.pulled",
        (Door.HALF_OPEN, Door.SHUT): "door.shut",
    },
    words={Door.SHUT: "shut for good"},
)


@pytest.mark.parametrize("old", Door)
@pytest.mark.parametrize("new", Door)
def test_only_the_moves_in_the_table_are_allowed_and_each_names_its_event(
    old: Door, new: Door
) -> None:
    if (old, new) in DOOR.moves:
        assert DOOR.may_move(old, new)
        assert DOOR.event(old.value, new.value) == DOOR.moves[(old, new)]
        return
    assert not DOOR.may_move(old, new)
    with pytest.raises(Refused) as refusal:
        DOOR.event(old, new)
    assert refusal.value.code == "door.move"


def test_a_refused_move_says_both_states_in_words() -> None:
    assert (
        DOOR.may_move("shut", "half_open").sentence
        == "This is shut for good already and cannot become half open."
    )


def test_a_state_is_final_when_nothing_leads_out_of_it() -> None:
    assert [state for state in Door if DOOR.final(state)] == [Door.SHUT]


def test_a_state_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="ajar"):
        DOOR.may_move("ajar", "open")


def test_the_diagram_shows_start_moves_and_end() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> half_open: door.pushed",
        "    half_open --> open: door.pulled",
        "    half_open --> shut: door.shut",
        "    shut --> [*]",
    ]
