"""One group of the day track, on the Monday at ten: begun an hour ago, just over."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def still(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def group(clinic: Any) -> Any:
    """Day track A, Mondays at nine."""
    track = clinic.track("IOP")
    return next(
        g for g in clinic.groups if g.track == track and g.weekday == 0 and g.starts == time(9)
    )


@pytest.fixture
def as_(client: Any, clinic: Any, sign_in: Any) -> Callable[[str], Any]:
    return lambda key: sign_in(client, clinic.staff[key])


@pytest.fixture
def where(group: Any) -> str:
    return f"/staff/groups/{group.pk}/{TODAY}/"


def answers(*here: Any, absent: Any = (), **times: str) -> dict[str, str]:
    """What the roster form sends."""
    sent = {f"here_{someone.patient.pk}": "yes" for someone in here}
    return sent | {f"here_{someone.patient.pk}": "no" for someone in absent} | times


@pytest.fixture
def roll(clinic: Any, group: Any, now: datetime) -> Callable[..., Any]:
    """Take attendance of the group: who is named was there."""
    from stepwell.journey.days.actions import Mark, take_roll

    def take(*here: Any) -> Any:
        return take_roll(
            group=group,
            day=TODAY,
            present={someone.patient.pk: Mark() for someone in here},
            by=clinic.viewers["therapist"],
            at=now,
        )

    return take


def utc(hour: int, minute: int = 0) -> datetime:
    """An instant of that Monday; New York is five hours behind."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
