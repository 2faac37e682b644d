"""Arithmetic of an indicator: exact, with one rounding at the end and only for print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from laoyou.plans.domain.state import Goal

PLACES = 12
COMPLETE = Decimal("0.8")
"""A register that holds less than this share of those whom official statistics count is said to be incomplete."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A value with the two numbers it was made of. `value` is None where the denominator is 0 or not known."""

    numerator: int
    denominator: Decimal | None
    value: Decimal | None


def compute(numerator: int, denominator: Decimal | None, *, has_denominator: bool, scale: Decimal) -> Computed:
    """
    `numerator` / `denominator` × `scale`, to 12 decimal places; without a denominator `numerator` × `scale`.

    A denominator of zero gives no value: nothing out of nothing is not nothing.
    """
    if not has_denominator:
        return Computed(numerator, None, Decimal(numerator) * scale)
    if denominator is None or denominator == 0:
        return Computed(numerator, denominator, None)
    with localcontext() as context:
        context.prec = 40
        exact = Decimal(numerator) * scale / denominator
        return Computed(numerator, denominator, exact.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP).normalize())


def is_incomplete(registered: int | None, official: Decimal | None) -> bool:
    """Whether a register of `registered` people misses many of the `official` ones; not so where either is unknown."""
    return registered is not None and bool(official) and Decimal(registered) < (official or 0) * COMPLETE


def rounded(value: Decimal, digits: int) -> Decimal:
    """`value` with `digits` decimals, half up, as statistics are printed."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def digits_that_tell(value: Decimal, goal: Goal | None, digits: int, *, most: int = 4) -> int:
    """
    As many decimals as it takes for the printed value to say the same about the target as the exact one.

    59.96 against a target of 60 prints as 59.96, never as 60.0 beside the word “behind”.
    """
    if goal is None:
        return digits
    while digits < most and goal.met_by(rounded(value, digits)) is not goal.met_by(value):
        digits += 1
    return digits
