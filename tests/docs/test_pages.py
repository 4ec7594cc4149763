"""What people read before they install or change Stepwell says what is so."""

import re
from pathlib import Path

import pytest

from stepwell.settings import Environment

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("field", Environment.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert re.search(rf"^\| `{field.upper()}` \|", _text("docs/deployment.md"), re.MULTILINE)


def test_every_documented_setting_is_read_somewhere() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", _text("docs/deployment.md"), re.MULTILINE)
    sources = [
        *PROJECT.glob("src/**/*.py"),
        *PROJECT.glob("scripts/*"),
        *PROJECT.glob("tests/**/*.py"),
    ]
    read = "".join(p.read_text(encoding="utf-8") for p in sources if p.is_file())
    fields = {name.upper() for name in Environment.model_fields}
    assert [name for name in documented if name not in fields and name not in read] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t]
    pictures = ("docs/images/",)  # taken from the running clinic, and added by hand
    broken = [t for t in targets if not (page.parent / t).exists() and not t.startswith(pictures)]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_modules_named_in_the_pages_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:src/stepwell|scripts|tests)/[\w/.-]+\.(?:py|sh|toml))`", page.read_text()
    )
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_every_dependency_says_why_it_is_here() -> None:
    import tomllib

    project = tomllib.loads(_text("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = [re.split(r"[\[<>=]", entry)[0] for entry in wanted]
    listed = re.findall(
        r"^\| `([\w.-]+)", _text("docs/decisions/0013-dependencies.md"), re.MULTILINE
    )
    assert sorted(listed) == sorted([*names, *project["build-system"]["requires"]])


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(p.name[:4]) for p in sorted((PROJECT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
