"""Stepwell's own folder on a machine: the embedded database, logs and secrets, all private to the
user.
"""

import os
import secrets
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PORT = 8000


class HomeError(Exception):
    """Stepwell's folder or an environment variable cannot be used; the sentence says why and what
    to do.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Home:
    """The folder named by STEPWELL_HOME. Its parts are made, mode 0700, when they are first asked
    for.
    """

    path: Path

    @classmethod
    def from_environment(
        cls, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> "Home":
        """STEPWELL_HOME; else `.stepwell` in a checkout of this project; else `~/.stepwell`."""
        env = os.environ if env is None else env
        here = cwd or Path.cwd()
        if given := env.get("STEPWELL_HOME"):
            return cls((here / Path(given).expanduser()).absolute())
        if _is_our_checkout(here):
            return cls(here / ".stepwell")
        return cls(Path.home() / ".stepwell")

    @property
    def postgres(self) -> Path:
        return self._part("postgres")

    @property
    def log(self) -> Path:
        return self._part("log")

    @property
    def secret(self) -> Path:
        return self._part("secret")

    @property
    def lock_file(self) -> Path:
        return private_folder(self.path) / "serve.lock"

    def _part(self, name: str) -> Path:
        return private_folder(private_folder(self.path) / name)

    def secret_key(self) -> str:
        """This folder's random key, made on first use; processes that ask at once get the same one."""
        return read_or_create(self.secret / "key", lambda: secrets.token_urlsafe(50))


def port(env: Mapping[str, str] | None = None) -> int:
    """The TCP port of the web server: PORT, else 8000. Raises HomeError."""
    given = (os.environ if env is None else env).get("PORT", "").strip()
    if not given:
        return DEFAULT_PORT
    if given.isascii() and given.isdigit() and 1 <= int(given) <= 65535:
        return int(given)
    raise HomeError(
        f"PORT is {given!r}; it must be a whole number from 1 to 65535, as in `PORT=8001 make run`."
    )


def private_folder(path: Path) -> Path:
    """The folder, made with mode 0700 when missing. Raises HomeError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise HomeError(
            f"The folder {path} cannot be made ({problem.strerror}). Set STEPWELL_HOME to a folder you may write in."
        ) from problem
    return path


def read_or_create(path: Path, make: Callable[[], str]) -> str:
    """The text of a 0600 file, written from `make()` when it is missing. Raises HomeError.

    The file appears complete or not at all: it is written beside and then linked, and linking fails
    for all but the first of several processes, so all of them read the same text.
    """
    try:
        if not path.exists():
            _publish(path, make())
        return path.read_text()
    except OSError as problem:
        raise HomeError(
            f"The file {path} cannot be read or made ({problem.strerror})."
        ) from problem


def _publish(path: Path, text: str) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _is_our_checkout(folder: Path) -> bool:
    try:
        with (folder / "pyproject.toml").open("rb") as file:
            return bool(tomllib.load(file).get("project", {}).get("name") == "stepwell")
    except (OSError, tomllib.TOMLDecodeError):
        return False
