"""Published data sets the tests read where they are present."""

import os
from pathlib import Path

import pytest

from .database import PROJECT

FOLDER = Path(os.environ.get("STEPWELL_PUBLISHED") or PROJECT.parent / "shared" / "data")


class Published:
    """`published("synthea/fhir")` is a path below the folder of published data."""

    def __call__(self, path: str = "") -> Path:
        """The path; the test is skipped, saying why, when it is absent."""
        found = FOLDER / path
        if not found.exists():
            pytest.skip(f"published data not here: {found} (set STEPWELL_PUBLISHED to its folder)")
        return found
