"""Money is `Decimal` dollars with exactly two places. Floats are refused."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(value: Decimal | int | str) -> Decimal:
    """Rounded half up to the cent. Raises TypeError for floats and ValueError for nonsense."""
    if isinstance(value, float):
        raise TypeError("Money is never a float: give a Decimal or a string.")
    try:
        amount = Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)
    except ArithmeticError as error:
        raise ValueError(f"Not an amount of money: {value!r}") from error
    if not amount.is_finite():
        raise ValueError(f"Not an amount of money: {value!r}")
    return amount


def share(total: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Split `total` by whole weights so that the parts add up to it to the cent.

    The cents left over by rounding down go to the largest remainders, the earlier first.
    """
    cents = int(money(total) / CENT)
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("Weights must add up to more than zero.")
    parts = [cents * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(cents * weights[i] % whole), i))
    for i in order[: cents - sum(parts)]:
        parts[i] += 1
    return [part * CENT for part in parts]
