"""Dividing a whole number among areas so that the parts add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction


def largest_remainder(total: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """
    `total` in proportion to `weights`: each part is its exact quota rounded down or up, and the parts add up to `total`.

    What rounding down leaves goes to the largest remainders, the earlier first among equals. Equal parts where no weight
    is above zero. ValueError for a negative total or weight, or where there is nobody to divide among.

    Source: Hamilton's method (largest remainder), as for seats: Balinski & Young, Fair Representation, 2001.
    """
    if total < 0 or not weights or any(weight < 0 for weight in weights):
        raise ValueError("a whole of at least 0 is divided among areas with weights of at least 0")
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    if whole == 0:
        exact, whole = [Fraction(1)] * len(exact), Fraction(len(exact))
    quotas = [total * weight / whole for weight in exact]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - quotas[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def difference(total: int, parts: Mapping[str, int]) -> int:
    """What the parts are above (or, negative, below) the total; 0 where they add up."""
    return sum(parts.values()) - total
