"""How fast a week is planned and repaired, and how near to the best. Run: PYTHONPATH=src:tests python bench/timetable.py [solve|repair] [SEED…]

Prints patients, groups, seed, what was asked, status, objective, bound, gap, wall seconds and CPU seconds.
"""

import sys
import time
from typing import Any

from stepwell.journey.timetable.problem import read_problem
from stepwell.journey.timetable.solver import solve
from support.timetable_checker import Judge
from support.timetables import Planted

SIZES = ((120, 120), (300, 120))  # patients, seconds of wall time allowed


def repaired(planted: Planted) -> dict[str, Any]:
    """The planted week stands, and the leader of its first session calls in sick for that slot."""
    problem = {**planted.problem, "fixed": planted.sessions}
    row = planted.sessions[0]
    person = next(staff for staff in problem["staff"] if staff["id"] == row["leader"])
    person["unavailable"] = [*person["unavailable"], row["slot"]]
    return problem


def measure(what: str, problem: dict[str, Any], seed: int, seconds: int) -> None:
    wall, cpu = time.monotonic(), time.process_time()
    answer = solve(read_problem(problem), seconds=seconds, seed=seed)
    spent = (time.monotonic() - wall, time.process_time() - cpu)
    faults = Judge(problem, answer).judge() if answer["sessions"] else []
    print(
        f"{len(problem['patients']):>4} patients {len(problem['groups']):>4} groups  seed {seed}  {what:<7}"
        f" {answer['status']:<10} objective {answer['objective']} bound {answer['bound']} gap {answer['gap']}"
        f"  wall {spent[0]:.1f} s  CPU {spent[1]:.1f} s  faults {len(faults)}",
        flush=True,
    )


def main(arguments: list[str]) -> None:
    what = arguments[0] if arguments else "solve"
    for patients, seconds in SIZES:
        for seed in [int(seed) for seed in arguments[1:]] or [1, 2, 3]:
            planted = Planted(patients, seed)
            problem = repaired(planted) if what == "repair" else planted.problem
            measure(what, problem, seed, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
