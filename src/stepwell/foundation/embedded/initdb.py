"""Making the data folder: in what encoding, order and environment."""

import locale
import os
import subprocess

from .errors import EmbeddedError


def options(major: int, superuser: str) -> list[str]:
    """UTF-8, ordered by code point on every machine, letters known beyond ASCII (pg_trgm needs
    that).
    """
    options = [
        f"--username={superuser}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        f"--lc-ctype={_ctype()}",
    ]
    if major >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def _ctype() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):  # the last is macOS's
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def environment() -> dict[str, str]:
    """Ours without PostgreSQL's variables, which would reach into the server or point psql
    elsewhere.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise EmbeddedError(f"PostgreSQL's initdb failed: {words[-1]}")
