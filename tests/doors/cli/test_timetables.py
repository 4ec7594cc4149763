"""The timetable commands: exit 0 with a week, 1 with reasons, 2 with one line."""

import copy
import json
from pathlib import Path

import pytest

from stepwell.doors.cli.main import main
from stepwell.journey.timetable.schema import EXAMPLE


def test_the_example_is_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "week.json"
    file.write_text(json.dumps(EXAMPLE))
    assert main(["timetable", "solve", str(file), "--workers", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "optimal"


def test_what_cannot_be_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = copy.deepcopy(EXAMPLE)
    problem["groups"][0]["leaders"] = []
    file = tmp_path / "week.json"
    file.write_text(json.dumps(problem))
    assert main(["timetable", "solve", str(file)]) == 1
    assert json.loads(capsys.readouterr().out)["conflicts"][0]["who"] == "G1"


@pytest.mark.parametrize("command", ["solve", "makeup"])
def test_bad_input_is_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "week.json"
    file.write_text("{}")
    assert main(["timetable", command, str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
