"""`stepwell import referral`: a patient, a chart and an inquiry, once; a broken file writes nothing. M8"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stepwell.doors.cli.main import main
from stepwell.trust.ledger.queries import events
from stepwell.trust.people.models import Patient

from .bundles import bundle, condition, medication, patient, whole

pytestmark = pytest.mark.django_db
Import = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def importing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """`importing(bundle or bytes)` → (exit code, report, what stderr says)."""

    def run(given: Any, name: str = "bundle.json") -> tuple[int, dict[str, Any], str]:
        file = tmp_path / name
        file.write_bytes(given if isinstance(given, bytes) else json.dumps(given).encode())
        code = main(["import", "referral", str(file)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else {}, said.err

    return run


def test_a_referral_makes_a_patient_a_chart_and_an_inquiry(importing: Import) -> None:
    code, report, said = importing(whole())
    assert (code, said) == (0, "")
    found = Patient.objects.get(pk=report["patient"])
    assert found.person.full_name == "Ana María O'Hara"
    assert found.conditions.get().code == "F33.1"
    assert found.allergies.get().substance == "sertraline"
    assert found.reported_medications.get().rxcui == "29046"
    inquiry = found.inquiries.get()
    assert (inquiry.state, inquiry.asking, inquiry.language) == ("new", "referrer", "es")
    assert (report["read"], report["created"], report["rejected"]) == (4, 4, [])


def test_a_second_import_changes_nothing(importing: Import) -> None:
    _, first, _ = importing(whole())
    _, second, _ = importing(whole())
    assert second["patient"] == first["patient"]
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 4)
    found = Patient.objects.get(pk=first["patient"])
    counts = (found.conditions.count(), found.reported_medications.count(), found.inquiries.count())
    assert counts == (1, 1, 1)


def test_a_later_bundle_adds_only_what_is_new(importing: Import) -> None:
    _, first, _ = importing(whole())
    more = bundle(patient(), condition(), condition(id="c2"), medication())
    _, second, _ = importing(more)
    assert second["patient"] == first["patient"]
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 1, 3)


def test_an_odd_entry_is_reported_and_the_rest_taken_in(importing: Import) -> None:
    code, report, _ = importing(bundle(patient(), condition(code=None), medication()))
    assert code == 0
    assert report["rejected"] == [
        {"row": "/entry/1/resource", "reason": "the condition has no code and no words"}
    ]
    assert report["read"] == report["created"] + len(report["rejected"]) == 3


BROKEN: dict[str, bytes] = {
    "not JSON": b"<Bundle/>",
    "cut short": json.dumps(whole()).encode()[:-40],
    "empty": b"",
    "not UTF-8": b'{"a": "\xff"}',
    "a gzip file cut short": gzip.compress(json.dumps(whole()).encode())[:-20],
    "not a Bundle": b'{"resourceType": "Patient"}',
    "no patient": json.dumps(bundle(condition())).encode(),
    "two patients": json.dumps(bundle(patient(), patient(id="p2"))).encode(),
    "wrong types": json.dumps(bundle(patient(name="Ana"))).encode(),
    "DSTU2": json.dumps(bundle(patient(name=[{"family": ["O'Hara"]}]))).encode(),
    "nested without end": b"[" * 100_000,
    "a number too long": b'{"a": ' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("given", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_in_one_line_and_nothing_is_written(
    importing: Import, given: bytes
) -> None:
    before = events().count()
    code, report, said = importing(given)
    assert (code, report) == (2, {})
    assert said.startswith("stepwell import referral: ") and said.count("\n") == 1
    assert events().count() == before


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "referral", "/nowhere/at/all.json"]) == 2
    assert "/nowhere/at/all.json: No such file" in capsys.readouterr().err


@pytest.mark.published("synthea/r4_bundles_2019")
def test_every_synthea_bundle_is_taken_in_once(
    importing: Import, published: Callable[[str], Path]
) -> None:
    for file in sorted(published("synthea/r4_bundles_2019").glob("*.json.gz")):
        code, first, _ = importing(file.read_bytes(), "bundle.json.gz")
        assert code == 0 and first["created"] == first["read"] > 4
        _, second, _ = importing(file.read_bytes(), "bundle.json.gz")
        assert (second["patient"], second["unchanged"]) == (first["patient"], first["read"])


@pytest.mark.published("synthea/r4_bundles_2019")
def test_a_synthea_bundle_cut_anywhere_is_refused(
    importing: Import, published: Callable[[str], Path]
) -> None:
    file = min(
        published("synthea/r4_bundles_2019").glob("*.json.gz"), key=lambda f: f.stat().st_size
    )
    raw = gzip.decompress(file.read_bytes())
    for part in range(1, 10):
        code, _, said = importing(raw[: len(raw) * part // 10])
        assert code == 2 and said.count("\n") == 1
    assert not Patient.objects.exists()
