"""The rule rows of ``medications/knowledge``, read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "knowledge"


@cache
def rows(file: str, table: str) -> tuple[dict[str, Any], ...]:
    """Every row of one table of one file, e.g. ``rows("interactions", "pair")``."""
    with (FOLDER / f"{file}.toml").open("rb") as handle:
        return tuple(tomllib.load(handle)[table])
