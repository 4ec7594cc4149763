"""Two locks on what may never change: a trigger for everybody, a missing privilege for the application."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from stepwell.foundation import grants
from stepwell.foundation.sql import append_only
from support import database

TABLE = "test_append_only"


@pytest.fixture
def owner(committed_db: None) -> Iterator[psycopg.Connection]:
    """The owner's connection, with a table made append-only as a migration does."""
    operation = append_only(TABLE)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE TABLE {TABLE} (word text)".encode())
        connection.execute(str(operation.sql).encode())
        connection.execute(f"INSERT INTO {TABLE} VALUES ('first')".encode())
        yield connection
        connection.execute(str(operation.reverse_sql).encode())
        connection.execute(
            f"UPDATE {TABLE} SET word = 'again'".encode()
        )  # reversed: the trigger is gone
        assert set(connection.execute(f"SELECT word FROM {TABLE}".encode()).fetchall()) == {
            ("again",)
        }


CHANGES = (f"UPDATE {TABLE} SET word = 'x'", f"DELETE FROM {TABLE}", f"TRUNCATE {TABLE}")


@pytest.mark.parametrize("change", CHANGES)
def test_even_the_owner_cannot_change_it(owner: psycopg.Connection, change: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        owner.execute(change.encode())
    assert owner.execute(f"SELECT word FROM {TABLE}".encode()).fetchall() == [("first",)]


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_add_and_read_and_no_more(
    owner: psycopg.Connection, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = database.handed_down()
    role = psycopg.conninfo.conninfo_to_dict(found.app)["user"]
    monkeypatch.setattr(grants, "APPEND_ONLY_TABLES", (*grants.APPEND_ONLY_TABLES, TABLE))
    grants.apply(os.environ["DATABASE_OWNER_URL"], str(role))
    with psycopg.connect(database.on(found.app, found.clone), autocommit=True) as application:
        application.execute(f"INSERT INTO {TABLE} VALUES ('second')".encode())
        assert len(application.execute(f"SELECT * FROM {TABLE}".encode()).fetchall()) == 2
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute(change.encode())


def test_grants_change_nothing_where_owner_and_application_are_one(
    owner: psycopg.Connection,
) -> None:
    before = _privileges(owner)
    grants.apply(os.environ["DATABASE_OWNER_URL"], owner.info.user)
    assert _privileges(owner) == before


def _privileges(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    query = sql.SQL(
        "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    return connection.execute(query).fetchall()


def test_the_application_may_not_create_tables() -> None:
    found = database.handed_down()
    with (
        psycopg.connect(database.on(found.app, found.clone), autocommit=True) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute("CREATE TABLE mine (word text)")
