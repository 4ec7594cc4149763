"""The processes `serve` starts, waits for and stops."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

from stepwell.foundation.processes import tied

_POLL = 0.05  # seconds
_STOP_WITHIN = 10.0  # seconds a child has to end after SIGTERM


class Stopped(Exception):
    """Someone asked us to stop (Ctrl-C, SIGTERM, the terminal closed)."""


class Signals:
    """Turns stop signals into a flag that waiting code looks at; the second one calls `at_once`.

    A flag rather than an exception from the handler: an exception could arrive in the middle of
    stopping. Handlers are set even where the signal is ignored, as SIGINT is in a shell's
    background job.
    """

    def __init__(self, at_once: Callable[[], None]) -> None:
        self.asked = False
        self._at_once = at_once

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._handle)

    def check(self) -> None:
        """Raises Stopped once a stop was asked for."""
        if self.asked:
            raise Stopped

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            self._at_once()
        self.asked = True


class Child:
    """One `python -m …` in a session of its own, so that Ctrl-C reaches only us and we stop things
    in order.
    """

    def __init__(
        self,
        name: str,
        *module: str,
        env: Mapping[str, str],
        at_our_death: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        command = [sys.executable, "-m", *module]
        self._process = subprocess.Popen(
            tied(command, at_our_death),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    def finish(self, signals: Signals) -> int:
        """Wait for its end and give the exit code. Raises Stopped, leaving it running."""
        while (code := self.exit_code) is None:
            signals.check()
            time.sleep(_POLL)
        return code

    def stop(self) -> None:
        """Ask it to end, wait, then kill it and whatever it started."""
        if self.exit_code is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_WITHIN)
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_WITHIN)

    def kill(self) -> None:
        """End its whole process group this instant; safe in a signal handler, since it does not
        wait.
        """
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
