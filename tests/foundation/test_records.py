"""What every table states."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from stepwell.foundation.records import NoPatient, Privacy, classed, lock
from stepwell.trust.people.actions import correct_person, register_person
from stepwell.trust.people.models import Person
from stepwell.trust.people.viewer import system

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_each_field_named_gets_its_class() -> None:
    assert classed(plain="track day", part2="why") == {
        "track": Privacy.PLAIN,
        "day": Privacy.PLAIN,
        "why": Privacy.PART2,
    }


def test_a_class_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        classed(secret="name")


def test_no_patient_says_why() -> None:
    assert str(NoPatient("counts requests")) == "counts requests"


def test_locking_reads_the_row_again_and_holds_it(committed_db: None) -> None:
    person = register_person(given_name="Ana", family_name="Test", by=system("test"), at=AT)
    stale = Person.objects.get(pk=person.pk)
    correct_person(person=person, city="Troy", by=system("test"), at=AT)

    def grab() -> str:
        try:
            with transaction.atomic():
                Person.objects.select_for_update(nowait=True).get(pk=person.pk)
        except OperationalError:
            return "held"
        finally:
            connection.close()
        return "free"

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            assert stale.city == ""
            assert lock(stale).city == "Troy"
            assert other.submit(grab).result(10) == "held"
        assert other.submit(grab).result(10) == "free"
