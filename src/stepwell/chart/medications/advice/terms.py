"""Shapes of advice: the regimen it looks at, and what it says. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ..formulary import Drug

SUMMARY_LIMIT = 140


class Severity(StrEnum):
    """How grave, gravest first. CDS Hooks: critical, warning, info."""

    CONTRAINDICATED = "contraindicated"
    SERIOUS = "serious"
    KNOW = "know"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """Rule families, in the order shown when equally grave."""

    ALLERGY = "allergy"
    INTERACTION = "interaction"
    CAUTION = "caution"
    DUPLICATE = "duplicate"
    DOSE = "dose"


@dataclass(frozen=True, slots=True)
class Allergy:
    """A recorded allergy: what was written, and the ingredient RxCUI if it was coded."""

    text: str = ""
    rxcui: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A drug no longer taken; ``days_ago`` counts from the day of the last dose."""

    drug: Drug
    days_ago: int


@dataclass(frozen=True, slots=True)
class Regimen:
    """A proposed drug and the person it is for. None means unknown.

    ``dose_mg_per_day`` is the total of a day; ``form`` is free text ("extended release tablet").
    ``conditions`` are ICD-10-CM codes or words; ``egfr`` is in mL/min/1.73 m2.
    """

    proposed: Drug
    dose_mg_per_day: float | None = None
    current: tuple[Drug, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    age: int | None = None
    pregnant: bool | None = None
    conditions: tuple[str, ...] = ()
    form: str = ""
    stopped: tuple[Stopped, ...] = ()
    egfr: float | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to know before signing. ``drugs`` are ingredient RxCUIs, proposed first."""

    kind: Kind
    rule: str
    severity: Severity
    summary: str
    detail: str
    what_to_do: str
    source: str
    verified: bool
    drugs: tuple[str, ...]

    def __post_init__(self) -> None:
        """Keep the summary within the limit of a CDS Hooks card."""
        if len(self.summary) > SUMMARY_LIMIT:
            object.__setattr__(self, "summary", self.summary[: SUMMARY_LIMIT - 1] + "…")


def softened(advice: Advice) -> Advice:
    """The law of knowledge: what is not verified informs and never does more."""
    return advice if advice.verified else replace(advice, severity=Severity.KNOW)


def has_condition(regimen: Regimen, wanted: tuple[str, ...] | list[str]) -> bool:
    """Whether the person has one of some conditions, given as ICD-10-CM beginnings or words."""
    return any(_same(want, have) for want in wanted for have in regimen.conditions)


def _same(want: str, have: str) -> bool:
    if want[:1].isupper() and want[1:2].isdigit():
        return have.upper().replace(".", "").startswith(want.replace(".", ""))
    return want in have.casefold()
