"""The dose of a day against labelled maxima, and against what holds for this person."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..formulary import Cap, Drug
from .terms import Advice, Kind, Regimen, Severity, has_condition, softened

FORMS = {
    "extended": ("extended", " er", " xr", " xl", "24 hr", "24hr", " cr", "controlled"),
    "sustained": ("sustained", " sr", "12 hr", "12hr"),
}
NOT_BY_MOUTH = ("inject", "implant", "intramuscular", "subcutaneous", "depot", "decanoate")


@dataclass(frozen=True, slots=True)
class _Limit:
    rule: str
    max_mg: float
    reason: str
    source: str
    verified: bool


def dose(regimen: Regimen) -> tuple[Advice, ...]:
    """At most one piece of advice: the gravest limit the daily dose exceeds, if any.

    Above a maximum is serious, from twice that maximum on contraindicated (mostly a slip of the
    pen); a limit that is not verified only informs. Long-acting injections are left alone: the
    maxima are daily doses.
    """
    amount, form = regimen.dose_mg_per_day, f" {regimen.form.casefold()}"
    if amount is None or any(word in form for word in NOT_BY_MOUTH):
        return ()
    over = [limit for limit in _limits(regimen) if amount > limit.max_mg * 1.001]
    found = sorted(
        (_advice(regimen.proposed, amount, limit) for limit in over),
        key=lambda advice: advice.severity.rank,
    )
    return tuple(found[:1])


def _limits(regimen: Regimen) -> Iterator[_Limit]:
    """Limits that hold for this person, the strictest first."""
    drug = regimen.proposed
    limits = [_capped(cap) for cap in drug.caps if _holds(cap, regimen)]
    if drug.max_mg is not None:
        reason = f"The labelled maximum of {drug.name} is {drug.max_mg:g} mg a day."
        limits.append(_Limit("labelled-maximum", drug.max_mg, reason, drug.source, drug.verified))
    yield from sorted(limits, key=lambda limit: limit.max_mg)


def _capped(cap: Cap) -> _Limit:
    rule = "start-dose" if cap.first else "person-maximum"
    return _Limit(rule, cap.max_mg, cap.reason, cap.source, cap.verified)


def _holds(cap: Cap, regimen: Regimen) -> bool:
    return all(
        (
            not cap.first or regimen.proposed.rxcui not in {d.rxcui for d in regimen.current},
            cap.age_over is None or (regimen.age is not None and regimen.age > cap.age_over),
            not cap.with_class or _takes(regimen, cap.with_class),
            not cap.unless_class or not _takes(regimen, cap.unless_class),
            not cap.form or _is_form(regimen.form, cap.form),
            not cap.unless_form or not _is_form(regimen.form, cap.unless_form),
            not cap.unless_condition or not has_condition(regimen, cap.unless_condition),
        )
    )


def _takes(regimen: Regimen, name: str) -> bool:
    return any(name in drug.classes for drug in regimen.current)


def _is_form(form: str, wanted: str) -> bool:
    text = f" {form.casefold()}"
    return any(word in text for word in FORMS[wanted])


def _advice(drug: Drug, amount: float, limit: _Limit) -> Advice:
    twice = amount >= 2 * limit.max_mg and limit.rule != "start-dose"
    name = drug.name.capitalize()
    doubt = "" if limit.verified else " This limit is not yet verified."
    most = "first dose" if limit.rule == "start-dose" else "maximum"
    summary = f"{name} {amount:g} mg a day is above the {most} of {limit.max_mg:g} mg here."
    if twice:
        summary = f"{name} {amount:g} mg a day is twice the maximum of {limit.max_mg:g} mg or more."
    return softened(
        Advice(
            kind=Kind.DOSE,
            rule=f"twice-{limit.rule}" if twice else limit.rule,
            severity=Severity.CONTRAINDICATED if twice else Severity.SERIOUS,
            summary=summary,
            detail=limit.reason + doubt,
            what_to_do="Check the decimal point and the schedule; keep it only with a reason.",
            source=limit.source,
            verified=limit.verified,
            drugs=(drug.rxcui,),
        )
    )
