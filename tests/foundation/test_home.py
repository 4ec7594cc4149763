"""Stepwell's folder: where it is, who may enter, one key for all processes; and the port."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stepwell.foundation.home import Home, HomeError, port, read_or_create


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_environment_names_the_folder(tmp_path: Path) -> None:
    assert Home.from_environment({"STEPWELL_HOME": "/srv/clinic"}, tmp_path).path == Path(
        "/srv/clinic"
    )
    assert Home.from_environment({"STEPWELL_HOME": "here"}, tmp_path).path == tmp_path / "here"


def test_a_checkout_of_stepwell_holds_its_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "stepwell"\n')
    assert Home.from_environment({}, tmp_path).path == tmp_path / ".stepwell"


@pytest.mark.parametrize("text", [None, '[project]\nname = "other"\n', "not = [toml"])
def test_elsewhere_it_is_in_the_users_home(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    assert Home.from_environment({}, tmp_path).path == Path.home() / ".stepwell"


def test_folders_are_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "home")
    assert [mode(home.postgres), mode(home.log), mode(home.secret), mode(home.path)] == [0o700] * 4


def test_the_key_is_long_private_and_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    key = home.secret_key()
    assert len(key) >= 50
    assert home.secret_key() == key
    assert mode(home.secret / "key") == 0o600
    assert [file.name for file in home.secret.iterdir()] == ["key"]


def test_processes_that_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from stepwell.foundation.home import Home\n"
        "print(Home(Path(sys.argv[1])).secret_key())"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "home")]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keys = {process.communicate()[0] for process in asking}
    assert len(keys) == 1
    assert keys != {""}


def test_whoever_comes_second_reads_what_the_first_wrote(tmp_path: Path) -> None:
    file = tmp_path / "secret"

    def interrupted() -> str:
        read_or_create(file, lambda: "first")
        return "second"

    assert read_or_create(file, interrupted) == "first"


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="Set STEPWELL_HOME to a folder you may write in"):
        _ = Home(tmp_path / "file").postgres


def test_the_port_is_8000_unless_the_environment_says_otherwise() -> None:
    assert port({}) == port({"PORT": ""}) == 8000
    assert port({"PORT": "8001"}) == 8001


@pytest.mark.parametrize("given", ["0", "65536", "-1", "80a", "8000.5", "٨٠"])
def test_an_impossible_port_gets_a_sentence(given: str) -> None:
    with pytest.raises(HomeError, match="whole number from 1 to 65535"):
        port({"PORT": given})
