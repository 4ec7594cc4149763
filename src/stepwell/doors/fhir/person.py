"""A FHIR R4 Patient as the person of a referral. Pure."""

import hashlib
import re
from datetime import date
from typing import Any

from stepwell.foundation.errors import BadInput
from stepwell.journey.intake.referrals import ReferredPerson

from .primitives import OLDER, Object, codings, day, object_, objects, text
from .states import STATES

# An identifier that follows a person through life is no key of ours, and a social security number least of all.
NOT_A_KEY = {"SS", "SB", "DL", "PPN", "PASSPORT", "NI", "TAX"}
NOT_SYSTEMS = ("us-ssn", "2.16.840.1.113883.4.1", "passport", "2.16.840.1.113883.4.3.")
Key = tuple[str, str]
Note = tuple[str, str]


def read_person(
    patient: Object, place: str, *, today: date
) -> tuple[str, ReferredPerson, list[Note]]:
    """(origin, person, notes). A note is (place, sentence) about what could not be kept."""
    notes: list[Note] = []
    origin, external_id = _key(patient, place)
    given, family = _name(patient, place)
    if _from_synthea(patient, place):
        given, family = _without_digits(given), _without_digits(family)
    person = ReferredPerson(
        given_name=given,
        family_name=family,
        birth_date=_birth(patient, place, today, notes),
        external_id=_fitting(external_id, 120),
        email=_email(patient, place, notes),
        phone=_telecom(patient, place, "phone", 40),
        language=_language(patient, place),
        **_address(patient, place),
    )
    if patient.get("deceasedBoolean") is True or patient.get("deceasedDateTime"):
        notes.append((place, "the bundle says that this person has died; please check"))
    return _fitting(origin, 40), person, notes


# -- who it is -------------------------------------------------------------------------------------


def _key(patient: Object, place: str) -> Key:
    """(who gave the number, the number): a medical record number if there is one, else another, else the id."""
    found: list[tuple[bool, Key]] = []
    for identifier, here in objects(patient.get("identifier"), f"{place}/identifier"):
        value = text(identifier.get("value"), f"{here}/value")
        system = text(identifier.get("system"), f"{here}/system")
        kinds = _kinds(identifier, here)
        personal = kinds & NOT_A_KEY or any(part in system.lower() for part in NOT_SYSTEMS)
        old = text(identifier.get("use"), f"{here}/use") == "old"
        if value and not personal and not old:
            found.append(("MR" in kinds, (system or "no system given", value)))
    found.sort(key=lambda pair: not pair[0])
    if found:
        return found[0][1]
    own = text(patient.get("id"), f"{place}/id")
    if own:
        return "patient id", own
    raise BadInput(
        "the patient has no identifier, so a second import could not find them again.",
        place=f"{place}/identifier",
    )


def _kinds(identifier: Object, place: str) -> set[str]:
    type_ = object_(identifier.get("type"), f"{place}/type")
    return {code for _, code, _ in codings(type_, f"{place}/type")}


def _fitting(value: str, most: int) -> str:
    """The value, or its beginning with a digest where it is too long to be a key."""
    if len(value) <= most:
        return value
    return f"{value[: most - 17]}~{hashlib.sha256(value.encode()).hexdigest()[:16]}"


# -- the name --------------------------------------------------------------------------------------


def _name(patient: Object, place: str) -> tuple[str, str]:
    names = list(objects(patient.get("name"), f"{place}/name"))
    order = {"official": 0, "usual": 1, "": 2, "temp": 3, "nickname": 4, "anonymous": 5}
    ranked = sorted(
        ((order.get(text(name.get("use"), f"{here}/use"), 6), name, here) for name, here in names),
        key=lambda row: row[0],
    )
    for _, name, here in ranked:
        given, family = _parts(name, here)
        if given or family:
            return given, family
    raise BadInput("the patient has no name.", place=f"{place}/name")


def _parts(name: Object, place: str) -> tuple[str, str]:
    if isinstance(name.get("family"), list):
        raise BadInput(OLDER, place=f"{place}/family")
    family = text(name.get("family"), f"{place}/family", most=80)
    given = name.get("given")
    if given is not None and not isinstance(given, list):
        raise BadInput("a list is needed here.", place=f"{place}/given")
    parts = [text(part, f"{place}/given/{i}") for i, part in enumerate(given or [])]
    joined = text(" ".join(part for part in parts if part), f"{place}/given", most=80)
    if joined or family:
        return joined, family
    whole = text(name.get("text"), f"{place}/text", most=80)
    first, _, last = whole.rpartition(" ")
    return first, last


def _from_synthea(patient: Object, place: str) -> bool:
    """Whether the bundle says of itself that Synthea made it up."""
    systems = [
        text(identifier.get("system"), f"{here}/system")
        for identifier, here in objects(patient.get("identifier"), f"{place}/identifier")
    ]
    return any("synthetichealth/synthea" in system for system in systems)


def _without_digits(name: str) -> str:
    """Synthea numbers its people ("Dusty207"); nobody is called so. Real names are never touched."""
    return re.sub(r"(?<=[^\W\d])\d+(?=\s|$)", "", name)


# -- the rest --------------------------------------------------------------------------------------


def _birth(patient: Object, place: str, today: date, notes: list[Note]) -> date | None:
    here = f"{place}/birthDate"
    born, whole = day(patient.get("birthDate"), here)
    if not whole:
        notes.append((here, "the date of birth is not complete; ask the person"))
    if born and born > today:
        raise BadInput("this date of birth is still to come.", place=here)
    return born


def _telecom(patient: Object, place: str, system: str, most: int) -> str:
    for point, here in objects(patient.get("telecom"), f"{place}/telecom"):
        named = text(point.get("system"), f"{here}/system")
        value = text(point.get("value"), f"{here}/value", most=most if named == system else 0)
        if named == system and value and text(point.get("use"), f"{here}/use") != "old":
            return value
    return ""


def _email(patient: Object, place: str, notes: list[Note]) -> str:
    email = _telecom(patient, place, "email", 254)
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        notes.append((f"{place}/telecom", "the e-mail address is not one"))
        return ""
    return email


def _address(patient: Object, place: str) -> dict[str, Any]:
    for address, here in objects(patient.get("address"), f"{place}/address"):
        if text(address.get("use"), f"{here}/use") == "old":
            continue
        lines = address.get("line")
        if lines is not None and not isinstance(lines, list):
            raise BadInput("a list is needed here.", place=f"{here}/line")
        parts = [text(line, f"{here}/line/{i}") for i, line in enumerate(lines or [])]
        postal = text(address.get("postalCode"), f"{here}/postalCode")
        return {
            "address_line": text(", ".join(p for p in parts if p), f"{here}/line", most=160),
            "city": text(address.get("city"), f"{here}/city", most=80),
            "state": _state(text(address.get("state"), f"{here}/state")),
            "postal_code": postal if len(postal) <= 10 else "",
        }
    return {}


def _state(name: str) -> str:
    """The two letters of a state or territory of the United States; empty for what is none."""
    if name.upper() in STATES.values():
        return name.upper()
    return STATES.get(name.lower(), "")


def _language(patient: Object, place: str) -> str:
    spoken = list(objects(patient.get("communication"), f"{place}/communication"))
    spoken.sort(key=lambda pair: pair[0].get("preferred") is not True)
    for each, here in spoken:
        language = object_(each.get("language"), f"{here}/language")
        for _, code, _ in codings(language, f"{here}/language"):
            if re.fullmatch(r"[A-Za-z]{2,3}([-_].*)?", code):
                return re.split("[-_]", code)[0].lower()
    return "en"
