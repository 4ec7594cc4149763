"""The `stepwell` command. Each door offers commands in a `commands.py`; this finds them and runs one."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence

from stepwell.doors.kit.commands import COMMANDS, Command, UsageError
from stepwell.foundation.errors import DomainError

# By name, as Django's urls do: the command line is a door of its own and imports no other door.
MODULES = (
    "stepwell.doors.cli.commands",
    "stepwell.doors.fhir.commands",
    "stepwell.doors.cli.computations",
    "stepwell.doors.cli.timetables",
    "stepwell.doors.cli.doctor",
    "stepwell.doors.cli.installing",
    "stepwell.doors.cli.simulation.commands",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0 done, 1 the answer is no, 2 bad input or usage (one line on stderr, nothing written)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepwell.settings")
    for module in MODULES:
        importlib.import_module(module)
    given = list(sys.argv[1:] if arguments is None else arguments)
    command, rest = _find(given)
    if command is None:
        return _overview(given)
    try:
        return _run(command, rest)
    except (UsageError, DomainError) as error:
        print(f"stepwell {command.name}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print(
            f"\nstepwell {command.name}: interrupted; what was not finished is not kept.",
            file=sys.stderr,
        )
        return 130


def _find(given: list[str]) -> tuple[Command | None, list[str]]:
    for length in (2, 1):
        name = " ".join(given[:length])
        if name in COMMANDS:
            return COMMANDS[name], given[length:]
    return None, given


def _overview(given: list[str]) -> int:
    asked_for_help = not given or given[0] in ("-h", "--help", "help")
    out = sys.stdout if asked_for_help else sys.stderr
    if not asked_for_help:
        print(f"stepwell: there is no command {' '.join(given[:2])!r}.", file=out)
    print(
        "usage: stepwell COMMAND [FILE] [options]     (stepwell COMMAND --help explains one)\n",
        file=out,
    )
    for command in sorted(COMMANDS.values(), key=lambda c: c.name):
        if not command.hidden:
            print(f"  {command.name:<22} {command.summary}", file=out)
    return 0 if asked_for_help else 2


def _run(command: Command, rest: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog=f"stepwell {command.name}",
        description=command.description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if command.schema is not None:
        parser.add_argument(
            "--schema", action="store_true", help="print the JSON Schema of the input"
        )
        if "--schema" in rest:
            print(json.dumps(command.schema, indent=2, sort_keys=True))
            return 0
    command.arguments(parser)
    namespace = parser.parse_args(rest)
    return _with_database(command, namespace) if command.database else command.run(namespace)


def _with_database(command: Command, namespace: argparse.Namespace) -> int:
    """Raises `UsageError` when there is no database to work on."""
    from stepwell.doors.cli.database import at_hand

    with at_hand():
        import django

        django.setup()
        from django.db import OperationalError

        try:
            return command.run(namespace)
        except OperationalError as error:
            last = (str(error).strip().splitlines() or ["no message"])[-1]
            raise UsageError(f"the database does not answer: {last}") from error
