"""The chart's pages: time stands still at `now`, and who looks is named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from support.clinic import NOW


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_(client: Any, clinic: Any, sign_in: Any) -> Callable[[str], Any]:
    """`as_("prescriber")`: the browser of that member of staff."""
    return lambda key: sign_in(client, clinic.staff[key])
