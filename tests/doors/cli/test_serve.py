"""`stepwell serve`: what stops it from starting, and that everything it started ends with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from stepwell.doors.cli.ports import trouble_with
from stepwell.doors.cli.serve import serve
from stepwell.foundation.embedded import Cluster
from stepwell.foundation.home import Home
from stepwell.foundation.processes import command_line


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_taken_port_is_named_with_its_holder_and_the_way_out(
    home: Home,
    listener: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    taken = listener.getsockname()[1]
    monkeypatch.setenv("PORT", str(taken))
    assert serve(home, open_demo=False) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"Port {taken} is taken by process {os.getpid()} (")
    assert "use another port: PORT=" in said.err
    assert not (home.path / "postgres").exists()


def test_a_free_port_is_no_trouble() -> None:
    assert trouble_with("127.0.0.1", free_port()) == ""


def test_an_address_of_another_machine_gets_a_sentence() -> None:
    assert trouble_with("192.0.2.1", 8000).startswith("This machine cannot listen on 192.0.2.1")


def test_an_impossible_port_gets_a_sentence(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert serve(home, open_demo=False) == 1
    assert "PORT is 'eighty'" in capsys.readouterr().err


def test_a_lock_file_left_by_a_dead_process_is_no_obstacle(
    home: Home,
    listener: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home.lock_file.write_text("999999 http://127.0.0.1:8000\n")
    monkeypatch.setenv("PORT", str(listener.getsockname()[1]))
    serve(home, open_demo=False)
    assert capsys.readouterr().err.startswith("Port ")


# -- the real thing, once --------------------------------------------------------------------------


class Running:
    """`stepwell serve` as a child, its SIGINT ignored as in a shell's background job."""

    def __init__(self, home: Home) -> None:
        self.home, self.port = home, free_port()
        away = {"DATABASE_URL", "DATABASE_OWNER_URL", "STEPWELL_DEMO"}
        env = {name: value for name, value in os.environ.items() if name not in away}
        self.env = env | {"STEPWELL_HOME": str(home.path), "PORT": str(self.port)}
        self.process = self.start("trap '' INT; exec \"$@\"")

    def start(self, shell: str) -> subprocess.Popen[str]:
        command = ["sh", "-c", shell, "sh", sys.executable, "-m", "stepwell", "serve"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.env, stdout=pipe, stderr=pipe, text=True)

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.process.kill()
                    pytest.fail("".join(self.process.communicate()))
                time.sleep(0.1)

    def children(self) -> list[int]:
        listing = subprocess.run(
            ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
        ).stdout
        parents = {int(pid): int(parent) for pid, parent in map(str.split, listing.splitlines())}
        family = {self.process.pid}
        for _ in range(5):
            family |= {pid for pid, parent in parents.items() if parent in family}
        return sorted(pid for pid in family - {self.process.pid} if command_line(pid))

    def everything_ended(self, children: list[int], within: float) -> bool:
        deadline = time.monotonic() + within
        while any(command_line(pid) for pid in children):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


@pytest.fixture
def running(home: Home) -> Iterator[Running]:
    served = Running(home)
    try:
        served.wait_until_it_answers()
        yield served
    finally:
        served.process.kill()
        served.process.communicate(timeout=20)  # ends once nobody holds the pipe
        Cluster(home.postgres).stop()


def test_ctrl_c_stops_web_worker_and_database(running: Running) -> None:
    second = running.start('exec "$@"')
    assert "Stepwell is already running on" in second.communicate(timeout=30)[1]
    assert second.returncode == 1

    children = running.children()
    assert len(children) >= 4
    running.process.send_signal(signal.SIGINT)
    out, err = running.process.communicate(timeout=30)
    assert (running.process.returncode, err) == (0, "")
    assert f"Stepwell is at http://127.0.0.1:{running.port}" in out
    assert running.everything_ended(children, within=1)
    assert "database system is shut down" in (running.home.postgres / "server.log").read_text()


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_nothing_survives_a_killed_parent(running: Running) -> None:
    children = running.children()
    running.process.kill()
    assert running.everything_ended(children, within=15)


def test_the_end_of_one_part_stops_the_rest(running: Running) -> None:
    children = running.children()
    worker = next(pid for pid in children if command_line(pid).endswith("stepwell worker"))
    os.kill(worker, signal.SIGKILL)
    _, err = running.process.communicate(timeout=30)
    assert err == "The worker ended by itself (exit -9); stopping the rest.\n"
    assert running.process.returncode == 1
    assert running.everything_ended(children, within=1)
