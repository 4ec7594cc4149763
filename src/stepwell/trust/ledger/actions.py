"""The one way into the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from stepwell.foundation.acting import (
    action,
    bookkeeping,
    count_event,
    is_together,
    write_later,
)
from stepwell.foundation.records import Record
from stepwell.trust.ledger.models import Event
from stepwell.trust.ledger.queries import verify_chain
from stepwell.trust.ledger.sealing import Verified
from stepwell.trust.ledger.terms import VERIFIED, Actor


def record(
    *,
    by: Actor,
    at: datetime,
    event: str,
    subject: Record | None = None,
    patient_id: UUID | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write what an action did. Called exactly once in every action, in its transaction."""
    count_event()
    row = Event(**_row(by, at, event, subject, patient_id, reason, detail))
    if is_together():
        write_later("ledger", row, _write)
    else:
        row.save(force_insert=True)


def _write(rows: list[Event]) -> None:
    with bookkeeping("ledger.batch"):
        Event.objects.bulk_create(rows)


def record_view(
    *,
    by: Actor,
    at: datetime,
    page: str,
    patient_id: UUID | None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write that someone looked. Called once a page, by `doors/kit`, from the URL register."""
    with bookkeeping("ledger.view"):
        Event.objects.create(**_row(by, at, f"view:{page}", None, patient_id, "", detail))


@action
def verify_ledger(*, by: Actor, at: datetime) -> Verified:
    """Check every seal from the first to the last, and write down that it was done and what came of it."""
    outcome = verify_chain()
    record(
        by=by,
        at=at,
        event=VERIFIED,
        detail={"rows": outcome.rows, "ok": outcome.ok, "first_bad": outcome.first_bad},
    )
    return outcome


def _row(
    by: Actor,
    at: datetime,
    event: str,
    subject: Record | None,
    patient_id: UUID | None,
    reason: str,
    detail: dict[str, Any] | None,
) -> dict[str, Any]:
    return {
        "at": at,
        "actor_id": by.account_id,
        "actor_label": by.label[:60],
        "name": event,
        "subject_type": subject._meta.label_lower if subject is not None else "",
        "subject_id": subject.pk if subject is not None else None,
        "patient_id": patient_id,
        "reason": reason,
        "detail": detail or {},
    }
