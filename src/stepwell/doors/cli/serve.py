"""`stepwell serve` and `stepwell demo`: database, migrations, web server and worker, started and
stopped together.
"""

import contextlib
import fcntl
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from signal import SIGKILL
from typing import NoReturn, TextIO

from stepwell.foundation.embedded import Cluster, EmbeddedError, app_url, ensure_database, owner_url
from stepwell.foundation.home import Home, HomeError, port

from .children import Child, Signals, Stopped
from .ports import trouble_with

DEFAULT_HOST = "127.0.0.1"
_HEALTHY_WITHIN = 60.0  # seconds
_POLL = 0.1  # seconds


class ServeError(Exception):
    """Stepwell cannot start or go on; the sentence says why and what to do."""


def serve(home: Home, *, open_demo: bool, host: str = DEFAULT_HOST) -> int:
    """Run until stopped; the exit code: 0 when asked to stop, 1 when something failed."""
    try:
        with _locked(home, host):
            return _Service(home, host, port()).run(open_demo=open_demo)
    except (ServeError, EmbeddedError, HomeError) as problem:
        print(problem, file=sys.stderr)
        return 1


class _Service:
    """The parts that run, in the order they must stop: web, worker, database."""

    def __init__(self, home: Home, host: str, port_number: int) -> None:
        self.home, self.host, self.port = home, host, port_number
        self.env = dict(os.environ) | {"STEPWELL_HOME": str(home.path), "PORT": str(port_number)}
        self.cluster: Cluster | None = None
        self.running: list[Child] = []
        self.signals = Signals(self._kill)

    @property
    def address(self) -> str:
        name = self.host if self.host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    def run(self, *, open_demo: bool) -> int:
        if trouble := trouble_with(self.host, self.port):
            raise ServeError(trouble)
        if open_demo:
            self.env["STEPWELL_DEMO"] = "1"
        self.signals.listen()
        try:
            self._prepare(open_demo=open_demo)
            self._start()
            self._announce(open_demo=open_demo)
            self._watch()
        except Stopped:
            return 0
        finally:
            self._stop()

    # -- starting ----------------------------------------------------------------------------------

    def _prepare(self, *, open_demo: bool) -> None:
        if not self.env.get("DATABASE_URL"):
            with _step("Starting the database"):
                self._start_database()
        self.env.setdefault("DATABASE_OWNER_URL", self.env["DATABASE_URL"])
        self.signals.check()
        with _step("Bringing the tables up to date"):
            as_owner = self.env | {"STEPWELL_AS_OWNER": "1"}
            migrate = (
                "stepwell",
                "manage",
                "migrate",
                "--verbosity=0",
                "--no-input",
                "--skip-checks",
            )
            self._once("The migration", *migrate, env=as_owner)
            self._once("Granting the application its rights", "stepwell", "grants", env=as_owner)
        if open_demo:
            self._once("Loading the demo clinic", "stepwell", "demo-load", "--if-empty")

    def _start_database(self) -> None:
        self.cluster = Cluster(self.home.postgres)
        self.cluster.start()
        ensure_database(self.cluster)
        self.env["DATABASE_URL"] = app_url(self.cluster)
        self.env["DATABASE_OWNER_URL"] = owner_url(self.cluster)

    def _start(self) -> None:
        with _step("Starting the server"):
            self.running = [
                Child("The web server", *_granian(self.host, self.port), env=self.env),
                # If we are killed the database goes too, and a worker asked politely would wait for
                # it to come back; cut off, its job is rolled back and tried again.
                Child("The worker", "stepwell", "worker", env=self.env, at_our_death=SIGKILL),
            ]
            deadline = time.monotonic() + _HEALTHY_WITHIN
            while not _answers(f"{self.address}/healthz"):
                self._check()
                if time.monotonic() > deadline:
                    raise ServeError(
                        f"The web server did not answer within {_HEALTHY_WITHIN:.0f} seconds."
                    )
                time.sleep(_POLL)

    def _announce(self, *, open_demo: bool) -> None:
        if open_demo:
            self._once("Listing the accounts", "stepwell", "accounts")
        print(f"\nStepwell is at {self.address}  (Ctrl-C stops it)", flush=True)

    def _once(self, name: str, *module: str, env: dict[str, str] | None = None) -> None:
        """Run a child to its end. Raises ServeError when it fails."""
        child = Child(name, *module, env=env or self.env)
        self.running.append(child)
        code = child.finish(self.signals)
        self.running.remove(child)
        if code:
            raise ServeError(f"{name} failed (exit {code}); its own message is above.")

    # -- running and stopping ----------------------------------------------------------------------

    def _watch(self) -> NoReturn:
        while True:
            self._check()
            time.sleep(_POLL)

    def _check(self) -> None:
        """Raises Stopped when asked to stop, ServeError when a part ended by itself."""
        self.signals.check()
        for child in self.running:
            if child.exit_code is not None:
                raise ServeError(
                    f"{child.name} ended by itself (exit {child.exit_code}); stopping the rest."
                )
        if self.cluster and not self.cluster.running():
            raise ServeError(
                f"The database ended by itself; stopping the rest. See {self.cluster.log}."
            )

    def _stop(self) -> None:
        if self.signals.asked:
            print("\nStopping …", flush=True)
        for child in self.running:
            child.stop()
        if self.cluster:
            self.cluster.stop()

    def _kill(self) -> None:
        """On the second Ctrl-C: everything ends now; the database recovers from its log at the next
        start.
        """
        for child in self.running:
            child.kill()
        if self.cluster:
            self.cluster.kill()
        os._exit(130)


def _granian(host: str, port_number: int) -> tuple[str, ...]:
    place = ("--host", host, "--port", str(port_number))
    size = ("--workers", "2", "--blocking-threads", "2")
    # A worker told to stop while it is still starting may never end: granian then kills it.
    ending = ("--workers-kill-timeout", "5")
    quiet = ("--no-ws", "--no-access-log", "--log-level", "warning")
    return (
        "granian",
        "--interface",
        "wsgi",
        *place,
        *size,
        *ending,
        *quiet,
        "stepwell.wsgi:application",
    )


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
    try:
        with opener.open(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def _step(words: str) -> Iterator[None]:
    """`Starting the database … 1.2 s`, the words at once and the time when it is done."""
    began = time.monotonic()
    print(f"{words} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)


@contextlib.contextmanager
def _locked(home: Home, host: str) -> Iterator[None]:
    """One `serve` a folder; the kernel frees the lock however the process ends. Raises ServeError."""
    with home.lock_file.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServeError(_already_running(home, file)) from None
        file.truncate(0)
        file.write(f"{os.getpid()} http://{host}:{port()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _already_running(home: Home, file: TextIO) -> str:
    file.seek(0)
    pid, _, address = file.read().strip().partition(" ")
    where = f" at {address} (process {pid})" if address else ""
    stop = f"`kill {pid}`" if pid else "Ctrl-C where it runs"
    return (
        f"Stepwell is already running on {home.path}{where}. Stop it with Ctrl-C in its window or {stop}, or start a "
        "second clinic beside it: STEPWELL_HOME=~/another-clinic PORT=8001 make run"
    )
