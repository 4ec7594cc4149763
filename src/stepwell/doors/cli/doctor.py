"""`stepwell doctor`: is this installation in order? Each check says what to do when it is not."""

import argparse
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from stepwell.doors.kit.commands import Command, UsageError, offer, print_json
from stepwell.foundation.home import Home

from .database import at_hand

LEAST_DISK = 2 * 1024**3  # bytes
LONGEST_WAIT = 300  # seconds a job may wait before somebody should look
LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    advice: str = ""


def _doctor(_namespace: argparse.Namespace) -> int:
    checks = [*_with_database(), _secret_key(), _disk()]
    print_json({"checks": [asdict(check) for check in checks]})
    return 0 if all(check.ok for check in checks) else 1


def _verdict(name: str, ok: bool, advice: str) -> Check:
    return Check(name, ok, "" if ok else advice)


# -- the machine -----------------------------------------------------------------------------------


def _disk() -> Check:
    folder = Home.from_environment().path
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return _verdict(
        "disk",
        free >= LEAST_DISK,
        f"Only {free / 1024**3:.1f} GB are free beside {folder}; make room for at least 2 GB.",
    )


def _secret_key() -> Check:
    """The key signs sessions and opens what is sealed: nobody else on the machine may read it."""
    if os.environ.get("SECRET_KEY"):
        return _verdict(
            "secret key",
            len(os.environ["SECRET_KEY"]) >= 40,
            "SECRET_KEY is short; use 50 random characters.",
        )
    file = Home.from_environment().path / "secret" / "key"
    if not file.exists():
        return Check("secret key", False, "There is no key yet; it is made at the first start.")
    mode = stat.S_IMODE(file.stat().st_mode)
    return _verdict(
        "secret key", mode & 0o077 == 0, f"Others may read {file}; run: chmod 600 {file}"
    )


# -- the database ----------------------------------------------------------------------------------


def _with_database() -> list[Check]:
    try:
        with at_hand():
            import django

            django.setup()
            return [_https(), *_questions()]
    except UsageError as problem:
        return [Check("database", False, str(problem))]


def _questions() -> list[Check]:
    from django.db import Error, connection

    found: list[Check] = []
    asked: tuple[Callable[[], Check], ...] = (
        _reachable,
        _role,
        _append_only,
        _migrations,
        _queue,
        _administrator,
    )
    for ask in asked:
        try:
            found.append(ask())
        except Error as error:
            name = ask.__name__.strip("_").replace("_", " ")
            advice = " ".join(str(error).split())[:300]
            found.append(Check("database" if ask is _reachable else name, False, advice))
            if ask is _reachable:
                break
    connection.close()
    return found


def _rows(statement: str, *values: str) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def _reachable() -> Check:
    return _verdict("database", _rows("SELECT 1") == [(1,)], "The database does not answer.")


def _role() -> Check:
    rows = _rows(
        "SELECT current_user, tableowner FROM pg_tables WHERE tablename = 'trust_ledger_event'"
    )
    owner = bool(rows) and rows[0][0] == rows[0][1]
    return _verdict(
        "role",
        bool(rows) and not owner,
        "The application connects as the owner of its tables, who could change the ledger. Give DATABASE_URL a role of "
        "its own and the owner's to DATABASE_OWNER_URL, then run: stepwell grants",
    )


def _append_only() -> Check:
    from stepwell.foundation.grants import APPEND_ONLY_TABLES

    loose = [
        table
        for table in APPEND_ONLY_TABLES
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
        if _rows("SELECT has_table_privilege(current_user, %s, %s)", table, verb)[0][0]
    ]
    return _verdict(
        "append only",
        not loose,
        f"The application may change {', '.join(dict.fromkeys(loose))}. As the owner run: stepwell grants",
    )


def _migrations() -> Check:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _verdict(
        "migrations",
        not missing,
        f"{len(missing)} are not applied. As the owner run: STEPWELL_AS_OWNER=1 stepwell manage migrate",
    )


def _queue() -> Check:
    rows = _rows(
        "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)"
        " FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
        " WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
    )
    lag = float(str(rows[0][0]))
    return _verdict(
        "queue",
        lag < LONGEST_WAIT,
        f"A job has waited for {lag / 60:.0f} minutes. Is the worker running? Start it with: stepwell worker",
    )


def _administrator() -> Check:
    from stepwell.trust.people.queries import staff
    from stepwell.trust.people.roles import Role

    return _verdict(
        "administrator",
        staff(role=Role.ADMINISTRATOR).exists(),
        "Nobody can set up accounts. Make the first administrator with: stepwell admin you@example.org",
    )


def _https() -> Check:
    from django.conf import settings

    local = urlsplit(settings.BASE_URL).hostname in LOCAL
    return _verdict(
        "https",
        local or settings.SESSION_COOKIE_SECURE,
        f"{settings.BASE_URL} is no local address: set STEPWELL_HTTPS=1 and serve it through a proxy with a certificate.",
    )


offer(
    Command(
        "doctor",
        "check that this installation is in order",
        _doctor,
        description="Prints {checks: [{name, ok, advice}]}. Exit 0 when everything is, 1 when something is not.\n\n"
        "example:\n  stepwell doctor",
    )
)
