"""The timetable solver as a command. The solver itself is imported only when it runs: OR-Tools takes seconds to load."""

import argparse

from stepwell.doors.kit.commands import (
    Command,
    Computation,
    UsageError,
    offer,
    offer_computation,
    print_json,
    read_json,
)
from stepwell.journey.timetable.makeup import MAKEUP_SCHEMA, make_up
from stepwell.journey.timetable.problem import read_problem
from stepwell.journey.timetable.schema import SCHEMA


def _solve(namespace: argparse.Namespace) -> int:
    if namespace.seconds <= 0 or namespace.workers < 1 or namespace.seed < 0:
        raise UsageError("--seconds must be above 0, --workers at least 1 and --seed not negative")
    problem = read_problem(read_json(namespace.file))
    from stepwell.journey.timetable.solver import solve

    answer = solve(
        problem, seconds=namespace.seconds, seed=namespace.seed, workers=namespace.workers
    )
    print_json(answer)
    return 0 if answer["status"] in ("optimal", "feasible") else 1


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", help="a file, or - for standard input")
    parser.add_argument("--seconds", type=float, default=60, help="time limit (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the search (default 0)")
    parser.add_argument(
        "--workers",
        type=int,
        default=2,
        help="threads (default 2); 1 repeats itself as long as the time limit is not reached",
    )


offer(
    Command(
        name="timetable solve",
        summary="propose a week, or repair one",
        description=(
            "Reads a problem (timetable, version 1) from FILE or standard input (-), prints the solution as JSON.\n"
            "Exit 0: a week; 1: none, and conflicts say why (status infeasible: proven; unknown: not found in time); "
            "2: bad input.\n\n"
            "example:\n  stepwell timetable solve --schema | python3 -c "
            "'import json, sys; print(json.dumps(json.load(sys.stdin)[\"examples\"][0]))' | stepwell timetable solve -"
        ),
        run=_solve,
        arguments=_arguments,
        schema=SCHEMA,
    )
)

offer_computation(
    Computation(
        name="timetable makeup",
        summary="find what restores one patient's week",
        compute=make_up,
        schema=MAKEUP_SCHEMA,
        example=MAKEUP_SCHEMA["examples"][0],
        notes="The smallest sets of open sessions that give back the minutes ordered, best first; somebody decides.",
    )
)
