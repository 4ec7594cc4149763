"""The same laws where commits are real."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from stepwell.foundation import announcements
from stepwell.foundation.acting import ActionBroken, action, assert_writing
from stepwell.foundation.announcements import after, announce, during
from stepwell.foundation.errors import Refused
from stepwell.trust.ledger.actions import record
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.models import Person
from stepwell.trust.people.viewer import system

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BY = system("test")


@pytest.fixture(autouse=True)
def _reactions_of_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers nobody hears afterwards."""
    monkeypatch.setattr(announcements, "_during", announcements._during.copy())
    monkeypatch.setattr(announcements, "_after", announcements._after.copy())


@action
def register(*, name: str, says: str = "", fails: bool = False) -> Person:
    person = Person.objects.create(given_name=name, family_name="Test", created_at=AT)
    record(by=BY, at=AT, event="test.registered", subject=person)
    if says:
        announce(says, person=person)
    if fails:
        raise Refused("No.")
    return person


def _names() -> set[str]:
    return set(Person.objects.filter(family_name="Test").values_list("given_name", flat=True))


def test_an_action_commits_by_itself_and_a_failed_one_leaves_nothing(committed_db: None) -> None:
    register(name="Ana")
    with pytest.raises(Refused):
        register(name="Ben", fails=True)
    connection.close()
    assert _names() == {"Ana"}
    assert Event.objects.filter(name="test.registered").count() == 1
    assert not connection.in_atomic_block


def test_the_outermost_action_opens_one_transaction_and_no_savepoint(committed_db: None) -> None:
    from django.test.utils import CaptureQueriesContext

    connection.ensure_connection()
    with CaptureQueriesContext(connection) as queries:
        register(name="Ana")
    words = [query["sql"].split()[0] for query in queries]
    assert words == ["BEGIN", "INSERT", "INSERT", "COMMIT"]


def test_what_reacts_after_a_commit_acts_by_itself(committed_db: None) -> None:
    seen: list[object] = []

    @after("test.said.after")
    def react(*, person: Person) -> None:
        with pytest.raises(ActionBroken):
            assert_writing("Person")
        seen.append(connection.in_atomic_block)
        register(name="Reaction")

    register(name="Ana", says="test.said.after")
    assert seen == [False]
    assert _names() == {"Ana", "Reaction"}


def test_an_after_reaction_runs_on_commit_only(committed_db: None) -> None:
    heard: list[str] = []

    @after("test.heard.after")
    def react(*, person: Person) -> None:
        heard.append(person.given_name)

    with pytest.raises(Refused):
        register(name="Ana", says="test.heard.after", fails=True)
    assert heard == []
    with transaction.atomic():
        register(name="Ben", says="test.heard.after")
        assert heard == []
    assert heard == ["Ben"]


def test_a_failing_after_reaction_is_logged_undoes_nothing_and_stops_no_other(
    committed_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []

    @after("test.broken.after")
    def breaks(*, person: Person) -> None:
        raise KeyError("broken")

    @after("test.broken.after")
    def listens(*, person: Person) -> None:
        heard.append(person.given_name)

    register(name="Ana", says="test.broken.after")
    assert _names() == {"Ana"}
    assert heard == ["Ana"]
    logged = capsys.readouterr().out
    assert "reaction failed" in logged
    assert "test.broken.after" in logged
    assert "KeyError" in logged


def test_a_during_reaction_shares_the_transaction_and_fails_it(committed_db: None) -> None:
    seen: list[bool] = []

    @during("test.joined.during")
    def joins(*, person: Person) -> None:
        seen.append(connection.in_atomic_block)
        register(name=f"With {person.given_name}")

    @during("test.broken.during")
    def breaks(*, person: Person) -> None:
        register(name="Never")
        raise KeyError("broken")

    register(name="Ana", says="test.joined.during")
    assert seen == [True]
    with pytest.raises(KeyError):
        register(name="Ben", says="test.broken.during")
    assert _names() == {"Ana", "With Ana"}
    assert Event.objects.filter(name="test.registered").count() == 2
