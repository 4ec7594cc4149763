"""Commands that run an installation."""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from stepwell.doors.kit.commands import Command, UsageError, offer, print_json, read_bytes
from stepwell.foundation.home import Home, HomeError


def _manage(namespace: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["stepwell manage", *namespace.rest])
    return 0


def _grants(_namespace: argparse.Namespace) -> int:
    from stepwell.foundation import grants

    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL", "")
    role = urlsplit(os.environ.get("DATABASE_URL", owner)).username or ""
    grants.apply(owner, role)
    return 0


def _worker(_namespace: argparse.Namespace) -> int:
    from stepwell.foundation import jobs

    jobs.work()
    return 0


def _exported(name: str) -> Iterator[tuple[dict[str, Any] | None, int, str]]:
    """The rows of an exported ledger: a JSON object a line. Raises `UsageError` naming the line."""
    for number, line in enumerate(read_bytes(name).decode(errors="replace").splitlines(), start=1):
        try:
            row = json.loads(line)
            yield row["event"], row["position"], row["digest"]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{name}: line {number} is no row of an exported ledger") from error


def _audit_verify(namespace: argparse.Namespace) -> int:
    from stepwell.trust.ledger.sealing import verify

    if namespace.file:
        result = verify(_exported(namespace.file))
    else:
        from stepwell.doors.cli.database import at_hand

        with at_hand():
            import django

            django.setup()
            from stepwell.trust.ledger import queries

            result = queries.verify_chain()
    print_json(asdict(result))
    return 0 if result.ok else 1


def _serve(namespace: argparse.Namespace, open_demo: bool) -> int:
    from stepwell.doors.cli.serve import serve

    try:
        return serve(Home.from_environment(), open_demo=open_demo, host=namespace.host)
    except HomeError as error:
        raise UsageError(str(error)) from error


def _host(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")


offer(
    Command(
        "serve", "start the server and its database", lambda n: _serve(n, False), arguments=_host
    )
)
offer(Command("demo", "start a demonstration clinic", lambda n: _serve(n, True), arguments=_host))
offer(Command("worker", "work the queue", _worker, database=True))
offer(Command("grants", "give the application's database role its rights", _grants, hidden=True))
offer(
    Command(
        "manage",
        "Django's own commands",
        _manage,
        arguments=lambda p: p.add_argument("rest", nargs=argparse.REMAINDER),  # type: ignore[arg-type, return-value]
        hidden=True,
    )
)
offer(
    Command(
        "audit verify",
        "check the ledger's hash chain",
        _audit_verify,
        description="Without FILE the ledger of this installation; with FILE an exported one (NDJSON), without a database.\n\n"
        "example:\n  stepwell audit verify",
        arguments=lambda p: p.add_argument("file", nargs="?"),  # type: ignore[arg-type, return-value]
    )
)
