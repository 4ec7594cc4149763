"""Commands for an installation's first day and for its ledger: `admin`, `export ledger`."""

import argparse
import json
import sys
from typing import TextIO

from stepwell.doors.kit.commands import Command, UsageError, offer


def _admin(namespace: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from stepwell.trust.people.queries import staff
    from stepwell.trust.people.roles import Role

    try:
        validate_email(namespace.email)
    except ValidationError:
        raise UsageError(f"{namespace.email!r} is no e-mail address.") from None
    if staff(role=Role.ADMINISTRATOR).exists():
        raise UsageError("there is an administrator already; they set up the other accounts.")
    token = _invited(namespace)
    print(f"{settings.BASE_URL}/me/welcome/{token}/")
    print("Open this link within seven days and choose a password. It works once.", file=sys.stderr)
    return 0


def _invited(namespace: argparse.Namespace) -> str:
    """The secret of a one-time link for the first administrator; an earlier one stops working."""
    from stepwell.foundation import clock
    from stepwell.trust.people import actions
    from stepwell.trust.people.queries import likely_same
    from stepwell.trust.people.roles import Role
    from stepwell.trust.people.viewer import system

    at, by, email = clock.now(), system("installation"), namespace.email.lower()
    known = likely_same(given_name="", family_name="", email=email, phone="").first()
    person = known or actions.register_person(
        given_name=namespace.given, family_name=namespace.family, email=email, by=by, at=at
    )
    _row, token = actions.invite(person=person, role=Role.ADMINISTRATOR, by=by, at=at)
    return token


def _admin_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="what they will sign in with")
    parser.add_argument("--given", default="First", help="given name")
    parser.add_argument("--family", default="Administrator", help="family name")


def _export_ledger(namespace: argparse.Namespace) -> int:
    from stepwell.trust.ledger.reactions import seal

    seal()
    if namespace.file == "-":
        _write_ledger(sys.stdout)
        return 0
    try:
        with open(namespace.file, "x", encoding="utf-8") as file:  # noqa: PTH123 - "x": never over another export
            _write_ledger(file)
    except OSError as error:
        raise UsageError(f"{namespace.file}: {error.strerror or error}") from error
    return 0


def _write_ledger(out: TextIO) -> None:
    from stepwell.trust.ledger.queries import sealed_rows
    from stepwell.trust.ledger.sealing import canonical

    for row, position, digest in sealed_rows():
        if row is not None and isinstance(row["detail"], str):
            row["detail"] = json.loads(row["detail"])
        event = json.loads(canonical(row)) if row is not None else None
        line = {"event": event, "position": position, "digest": digest}
        out.write(json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", help="a new file, or - for standard output")


offer(
    Command(
        "admin",
        "make the first administrator of an empty installation",
        _admin,
        description="Prints a link that works once, for seven days.\n\nexample:\n  stepwell admin you@example.org",
        arguments=_admin_arguments,
        database=True,
    )
)
offer(
    Command(
        "export ledger",
        "write the sealed ledger, one JSON object a line",
        _export_ledger,
        description="`stepwell audit verify FILE` checks what this writes, without a database.\n\n"
        "example:\n  stepwell export ledger ledger.ndjson && stepwell audit verify ledger.ndjson",
        arguments=_export_arguments,
        database=True,
    )
)
