"""Reads for the auditor and for `stepwell audit`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet

from stepwell.trust.ledger.models import Event, Link
from stepwell.trust.ledger.sealing import FIELDS, Verified, verify
from stepwell.trust.ledger.terms import VERIFIED


def events() -> QuerySet[Event]:
    """Newest first. The door asks for `Permission.LEDGER_READ`."""
    return Event.objects.order_by("-number")


def found(
    *,
    patient_id: UUID | None = None,
    actor: str = "",
    event: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    below: int | None = None,
) -> QuerySet[Event]:
    """Events that fit, newest first. `below` goes on from a row's number. The door asks for `Permission.LEDGER_READ`."""
    rows = events()
    if patient_id:
        rows = rows.filter(patient_id=patient_id)
    if actor:
        rows = rows.filter(actor_label__icontains=actor)
    if event:
        rows = rows.filter(name__startswith=event)
    if start:
        rows = rows.filter(at__gte=start)
    if end:
        rows = rows.filter(at__lt=end)
    if below is not None:
        rows = rows.filter(number__lt=below)
    return rows


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the ledger is sealed, and what came of the last time somebody verified it."""

    sealed: int
    waiting: int
    verified: Event | None


def chain() -> Chain:
    sealed = Link.objects.aggregate(last=Max("position"))["last"] or 0
    last = Event.objects.filter(name=VERIFIED).order_by("-number").first()
    return Chain(sealed, Event.objects.count() - sealed, last)


def sealed_rows() -> Iterator[tuple[dict[str, Any] | None, int, str]]:
    """(event row or None when it is missing, position, digest), in order."""
    columns = ", ".join(f"e.{name}" for name in FIELDS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT l.position, l.digest, {columns} FROM trust_ledger_link l "  # noqa: S608 - our own names
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
    """Events that are not in the chain, found by comparing all of both: for who doubts `Unsealed`."""
    sealed = Link.objects.values("event_id")
    return Event.objects.exclude(id__in=sealed).order_by("number")
