"""Flood limits hold across processes and keep no address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from stepwell.foundation.floods import KEEP, hit, purge
from stepwell.foundation.models import FloodCount

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESS = "203.0.113.77"


def count(
    at: datetime = AT, name: str = "ask", who: str = ADDRESS, window: timedelta = HOUR
) -> int:
    return hit(name=name, who=who, at=at, window=window)


@pytest.mark.django_db
def test_each_place_and_each_thing_is_counted_by_itself() -> None:
    assert [count(), count(), count()] == [1, 2, 3]
    assert count(who="203.0.113.78") == 1
    assert count(name="sign-in") == 1
    assert count() == 4


@pytest.mark.django_db
def test_counting_starts_again_with_the_next_window() -> None:
    last = AT + HOUR - timedelta(microseconds=1)
    assert [count(AT), count(last), count(AT + HOUR), count(AT + HOUR)] == [1, 2, 1, 2]
    assert [row.window for row in FloodCount.objects.order_by("window")] == [AT, AT + HOUR]


@pytest.mark.django_db
def test_the_address_is_kept_as_a_keyed_hash_only(settings: Any) -> None:
    count()
    key = FloodCount.objects.get().key
    assert key.startswith("ask:")
    assert ADDRESS not in key
    settings.SECRET_KEY = "another key of another clinic, long enough to be one"
    count()
    assert FloodCount.objects.exclude(key=key).count() == 1


@pytest.mark.django_db
def test_counts_of_windows_that_are_over_are_removed_and_the_others_go_on() -> None:
    for at in (AT - KEEP - HOUR, AT - KEEP, AT):
        count(at)
    assert [purge(at=AT), purge(at=AT)] == [1, 0]
    assert [count(AT - KEEP), count(AT)] == [2, 2]


def test_many_processes_count_as_one(committed_db: None) -> None:
    def knock(_: int) -> list[int]:
        try:
            return [count() for _ in range(10)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as doors:
        counted = [number for numbers in doors.map(knock, range(4)) for number in numbers]
    assert sorted(counted) == list(range(1, 41))
