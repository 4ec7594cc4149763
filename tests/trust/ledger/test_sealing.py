"""The chain, without a database: one changed row is found at its place."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepwell.trust.ledger.sealing import FIELDS, GENESIS, Verified, canonical, link, verify

Pair = tuple[dict[str, Any] | None, int, str]
UUIDS = st.none() | st.uuids()
ROWS = st.fixed_dictionaries(
    {
        "id": st.uuids(),
        "number": st.integers(1, 2**62),
        "at": st.datetimes(timezones=st.just(UTC)),
        "actor_id": UUIDS,
        "actor_label": st.text(max_size=60),
        "name": st.text(max_size=20),
        "subject_type": st.text(max_size=20),
        "subject_id": UUIDS,
        "patient_id": UUIDS,
        "reason": st.text(max_size=30),
        "detail": st.dictionaries(
            st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3
        ),
    }
)
LEDGERS = st.lists(ROWS, min_size=1, max_size=8, unique_by=lambda row: row["id"])


def chain(rows: list[dict[str, Any]]) -> list[Pair]:
    pairs: list[Pair] = []
    digest = GENESIS
    for position, row in enumerate(rows, start=1):
        digest = link(digest, row)
        pairs.append((row, position, digest))
    return pairs


def renumbered(pairs: list[Pair]) -> list[Pair]:
    """What somebody would do who also puts the positions in order."""
    return [(row, place, digest) for place, (row, _, digest) in enumerate(pairs, start=1)]


@given(LEDGERS)
def test_an_untouched_ledger_verifies_to_its_head(rows: list[dict[str, Any]]) -> None:
    pairs = chain(rows)
    assert verify(pairs) == Verified(len(rows), True, None, pairs[-1][2])


def test_an_empty_ledger_verifies() -> None:
    assert verify([]) == Verified(0, True, None, GENESIS)


@given(LEDGERS, st.data())
def test_any_altered_field_is_found_at_its_row(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    pairs = chain(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(FIELDS))
    altered = rows[place] | {field: data.draw(ROWS)[field]}
    pairs[place] = (altered, *pairs[place][1:])
    found = verify(pairs)
    if altered == rows[place]:
        assert found.ok
    else:
        assert (found.ok, found.first_bad) == (False, place + 1)


@given(LEDGERS, st.data())
def test_an_altered_digest_is_found_at_its_row(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    pairs = chain(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    row, position, digest = pairs[place]
    pairs[place] = (row, position, ("1" if digest[0] == "0" else "0") + digest[1:])
    assert verify(pairs).first_bad == place + 1


@given(LEDGERS, st.data())
def test_a_removed_event_is_found_where_it_was(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    pairs = chain(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    pairs[place] = (None, *pairs[place][1:])
    assert verify(pairs).first_bad == place + 1


@given(LEDGERS, st.data(), st.booleans())
def test_an_event_removed_with_its_link_is_found_unless_it_was_the_last(
    rows: list[dict[str, Any]], data: st.DataObject, renumber: bool
) -> None:
    pairs = chain(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    cut = pairs[:place] + pairs[place + 1 :]
    found = verify(renumbered(cut) if renumber else cut)
    if place < len(rows) - 1:
        assert (found.ok, found.first_bad) == (False, place + 1)
    else:
        # A cut tail is a shorter, sound chain: only a head noted elsewhere tells.
        assert found.ok
        assert (found.rows, found.head) != (len(rows), pairs[-1][2])


@given(LEDGERS.filter(lambda rows: len(rows) > 1), st.data(), st.booleans())
def test_reordered_rows_are_found_at_the_first_of_them(
    rows: list[dict[str, Any]], data: st.DataObject, renumber: bool
) -> None:
    pairs = chain(rows)
    one = data.draw(st.integers(0, len(rows) - 2))
    two = data.draw(st.integers(one + 1, len(rows) - 1))
    pairs[one], pairs[two] = pairs[two], pairs[one]
    found = verify(renumbered(pairs) if renumber else pairs)
    assert (found.ok, found.first_bad) == (False, one + 1)


@given(LEDGERS, ROWS, st.data())
def test_an_inserted_row_is_found_where_it_was_put_or_right_behind(
    rows: list[dict[str, Any]], stranger: dict[str, Any], data: st.DataObject
) -> None:
    pairs = chain(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    before = pairs[place - 1][2] if place else GENESIS
    # Its own digest is right: whoever inserts may know how to count.
    forged = renumbered([*pairs[:place], (stranger, 0, link(before, stranger)), *pairs[place:]])
    assert verify(forged).first_bad == place + 2
    forged[place] = (stranger, place + 1, "f" * 64)
    assert verify(forged).first_bad == place + 1


def test_a_row_moved_from_one_field_to_the_next_does_not_look_the_same() -> None:
    assert canonical(EXAMPLE) != canonical(EXAMPLE | {"name": "ab", "subject_type": ""})


EXAMPLE = {
    "id": UUID(int=1),
    "number": 7,
    "at": datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
    "actor_id": None,
    "actor_label": "system: test",
    "name": "a",
    "subject_type": "b",
    "subject_id": None,
    "patient_id": None,
    "reason": "Größer – ñ",
    "detail": {"b": 1, "a": {"d": [1, 2], "c": None}},
}


def test_the_sealed_bytes_stay_what_they_are() -> None:
    """A contract: ledgers sealed years ago must verify."""
    assert canonical(EXAMPLE).decode() == (
        '{"actor_id":null,"actor_label":"system: test","at":"2026-11-23T15:00:00.000000+00:00",'
        '"detail":{"a":{"c":null,"d":[1,2]},"b":1},"id":"00000000-0000-0000-0000-000000000001","name":"a","number":7,'
        '"patient_id":null,"reason":"Größer – ñ","subject_id":null,"subject_type":"b"}'
    )


@pytest.mark.parametrize("hours", [-5, 0, 9])
def test_the_zone_a_driver_answers_in_makes_no_difference(hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    assert canonical(EXAMPLE | {"at": EXAMPLE["at"].astimezone(zone)}) == canonical(EXAMPLE)  # type: ignore[attr-defined]


@given(ROWS)
def test_an_exported_row_verifies_without_a_database(row: dict[str, Any]) -> None:
    exported = json.loads(canonical(row))
    assert link(GENESIS, exported) == link(GENESIS, row)
