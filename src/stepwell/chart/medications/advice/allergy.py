"""A recorded allergy to the drug, to its class by name, or to a drug that cross-reacts."""

from collections.abc import Iterator
from typing import Any

from ..formulary import Drug, class_label, drug, find_all
from .knowledge import rows
from .terms import Advice, Allergy, Kind, Regimen, Severity, softened


def allergy(regimen: Regimen) -> tuple[Advice, ...]:
    """One piece of advice per matching allergy; unknown allergies say nothing."""
    return tuple(
        advice for each in regimen.allergies for advice in _against(regimen.proposed, each)
    )


def _against(proposed: Drug, each: Allergy) -> Iterator[Advice]:
    culprits = _culprits(each)
    if proposed.rxcui in {culprit.rxcui for culprit in culprits}:
        yield _same(proposed)
        return
    for row in rows("allergies", "class"):
        if row["name"] not in proposed.classes:
            continue
        if _names_class(each.text, row):
            yield _named(proposed, row)
        elif row["crosses"]:
            alike = [culprit for culprit in culprits if row["name"] in culprit.classes]
            yield from (_crossing(proposed, culprit, row) for culprit in alike[:1])


def _culprits(each: Allergy) -> tuple[Drug, ...]:
    coded = drug(each.rxcui) if each.rxcui else None
    return (coded,) if coded else find_all(each.text)


def _names_class(text: str, row: dict[str, Any]) -> bool:
    letters = "".join(c if c.isalnum() else " " for c in text.casefold())
    padded = f" {' '.join(letters.split())} "
    return any(f" {word} " in padded for word in row["words"])


def _same(proposed: Drug) -> Advice:
    return Advice(
        kind=Kind.ALLERGY,
        rule="same-ingredient",
        severity=Severity.CONTRAINDICATED,
        summary=f"Recorded allergy to {proposed.name}.",
        detail="The chart lists an allergy to this ingredient.",
        what_to_do="Choose another drug, or correct the allergy list after asking what happened.",
        source="Stepwell rule: the recorded allergy",
        verified=True,
        drugs=(proposed.rxcui,),
    )


def _named(proposed: Drug, row: dict[str, Any]) -> Advice:
    label = class_label(row["name"])
    return Advice(
        kind=Kind.ALLERGY,
        rule=f"class-{row['name']}",
        severity=Severity.SERIOUS,
        summary=f"Recorded allergy to a class ({label}); {proposed.name} belongs to it.",
        detail="The chart lists an allergy to the class, not to one drug.",
        what_to_do="Ask which drug it was and what happened.",
        source="Stepwell rule: the recorded allergy",
        verified=True,
        drugs=(proposed.rxcui,),
    )


def _crossing(proposed: Drug, culprit: Drug, row: dict[str, Any]) -> Advice:
    return softened(
        Advice(
            kind=Kind.ALLERGY,
            rule=f"cross-{row['name']}",
            severity=Severity.SERIOUS,
            summary=f"Recorded allergy to {culprit.name}; {proposed.name} is of the same class.",
            detail=row["why"],
            what_to_do="Ask what happened; avoid after a severe reaction.",
            source="GK",
            verified=False,
            drugs=(proposed.rxcui, culprit.rxcui),
        )
    )
