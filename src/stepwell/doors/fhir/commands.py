"""`stepwell import referral FILE`: a FHIR R4 Bundle becomes a person, a chart and an inquiry to work."""

import argparse
import gzip
import io
import json
import zlib
from typing import Any

from stepwell.doors.kit.commands import Command, UsageError, offer, print_json, read_bytes

LARGEST = 256 * 1024 * 1024  # bytes, unpacked


def _referral(namespace: argparse.Namespace) -> int:
    bundle = _bundle(namespace.file)
    from stepwell.foundation import clock
    from stepwell.foundation.clock import local_day
    from stepwell.journey.intake.actions import ZONE, receive_referral
    from stepwell.trust.people.viewer import system

    from .reader import read_bundle

    at = clock.now()
    reading = read_bundle(bundle, today=local_day(at, ZONE))
    report = receive_referral(facts=reading.facts, by=system("referral import"), at=at)
    print_json(
        {
            "patient": report.patient_id,
            "read": report.read + len(reading.rejected),
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "rejected": _rows(reading.rejected),
            "notes": _rows(reading.notes),
            "left_out": dict(reading.left_out),
        }
    )
    return 0


def _rows(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"row": place, "reason": sentence} for place, sentence in pairs]


def _bundle(name: str) -> Any:
    """The JSON of a file, packed with gzip or not. Raises `UsageError` for what is no JSON."""
    raw = read_bytes(name)
    if raw[:2] == b"\x1f\x8b":
        raw = _unpacked(name, raw)
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{name}: not JSON: {place}: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise UsageError(f"{name}: not JSON that can be read ({type(error).__name__})") from error


def _unpacked(name: str, raw: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            text = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{name}: this gzip file is broken or cut short") from error
    if len(text) > LARGEST:
        raise UsageError(f"{name}: more than {LARGEST // 2**20} MB when unpacked")
    return text


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", default="-", help="a FHIR R4 Bundle (.json or .json.gz), or -"
    )


offer(
    Command(
        "import referral",
        "take in a referral: a FHIR R4 Bundle about one patient",
        _referral,
        description=(
            "Reads one patient with conditions, allergies and medications from a FHIR R4 Bundle. A second import of the "
            "same patient adds only what is new. A broken bundle is refused, and nothing is written.\n"
            "The digits that Synthea puts behind names are left out; other names are never changed.\n\n"
            "example:\n  stepwell import referral bundle.json.gz"
        ),
        arguments=_arguments,
        database=True,
    )
)
