"""How a door offers commands, and how commands read input and print answers (contract: 0 done, 1 no, 2 bad input)."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stepwell.foundation.errors import BadInput


class UsageError(Exception):
    """Bad input or usage: printed as one line on stderr, exit 2."""


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """A command without arguments."""


@dataclass(frozen=True)
class Command:
    name: str
    summary: str
    run: Callable[[argparse.Namespace], int]
    description: str = ""
    arguments: Callable[[argparse.ArgumentParser], None] = _no_arguments
    schema: dict[str, Any] | None = None
    database: bool = False
    hidden: bool = False


COMMANDS: dict[str, Command] = {}


def offer(command: Command) -> None:
    COMMANDS[command.name] = command


@dataclass(frozen=True)
class Computation:
    """A pure function from JSON to JSON, offered as a command that needs no database."""

    name: str
    summary: str
    compute: Callable[[Any], Any]
    schema: dict[str, Any]
    example: Any
    notes: str = field(default="")


def offer_computation(computation: Computation) -> None:
    example = json.dumps(computation.example, ensure_ascii=False)
    description = (
        f"{computation.summary}\n{computation.notes}\nReads JSON from FILE or standard input (-), prints JSON.\n\n"
        f"example:\n  echo '{example}' | stepwell {computation.name} -"
    )

    def run(namespace: argparse.Namespace) -> int:
        print_json(_compute(computation, read_json(namespace.file)))
        return 0

    offer(
        Command(
            name=computation.name,
            summary=computation.summary,
            description=description,
            run=run,
            arguments=lambda parser: parser.add_argument(  # type: ignore[arg-type, return-value]
                "file", nargs="?", default="-", help="a file, or - for standard input"
            ),
            schema=computation.schema,
        )
    )


def _compute(computation: Computation, value: Any) -> Any:
    try:
        return computation.compute(value)
    except (BadInput, ValueError) as error:
        raise UsageError(" ".join(str(error).split())) from error


def read_bytes(name: str) -> bytes:
    """A file's bytes, or standard input for "-". Raises `UsageError` when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from error


def read_json(name: str) -> Any:
    try:
        return json.loads(read_bytes(name).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{name}: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except (RecursionError, ValueError) as error:
        raise UsageError(f"{name}: not JSON that can be read ({type(error).__name__})") from error


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, sort_keys=True, indent=2, default=str)
    sys.stdout.write("\n")
