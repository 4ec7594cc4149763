"""Reads for the auditor and for `stepwell audit`."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from stepwell.trust.ledger.models import Event, Link
from stepwell.trust.ledger.sealing import FIELDS, Verified, verify


def events() -> QuerySet[Event]:
    """Newest first. The door asks for `Permission.LEDGER_READ`."""
    return Event.objects.order_by("-number")


def sealed_rows() -> Iterator[tuple[dict[str, Any] | None, int, str]]:
    """(event row or None when it is missing, position, digest), in order."""
    columns = ", ".join(f"e.{name}" for name in FIELDS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT l.position, l.digest, {columns} FROM trust_ledger_link l "
            "LEFT JOIN trust_ledger_event e ON e.id = l.event_id ORDER BY l.position"
        )
        for position, digest, *values in cursor:
            row = dict(zip(FIELDS, values, strict=True)) if values[0] is not None else None
            yield row, position, digest


def verify_chain() -> Verified:
    return verify(_with_json(sealed_rows()))


def _with_json(
    rows: Iterator[tuple[dict[str, Any] | None, int, str]],
) -> Iterator[tuple[dict[str, Any] | None, int, str]]:
    import json

    for row, position, digest in rows:
        if row is not None and isinstance(row["detail"], str):
            row["detail"] = json.loads(row["detail"])
        yield row, position, digest


def unsealed() -> QuerySet[Event]:
    sealed = Link.objects.values("event_id")
    return Event.objects.exclude(id__in=sealed).order_by("number")
