"""The cast on the screens of the way in: time stands still at `now`, and who looks is named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from support.clinic import NOW
from support.way_in import WayIn


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def way(clinic: Any) -> WayIn:
    return WayIn(clinic)


@pytest.fixture
def another(clinic: Any) -> Callable[..., WayIn]:
    """`another("Ben Li")`: somebody else on their way in."""
    return lambda name, **choices: WayIn(clinic, name=name, **choices)


@pytest.fixture
def as_(client: Any, clinic: Any, sign_in: Any) -> Callable[[str], Any]:
    """`as_("coordinator")`: the browser of that member of staff."""
    return lambda key: sign_in(client, clinic.staff[key])


@pytest.fixture
def text() -> Callable[[Any], str]:
    """The words of a page, spaces squeezed."""
    import re
    from html import unescape

    def words(response: Any) -> str:
        body = re.sub(r"<[^>]+>", " ", response.content.decode())
        return unescape(re.sub(r"\s+", " ", body))

    return words


def at(name: str, **ids: Any) -> str:
    return reverse(f"staff:{name}", kwargs=ids)
