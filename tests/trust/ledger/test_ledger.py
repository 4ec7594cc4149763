"""What is written, and how it is sealed while others write. M21"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from stepwell.foundation.acting import action
from stepwell.trust.ledger import reactions
from stepwell.trust.ledger.actions import record, record_view, verify_ledger
from stepwell.trust.ledger.models import Event, Link, Unsealed
from stepwell.trust.ledger.queries import unsealed, verify_chain
from stepwell.trust.ledger.reactions import seal
from stepwell.trust.people.actions import register_person
from stepwell.trust.people.roles import Role
from stepwell.trust.people.viewer import Viewer, system

AT = datetime(2026, 11, 23, 15, 0, 0, 123456, tzinfo=UTC)
BY = system("test")


@action
def note(*, word: str = "x") -> None:
    record(by=BY, at=AT, event="test.noted", reason=word, detail={"n": 1.5, "ü": ["–", None]})


# -- what is written -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what_when_and_why() -> None:
    by = Viewer(
        account_id=uuid4(), label="Rosa Delgado", roles=frozenset({Role.INTAKE_COORDINATOR})
    )
    patient = uuid4()

    @action
    def act() -> object:
        person = register_person(given_name="Ana", family_name="Test", by=by, at=AT)
        record(
            by=by,
            at=AT,
            event="test.acted",
            subject=person,
            patient_id=patient,
            reason="Asked to.",
            detail={"k": "v"},
        )
        return person

    person = act()
    event = Event.objects.get(name="test.acted")
    assert (event.actor_id, event.actor_label, event.at) == (by.account_id, "Rosa Delgado", AT)
    assert (event.subject_type, event.subject_id) == ("trust.person", person.pk)  # type: ignore[attr-defined]
    assert (event.patient_id, event.reason, event.detail) == (patient, "Asked to.", {"k": "v"})
    assert event.number > Event.objects.get(name="person.registered").number


@pytest.mark.django_db
def test_a_look_is_written_as_a_look() -> None:
    patient = uuid4()
    record_view(by=Viewer(account_id=None, label="L" * 90), at=AT, page="chart", patient_id=patient)
    event = Event.objects.get()
    assert (event.name, event.patient_id, event.actor_label) == ("view:chart", patient, "L" * 60)


# -- sealing ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_everything_is_sealed_once_in_the_order_of_its_numbers() -> None:
    for word in "abc":
        note(word=word)
    assert seal() == 3
    assert seal() == 0
    sealed = [
        Event.objects.get(pk=link.event_id).reason for link in Link.objects.order_by("position")
    ]
    assert sealed == ["a", "b", "c"]
    outcome = verify_chain()
    assert (outcome.rows, outcome.ok) == (3, True)


@pytest.mark.django_db
@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5, 100])
def test_batches_of_any_size_make_the_same_chain(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in "abcd":
        note(word=word)
    monkeypatch.setattr(reactions, "BATCH", batch)
    assert seal() == 4
    note(word="e")
    assert seal() == 1
    assert (verify_chain().rows, verify_chain().ok, unsealed().count()) == (5, True, 0)
    assert list(Link.objects.order_by("position").values_list("position", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]


@pytest.mark.django_db
def test_verifying_is_itself_in_the_ledger() -> None:
    note()
    seal()
    assert verify_ledger(by=BY, at=AT).ok
    assert Event.objects.get(name="ledger.verified").detail == {
        "rows": 1,
        "ok": True,
        "first_bad": None,
    }


def test_an_event_whose_transaction_commits_late_is_sealed_then_behind_higher_numbers(
    committed_db: None,
) -> None:
    """Numbers are given when a row is written, not when it is committed; the chain follows the commits."""
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                note(word="slow")
                written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        writing = other.submit(slow)
        assert written.wait(10)
        note(word="quick")
        assert seal() == 1  # neither waits for the open transaction nor chokes on the gap
        assert verify_chain().ok
        may_commit.set()
        writing.result(10)
    assert Event.objects.order_by("number").first().reason == "slow"  # type: ignore[union-attr]
    assert seal() == 1
    assert (verify_chain().rows, verify_chain().ok, unsealed().count()) == (2, True, 0)


def test_what_waits_for_its_seal_is_read_without_looking_at_the_ledger(committed_db: None) -> None:
    note(word="a")
    with pytest.raises(KeyError), transaction.atomic():
        note(word="never")
        raise KeyError
    assert list(Unsealed.objects.values_list("event_id", flat=True)) == [Event.objects.get().pk]
    with CaptureQueriesContext(connection) as asked:
        assert seal() == 1
    assert not Unsealed.objects.exists()
    about = [query["sql"] for query in asked if "trust_ledger_event" in query["sql"]]
    assert len(about) == 1
    assert '"trust_ledger_event"."id" IN' in about[0]


def test_a_number_lost_to_a_rollback_leaves_no_gap_in_the_chain(committed_db: None) -> None:
    note(word="a")
    with pytest.raises(KeyError), transaction.atomic():
        note(word="never")
        raise KeyError
    note(word="b")
    assert seal() == 2
    assert (verify_chain().rows, verify_chain().ok) == (2, True)


def test_many_write_and_many_seal_at_once_and_every_event_is_sealed_once(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "BATCH", 3)

    def write(_: int) -> None:
        try:
            for number in range(15):
                note(word=str(number))
        finally:
            connection.close()

    def seal_often(_: int) -> None:
        try:
            for _again in range(10):
                seal()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as people:
        for future in [people.submit(write, n) for n in range(3)] + [
            people.submit(seal_often, n) for n in range(2)
        ]:
            future.result(30)
    seal()
    outcome = verify_chain()
    assert (outcome.rows, outcome.ok) == (45, True)
    assert unsealed().count() == 0


def test_a_second_sealer_steps_back_while_the_first_is_at_work(committed_db: None) -> None:
    note()
    with transaction.atomic():
        assert reactions._seal_batch() == 1

        def other() -> int:
            try:
                return seal()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as second:
            assert second.submit(other).result(10) == 0
    assert (verify_chain().rows, verify_chain().ok) == (1, True)


# -- a hand in the database itself -----------------------------------------------------------------

TAMPERING = {
    "altered": ("UPDATE trust_ledger_event SET reason = 'nothing' WHERE reason = '2'", 2),
    "moved in time": (
        "UPDATE trust_ledger_event SET at = at + interval '1 microsecond' WHERE reason = '3'",
        3,
    ),
    "removed": ("DELETE FROM trust_ledger_event WHERE reason = '4'", 4),
    "removed with its link": (
        "WITH gone AS (DELETE FROM trust_ledger_event WHERE reason = '1' RETURNING id)"
        " DELETE FROM trust_ledger_link WHERE event_id IN (SELECT id FROM gone)",
        1,
    ),
    "links swapped": (
        "UPDATE trust_ledger_link SET position = CASE position WHEN 2 THEN -3 ELSE -2 END WHERE position IN (2, 3);"
        " UPDATE trust_ledger_link SET position = -position WHERE position < 0",
        2,
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_a_superuser_who_turns_off_the_triggers_is_found_at_the_row(
    committed_db: None, how: str
) -> None:
    for number in range(1, 6):
        note(word=str(number))
    seal()
    assert verify_chain().ok
    statement, place = TAMPERING[how]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        for table in ("trust_ledger_event", "trust_ledger_link"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for part in statement.split(";"):
            owner.execute(part.encode())
    outcome = verify_chain()
    assert (outcome.ok, outcome.first_bad) == (False, place)
