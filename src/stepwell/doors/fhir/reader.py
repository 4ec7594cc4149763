"""A FHIR R4 Bundle about one patient → the plain facts of a referral. Pure: no database, no clock.

What is broken as a whole (no Bundle, not exactly one patient, wrong types, an older FHIR version) raises `BadInput`
with a JSON pointer. Single odd entries are listed with a reason; resources we do not read are counted. Nothing is
dropped without a word.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stepwell.foundation.errors import BadInput
from stepwell.journey.intake.referrals import ReferralFacts

from .clinical import NotNow, Odd, read_allergy, read_condition, read_medication
from .person import read_person
from .primitives import OLDER, Object, object_, objects, text

TYPES = ("transaction", "collection", "batch", "searchset", "document")
TOO_OLD = ("MedicationOrder", "DiagnosticOrder", "ProcedureRequest", "ReferralRequest")
READ = ("Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement")


@dataclass
class Reading:
    """What was read. `rejected` and `notes` are (place, sentence); `left_out` counts by type."""

    facts: ReferralFacts
    rejected: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    resource: Object
    place: str
    url: str

    @property
    def names(self) -> set[str]:
        """Everything a reference may call this resource."""
        own = self.resource.get("id")
        return {self.url} - {""} | ({f"{self.kind}/{own}"} if isinstance(own, str) else set())


def read_bundle(bundle: Any, *, today: date) -> Reading:
    """Raises `BadInput` when the bundle cannot be taken in as a whole."""
    entries = list(_entries(bundle))
    patient = _patient(entries)
    origin, person, notes = read_person(patient.resource, patient.place, today=today)
    facts = ReferralFacts(origin=origin, bundle_hash=_digest(bundle), person=person)
    reading = Reading(facts, notes=notes)
    medications = {
        name: (entry.resource, entry.place)
        for entry in entries
        if entry.kind == "Medication"
        for name in entry.names
    }
    seen: set[str] = set()
    for entry in entries:
        if entry.kind in READ:
            _take_in(entry, patient, medications, seen, reading)
        elif entry is not patient:
            reading.left_out[entry.kind] += 1
    return reading


# -- the bundle ------------------------------------------------------------------------------------


def _entries(bundle: Any) -> Iterator[_Entry]:
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise BadInput("a FHIR Bundle is needed.", place="/resourceType")
    if bundle.get("type") not in TYPES:
        raise BadInput(f"a Bundle of type {', '.join(TYPES)} is needed.", place="/type")
    for entry, place in objects(bundle.get("entry"), "/entry"):
        if "resource" not in entry:
            continue  # a request without a body: a deletion, a search
        here = f"{place}/resource"
        resource = object_(entry["resource"], here)
        kind = text(resource.get("resourceType"), f"{here}/resourceType")
        if not kind:
            raise BadInput("the resource does not say what it is.", place=f"{here}/resourceType")
        if kind in TOO_OLD:
            raise BadInput(OLDER, place=f"{here}/resourceType")
        yield _Entry(kind, resource, here, text(entry.get("fullUrl"), f"{place}/fullUrl"))


def _patient(entries: list[_Entry]) -> _Entry:
    patients = [entry for entry in entries if entry.kind == "Patient"]
    if not patients:
        raise BadInput("there is no Patient in this bundle.", place="/entry")
    if len(patients) > 1:
        raise BadInput(
            f"there are {len(patients)} patients in this bundle; a referral is about one.",
            place=patients[1].place,
        )
    return patients[0]


def _digest(bundle: Any) -> str:
    try:
        written = json.dumps(bundle, sort_keys=True)
    except RecursionError:
        raise BadInput("this is nested too deeply to be a bundle.", place="/") from None
    return hashlib.sha256(written.encode()).hexdigest()


# -- the entries -----------------------------------------------------------------------------------


def _take_in(
    entry: _Entry,
    patient: _Entry,
    medications: dict[str, tuple[Object, str]],
    seen: set[str],
    reading: Reading,
) -> None:
    """Read one entry into the facts, or list it with the reason why not."""
    facts = reading.facts
    try:
        _check_whose(entry, patient)
        key = _external_id(entry, seen)
        if entry.kind == "Condition":
            facts.conditions.append(read_condition(entry.resource, entry.place, key))
        elif entry.kind == "AllergyIntolerance":
            facts.allergies.append(read_allergy(entry.resource, entry.place, key))
        else:
            said = read_medication(entry.resource, entry.place, key, medications)
            facts.medications.append(said)
    except NotNow as over:
        reading.left_out[f"{entry.kind} ({over})"] += 1
    except Odd as odd:
        reading.rejected.append((entry.place, str(odd)))


def _check_whose(entry: _Entry, patient: _Entry) -> None:
    name = "patient" if entry.kind == "AllergyIntolerance" else "subject"
    place = f"{entry.place}/{name}"
    pointer = text(object_(entry.resource.get(name), place).get("reference"), f"{place}/reference")
    if not pointer:
        raise Odd("it does not say whom it is about")
    mine, pointer = patient.names, pointer.split("/_history/")[0]
    if pointer not in mine and "/".join(pointer.split("/")[-2:]) not in mine:
        raise Odd("it is about someone else")


def _external_id(entry: _Entry, seen: set[str]) -> str:
    """What names this resource at the next import: its id, else its address, else a digest of it."""
    own = text(entry.resource.get("id"), f"{entry.place}/id")
    key = own or entry.url or _digest(entry.resource)
    if len(key) > 120:
        key = _digest(key)
    if f"{entry.kind}/{key}" in seen:
        raise Odd("it is in the bundle twice")
    seen.add(f"{entry.kind}/{key}")
    return key
