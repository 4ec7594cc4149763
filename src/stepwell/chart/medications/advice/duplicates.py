"""The same drug twice, or two of one kind."""

from collections.abc import Iterator
from typing import Any

from ..formulary import Drug
from .knowledge import rows
from .terms import Advice, Kind, Regimen, Severity, softened


def duplicates(regimen: Regimen) -> tuple[Advice, ...]:
    """One piece of advice for the same ingredient, one per kind that is doubled."""
    return (*_same(regimen), *_alike(regimen))


def _same(regimen: Regimen) -> Iterator[Advice]:
    proposed = regimen.proposed
    if proposed.rxcui in {drug.rxcui for drug in regimen.current}:
        yield Advice(
            kind=Kind.DUPLICATE,
            rule="same-ingredient",
            severity=Severity.KNOW,
            summary=f"{proposed.name.capitalize()} is on the list already: a change, or a second?",
            detail="The ingredient of this order is among the current medicines.",
            what_to_do="If it replaces the other order, stop that one; if both stay, add the doses.",
            source="Stepwell rule",
            verified=True,
            drugs=(proposed.rxcui,),
        )


def _alike(regimen: Regimen) -> Iterator[Advice]:
    proposed = regimen.proposed
    for row in rows("interactions", "duplicate"):
        if _in(row, proposed):
            others = {d.rxcui: d for d in regimen.current if _in(row, d)}
            others.pop(proposed.rxcui, None)
            if others:
                yield softened(_advice(row, proposed, tuple(others.values())))


def _in(row: dict[str, Any], drug: Drug) -> bool:
    return any(name in drug.classes for name in row["groups"])


def _advice(row: dict[str, Any], proposed: Drug, others: tuple[Drug, ...]) -> Advice:
    names = " and ".join((proposed.name, *(drug.name for drug in others)))
    return Advice(
        kind=Kind.DUPLICATE,
        rule=row["id"],
        severity=Severity(row["severity"]),
        summary=f"{len(others) + 1} {row['label']}: {names}.",
        detail=f"These act alike ({row['label']}).",
        what_to_do=row["what_to_do"],
        source=row["source"],
        verified=row["verified"],
        drugs=(proposed.rxcui, *(drug.rxcui for drug in others)),
    )
