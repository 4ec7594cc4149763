"""Commands of the simulator: `simulate`, `demo-load`, `accounts`. Django is imported when one runs."""

import argparse
from datetime import date

from stepwell.doors.kit.commands import Command, UsageError, offer, print_json
from stepwell.foundation.home import HomeError, port

DEMO = {"patients": 60, "weeks": 12, "seed": 7}
MOST_PATIENTS, MOST_WEEKS = 2_000, 160


def _simulate(namespace: argparse.Namespace) -> int:
    from . import demo

    for name, least, most in (("patients", 1, MOST_PATIENTS), ("weeks", 1, MOST_WEEKS)):
        if not least <= getattr(namespace, name) <= most:
            raise UsageError(f"--{name} has to be between {least} and {most}.")
    outcome = demo.load(
        patients=namespace.patients,
        weeks=namespace.weeks,
        seed=namespace.seed,
        until=namespace.until,
        title="Simulating",
    )
    print_json(outcome)
    return 0


def _demo_load(namespace: argparse.Namespace) -> int:
    from . import demo

    if namespace.if_empty and not demo.is_empty():
        return 0
    demo.load(**DEMO, until=None, title="Loading the demo clinic")
    return 0


def _accounts(_namespace: argparse.Namespace) -> int:
    from . import demo

    try:
        print(demo.table(port()))
    except HomeError as error:
        raise UsageError(str(error)) from error
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2026-11-23") from None


def _simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--patients", type=int, default=60, help="people in the program at the end")
    parser.add_argument("--weeks", type=int, default=12, help="weeks of history")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same clinic")
    parser.add_argument(
        "--until", type=_day, default=None, help="the first day not simulated: today"
    )


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--if-empty", action="store_true", help="do nothing where there is a clinic already"
    )


offer(
    Command(
        "simulate",
        "fill an empty installation with a simulated clinic",
        _simulate,
        description="Drives the same actions as the screens through weeks that end today. All of it or nothing.\n\n"
        "example:\n  stepwell simulate --patients 60 --weeks 12 --seed 7",
        arguments=_simulate_arguments,
        database=True,
    )
)
offer(
    Command(
        "demo-load",
        "load the demonstration clinic",
        _demo_load,
        arguments=_demo_arguments,
        database=True,
    )
)
offer(
    Command(
        "accounts",
        "list who can sign in to the demonstration clinic",
        _accounts,
        database=True,
    )
)
