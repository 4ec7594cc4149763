"""The laws of actions: keywords only, one transaction, one event, and nobody else writes."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from stepwell.foundation.acting import (
    ActionBroken,
    action,
    assert_writing,
    bookkeeping,
    count_event,
    forget,
    known,
    together,
)
from stepwell.foundation.errors import Refused
from stepwell.foundation.models import FloodCount, OutboxMessage
from stepwell.trust.ledger.actions import record
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.models import Person
from stepwell.trust.people.viewer import system

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BY = system("test")


@action
def register(*, name: str, events: int = 1) -> Person:
    person = Person.objects.create(given_name=name, family_name="Test", created_at=AT)
    for _ in range(events):
        record(by=BY, at=AT, event="test.registered", subject=person)
    return person


@action
def register_two(*, events: int = 1, inner_events: int = 1) -> None:
    """An action made of actions."""
    register(name="One", events=inner_events)
    register(name="Two", events=inner_events)
    for _ in range(events):
        record(by=BY, at=AT, event="test.registered_two")


@action
def register_and_fail(*, error: Exception) -> None:
    register(name="Inner")
    Person.objects.create(given_name="Outer", family_name="Test", created_at=AT)
    record(by=BY, at=AT, event="test.failed")
    raise error


def _names() -> list[str]:
    return list(
        Person.objects.filter(family_name="Test")
        .order_by("given_name")
        .values_list("given_name", flat=True)
    )


def _events() -> int:
    return Event.objects.filter(name__startswith="test.").count()


def test_an_action_writes_and_leaves_its_event() -> None:
    person = register(name="Ana")
    assert _names() == ["Ana"]
    event = Event.objects.get(name="test.registered")
    assert (event.subject_type, event.subject_id) == ("trust.person", person.pk)


def test_positional_arguments_are_refused_before_anything_happens() -> None:
    with pytest.raises(ActionBroken, match="keyword arguments only"):
        register("Ana")  # type: ignore[misc]
    assert _names() == []


@pytest.mark.parametrize("events", [0, 2])
def test_an_action_without_exactly_one_event_fails_and_leaves_nothing(events: int) -> None:
    with pytest.raises(ActionBroken, match=f"recorded {events} ledger events, not one"):
        register(name="Ana", events=events)
    assert _names() == []
    assert _events() == 0


def test_actions_inside_an_action_each_leave_their_own_event() -> None:
    register_two()
    assert _names() == ["One", "Two"]
    assert _events() == 3


@pytest.mark.parametrize(("outer", "inner"), [(0, 1), (2, 1), (1, 0), (1, 2), (0, 2)])
def test_an_event_of_one_action_does_not_count_for_another(outer: int, inner: int) -> None:
    with pytest.raises(ActionBroken):
        register_two(events=outer, inner_events=inner)
    assert _names() == []
    assert _events() == 0


@pytest.mark.parametrize("error", [Refused("No."), KeyError("x"), KeyboardInterrupt()])
def test_whatever_goes_wrong_takes_back_all_an_action_did_its_events_too(error: Exception) -> None:
    with pytest.raises(type(error)):
        register_and_fail(error=error)
    assert _names() == []
    assert _events() == 0


def test_after_a_failure_nobody_may_write_and_the_next_action_counts_from_zero() -> None:
    with pytest.raises(Refused):
        register_and_fail(error=Refused("No."))
    with pytest.raises(ActionBroken, match="Person may be written only by an action"):
        Person(given_name="Late", family_name="Test", created_at=AT).save()
    register(name="Ana")
    assert _names() == ["Ana"]


def test_a_transaction_that_was_open_before_survives_a_refused_action() -> None:
    with transaction.atomic():
        register(name="Before")
        with pytest.raises(Refused):
            register_and_fail(error=Refused("No."))
        register(name="Later")
    assert _names() == ["Before", "Later"]


def test_an_action_that_swallows_the_failure_of_another_cannot_keep_half_of_it() -> None:
    @action
    def careless() -> None:
        try:
            register_and_fail(error=Refused("No."))
        except Refused:
            record(by=BY, at=AT, event="test.careless")

    with pytest.raises(transaction.TransactionManagementError):
        careless()
    assert _names() == []
    assert _events() == 0


def test_an_action_inside_another_costs_no_savepoint(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(
        7
    ):  # person and event twice, the outer event; one savepoint, for the test's transaction
        register_two()


WRITES: dict[str, Callable[[Person], Any]] = {
    "save": lambda person: person.save(),
    "save a new one": lambda person: Person(given_name="New", created_at=AT).save(),
    "create": lambda person: Person.objects.create(given_name="New", created_at=AT),
    "get_or_create": lambda person: Person.objects.get_or_create(
        given_name="New", defaults={"created_at": AT}
    ),
    "update_or_create": lambda person: Person.objects.update_or_create(
        pk=person.pk, defaults={"city": "Troy"}
    ),
    "bulk_create": lambda person: Person.objects.bulk_create(
        [Person(given_name="New", created_at=AT)]
    ),
    "bulk_update": lambda person: Person.objects.bulk_update([person], ["city"]),
    "update": lambda person: Person.objects.filter(pk=person.pk).update(city="Troy"),
    "update all": lambda person: Person.objects.update(city="Troy"),
    "delete": lambda person: person.delete(),
    "delete by query": lambda person: Person.objects.filter(pk=person.pk).delete(),
    "create through a relation": lambda person: person.invitations.create(
        role="patient", token_hash="x", sent_at=AT, expires_at=AT
    ),
}


@pytest.mark.parametrize("way", WRITES)
def test_no_way_of_writing_works_outside_an_action_and_each_works_inside(way: str) -> None:
    person = register(name="Ana")

    @action
    def write() -> None:
        WRITES[way](person)
        record(by=BY, at=AT, event="test.wrote")

    with pytest.raises(ActionBroken, match="may be written only by an action"):
        WRITES[way](person)
    person.refresh_from_db()
    assert (_names(), person.city) == (["Ana"], "")
    write()
    assert Event.objects.filter(name="test.wrote").count() == 1


def test_reading_is_free() -> None:
    register(name="Ana")
    assert Person.objects.filter(family_name="Test").exists()


def test_an_event_outside_an_action_is_refused() -> None:
    with pytest.raises(ActionBroken, match="outside an action"):
        count_event()
    with pytest.raises(ActionBroken, match="outside an action"):
        record(by=BY, at=AT, event="test.stray")
    assert _events() == 0


def test_bookkeeping_may_write_without_an_event_and_ends_with_its_block() -> None:
    with bookkeeping("test"):
        FloodCount.objects.create(key="test", window=AT)
    assert FloodCount.objects.filter(key="test").exists()
    with pytest.raises(ActionBroken):
        assert_writing("FloodCount")


def test_bookkeeping_inside_an_action_leaves_its_count_alone() -> None:
    @action
    def act() -> None:
        with bookkeeping("test"):
            FloodCount.objects.create(key="test", window=AT)
        record(by=BY, at=AT, event="test.acted")

    act()
    assert _events() == 1


def test_what_runs_on_commit_is_outside_the_action(django_capture_on_commit_callbacks: Any) -> None:
    @action
    def act() -> None:
        transaction.on_commit(lambda: assert_writing("OutboxMessage"))
        record(by=BY, at=AT, event="test.acted")

    with django_capture_on_commit_callbacks() as hooks:
        act()
    with pytest.raises(ActionBroken):
        hooks[0]()


def test_an_action_is_marked_and_keeps_its_name() -> None:
    assert register.is_action  # type: ignore[attr-defined]
    assert register.__name__ == "register"
    assert OutboxMessage.objects.count() == 0
    assert connection.in_atomic_block


def test_work_done_together_leaves_the_collector_as_it_was() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), together():
        assert gc.get_threshold()[0] > before[0]
        raise KeyError("x")
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_a_write_to_a_table_makes_what_was_known_of_it_forgotten(db: None) -> None:
    with together(), bookkeeping("test"):
        assert known("foundation_flood_count", 1, FloodCount.objects.count) == 0
        FloodCount.objects.create(key="k", window=AT)
        assert known("foundation_flood_count", 1, FloodCount.objects.count) == 1
        FloodCount.objects.all().delete()
        assert known("foundation_flood_count", 1, FloodCount.objects.count) == 0


def test_what_is_known_is_asked_once_together_until_forgotten_and_always_alone() -> None:
    asked: list[str] = []

    def read() -> int:
        asked.append("x")
        return len(asked)

    assert [known("n", 1, read), known("n", 1, read)] == [1, 2]
    with together():
        assert [known("n", 1, read), known("n", 1, read)] == [3, 3]
        forget("m")
        assert known("n", 1, read) == 3
        forget("n")
        assert known("n", 1, read) == 4
    assert known("n", 1, read) == 5
    forget("n")
