"""Writes the pages of docs/ that are made from the code and its data: states, roles, knowledge.

`scripts/states.py` writes docs/states.md, docs/roles.md and docs/knowledge.md; with `--check` it only says which of
them is behind, and exits 1. Nothing here needs a database.
"""

import argparse
import importlib
import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from stepwell.foundation.lifecycles import Lifecycle
from stepwell.trust.people.roles import PERMISSIONS, ROLE_NAMES, ROLE_WORDS, Permission, Role

PROJECT = Path(__file__).resolve().parents[1]
SOURCE = PROJECT / "src"
NOTE = "<!-- Made by scripts/states.py: change what it reads, then run it. -->"

P = Permission
# What each permission lets someone do, in the order and groups of `trust/people/roles.py`.
PERMISSION_WORDS: dict[str, dict[Permission, str]] = {
    "The way in": {
        P.PIPELINE_WORK: "See and move inquiries, book consultations, send packets",
        P.ADMIT: "Admit someone to a track",
    },
    "The chart": {
        P.ADMISSION_READ: "Read names, contacts, packet and consents of people on their way in",
        P.CHART_READ: "Read the chart of patients they treat",
        P.CHART_READ_ALL: "Read every chart, without treating",
        P.ASSESS: "Write and sign the therapist's part of an assessment",
        P.EVALUATE: "Write and sign the prescriber's part of an assessment",
        P.DECIDE_LEVEL: "Decide the level of care",
        P.PLAN_WRITE: "Set and end goals, strike out conditions",
        P.NOTE_WRITE: "Write and sign group notes",
        P.ATTENDANCE_MARK: "Take and correct attendance",
        P.PRESCRIBE: "Start, change and stop medication",
        P.MEASURE_SEND: "Put a questionnaire before a patient",
        P.ALARM_ACT: "End an alarm with what was done",
        P.OUTREACH_WORK: "Call whoever missed a day, and end it with what was agreed",
        P.STEP_DOWN: "Change the level of care, end a stay",
        P.AFTERCARE_WRITE: "Write and sign aftercare plans",
    },
    "The clinic": {
        P.SCHEDULE_READ: "See tracks, groups and sessions",
        P.SCHEDULE_WRITE: "Book appointments, and say whether they were kept",
        P.FIGURES_READ: "Read the program's figures",
        P.LEDGER_READ: "Read the ledger",
        P.ACCOUNTS_MANAGE: "Make accounts, grant roles, set up sites and tracks",
        P.MESSAGES_READ: "See whether messages left",
    },
    "One's own": {
        P.OWN_CHART: "One's own page, as a patient",
        P.SHARED_CHART: "What a patient let them see",
        P.OWN_ACCOUNT: "Their own password, second factor and sessions",
    },
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are behind. 0 all is well, 1 something is behind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument(
        "--docs", type=Path, default=PROJECT / "docs", help="the folder of the pages"
    )
    given = parser.parse_args(arguments)
    behind = [name for name, page in PAGES.items() if _read(given.docs / name) != page()]
    if given.check:
        for name in behind:
            print(f"docs/{name} is behind the code: run scripts/states.py.", file=sys.stderr)
        return 1 if behind else 0
    for name in behind:
        (given.docs / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"Wrote {name}.")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


# -- states ----------------------------------------------------------------------------------------


def lifecycles() -> list[tuple[str, Lifecycle]]:
    """(module, lifecycle) for every table of states in the source, in the order of the house."""
    found: dict[str, tuple[str, Lifecycle]] = {}
    for name in _modules_with_lifecycles():
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, Lifecycle):
                found.setdefault(value.name, (name, value))
    return list(found.values())


def _modules_with_lifecycles() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "Lifecycle(" in path.read_text(encoding="utf-8") and path.name != "lifecycles.py":
            yield ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def states_page() -> str:
    return _page(
        "States",
        "Every lifecycle of the house: its states, who has to act on each, the legal moves and the "
        "ledger event each move writes. A move that is not drawn here is refused.",
        *(_lifecycle(module, lifecycle) for module, lifecycle in lifecycles()),
    )


def _lifecycle(module: str, lifecycle: Lifecycle) -> str:
    states = [
        (f"`{s.value}`", lifecycle.word(s), lifecycle.owners.get(s, ""), _ways_out(lifecycle, s))
        for s in lifecycle.states
    ]
    return "\n\n".join(
        (
            f"## {lifecycle.name.capitalize()}",
            f"`{module}`",
            f"```mermaid\n{lifecycle.mermaid()}\n```",
            _table(("state", "in words", "whose turn it is", "moves and their events"), states),
        )
    )


def _ways_out(lifecycle: Lifecycle, state: Any) -> str:
    ways = [f"{new.value} (`{ev}`)" for (old, new), ev in lifecycle.moves.items() if old is state]
    return ", ".join(ways) or "final"


# -- roles -----------------------------------------------------------------------------------------


def roles_page() -> str:
    people = [(ROLE_NAMES[role], ROLE_WORDS[role]) for role in Role]
    return _page(
        "Roles and permissions",
        "Roles and what they may do are code (`trust/people/roles.py`); who holds which role is "
        "data. A permission about the chart counts only for patients the person treats, unless it "
        "says otherwise.",
        _table(("role", "in plain words"), people),
        *(_permissions(title, words) for title, words in PERMISSION_WORDS.items()),
    )


def _permissions(title: str, words: dict[Permission, str]) -> str:
    rows = [
        (f"`{permission.value}`", says, ", ".join(_holders(permission)))
        for permission, says in words.items()
    ]
    return f"## {title}\n\n{_table(('permission', 'lets someone', 'held by'), rows)}"


def _holders(permission: Permission) -> Iterator[str]:
    return (ROLE_NAMES[role] for role in Role if permission in PERMISSIONS[role])


# -- knowledge -------------------------------------------------------------------------------------


def knowledge_files() -> list[Path]:
    """Every knowledge file the package ships."""
    files = SOURCE.rglob("knowledge/**/*")
    return sorted(path for path in files if path.suffix in (".toml", ".json"))


def knowledge_page() -> str:
    rows = [_knowledge(path) for path in knowledge_files()]
    return _page(
        "Knowledge",
        "What the clinic knows lives in data files beside the code that reads it, each row with its "
        "source and a verdict: `verified = true` when the value was found in the source it names. "
        "Unverified rows inform; they never stop anyone. Before real patients are treated, the "
        "unverified rows and every text people sign need a licensed clinician's and counsel's eyes. "
        "A row without a verdict of its own stands under the one of its file; a file without any "
        "is counted in neither column.",
        _table(("file", "what it holds", "verified", "not yet"), rows),
        "Licensed content (ASAM and LOCUS criteria, CPT descriptors, X12 code lists) is never "
        "shipped. A site loads what it holds a licence for.",
    )


def _knowledge(path: Path) -> tuple[str, str, str, str]:
    text = path.read_text(encoding="utf-8")
    data = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    verdicts = list(_verdicts(data))
    where = path.relative_to(SOURCE / "stepwell")
    return (f"`{where}`", _about(text, data), str(sum(verdicts)), str(verdicts.count(False)))


def _verdicts(data: Any) -> Iterator[bool]:
    """The `verified` of the file and of each row in it, however deep."""
    if isinstance(data, dict):
        if isinstance(data.get("verified"), bool):
            yield data["verified"]
        for value in data.values():
            yield from _verdicts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _verdicts(value)


def _about(text: str, data: dict[str, Any]) -> str:
    """The first sentence of the comment the file begins with, else its English title."""
    comment = []
    for line in text.splitlines():
        if not line.startswith("# "):
            break
        comment.append(line[2:])
    if comment:
        return " ".join(comment).split(". ")[0].rstrip(".")
    return str(data["title"]["en"])


# -- the pages -------------------------------------------------------------------------------------


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((NOTE, f"# {title}", *parts)) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PAGES: dict[str, Callable[[], str]] = {
    "states.md": states_page,
    "roles.md": roles_page,
    "knowledge.md": knowledge_page,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
