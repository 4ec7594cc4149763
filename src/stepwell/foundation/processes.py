"""Child processes that end when their parent does, however the parent ends."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# Run between fork and the real program: it asks Linux for a signal at the parent's death, then
# becomes the program, so the process id stays the same. A `preexec_fn` would do the same but is
# unsafe beside threads.
_TIE = """\
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, int(sys.argv[1]), 0, 0, 0)
if os.getppid() != int(sys.argv[2]):
    sys.exit(1)
os.execv(sys.argv[3], sys.argv[3:])
"""


def tied(command: Sequence[str], signum: signal.Signals = signal.SIGTERM) -> list[str]:
    """The command, wrapped so that it gets `signum` when this process dies, even of SIGKILL.

    Linux only; elsewhere the command comes back as it is. Start it from the main thread: Linux
    watches the thread that started the child, not the process.
    """
    if not sys.platform.startswith("linux"):
        return list(command)
    program = shutil.which(command[0]) or command[0]
    tie = [sys.executable, "-I", "-S", "-c", _TIE, str(int(signum)), str(os.getpid())]
    return [*tie, program, *command[1:]]


def command_line(pid: int) -> str:
    """What process `pid` runs, arguments joined by spaces; empty when it is gone or a zombie."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            raw = (proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace").strip()
    listing = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return "" if "<defunct>" in listing.stdout else listing.stdout.strip()
