"""May this order be written? Truth tables."""

from decimal import Decimal

import pytest

from stepwell.chart.medications import rules
from stepwell.chart.medications.terms import in_words, number

MG = Decimal(50)


def _codes(verdict: object) -> list[str]:
    return [reason.code for reason in verdict.reasons]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("taking", "dose", "reason", "codes"),
    [
        (False, MG, "depression", []),
        (True, MG, "depression", ["order.active"]),
        (False, Decimal(0), "depression", ["order.dose"]),
        (False, MG, "  ", ["order.reason"]),
        (True, Decimal(-1), "", ["order.active", "order.dose", "order.reason"]),
    ],
)
def test_an_order_starts_what_is_not_taken_with_a_dose_and_a_reason(
    taking: bool, dose: Decimal, reason: str, codes: list[str]
) -> None:
    assert _codes(rules.may_start(already_taking=taking, dose_mg=dose, reason=reason)) == codes


@pytest.mark.parametrize(
    ("active", "same", "dose", "reason", "codes"),
    [
        (True, False, MG, "more", []),
        (False, False, MG, "more", ["order.stale"]),
        (True, True, MG, "more", ["order.same"]),
        (True, False, Decimal(0), "more", ["order.dose"]),
        (True, False, MG, "", ["order.reason"]),
    ],
)
def test_a_change_follows_the_latest_order_with_something_new(
    active: bool, same: bool, dose: Decimal, reason: str, codes: list[str]
) -> None:
    verdict = rules.may_change(active=active, same=same, dose_mg=dose, reason=reason)
    assert _codes(verdict) == codes


@pytest.mark.parametrize(
    ("active", "reason", "codes"),
    [
        (True, "nausea", []),
        (False, "nausea", ["order.stale"]),
        (True, " ", ["order.reason"]),
    ],
)
def test_a_stop_needs_the_latest_order_and_a_reason(
    active: bool, reason: str, codes: list[str]
) -> None:
    assert _codes(rules.may_stop(active=active, reason=reason)) == codes


@pytest.mark.parametrize(
    ("severities", "reason", "allowed"),
    [
        ([], "", True),
        (["know", "know"], "", True),
        (["serious"], "", False),
        (["know", "contraindicated"], "too short", False),
        (["serious"], "Watched daily by the nurse.", True),
        (["contraindicated"], "   spaces   ", False),
    ],
)
def test_serious_advice_is_answered_in_words(
    severities: list[str], reason: str, allowed: bool
) -> None:
    assert bool(rules.warnings_answered(severities=severities, reason=reason)) is allowed


@pytest.mark.parametrize(
    ("value", "text"),
    [("50.000", "50"), ("2.500", "2.5"), ("0.5", "0.5"), ("100", "100"), ("1000.000", "1000")],
)
def test_a_dose_carries_no_zero_that_could_be_misread(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


def test_how_it_is_taken_reads_as_a_sentence() -> None:
    assert (
        in_words(Decimal("12.5"), 2, "with food", True)
        == "12.5 mg twice a day, with food, only when needed"
    )
