"""Drug with drug, taken now or stopped so lately that it still acts."""

from collections.abc import Iterator
from typing import Any

from ..formulary import Drug
from .knowledge import rows
from .terms import Advice, Kind, Regimen, Severity, Stopped, softened

Row = dict[str, Any]


def interactions(regimen: Regimen) -> tuple[Advice, ...]:
    """The gravest row per other drug and mechanism; nothing for pairs without a row."""
    found: list[Advice] = []
    for other in _others(regimen):
        if other.drug.rxcui != regimen.proposed.rxcui:
            found.extend(_between(regimen.proposed, other))
    return tuple(found)


def _others(regimen: Regimen) -> Iterator[Stopped]:
    """Current drugs as stopped 0 days ago, then the ones really stopped."""
    codes = {drug.rxcui for drug in regimen.current}
    yield from (Stopped(drug, 0) for drug in regimen.current)
    yield from (each for each in regimen.stopped if each.drug.rxcui not in codes)


def _between(proposed: Drug, other: Stopped) -> Iterator[Advice]:
    best: dict[str, tuple[tuple[int, int], Advice]] = {}
    for row in rows("interactions", "pair"):
        if not _applies(row, proposed, other):
            continue
        advice = _advice(row, proposed, other)
        weight = (advice.severity.rank, -_exactness(row, proposed, other.drug))
        if row["mechanism"] not in best or weight < best[row["mechanism"]][0]:
            best[row["mechanism"]] = (weight, advice)
    yield from (advice for _, advice in best.values())


def _applies(row: Row, proposed: Drug, other: Stopped) -> bool:
    sides = (("a", "b"), ("b", "a"))
    return any(
        _covers(row[mine], proposed)
        and _covers(row[theirs], other.drug)
        and (other.days_ago == 0 or other.days_ago < row.get(f"{theirs}_stopped_days", 0))
        for mine, theirs in sides
    )


def _covers(terms: list[str], drug: Drug) -> bool:
    return any(drug.is_a(term) for term in terms)


def _exactness(row: Row, one: Drug, two: Drug) -> int:
    """How many of the two the row names as ingredients rather than by class."""
    named = {*row["a"], *row["b"]}
    return (one.name in named) + (two.name in named)


def _advice(row: Row, proposed: Drug, other: Stopped) -> Advice:
    ago = f" (stopped {other.days_ago} days ago)" if other.days_ago else ""
    return softened(
        Advice(
            kind=Kind.INTERACTION,
            rule=row["id"],
            severity=Severity(row["severity"]),
            summary=f"{proposed.name.capitalize()} with {other.drug.name}{ago}: {row['effect']}.",
            detail=row["reason"],
            what_to_do=row["what_to_do"],
            source=row["source"],
            verified=row["verified"],
            drugs=(proposed.rxcui, other.drug.rxcui),
        )
    )
