"""The pages made from the code are in step with it, and what they are made from is sound."""

import importlib.util
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest

from stepwell.foundation.errors import Refused
from stepwell.foundation.lifecycles import Lifecycle
from stepwell.trust.people.roles import Permission

PROJECT = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("states", PROJECT / "scripts" / "states.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


states = _script()
LIFECYCLES: list[Lifecycle] = [lifecycle for _, lifecycle in states.lifecycles()]


# -- drift -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", states.PAGES)
def test_a_page_made_from_the_code_is_in_step_with_it(name: str) -> None:
    written = (PROJECT / "docs" / name).read_text(encoding="utf-8")
    assert written == states.PAGES[name](), "Run scripts/states.py."


def test_check_says_nothing_about_pages_just_written(tmp_path: Path) -> None:
    assert states.main(["--docs", str(tmp_path)]) == 0
    assert states.main(["--check", "--docs", str(tmp_path)]) == 0


def test_check_names_a_page_that_drifted_and_leaves_it_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    states.main(["--docs", str(tmp_path)])
    capsys.readouterr()
    (tmp_path / "states.md").write_text("old")
    assert states.main(["--check", "--docs", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "docs/states.md is behind the code: run scripts/states.py.\n"
    assert (tmp_path / "states.md").read_text() == "old"


def test_the_page_of_roles_explains_every_permission_once() -> None:
    explained = [p for group in states.PERMISSION_WORDS.values() for p in group]
    assert sorted(explained) == sorted(Permission)


def test_every_knowledge_file_is_on_the_page() -> None:
    page = (PROJECT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` ", page, re.MULTILINE)
    files = [str(p.relative_to(PROJECT / "src" / "stepwell")) for p in states.knowledge_files()]
    assert rows == files
    assert files


# -- sound lifecycles ------------------------------------------------------------------------------


def faults(lifecycle: Lifecycle) -> Iterator[str]:
    """What is wrong with a table of states, as sentences."""
    reached = _reached(lifecycle)
    final = {s for s in lifecycle.states if not any(old is s for old, _ in lifecycle.moves)}
    for state in lifecycle.states:
        owner = lifecycle.owners.get(state, "")
        if state not in reached:
            yield f"{state} cannot be reached from {lifecycle.start}."
        if not owner:
            yield f"{state} belongs to nobody in particular."
        elif (owner == "nobody") is not (state in final):
            yield f"{state} is owned by {owner!r} and is {'' if state in final else 'not '}final."
    for (old, new), event in lifecycle.moves.items():
        if not re.fullmatch(rf"{lifecycle.name}\.[a-z_]+", event):
            yield f"{old} to {new} writes {event!r}, not an event of {lifecycle.name}."
    for state in {s for pair in lifecycle.moves for s in pair} | set(lifecycle.owners):
        if not isinstance(state, lifecycle.states):
            yield f"{state!r} is no state of {lifecycle.name}."


def _reached(lifecycle: Lifecycle) -> set[StrEnum]:
    reached, edge = {lifecycle.start}, {lifecycle.start}
    while edge:
        edge = {new for old, new in lifecycle.moves if old in edge} - reached
        reached |= edge
    return reached


def test_the_known_lifecycles_are_found() -> None:
    names = [lifecycle.name for lifecycle in LIFECYCLES]
    assert {"inquiry", "episode", "note", "alarm"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
def test_a_lifecycle_is_sound(lifecycle: Lifecycle) -> None:
    assert list(faults(lifecycle)) == []


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOST = "lost"


def _door(**changes: object) -> Lifecycle:
    table: dict[str, object] = {
        "name": "door",
        "states": Door,
        "start": Door.OPEN,
        "owners": {Door.OPEN: "the porter", Door.SHUT: "nobody", Door.LOST: "nobody"},
        "moves": {(Door.OPEN, Door.SHUT): "door.shut", (Door.OPEN, Door.LOST): "door.lost"},
    }
    return Lifecycle(**{**table, **changes})  # type: ignore[arg-type]


def test_a_sound_table_has_no_faults() -> None:
    assert list(faults(_door())) == []


PLANTED: list[tuple[str, dict[str, object], str]] = [
    (
        "unreachable",
        {"moves": {(Door.OPEN, Door.SHUT): "door.shut"}},
        "lost cannot be reached from open.",
    ),
    (
        "unowned",
        {"owners": {Door.OPEN: "the porter", Door.SHUT: "nobody"}},
        "lost belongs to nobody in particular.",
    ),
    (
        "final and owned",
        {"owners": {Door.OPEN: "the porter", Door.SHUT: "the porter", Door.LOST: "nobody"}},
        "shut is owned by 'the porter' and is final.",
    ),
    (
        "open and unowned",
        {"owners": {Door.OPEN: "nobody", Door.SHUT: "nobody", Door.LOST: "nobody"}},
        "open is owned by 'nobody' and is not final.",
    ),
    (
        "without an event",
        {"moves": {(Door.OPEN, Door.SHUT): "", (Door.OPEN, Door.LOST): "door.lost"}},
        "open to shut writes '', not an event of door.",
    ),
]


@pytest.mark.parametrize(("name", "changes", "sentence"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_planted_fault_is_found(name: str, changes: dict[str, object], sentence: str) -> None:
    assert list(faults(_door(**changes))) == [sentence]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.name)
def test_a_final_state_moves_nowhere(lifecycle: Lifecycle) -> None:
    for state in filter(lifecycle.final, lifecycle.states):
        for other in lifecycle.states:
            with pytest.raises(Refused):
                lifecycle.event(state, other)
