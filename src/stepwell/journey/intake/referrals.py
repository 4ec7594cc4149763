"""What a referral says, as plain facts: made by a door from FHIR, taken in by `actions`."""

from dataclasses import dataclass, field
from datetime import date

from stepwell.chart.medications.actions import Said
from stepwell.chart.problems.actions import KnownAllergy, KnownCondition


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    given_name: str
    family_name: str
    birth_date: date | None
    external_id: str
    email: str = ""
    phone: str = ""
    address_line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """One patient of one origin, with everything the bundle said about them that we can hold."""

    origin: str
    bundle_hash: str
    person: ReferredPerson
    conditions: list[KnownCondition] = field(default_factory=list)
    medications: list[Said] = field(default_factory=list)
    allergies: list[KnownAllergy] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `updated` counts rows added to a patient known before."""

    patient_id: str
    read: int
    created: int
    updated: int
    unchanged: int
