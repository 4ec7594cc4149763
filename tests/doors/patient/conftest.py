"""Ana, who is in the program, at her phone on Monday, November 23, at 10 in the morning."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.clinic import NOW


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def me(client: Any, sign_in: Any, admitted: Any) -> Any:
    """The client of `admitted`, signed in."""
    return sign_in(client, admitted.account)


@pytest.fixture
def text() -> Callable[[Any], str]:
    return lambda response: response.content.decode().replace("&#39;", "'").replace("&#34;", '"')


@pytest.fixture
def queries() -> Callable[[Any, str], int]:
    """How many queries a page takes, once the process is warm."""

    def count(client: Any, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    return count


@pytest.fixture
def invited(clinic: Any) -> Callable[..., tuple[Any, str]]:
    """`invited("Luz")`: (packet, token) of someone to whom the packet went out just now."""

    def send(given: str = "Luz") -> tuple[Any, str]:
        from stepwell.journey.intake import actions as intake
        from stepwell.journey.intake.terms import Outcome
        from stepwell.trust.people.viewer import ANONYMOUS

        front = clinic.viewers["coordinator"]
        email = f"{given.lower()}@people.example"
        inquiry = intake.receive_inquiry(
            name=given, email=email, dedup_key=email, by=ANONYMOUS, at=NOW
        )
        intake.record_consultation(
            inquiry=inquiry, outcome=Outcome.GOES_ON, notes="Yes.", by=front, at=NOW
        )
        return intake.send_packet(
            inquiry=inquiry,
            given_name=given,
            family_name="Ruiz",
            birth_date=date(1990, 2, 3),
            email=email,
            by=front,
            at=NOW,
        )

    return send


@pytest.fixture
def newcomer(client: Any, invited: Any) -> Any:
    """The client of someone who used the link just now; `newcomer.packet` is their intake form."""
    packet, token = invited()
    response = client.post(
        f"/me/welcome/{token}/", {"password": "a quiet green river", "again": "a quiet green river"}
    )
    assert response.status_code == 302
    client.packet = packet
    return client
