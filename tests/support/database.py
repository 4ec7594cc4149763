"""Databases for tests: one server, one migrated template, one clone of it for each pytest process.

The controller (pytest itself) finds or starts a server and migrates the template once; what it
learned travels to the xdist workers in the environment. Each process that runs tests clones the
template (about 0.1 s) and, after a test that committed, drops its clone and clones again: no table
is ever flushed, and the application connects as its own plain role, so a test that passes has
passed under the application's privileges.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from stepwell.foundation import embedded

PROJECT = Path(__file__).resolve().parents[2]
CACHED = PROJECT / ".stepwell" / "test-postgres"
_HANDED_DOWN = "STEPWELL_TEST_SERVER"
_TEMPLATE_PREFIX = "stepwell_template_"
_BUILDING_LOCK = 7_310_226  # an advisory lock of ours, so that two runs do not build one template


class DatabaseTrouble(Exception):
    """The test database cannot be made; the sentence says why."""


@dataclass(frozen=True)
class Server:
    """Where the template is, and three ways to connect: to make databases, to migrate, to run as
    the application.
    """

    admin: str
    owner: str
    app: str
    template: str
    run: str

    @property
    def clone(self) -> str:
        """This process's own database."""
        return f"stepwell_test_{self.run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    def hand_down(self) -> None:
        """Leave it in the environment for xdist's workers."""
        os.environ[_HANDED_DOWN] = json.dumps(asdict(self))


def handed_down() -> Server:
    return Server(**json.loads(os.environ[_HANDED_DOWN]))


def on(url: str, database: str) -> str:
    """The same connection to another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


# -- the controller --------------------------------------------------------------------------------


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server with a migrated template, for as long as the session lasts. Raises DatabaseTrouble."""
    given = os.environ.get("DATABASE_URL")
    with contextlib.ExitStack() as stack:
        found = _given_server(given) if given else stack.enter_context(_own_server())
        _build_template(found)
        yield found


@contextlib.contextmanager
def _own_server() -> Iterator[Server]:
    with _cluster_folder() as (folder, cached):
        cluster = embedded.Cluster(folder)
        try:
            cluster.start(fast=True)
            embedded.ensure_database(cluster, "stepwell_roles")  # makes the roles
            found = Server(
                admin=cluster.url("postgres", "postgres"),
                owner=embedded.owner_url(cluster, "postgres"),
                app=embedded.app_url(cluster, "postgres"),
                template=_TEMPLATE_PREFIX + _fingerprint(),
                run="own",
            )
            if cached:
                _drop_leftovers(found)
            yield found
        except embedded.EmbeddedError as problem:
            raise DatabaseTrouble(problem.sentence) from problem
        finally:
            cluster.stop()


@contextlib.contextmanager
def _cluster_folder() -> Iterator[tuple[Path, bool]]:
    """The checkout's cached folder; a temporary one for a second run at the same time, or a
    read-only checkout.
    """
    with contextlib.ExitStack() as stack:
        try:
            CACHED.parent.mkdir(mode=0o700, exist_ok=True)
            lock = stack.enter_context(CACHED.with_suffix(".lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            folder = Path(tempfile.mkdtemp(prefix="stepwell-test-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            yield folder, False
        else:
            yield CACHED, True


def _given_server(url: str) -> Server:
    """The server of DATABASE_URL, whose role must be allowed to make roles and databases."""
    # Not random: two runs against one server must agree on the test roles' passwords.
    password = hashlib.sha256(f"stepwell tests {url}".encode()).hexdigest()[:32]
    owner, app = "stepwell_test_owner", "stepwell_test_app"
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            for role in (owner, app):
                _ensure_role(connection, role, password)
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner)))
    except psycopg.Error as problem:
        raise DatabaseTrouble(
            f"The server of DATABASE_URL cannot be used for tests: {str(problem).strip()}. Its role needs "
            "CREATEDB and CREATEROLE. Without DATABASE_URL the tests start a server of their own."
        ) from problem
    return Server(
        admin=url,
        owner=_as_role(url, owner, password),
        app=_as_role(url, app, password),
        template=_TEMPLATE_PREFIX + _fingerprint(),
        run=f"{os.getpid()}",
    )


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    name, secret = sql.Identifier(role), sql.Literal(password)
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    statement = sql.SQL(verb) + sql.SQL(" ROLE {} LOGIN PASSWORD {}").format(name, secret)
    connection.execute(statement)


def _as_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{password}@{place}"))


def _build_template(found: Server) -> None:
    """Migrate a new database under another name and rename it when whole."""
    draft = f"{found.template}_building"
    with psycopg.connect(found.admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_BUILDING_LOCK])
        if _exists(connection, found.template):
            return
        _drop(connection, draft)
        _create(connection, draft, found, template="template1")
        with psycopg.connect(on(found.admin, draft), autocommit=True) as inside:
            for extension in ("btree_gist", "pg_trgm", "unaccent"):
                inside.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )
        _migrate(found, draft)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(draft), sql.Identifier(found.template)
            )
        )


def _migrate(found: Server, database: str) -> None:
    env = os.environ | {
        "DATABASE_URL": on(found.app, database),
        "DATABASE_OWNER_URL": on(found.owner, database),
        "STEPWELL_AS_OWNER": "1",
    }
    for words in (("manage", "migrate", "--verbosity=0", "--no-input"), ("grants",)):
        done = subprocess.run(
            [sys.executable, "-m", "stepwell", *words],
            env=env,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise DatabaseTrouble(
                f"`stepwell {' '.join(words)}` failed on the test database:\n{done.stdout}{done.stderr}"
            )


def _fingerprint() -> str:
    """Changes when anything that goes into a fresh database does: migrations, knowledge, grants,
    packages.
    """
    source = PROJECT / "src" / "stepwell"
    files = {
        PROJECT / "uv.lock",
        source / "settings.py",
        *source.glob("foundation/grants.py"),
        *source.rglob("migrations/*.py"),
        *(path for path in source.rglob("knowledge/**/*") if path.suffix != ".pyc"),
    }
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _drop_leftovers(found: Server) -> None:
    """Old templates, and clones of runs that were killed: the lock on the folder says nobody uses
    them.
    """
    with psycopg.connect(found.admin, autocommit=True) as connection:
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE datname <> %s"
            " AND (datname LIKE 'stepwell\\_template\\_%%' OR datname LIKE 'stepwell\\_test\\_%%')",
            [found.template],
        ).fetchall():
            _drop(connection, name)


# -- each process that runs tests ------------------------------------------------------------------


def clone(found: Server) -> str:
    """Make this process's database anew from the template and give the application's URL for it."""
    with psycopg.connect(found.admin, autocommit=True) as connection:
        _drop(connection, found.clone)
        _create(connection, found.clone, found, template=found.template)
    return on(found.app, found.clone)


def drop_clone(found: Server) -> None:
    with psycopg.connect(found.admin, autocommit=True) as connection:
        _drop(connection, found.clone)


def _create(connection: psycopg.Connection, name: str, found: Server, *, template: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(urlsplit(found.owner).username or "")
    app = sql.Identifier(urlsplit(found.app).username or "")
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            database, owner, sql.Identifier(template)
        )
    )
    # Rights on the database itself do not come along with a template.
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, app)
    )


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _exists(connection: psycopg.Connection, name: str) -> bool:
    row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None
