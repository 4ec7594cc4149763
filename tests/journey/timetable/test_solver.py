"""Every answer is judged by a checker that knows only the contract."""

import copy
from typing import Any

import pytest

from stepwell.foundation.errors import BadInput
from stepwell.journey.timetable.problem import read_problem
from stepwell.journey.timetable.schema import EXAMPLE
from stepwell.journey.timetable.solver import solve
from support.timetable_checker import Judge
from support.timetables import Planted


def solved(problem: dict[str, Any], **options: Any) -> dict[str, Any]:
    answer = solve(read_problem(problem), **{"seconds": 60, "workers": 1, **options})
    if answer["status"] in ("optimal", "feasible"):
        judge = Judge(problem, answer)
        assert judge.judge() == []
        assert judge.objective() == answer["objective"]
        assert answer["bound"] <= answer["objective"]
    return answer


def small() -> dict[str, Any]:
    """Two patients, two groups of up to four, three mornings of two slots."""
    return copy.deepcopy(EXAMPLE)


def test_the_example_is_solved_to_the_best() -> None:
    answer = solved(small())
    assert (answer["status"], answer["gap"]) == ("optimal", 0)


def test_the_same_seed_gives_the_same_answer() -> None:
    one, two = solved(small(), seed=3), solved(small(), seed=3)
    assert one["sessions"] == two["sessions"]
    assert one["med_checks"] == two["med_checks"]


@pytest.mark.parametrize("seed", range(2))
def test_a_week_that_stands_is_left_standing(seed: int) -> None:
    planted = Planted(60, seed)
    assert Judge(planted.problem, planted.answer).judge() == []
    answer = solved({**planted.problem, "fixed": planted.sessions}, seconds=60)
    assert (answer["moved"], answer["objective"] < 1000) == ([], True)


def test_a_leader_who_calls_in_sick_is_replaced_without_a_move() -> None:
    problem = small()
    problem["staff"].append({"id": "T2", "role": "therapist", "credentials": ["LCSW"]})
    for group in problem["groups"]:
        group["leaders"].append("T2")
    problem["fixed"] = solved(problem)["sessions"]
    row = problem["fixed"][0]
    person = next(s for s in problem["staff"] if s["id"] == row["leader"])
    person["unavailable"] = [row["slot"]]
    answer = solved(problem)
    assert answer["moved"] == []


def test_a_patient_who_cannot_come_moves_and_the_answer_says_why() -> None:
    problem = small()
    problem["slots"] += [
        {"id": "tue-09", "day": "tue", "block": "am", "start": "09:00", "minutes": 90},
        {"id": "tue-10", "day": "tue", "block": "am", "start": "10:30", "minutes": 90},
    ]
    problem["fixed"] = solved(problem)["sessions"]
    row = next(row for row in problem["fixed"] if "P1" in row["members"])
    problem["patients"][0]["busy"] = [row["slot"]]
    answer = solved(problem)
    assert answer["status"] == "optimal"
    assert answer["objective"] >= 1000
    assert all(moved["because"] for moved in answer["moved"])


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (lambda p: p["groups"][1].update(credential="PhD"), "credential"),
        (lambda p: p["patients"][0].update(minutes_per_week=900), "minutes"),
        (lambda p: p["patients"][0].update(days_per_week=4), "days"),
        (lambda p: p["patients"][0].update(topics={"coping": 4}), "topic coping"),
        (lambda p: p["rooms"].clear(), "slots"),
        (lambda p: p["groups"][0].update(min_size=3), "min_size"),
    ],
)
def test_what_cannot_be_is_explained(change: Any, constraint: str) -> None:
    problem = small()
    change(problem)
    answer = solved(problem)
    assert answer["status"] == "infeasible"
    assert constraint in [conflict["constraint"] for conflict in answer["conflicts"]]
    assert all(conflict["sentence"].endswith(".") for conflict in answer["conflicts"])


def test_what_only_the_whole_forbids_is_explained_too() -> None:
    problem = small()
    problem["staff"][0]["max_minutes"] = 500  # the two groups need 540 minutes of T1
    answer = solved(problem)
    assert answer["status"] == "infeasible"
    assert answer["conflicts"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda p: p.update(version=2), "/version: must be 1."),
        (lambda p: p.pop("rooms"), "/rooms: is missing."),
        (
            lambda p: p["slots"][1].update(id="mon-09"),
            "/slots/1/id: 'mon-09' is already the id of /slots/0.",
        ),
        (
            lambda p: p["slots"][0].update(start="24:10"),
            "/slots/0/start: '24:10' is no time of day such as 09:30.",
        ),
        (
            lambda p: p["groups"][0].update(min_size=9),
            "/groups/0/min_size: 9 is more than max_size 4.",
        ),
        (
            lambda p: p["groups"][0].update(leaders=["T1", "X"]),
            "/groups/0/leaders/1: there is no 'X' in /staff.",
        ),
        (
            lambda p: p["patients"][0].update(busy=["T1"]),
            "/patients/0/busy/0: there is no 'T1' in /slots.",
        ),
        (
            lambda p: p["patients"][0].update(days_per_week=True),
            "/patients/0/days_per_week: must be of type integer.",
        ),
    ],
)
def test_bad_input_is_one_line_with_a_pointer(change: Any, line: str) -> None:
    problem = small()
    change(problem)
    with pytest.raises(BadInput) as caught:
        read_problem(problem)
    assert str(caught.value) == line
