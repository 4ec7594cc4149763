"""What restores a week after a missed session."""

import copy
from typing import Any

import pytest

from stepwell.foundation.errors import BadInput
from stepwell.journey.timetable.makeup import MAKEUP_SCHEMA, make_up
from stepwell.journey.timetable.schema import EXAMPLE


def week() -> dict[str, Any]:
    """P2 needs 180 minutes in two sessions and missed the first; G2 and G1 still meet."""
    problem = copy.deepcopy(EXAMPLE)
    problem["patients"][1].update(minutes_per_week=180, days_per_week=2)

    def session(group: str, slot: str, *members: str) -> dict[str, Any]:
        return {
            "group": group,
            "slot": slot,
            "room": "R1",
            "leader": "T1",
            "members": list(members),
        }

    return {
        "problem": problem,
        "patient": "P2",
        "sessions": [
            session("G1", "mon-09", "P1", "P2"),
            session("G2", "wed-09", "P2"),
            session("G2", "wed-10", "P1"),
            session("G1", "fri-10", "P1"),
        ],
        "missed": [{"group": "G1", "slot": "mon-09"}],
    }


def places(answer: dict[str, Any]) -> list[list[str]]:
    return [[session["slot"] for session in option["sessions"]] for option in answer["options"]]


def test_the_same_topic_comes_first() -> None:
    answer = make_up(week())
    assert answer["short"] == 90
    assert places(answer) == [["fri-10"], ["wed-10"]]


def test_a_week_without_a_gap_needs_nothing() -> None:
    asked = {**week(), "missed": [], "attended": [{"group": "G1", "slot": "mon-09"}]}
    answer = make_up(asked)
    assert (answer["short"], answer["options"]) == (0, [])


def test_full_over_and_busy_are_no_openings_and_the_answer_says_so() -> None:
    asked = week()
    asked["over"] = ["fri-10"]
    asked["problem"]["patients"][1]["busy"] = ["wed-10"]
    answer = make_up(asked)
    assert (answer["options"], answer["unrestored"]) == ([], 90)
    assert answer["because"].startswith("No open session fits P2")


def test_a_day_never_grows_past_its_limit() -> None:
    asked = week()
    asked["problem"]["patients"][1]["max_minutes_per_day"] = 90
    assert places(make_up(asked)) == [["fri-10"]]


def test_the_example_of_the_schema_is_answered() -> None:
    assert make_up(MAKEUP_SCHEMA["examples"][0])["short"] > 0


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"patient": "P9"}, "/patient: there is no 'P9' in /patients."),
        (
            {"missed": [{"group": "G9", "slot": "mon-09"}]},
            "/missed/0/group: names no group of the problem.",
        ),
        ({"sessions": 3}, "/sessions: must be of type array."),
    ],
)
def test_bad_input_names_its_place(change: dict[str, Any], line: str) -> None:
    with pytest.raises(BadInput) as caught:
        make_up({**week(), **change})
    assert str(caught.value) == line
