"""What the database holds by itself, whoever asks: append-only tables, privileges, signed rows."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from stepwell.foundation.grants import APPEND_ONLY_TABLES

pytestmark = pytest.mark.django_db


def test_the_application_is_not_the_owner_of_its_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, tableowner FROM pg_tables WHERE tablename = 'trust_ledger_event'"
        )
        application, owner = cursor.fetchone()
    assert application != owner


@pytest.mark.parametrize("table", APPEND_ONLY_TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_application_has_no_right_to_change_an_append_only_table(table: str, verb: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, verb])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("table", APPEND_ONLY_TABLES)
def test_even_the_owner_is_stopped_by_a_trigger(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'"
            " AND tgfoid = 'stepwell_append_only'::regproc",
            [table],
        )
        assert cursor.fetchone() == (2,)


def test_a_ledger_row_cannot_be_changed(clinic: object) -> None:
    for statement in (
        "UPDATE trust_ledger_event SET name = 'x'",
        "DELETE FROM trust_ledger_event",
        "TRUNCATE trust_ledger_event",
    ):
        with (
            pytest.raises(DatabaseError) as refusal,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_every_foreign_key_to_a_patient_is_protected() -> None:
    from django.apps import apps
    from django.db.models import PROTECT

    loose = [
        f"{model.__name__}.{field.name}"
        for room in ("trust", "offering", "chart", "journey", "office")
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.concrete_fields
        if field.many_to_one or field.one_to_one
        if field.remote_field.on_delete is not PROTECT
    ]
    assert loose == []
