"""The laws of the house, held against the source, and each proven on a planted violation."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guards import house

ROOT = Path(__file__).resolve().parents[2] / "src" / "stepwell"

MAY_WRITE = {
    "foundation/records.py": "the base class that refuses everyone else",
    "foundation/outbox.py": "the outbox is bookkeeping, written beside an action",
    "foundation/floods.py": "a counter of requests, about nobody",
    "trust/ledger/reactions.py": "sealing adds links to the chain",
    "trust/people/models.py": "Django itself saves sign-in times and passwords",
}
MAY_BE_PLAIN = {"trust/ledger/actions.py": "record() itself: called once by every action"}
MAY_ASK_THE_TIME = {"foundation/clock.py": "the one place that does"}
MAY_READ_TABLES: dict[str, str] = {}
MAY_BE_LONG: dict[str, str] = {}

GUARDS: dict[str, Callable[[Path], list[str]]] = {
    "imports go left": house.wrong_imports,
    "only actions write": lambda root: house.writes_outside_actions(
        root, MAY_WRITE if root == ROOT else {}
    ),
    "actions keep their shape": lambda root: house.broken_actions(root, MAY_BE_PLAIN),
    "time is an argument": lambda root: house.ambient_time(root, MAY_ASK_THE_TIME),
    "exits ask consent": house.unguarded_exits,
    "doors read through queries": lambda root: house.tables_in_doors(root, MAY_READ_TABLES),
    "files and functions stay short": lambda root: house.too_long(root, MAY_BE_LONG),
    "templates hold nothing inline": house.unsafe_templates,
}


@pytest.mark.parametrize("law", GUARDS)
def test_the_house_keeps_its_law(law: str) -> None:
    assert GUARDS[law](ROOT) == []


ACTION = """
from stepwell.foundation.acting import action
from stepwell.trust.ledger.actions import record

@action
def admit(*, patient, by, at):
    {body}
"""

PLANTED: list[tuple[str, str, str]] = [
    ("imports go left", "trust/people/actions.py", "from stepwell.chart.problems import models"),
    ("imports go left", "chart/problems/queries.py", "from stepwell.chart.notes import models"),
    (
        "imports go left",
        "chart/problems/rules.py",
        "from stepwell.chart.problems.actions import note",
    ),
    ("imports go left", "chart/problems/rules.py", "from .queries import conditions_for"),
    ("imports go left", "doors/staff/views.py", "from stepwell.doors.patient.views import today"),
    (
        "imports go left",
        "trust/people/queries.py",
        "def late():\n    from stepwell.journey.days import queries",
    ),
    ("imports go left", "attic/things.py", "from stepwell.trust.people import models"),
    ("only actions write", "doors/staff/views.py", "def go(note):\n    note.save()"),
    (
        "only actions write",
        "chart/notes/queries.py",
        "def go(Note):\n    Note.objects.filter(x=1).update(y=2)",
    ),
    (
        "only actions write",
        "chart/notes/rules.py",
        "def go(Note):\n    return Note.objects.create(x=1)",
    ),
    (
        "only actions write",
        "chart/notes/queries.py",
        "def go(c):\n    c.execute('delete from chart_goal')",
    ),
    (
        "actions keep their shape",
        "chart/notes/actions.py",
        "def sign(*, note, by, at):\n    record()",
    ),
    ("actions keep their shape", "chart/notes/actions.py", ACTION.format(body="pass")),
    (
        "actions keep their shape",
        "chart/notes/actions.py",
        ACTION.format(body="record()\n    record()"),
    ),
    (
        "actions keep their shape",
        "chart/notes/actions.py",
        ACTION.format(body="record()").replace("*, patient", "patient, *"),
    ),
    (
        "actions keep their shape",
        "chart/notes/actions.py",
        ACTION.format(body="record()").replace(", at", ""),
    ),
    (
        "time is an argument",
        "chart/notes/rules.py",
        "import datetime\ndef f():\n    return datetime.datetime.now()",
    ),
    ("time is an argument", "chart/notes/rules.py", "from datetime import date\nx = date.today()"),
    ("exits ask consent", "office/claims/views.py", "def f(outbox):\n    outbox.post(to='x')"),
    (
        "exits ask consent",
        "doors/staff/views.py",
        "def f(response):\n    response['Content-Disposition'] = 'x'",
    ),
    (
        "exits ask consent",
        "doors/staff/views.py",
        "from django.http import FileResponse\nx = FileResponse(1)",
    ),
    (
        "doors read through queries",
        "doors/staff/views.py",
        "def f(Patient):\n    return Patient.objects.all()",
    ),
    ("files and functions stay short", "chart/notes/rules.py", "x = 1\n" * 301),
    ("files and functions stay short", "chart/notes/rules.py", "def f():\n" + "    x = 1\n" * 61),
    (
        "templates hold nothing inline",
        "doors/staff/templates/staff/a.html",
        "<script>alert(1)</script>",
    ),
    (
        "templates hold nothing inline",
        "doors/staff/templates/staff/a.html",
        '<p style="color:red">',
    ),
    ("templates hold nothing inline", "doors/staff/templates/staff/a.html", '<a onclick="x()">'),
    ("templates hold nothing inline", "doors/staff/templates/staff/a.html", "<style>p{}</style>"),
]


@pytest.mark.parametrize(
    ("law", "file", "text"), PLANTED, ids=[f"{law}: {file}" for law, file, _ in PLANTED]
)
def test_a_planted_violation_is_found(law: str, file: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert len(GUARDS[law](tmp_path)) == 1


def test_an_allowance_nobody_uses_is_stale(tmp_path: Path) -> None:
    found = house.writes_outside_actions(tmp_path, {"chart/notes/rules.py": "once upon a time"})
    assert found == ["chart/notes/rules.py is allowed to write but does not: take it off the list."]


def test_every_area_stands_where_the_design_puts_it() -> None:
    for room, areas in house.ROOMS.items():
        if areas:
            assert {p.name for p in (ROOT / room).iterdir() if (p / "__init__.py").exists()} == {
                *areas,
                "migrations",
            }
    doors = {p.name for p in (ROOT / "doors").iterdir() if (p / "__init__.py").exists()}
    assert doors == set(house.DOORS)


def test_every_area_says_in_a_paragraph_what_it_is() -> None:
    import ast

    for room, areas in house.ROOMS.items():
        for area in areas:
            text = (ROOT / room / area / "__init__.py").read_text()
            assert len(ast.get_docstring(house.parse(text)) or "") > 40, (
                f"{room}/{area}/__init__.py"
            )
