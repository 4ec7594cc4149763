"""FHIR R4 conditions, allergies and medications as what a referral says of its patient. Pure.

Each reader returns the fact, or raises `Odd` with the reason why this one entry is not taken in; what has the wrong type
raises `BadInput` and refuses the file.
"""

import re
from collections.abc import Mapping

from stepwell.chart.medications.actions import Said
from stepwell.chart.medications.formulary import drug, find
from stepwell.chart.problems.actions import KnownAllergy, KnownCondition
from stepwell.foundation.errors import BadInput

from .primitives import OLDER, Object, codings, concept, day, object_, objects, status, text, words

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PREFERRED = ("icd-10", "snomed.info")
NOT_TRUE = {"entered-in-error": "it was entered in error", "refuted": "it was refuted"}
NO_ALLERGY = {"716186003", "409137002", "429625007", "428607008", "428197003", "1003774007"}
TAKEN = {"active", "on-hold", "intended"}
STATES = {"completed", "stopped", "cancelled", "draft", "unknown", "not-taken", "entered-in-error"}
OVER = {"inactive", "resolved"}


class Odd(Exception):
    """This entry is not taken in; the reason goes into the report."""


class NotNow(Exception):
    """This entry is in order and says that something is over; it is counted, not listed."""


def read_condition(resource: Object, place: str, external_id: str) -> KnownCondition:
    verified = status(resource.get("verificationStatus"), f"{place}/verificationStatus")
    if verified in NOT_TRUE:
        raise Odd(NOT_TRUE[verified])
    code = concept(resource.get("code"), f"{place}/code")
    said = _needed(words(code, f"{place}/code"), "the condition has no code and no words")
    system, value = _best_coding(code, f"{place}/code")
    onset, _whole = day(resource.get("onsetDateTime"), f"{place}/onsetDateTime")
    clinical = status(resource.get("clinicalStatus"), f"{place}/clinicalStatus")
    return KnownCondition(
        display=said[:255],
        system=system[:80],
        code=value[:40],
        onset_on=onset,
        clinical_status=clinical[:20] or "active",
        external_id=external_id,
    )


def read_allergy(resource: Object, place: str, external_id: str) -> KnownAllergy:
    if "substance" in resource:
        raise BadInput(OLDER, place=f"{place}/substance")
    verified = status(resource.get("verificationStatus"), f"{place}/verificationStatus")
    if verified in NOT_TRUE:
        raise Odd(NOT_TRUE[verified])
    clinical = status(resource.get("clinicalStatus"), f"{place}/clinicalStatus")
    if clinical in OVER:
        raise NotNow(clinical)
    code = concept(resource.get("code"), f"{place}/code")
    said = _needed(words(code, f"{place}/code"), "the allergy names no substance")
    known = codings(code, f"{place}/code")
    if NO_ALLERGY & {value for _, value, _ in known}:
        raise Odd("it says that no allergy is known, which is none")
    return KnownAllergy(
        substance=said[:160],
        code=_ingredient(known, "") or next((value for _, value, _ in known if value), "")[:40],
        reaction=_reactions(resource, place)[:160],
        criticality=text(resource.get("criticality"), f"{place}/criticality")[:20],
        external_id=external_id,
    )


def read_medication(
    resource: Object, place: str, external_id: str, medications: Mapping[str, tuple[Object, str]]
) -> Said:
    """`medications`: reference → Medication resource of the bundle, with its place."""
    state = text(resource.get("status"), f"{place}/status")
    if state not in TAKEN:
        raise NotNow(state) if state in STATES else Odd(f"{state or 'nothing'!r} is no status")
    if resource.get("doNotPerform") is True:
        raise Odd("it says not to give this medication")
    if text(resource.get("intent"), f"{place}/intent") in ("proposal", "plan"):
        raise Odd("it was proposed, not ordered")
    code, here = _medication(resource, place, medications)
    said = _needed(words(code, here), "the medication has no code and no words")
    return Said(
        text=_with_dosage(said, resource, place)[:255],
        rxcui=_ingredient(codings(code, here), said),
        external_id=external_id,
    )


def _needed(said: str, otherwise: str) -> str:
    if not said:
        raise Odd(otherwise)
    return said


def _best_coding(code: Object, place: str) -> tuple[str, str]:
    """(system, code): ICD-10 before SNOMED CT before any other."""
    known = [(system, value) for system, value, _ in codings(code, place) if value]
    for wanted in PREFERRED:
        for system, value in known:
            if wanted in system:
                return system, value
    return known[0] if known else ("", "")


def _reactions(resource: Object, place: str) -> str:
    return ", ".join(
        said
        for reaction, here in objects(resource.get("reaction"), f"{place}/reaction")
        for sign, there in objects(reaction.get("manifestation"), f"{here}/manifestation")
        if (said := words(sign, there))
    )


def _medication(
    resource: Object, place: str, medications: Mapping[str, tuple[Object, str]]
) -> tuple[Object, str]:
    """The CodeableConcept that names the drug, here or in the Medication it points to."""
    if "medicationCodeableConcept" in resource:
        here = f"{place}/medicationCodeableConcept"
        return concept(resource["medicationCodeableConcept"], here), here
    here = f"{place}/medicationReference"
    pointer = text(object_(resource.get("medicationReference"), here).get("reference"), here)
    if not pointer:
        raise Odd("it names no medication")
    for contained, there in objects(resource.get("contained"), f"{place}/contained"):
        if pointer == f"#{text(contained.get('id'), f'{there}/id')}":
            return concept(contained.get("code"), f"{there}/code"), f"{there}/code"
    if pointer not in medications:
        raise Odd(f"it points to {pointer[:80]}, which is not in the bundle")
    target, there = medications[pointer]
    return concept(target.get("code"), f"{there}/code"), f"{there}/code"


def _with_dosage(said: str, resource: Object, place: str) -> str:
    name = "dosageInstruction" if "dosageInstruction" in resource else "dosage"
    for dosage, here in objects(resource.get(name), f"{place}/{name}"):
        how = text(dosage.get("text"), f"{here}/text")
        if how:
            return f"{said}, {how}"
    return said


def _ingredient(known: list[tuple[str, str, str]], said: str) -> str:
    """The formulary's ingredient: by RxNorm code, else by what a code or the text calls it."""
    rxnorm = [(code, display) for system, code, display in known if system == RXNORM]
    for code, _ in rxnorm:
        if found := drug(code):
            return found.rxcui
    for name in (*(display for _, display in rxnorm), said):
        if re.search(r"[A-Za-z]", name) and (found := find(name)):
            return found.rxcui
    return ""
