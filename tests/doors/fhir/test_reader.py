"""A FHIR R4 bundle → the facts of a referral, or one clear refusal. Pure."""

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepwell.doors.fhir.reader import Reading, read_bundle
from stepwell.foundation.errors import BadInput

from .bundles import allergy, bundle, condition, medication, patient, whole

TODAY = date(2026, 11, 23)


def read(given: Any) -> Reading:
    return read_bundle(given, today=TODAY)


def refusal(given: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read(given)
    return caught.value


# -- what is read ----------------------------------------------------------------------------------


def test_a_person_is_read_with_the_record_number_as_key_and_never_the_ssn() -> None:
    facts = read(whole()).facts
    named = facts.person
    assert (facts.origin, named.external_id) == ("urn:hospital", "H-77")
    assert (named.given_name, named.family_name) == ("Ana María", "O'Hara")
    assert (named.birth_date, named.language) == (date(1991, 2, 28), "es")
    assert (named.phone, named.email) == ("(555) 010-0177", "ana@people.example")
    assert (named.address_line, named.city, named.state) == ("12 Wharf Street", "Albany", "NY")


def test_conditions_allergies_and_medications_are_read_with_their_codes() -> None:
    reading = read(whole())
    (known,), (allergic,), (said,) = (
        reading.facts.conditions,
        reading.facts.allergies,
        reading.facts.medications,
    )
    assert (known.display, known.code, known.onset_on) == (
        "Recurrent depression",
        "F33.1",
        date(2019, 3, 4),
    )
    assert (known.clinical_status, known.external_id) == ("active", "c1")
    assert (allergic.substance, allergic.code, allergic.reaction, allergic.criticality) == (
        "sertraline",
        "36437",
        "hives, swelling",
        "high",
    )
    assert said.text == "lisinopril 10 MG Oral Tablet, one in the morning"
    assert said.rxcui == "29046"
    assert reading.rejected == []


def test_a_medication_elsewhere_in_the_bundle_is_followed() -> None:
    code = {"text": "Sertraline 50 mg"}
    elsewhere = {"resourceType": "Medication", "id": "x", "code": code}
    for pointer, extra in (
        ("urn:uuid:x", {}),
        ("Medication/x", {}),
        ("#x", {"contained": [elsewhere]}),
    ):
        order = medication(medicationReference={"reference": pointer}, **extra)
        del order["medicationCodeableConcept"]
        reading = read(bundle(patient(), elsewhere, order))
        assert [said.rxcui for said in reading.facts.medications] == ["36437"]


def test_what_is_over_is_counted_and_not_taken_in() -> None:
    over = allergy(clinicalStatus={"coding": [{"code": "resolved"}]})
    reading = read(bundle(patient(), medication(status="stopped"), over))
    assert reading.facts.medications == [] and reading.facts.allergies == []
    assert dict(reading.left_out) == {
        "MedicationRequest (stopped)": 1,
        "AllergyIntolerance (resolved)": 1,
    }


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (condition(code=None), "the condition has no code and no words"),
        (condition(subject={}), "it does not say whom it is about"),
        (condition(subject={"reference": "Patient/p2"}), "it is about someone else"),
        (condition(verificationStatus={"coding": [{"code": "refuted"}]}), "it was refuted"),
        (allergy(code={}), "the allergy names no substance"),
        (
            allergy(code={"coding": [{"code": "716186003", "display": "No known allergy"}]}),
            "it says that no allergy is known, which is none",
        ),
        (medication(medicationCodeableConcept={}), "the medication has no code and no words"),
        (medication(status="taken"), "'taken' is no status"),
        (medication(doNotPerform=True), "it says not to give this medication"),
        (medication(intent="plan"), "it was proposed, not ordered"),
    ],
)
def test_an_odd_entry_is_listed_with_its_place_and_the_rest_is_read(
    resource: dict[str, Any], reason: str
) -> None:
    reading = read(bundle(patient(), {**resource, "id": "odd"}, condition()))
    assert reading.rejected == [("/entry/1/resource", reason)]
    assert len(reading.facts.conditions) == 1


def test_the_same_entry_twice_is_taken_once() -> None:
    reading = read(bundle(patient(), condition(), condition()))
    assert len(reading.facts.conditions) == 1
    assert reading.rejected == [("/entry/2/resource", "it is in the bundle twice")]


def test_the_digits_of_synthea_are_left_out_and_only_there() -> None:
    name = [{"family": "Stracke611", "given": ["Dusty207", "R2D2"]}]
    made_up = [{"system": "https://github.com/synthetichealth/synthea", "value": "x"}]
    synthea = read(bundle(patient(name=name, identifier=made_up))).facts.person
    real = read(bundle(patient(name=name))).facts.person
    assert (synthea.given_name, synthea.family_name) == ("Dusty R2D", "Stracke")
    assert (real.given_name, real.family_name) == ("Dusty207 R2D2", "Stracke611")


def test_a_year_of_birth_alone_is_no_day_and_is_noted() -> None:
    reading = read(bundle(patient(birthDate="1991")))
    assert reading.facts.person.birth_date is None
    assert reading.notes == [
        ("/entry/0/resource/birthDate", "the date of birth is not complete; ask the person")
    ]


def test_a_key_too_long_to_hold_stays_a_key() -> None:
    def key(system: str) -> str:
        return read(bundle(patient(identifier=[{"system": system, "value": "1"}]))).facts.origin

    long, longer = "urn:" + "x" * 60, "urn:" + "x" * 61
    assert len(key(long)) == 40 and key(long) == key(long) != key(longer)


# -- what is refused -------------------------------------------------------------------------------

REFUSED: list[tuple[Any, str]] = [
    (None, "/resourceType"),
    ([], "/resourceType"),
    ({"resourceType": "Patient"}, "/resourceType"),
    (bundle(patient(), type="history"), "/type"),
    (bundle(patient(), entry={}), "/entry"),
    (bundle(patient(), entry=["x"]), "/entry/0"),
    (bundle(), "/entry"),
    (bundle(patient(), patient(id="p2")), "/entry/1/resource"),
    (bundle({"id": "x"}), "/entry/0/resource/resourceType"),
    (bundle(patient(birthDate="28.2.1991")), "/entry/0/resource/birthDate"),
    (bundle(patient(birthDate="1991-02-30")), "/entry/0/resource/birthDate"),
    (bundle(patient(birthDate=1991)), "/entry/0/resource/birthDate"),
    (bundle(patient(birthDate="2031-01-01")), "/entry/0/resource/birthDate"),
    (bundle(patient(name=[])), "/entry/0/resource/name"),
    (bundle(patient(name="Ana")), "/entry/0/resource/name"),
    (bundle(patient(name=[{"family": ["O'Hara"]}])), "/entry/0/resource/name/0/family"),
    (bundle(patient(name=[{"family": "x" * 81}])), "/entry/0/resource/name/0/family"),
    (bundle(patient(name=[{"family": "a\0b"}])), "/entry/0/resource/name/0/family"),
    (bundle(patient(name=[{"family": "a\ud800"}])), "/entry/0/resource/name/0/family"),
    (bundle(patient(identifier=[], id=None)), "/entry/0/resource/identifier"),
    (bundle(patient(), condition(clinicalStatus="active")), "/entry/1/resource/clinicalStatus"),
    (bundle(patient(), condition(code="F33.1")), "/entry/1/resource/code"),
    (bundle(patient(), allergy(substance={})), "/entry/1/resource/substance"),
    (bundle(patient(), {"resourceType": "MedicationOrder"}), "/entry/1/resource/resourceType"),
    (bundle(patient(), condition(onsetDateTime="soon")), "/entry/1/resource/onsetDateTime"),
]


@pytest.mark.parametrize(("given", "place"), REFUSED, ids=[place for _, place in REFUSED])
def test_what_is_broken_is_refused_with_its_place(given: Any, place: str) -> None:
    refused = refusal(given)
    assert refused.place == place
    assert "\n" not in str(refused)


# -- anything at all -------------------------------------------------------------------------------

Path_ = tuple[Any, ...]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=5),
    st.sampled_from(["\0", "\ud800", "x" * 500, "2031-02-30", "Patient/p1", "urn:uuid:m1"]),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just({"coding": [1]}),
)


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    yield path
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in inside:
        yield from places(each, (*path, key))


def replaced(value: Any, path: Path_, junk: Any) -> Any:
    if not path:
        return junk
    value[path[0]] = replaced(value[path[0]], path[1:], junk)
    return value


EVERYWHERE = list(places(whole()))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(EVERYWHERE), JUNK), min_size=1, max_size=3))
def test_whatever_is_put_anywhere_is_read_or_refused(changes: list[tuple[Path_, Any]]) -> None:
    given = copy.deepcopy(whole())
    for path, junk in changes:
        try:
            given = replaced(given, path, copy.deepcopy(junk))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    try:
        reading = read(given)
    except BadInput as refused:
        assert refused.place.startswith("/")
    else:
        assert reading.facts.person.given_name or reading.facts.person.family_name


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        JUNK, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
    )
)
def test_any_json_is_read_or_refused(given: Any) -> None:
    for value in (given, {"resourceType": "Bundle", "type": "batch", "entry": given}):
        with pytest.raises(BadInput):
            read(value)


# -- published -------------------------------------------------------------------------------------


@pytest.mark.published("synthea/r4_bundles_2019")
def test_every_synthea_bundle_is_read_whole(published: Callable[[str], Path]) -> None:
    files = sorted(published("synthea/r4_bundles_2019").glob("*.json.gz"))
    assert files
    for file in files:
        given = json.loads(gzip.decompress(file.read_bytes()))
        kinds = [entry["resource"]["resourceType"] for entry in given["entry"]]
        reading = read(given)
        over = {k.split(" ")[0]: n for k, n in reading.left_out.items() if "(" in k}
        facts = reading.facts
        assert reading.rejected == []
        assert len(facts.conditions) == kinds.count("Condition")
        assert len(facts.allergies) == kinds.count("AllergyIntolerance") - over.get(
            "AllergyIntolerance", 0
        )
        assert len(facts.medications) == kinds.count("MedicationRequest") - over.get(
            "MedicationRequest", 0
        )
        assert facts.origin == "http://hospital.smarthealthit.org"
        assert not any(
            letter.isdigit() for letter in facts.person.given_name + facts.person.family_name
        )
