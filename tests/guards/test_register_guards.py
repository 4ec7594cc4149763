"""Every URL names who may open it, what it shows and whether something leaves by it."""

import ast
import inspect
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path

from guards import house, register
from stepwell.doors.kit.register import Everyone
from stepwell.trust.people.roles import PERMISSIONS, ROLE_NAMES, ROLE_WORDS, Permission, Role

TESTS = Path(__file__).resolve().parents[1]


def test_every_url_names_its_permission() -> None:
    assert register.unregistered() == []


def test_a_page_outside_the_register_is_found() -> None:
    stray = [path("stray/", lambda request: HttpResponse(), name="stray")]
    assert register.unregistered(stray, {}) == [
        "/stray/ names no permission: register it with doors/kit/register.page()."
    ]


def test_a_library_nobody_serves_is_stale() -> None:
    assert register.unregistered([], {"old/": "once"}) == [
        "old/ serves nothing any more: take it off the list."
    ]


def test_pages_open_to_everyone_say_why() -> None:
    short = [
        name
        for _, name, page in register.pages()
        if isinstance(page.needs, Everyone) and len(page.needs) < 12
    ]
    assert short == []


def test_every_page_about_a_patient_is_recorded_as_seen() -> None:
    unrecorded = [
        name
        for route, name, page in register.pages()
        if "patient_id" in route and not page.shows and not _only_posts(name)
    ]
    assert unrecorded == []


def _only_posts(name: str) -> bool:
    view = next(p.callback for _, n, p in register.patterns() if n == name)
    return "require_POST" in inspect.getsource(inspect.unwrap(view)) or _decorated_post(view)


def _decorated_post(view: object) -> bool:
    source = Path(inspect.getsourcefile(inspect.unwrap(view)) or "").read_text()  # type: ignore[arg-type]
    name = inspect.unwrap(view).__name__  # type: ignore[arg-type, attr-defined]
    for node in house.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return any("require_POST" in ast.unparse(d) for d in node.decorator_list)
    return False


def test_every_exit_in_the_register_hands_over_through_consent() -> None:
    exits = [
        (name, p)
        for _, name, p in register.patterns()
        if hasattr(p.callback, "page") and p.callback.page.exit
    ]
    assert exits
    for name, pattern in exits:
        module = Path(inspect.getsourcefile(inspect.unwrap(pattern.callback)) or "").read_text()  # type: ignore[arg-type]
        assert "hand_over(" in module, name


def test_every_list_page_is_tested_at_one_and_three() -> None:
    lists = {name for _, name, page in register.pages() if page.lists}
    assert lists, "No page says lists=True."
    assert lists == _marked()


def _marked() -> set[str]:
    found = set()
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(house.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.list_page":
                found.add(ast.literal_eval(node.args[0]))
    return found


@pytest.mark.parametrize("role", Role)
def test_every_role_has_permissions_and_is_described(role: Role) -> None:
    assert PERMISSIONS[role]
    assert ROLE_NAMES[role]
    assert len(ROLE_WORDS[role]) > 15


def test_every_permission_opens_a_page_or_guards_an_action() -> None:
    used = "".join(
        p.read_text() for p in (TESTS.parent / "src/stepwell").rglob("*.py") if p.name != "roles.py"
    )
    assert [
        p.name
        for p in Permission
        if f"Permission.{p.name}" not in used and f"P.{p.name}" not in used
    ] == []
