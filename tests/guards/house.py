"""The laws of the house as functions over source files: each returns sentences, empty when the law holds.

They take the folder to look at, so that every guard can be proven on a planted violation.
"""

import ast
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOMS: dict[str, tuple[str, ...]] = {
    "foundation": (),
    "trust": ("ledger", "people", "credentials", "consent", "access"),
    "offering": ("programs", "coverage"),
    "chart": (
        "episodes",
        "problems",
        "measures",
        "medications",
        "safety",
        "plan",
        "notes",
        "progress",
    ),
    "journey": (
        "calendar",
        "intake",
        "assessment",
        "admission",
        "agenda",
        "days",
        "outreach",
        "visits",
        "timetable",
        "stepdown",
        "aftercare",
    ),
    "office": ("utilization", "claims", "records", "reporting"),
    "doors": (),
}
ROOM_ORDER = list(ROOMS)
DOORS = ("kit", "public", "patient", "staff", "feed", "fhir", "x12", "cli")
LAYERS = ("terms", "rules", "models", "queries", "actions", "reactions")
# The roof: what puts the rooms together.
ROOF = {"settings", "urls", "wsgi", "__main__", "__init__"}


@dataclass(frozen=True)
class Source:
    path: Path
    parts: tuple[str, ...]  # ("trust", "people", "actions")
    tree: ast.Module

    @property
    def where(self) -> str:
        return "/".join(self.parts) + ".py"


_parser = ThreadPoolExecutor(1)


def parse(text: str) -> ast.Module:
    """`ast.parse` in a thread of its own: Playwright's greenlets upset the parser's recursion count (CPython 3.11)."""
    return _parser.submit(ast.parse, text).result()


def sources(root: Path) -> Iterator[Source]:
    """Every Python file of the package at `root` but migrations."""
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root).with_suffix("")
        parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
        if "migrations" not in relative.parts:
            yield Source(path, parts or ("__init__",), parse(path.read_text()))


def imports(source: Source) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, path inside the package) for everything imported from stepwell, inside functions too."""
    package = source.parts if source.path.name == "__init__.py" else source.parts[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("stepwell."):
                    yield node.lineno, tuple(name.name.split(".")[1:])
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            if base is not None:
                for name in node.names:
                    yield node.lineno, (*base, name.name)


def _base(node: ast.ImportFrom, package: tuple[str, ...]) -> tuple[str, ...] | None:
    if node.level:
        up = package[: len(package) - node.level + 1]
        return (*up, *(node.module.split(".") if node.module else ()))
    if node.module == "stepwell":
        return ()
    if node.module and node.module.startswith("stepwell."):
        return tuple(node.module.split(".")[1:])
    return None


# -- import order ----------------------------------------------------------------------------------


def wrong_imports(root: Path) -> list[str]:
    """Rooms, areas, layers and doors: imports go only to the left."""
    found = []
    for source in sources(root):
        if source.parts[0] in ROOF:
            continue
        for line, target in imports(source):
            why = _wrong(source.parts, target)
            if why:
                found.append(f"{source.where}:{line} imports {'.'.join(target)}: {why}")
    return found


def _wrong(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    if not there or there[0] not in ROOMS:
        return ""
    if here[0] not in ROOMS:
        return f"{here[0]} is no room of the house (see docs/architecture.md)."
    mine, theirs = ROOM_ORDER.index(here[0]), ROOM_ORDER.index(there[0])
    if theirs > mine:
        return f"{there[0]} stands to the right of {here[0]}; announce instead, and let it react."
    if here[0] == there[0] == "doors":
        return _wrong_door(here, there)
    if theirs == mine and ROOMS[here[0]]:
        return _wrong_area(here, there)
    return ""


def _wrong_door(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    if len(there) > 1 and len(here) > 1 and there[1] not in (here[1], "kit"):
        return "a door imports no other door, only doors/kit."
    return ""


def _wrong_area(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    areas = ROOMS[here[0]]
    if len(here) < 2 or len(there) < 2 or here[1] not in areas:
        return ""  # the room's own models.py, apps.py
    if there[1] not in areas:
        return ""
    if areas.index(there[1]) > areas.index(here[1]):
        return f"{there[1]} stands to the right of {here[1]} in {here[0]}."
    if here[1] == there[1]:
        return _wrong_layer(here, there)
    return ""


def _wrong_layer(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    if len(here) < 3 or len(there) < 3 or here[2] not in LAYERS or there[2] not in LAYERS:
        return ""
    if LAYERS.index(there[2]) > LAYERS.index(here[2]):
        return f"inside an area {there[2]} comes after {here[2]}."
    return ""


# -- writes ----------------------------------------------------------------------------------------

WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "save",
    "delete",
}
QUERYSET = {"filter", "exclude", "all", "select_for_update", "order_by", "get_queryset"}


def writes_outside_actions(root: Path, allowed: dict[str, str]) -> list[str]:
    """Only `actions.py` writes. `allowed`: file → reason; an entry that allows nothing is stale."""
    found, used = [], set()
    for source in sources(root):
        if "actions" in source.parts[2:3]:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and _is_write(node):
                if source.where in allowed:
                    used.add(source.where)
                else:
                    found.append(
                        f"{source.where}:{node.lineno} writes ({ast.unparse(node.func)[-50:]}); "
                        "move it into the area's actions.py."
                    )
    found += [
        f"{where} is allowed to write but does not: take it off the list."
        for where in allowed
        if where not in used
    ]
    return found


def _is_write(call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return isinstance(function, ast.Name) and function.id == "execute"
    chain = set(_chain(function.value))
    if function.attr == "update":
        return "objects" in chain or bool(chain & QUERYSET)
    if function.attr in ("execute", "executemany"):
        return any(
            isinstance(arg, ast.Constant | ast.JoinedStr | ast.BinOp)
            and re.search(
                r"\b(INSERT|UPDATE|DELETE|TRUNCATE)\b",
                ast.unparse(arg).upper().replace("FOR UPDATE", ""),
            )
            for arg in call.args[:1]
        )
    if function.attr in ("save", "delete"):
        return not chain & {"session", "cache", "path", "form"} or "objects" in chain
    return function.attr in WRITES and ("objects" in chain or bool(chain & QUERYSET))


def _chain(node: ast.expr) -> Iterator[str]:
    while True:
        if isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            if isinstance(node, ast.Name):
                yield node.id
            return


# -- actions ---------------------------------------------------------------------------------------


def broken_actions(root: Path, allowed: dict[str, str]) -> list[str]:
    """Every public function of an `actions.py` is an @action, keyword-only, with by and at, and records once."""
    found = []
    for source in sources(root):
        if "actions" not in source.parts[2:3] or source.where in allowed:
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found += [
                    f"{source.where}:{node.lineno} {node.name} {why}"
                    for why in _action_faults(node)
                ]
    return found


def _action_faults(node: ast.FunctionDef) -> Iterator[str]:
    if not any(isinstance(d, ast.Name) and d.id == "action" for d in node.decorator_list):
        yield "is not an @action."
    names = {argument.arg for argument in node.args.kwonlyargs}
    if node.args.args or node.args.posonlyargs:
        yield "takes positional arguments; actions are keyword-only."
    for needed in ("by", "at"):
        if needed not in names:
            yield f"does not take {needed}=."
    records = [
        call
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "record"
    ]
    if len(records) != 1:
        yield f"calls record() {len(records)} times; each action records exactly one ledger event."


# -- clock, exits, doors ---------------------------------------------------------------------------


def ambient_time(root: Path, allowed: dict[str, str]) -> list[str]:
    """Time is an argument: nobody but `foundation/clock.py` asks what time it is."""
    found = []
    for source in sources(root):
        if source.where in allowed:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                text = ast.unparse(node.func)
                if re.search(r"\b(datetime|date|timezone)\.(now|today|utcnow)$", text):
                    found.append(
                        f"{source.where}:{node.lineno} calls {text}(): take `at=` instead."
                    )
    return found


def unguarded_exits(root: Path) -> list[str]:
    """What leaves passes `trust.consent`: files through kit/http.py, messages through consent's actions."""
    found = []
    for source in sources(root):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name.endswith("outbox.post") and source.where != "trust/consent/actions.py":
                    found.append(
                        f"{source.where}:{node.lineno} posts a message itself: use trust.consent.actions.message."
                    )
                if name.split(".")[-1] in (
                    "FileResponse",
                    "send_mail",
                    "EmailMessage",
                ) and source.where not in ("foundation/outbox.py",):
                    found.append(f"{source.where}:{node.lineno} {name}: an exit without consent.")
            if (
                isinstance(node, ast.Constant)
                and node.value == "Content-Disposition"
                and source.where != "doors/kit/http.py"
            ):
                found.append(
                    f"{source.where}:{node.lineno} hands out a file: use doors/kit/http.hand_over."
                )
    return found


def tables_in_doors(root: Path, allowed: dict[str, str]) -> list[str]:
    """Doors read through queries: no `.objects` there."""
    found = []
    for source in sources(root):
        if source.parts[0] != "doors" or source.where in allowed:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
                found.append(
                    f"{source.where}:{node.lineno} reads a table itself; ask the area's queries.py."
                )
    return found


# -- sizes -----------------------------------------------------------------------------------------

FILE_LINES, FUNCTION_LINES = 300, 60


def too_long(root: Path, allowed: dict[str, str]) -> list[str]:
    """A file past 300 lines becomes a folder; a function past 60 is two."""
    found = []
    for source in sources(root):
        lines = len(source.path.read_text().splitlines())
        if lines > FILE_LINES and source.where not in allowed:
            found.append(
                f"{source.where} has {lines} lines; a folder of the same name reads better."
            )
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{source.where}:{node.lineno} {node.name} has {length} lines.")
    return found


# -- templates -------------------------------------------------------------------------------------

INLINE = (
    (
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", re.I),
        "an inline script",
    ),
    (re.compile(r"<style", re.I), "a style element"),
    (re.compile(r"\sstyle\s*=", re.I), "a style attribute"),
    (re.compile(r"\son(click|load|change|submit|input)\s*=", re.I), "an inline handler"),
    (
        re.compile(
            r"(src|href)\s*=\s*[\"']https?://(?!www\.w3\.org)[^\"']+\.(js|css|woff2?)", re.I
        ),
        "a third-party file",
    ),
)


def unsafe_templates(root: Path) -> list[str]:
    """Strict CSP: nothing inline, nothing from elsewhere."""
    found = []
    for path in sorted(root.rglob("templates/**/*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        for pattern, words in INLINE:
            if pattern.search(text):
                found.append(f"{path.relative_to(root)} holds {words}.")
    return found
