"""The clinic's pages, at the clinic's moment."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine


@pytest.fixture(autouse=True)
def still(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def as_(client: Any, clinic: Any, sign_in: Any) -> Callable[[str], Any]:
    return lambda key: sign_in(client, clinic.staff[key])
