"""Whether a TCP port is free, and who has it when it is not."""

import errno
import re
import shutil
import socket
import subprocess
from pathlib import Path

from stepwell.foundation.processes import command_line


def trouble_with(host: str, port: int) -> str:
    """Empty when the port can be listened on; else a sentence: what is so and the way out."""
    problem = _listening(host, port)
    return _sentence(host, port, problem) if problem else ""


def _listening(host: str, port: int) -> OSError | None:
    """What stands in the way of listening there, if anything."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: a port in TIME_WAIT after a restart is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None


def _sentence(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by {_holder(port) or 'another program'}. "
            f"Stop it, or use another port: PORT={_free_port(host, port)} make run"
        )
    if problem.errno == errno.EACCES:
        return f"Port {port} may only be used by root. Use one above 1023: PORT=8000 make run"
    return f"This machine cannot listen on {host} port {port}: {problem.strerror or problem}."


def _free_port(host: str, taken: int) -> int:
    """The next one that is free; one to try where none of the next twenty is."""
    following = range(taken + 1, min(taken + 21, 65536))
    return next((port for port in following if _listening(host, port) is None), 8080)


def _holder(port: int) -> str:
    """`process 123 (nginx …)`, or empty where the system does not tell us."""
    pid = _pid_from_proc(port) or _pid_from_lsof(port)
    if not pid:
        return ""
    running = command_line(pid)
    return f"process {pid} ({running[:80]})" if running else f"process {pid}"


def _pid_from_proc(port: int) -> int:
    listening = _listening_inodes(port)
    for link in Path("/proc").glob("[0-9]*/fd/*") if listening else ():
        try:
            target = str(link.readlink())
        except OSError:
            continue  # the process ended, or is another user's
        if target.startswith("socket:[") and target[8:-1] in listening:
            return int(link.parts[2])
    return 0


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("tcp", "tcp6"):
        try:
            rows = Path("/proc/net", table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            _, local, _, state, *_, inode = row.split()[:10]
            if state == "0A" and int(local.rsplit(":", 1)[1], 16) == port:
                inodes.add(inode)
    return inodes


def _pid_from_lsof(port: int) -> int:
    """macOS has no /proc but always has lsof."""
    if Path("/proc/self").exists() or not shutil.which("lsof"):
        return 0
    listing = subprocess.run(
        ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fp"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^p(\d+)$", listing.stdout, re.MULTILINE)
    return int(found[1]) if found else 0
