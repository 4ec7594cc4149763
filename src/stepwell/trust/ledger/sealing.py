"""The hash chain: digest(n) = SHA-256(digest(n-1) + canonical row n). One altered row breaks it at its place.

Pure but for `rows`: an exported ledger verifies without a database.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
FIELDS = (
    "id",
    "number",
    "at",
    "actor_id",
    "actor_label",
    "name",
    "subject_type",
    "subject_id",
    "patient_id",
    "reason",
    "detail",
)


@dataclass(frozen=True)
class Verified:
    rows: int
    ok: bool
    first_bad: int | None
    head: str


def canonical(row: dict[str, Any]) -> bytes:
    """The bytes that are sealed: sorted JSON of the row's fields, times in UTC to the microsecond."""
    plain = {name: _plain(row[name]) for name in FIELDS}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if value is None or isinstance(value, int | dict):
        return value
    return str(value)


def link(previous: str, row: dict[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + canonical(row)).hexdigest()


def verify(pairs: Iterable[tuple[dict[str, Any] | None, int, str]]) -> Verified:
    """Check (row, position, digest) in order of position. A missing row is None. Positions count from 1."""
    head, expected = GENESIS, 0
    for row, position, digest in pairs:
        expected += 1
        if row is None or position != expected or link(head, row) != digest:
            return Verified(expected, False, expected, head)
        head = digest
    return Verified(expected, True, None, head)
