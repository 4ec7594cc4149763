"""Money is Decimal dollars to the cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepwell.foundation.money import CENT, money, share

CENTS = st.integers(-10_000_000, 10_000_000)
WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(sum)


@pytest.mark.parametrize(
    ("given_value", "amount"),
    [
        ("12.345", "12.35"),
        ("12.344", "12.34"),
        ("-0.005", "-0.01"),
        ("0", "0.00"),
        (7, "7.00"),
        (Decimal("1e2"), "100.00"),
    ],
)
def test_amounts_have_two_places_and_round_half_up(given_value: object, amount: str) -> None:
    assert str(money(given_value)) == amount  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1.0, 0.1, float("nan")])
def test_floats_are_refused(value: float) -> None:
    with pytest.raises(TypeError, match="never a float"):
        money(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["", "twelve", "1,50", "NaN", "sNaN", "Infinity", "-inf", "1e40"])
def test_nonsense_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="Not an amount of money"):
        money(value)


@given(CENTS, WEIGHTS)
def test_shares_add_up_to_the_cent_and_are_fair_to_the_cent(cents: int, weights: list[int]) -> None:
    total = cents * CENT
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(cents * weight, sum(weights)) / 100
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


@given(CENTS, WEIGHTS)
def test_who_weighs_nothing_gets_nothing(cents: int, weights: list[int]) -> None:
    parts = share(cents * CENT, weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_the_odd_cents_go_to_the_largest_remainders_and_then_to_the_first() -> None:
    assert share(Decimal("1.00"), [1, 1, 1]) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert share(Decimal("0.05"), [1, 2, 1]) == [Decimal("0.01"), Decimal("0.03"), Decimal("0.01")]


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_nothing_can_be_shared_among_nobody(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        share(Decimal("1.00"), weights)
