"""One PostgreSQL server in one folder: make it, start it, stop it."""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from ..home import private_folder, read_or_create
from ..processes import command_line, tied
from . import binaries, identity, initdb
from .errors import EmbeddedError

SUPERUSER = "postgres"
ROLES = (SUPERUSER, "stepwell_owner", "stepwell_app")
_SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 90  # bytes; macOS allows 103, Linux 107
_READY_WITHIN = 60.0  # seconds; recovery after a crash may take a while
_STOP_WITHIN = 20.0  # seconds
_LOG_KEPT = 5_000_000  # bytes

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # The log must never hold a patient's data: no statements, and no DETAIL lines, which quote the
    # row.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Cluster:
    """The server whose everything is in `folder`: `data`, `socket`, `passwords`, `server.log`."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    # -- asking ------------------------------------------------------------------------------------

    def url(self, role: str, database: str) -> str:
        """A connection URL (psycopg, libpq) with the role's password and the socket folder."""
        socket = quote(str(self.socket_dir), safe="")
        return f"postgresql://{role}:{self.passwords()[role]}@/{database}?host={socket}"

    def passwords(self) -> dict[str, str]:
        """Role → password, made at random the first time and kept in a 0600 file."""
        text = read_or_create(
            private_folder(self.folder) / "passwords",
            lambda: json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}),
        )
        return dict(json.loads(text))

    @property
    def socket_dir(self) -> Path:
        """Where the socket is: beside the data, or under the temporary folder when that path is too
        long.
        """
        beside = self.folder / "socket"
        if len(os.fsencode(beside / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
            return beside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"stepwell-{os.geteuid()}-{name}"

    def running(self) -> bool:
        """Whether a server of this very folder is alive (a process id used again by another is
        not).
        """
        return self._live_pid() is not None

    # -- doing -------------------------------------------------------------------------------------

    def start(self, *, fast: bool = False) -> None:
        """Make the folder's server if need be, start it, return when it answers. Raises
        EmbeddedError.

        A live server of this folder is taken over as it is. `fast` trades safety at a crash for
        speed: for tests.
        """
        if not self.running():
            self._reap()
            programs = self._ready_to_start()
            self._launch(programs, _SETTINGS | (_FAST if fast else {}))
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop this folder's server, whoever started it, ending its sessions; nothing when none
        runs.
        """
        pid = self._live_pid()
        if pid is not None:
            os.kill(pid, signal.SIGINT)
            if not self._gone_within(_STOP_WITHIN, pid):
                os.kill(pid, signal.SIGQUIT)
                self._gone_within(_STOP_WITHIN, pid)
        self._reap()
        if self.socket_dir.parent != self.folder:
            with contextlib.suppress(OSError):  # not empty, or never made
                self.socket_dir.rmdir()

    def kill(self) -> None:
        """Tell the server to end this instant and do not wait; it recovers from its log at the next
        start.
        """
        pid = self._live_pid()
        if pid is not None:
            os.kill(pid, signal.SIGQUIT)

    # -- making ------------------------------------------------------------------------------------

    def _ready_to_start(self) -> binaries.Binaries:
        private_folder(self.folder)
        self._clear_stale_lock()
        version = self.data / "PG_VERSION"
        programs = binaries.find(int(version.read_text()) if version.exists() else None)
        who = identity.current()
        who.give(self.folder)
        who.require_reach(programs.program("initdb"), self.folder)
        if not version.exists():
            self._initdb(programs, who)
        self._private_socket_dir()
        who.give(self.socket_dir)
        return programs

    def _initdb(self, programs: binaries.Binaries, who: identity.Identity) -> None:
        """Make the data folder under another name and rename it when whole: half a one is never
        mistaken for one.
        """
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedError(
                f"{self.data} is not a PostgreSQL data folder and is not empty. Move it away, or set STEPWELL_HOME."
            )
        draft = self.folder / "data.unfinished"
        if draft.exists():
            print("The database was left half made; making it again.", file=sys.stderr)
            shutil.rmtree(draft)
        password = self.folder / "initdb.password"
        password.touch(mode=0o600)
        password.write_text(self.passwords()[SUPERUSER])
        who.give(password)
        command = [programs.program("initdb"), "-D", str(draft), f"--pwfile={password}"]
        try:
            initdb.run([*who.prefix, *command, *initdb.options(programs.major, SUPERUSER)])
        finally:
            password.unlink()
        if self.data.exists():
            self.data.rmdir()
        draft.rename(self.data)

    def _private_socket_dir(self) -> None:
        folder = self.socket_dir
        private_folder(folder)
        found = folder.lstat()
        mine = found.st_uid in {os.geteuid(), identity.current().owner}
        if not (stat.S_ISDIR(found.st_mode) and mine and stat.S_IMODE(found.st_mode) == 0o700):
            raise EmbeddedError(
                f"{folder} must be a folder of yours that nobody else may enter (mode 0700). Remove it and start again."
            )

    def _clear_stale_lock(self) -> None:
        """Remove the lock files of a server that died; PostgreSQL itself is fooled by a reused
        process id.
        """
        lock = self.data / "postmaster.pid"
        if lock.exists():
            pid = _first_number(lock)
            print(
                f"Clearing the lock of a database that did not stop cleanly (process {pid}).",
                file=sys.stderr,
            )
            lock.unlink()
        for name in (_SOCKET_NAME, f"{_SOCKET_NAME}.lock"):
            (self.socket_dir / name).unlink(missing_ok=True)

    # -- starting and stopping ---------------------------------------------------------------------

    def _launch(self, programs: binaries.Binaries, settings: dict[str, str]) -> None:
        if self.log.exists() and self.log.stat().st_size > _LOG_KEPT:
            self.log.replace(self.log.with_suffix(".log.old"))
        options = [f"--{name}={value}" for name, value in settings.items()]
        place = ["-D", str(self.data), f"--unix_socket_directories={self.socket_dir}"]
        server = [*identity.current().prefix, programs.program("postgres"), *place, *options]
        with self.log.open("ab") as log:
            self.log.chmod(0o600)
            # Its own session: Ctrl-C in the terminal is for us, who then stop it in order.
            self._process = subprocess.Popen(
                tied(server, signal.SIGINT),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=initdb.environment(),
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            if self._status() == "ready":
                return
            if self._process is not None and self._process.poll() is not None:
                self._process = None
                raise EmbeddedError(
                    f"The database did not start: {self._last_words()} (see {self.log})."
                )
            time.sleep(0.02)
        raise EmbeddedError(
            f"The database did not answer within {_READY_WITHIN:.0f} seconds (see {self.log})."
        )

    def _status(self) -> str:
        """The eighth line of the lock file: `starting`, `ready`, `stopping`; empty when there is
        none.
        """
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        return lines[7].strip() if len(lines) > 7 and self.running() else ""

    def _live_pid(self) -> int | None:
        lock = self.data / "postmaster.pid"
        pid = _first_number(lock)
        if pid <= 0:
            return None
        running = command_line(pid)
        return pid if "postgres" in running and str(self.data) in running else None

    def _gone_within(self, seconds: float, pid: int) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process is not None:
                self._process.poll()  # reaps our own child, which would stay a zombie
            if not command_line(pid):
                return True
            time.sleep(0.02)
        return False

    def _reap(self) -> None:
        """Take note of the end of the server we started, if we did."""
        if self._process is not None:
            self._process.wait(_STOP_WITHIN)
            self._process = None

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        fatal = [line for line in lines[-40:] if "FATAL" in line]
        return (fatal or lines or ["no message"])[-1].strip()


def _first_number(file: Path) -> int:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0
