"""The database a command works on: the one DATABASE_URL names, else the embedded one of this folder."""

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator

from stepwell.doors.kit.commands import UsageError
from stepwell.foundation.embedded import Cluster, EmbeddedError, app_url, ensure_database, owner_url
from stepwell.foundation.home import Home, HomeError, private_folder


@contextlib.contextmanager
def at_hand() -> Iterator[None]:
    """Set DATABASE_URL where it is missing: to the folder's running database, or to one started for this command.

    One started here is brought up to date first and stopped at the end. Raises `UsageError`.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with contextlib.ExitStack() as stack:
        try:
            _use_embedded(stack, Home.from_environment())
        except (EmbeddedError, HomeError) as problem:
            raise UsageError(str(problem)) from problem
        yield


def _use_embedded(stack: contextlib.ExitStack, home: Home) -> None:
    cluster = Cluster(home.postgres)
    lock = stack.enter_context((private_folder(home.path) / "command.lock").open("a"))
    _wait_for(lock.fileno())  # another command may be working on a database of its own
    started = not cluster.running()
    if started:
        stack.callback(cluster.stop)
        cluster.start()
        ensure_database(cluster)
    else:
        fcntl.flock(lock, fcntl.LOCK_UN)  # `serve` runs it, for everybody
    urls = {"DATABASE_URL": app_url(cluster), "DATABASE_OWNER_URL": owner_url(cluster)}
    stack.callback(_restore, {name: os.environ.get(name) for name in urls})
    os.environ.update(urls)
    if started:
        _bring_up_to_date()


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another stepwell command to finish …", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _restore(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _bring_up_to_date() -> None:
    """Migrate as the owner, as `serve` does; in processes of their own, since this one runs as the application."""
    env = os.environ | {"STEPWELL_AS_OWNER": "1"}
    quiet = ("--verbosity=0", "--no-input", "--skip-checks")
    for words in (("manage", "migrate", *quiet), ("grants",)):
        command = [sys.executable, "-m", "stepwell", *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise UsageError(f"the tables could not be brought up to date: {last}")
