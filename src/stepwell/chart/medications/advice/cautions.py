"""The drug and the person: conditions, age, pregnancy, kidney function."""

from typing import Any

from ..formulary import Drug
from .knowledge import rows
from .terms import Advice, Kind, Regimen, Severity, has_condition, softened


def cautions(regimen: Regimen) -> tuple[Advice, ...]:
    """The gravest row per subject; what is unknown of the person triggers nothing."""
    best: dict[str, Advice] = {}
    for row in rows("cautions", "caution"):
        if _applies(row, regimen):
            advice, about = _advice(row, regimen.proposed), row.get("about", row["id"])
            if about not in best or advice.severity.rank < best[about].severity.rank:
                best[about] = advice
    return tuple(best.values())


def _applies(row: dict[str, Any], regimen: Regimen) -> bool:
    return all(
        (
            any(regimen.proposed.is_a(term) for term in row["drugs"]),
            "conditions" not in row or has_condition(regimen, row["conditions"]),
            "age_from" not in row or regimen.age is None or regimen.age >= row["age_from"],
            "pregnant" not in row or regimen.pregnant is row["pregnant"],
            "egfr_below" not in row
            or (regimen.egfr is not None and regimen.egfr < row["egfr_below"]),
        )
    )


def _advice(row: dict[str, Any], proposed: Drug) -> Advice:
    return softened(
        Advice(
            kind=Kind.CAUTION,
            rule=row["id"],
            severity=Severity(row["severity"]),
            summary=f"{proposed.name.capitalize()}: {row['effect']}.",
            detail=row["reason"],
            what_to_do=row["what_to_do"],
            source=row["source"],
            verified=row["verified"],
            drugs=(proposed.rxcui,),
        )
    )
