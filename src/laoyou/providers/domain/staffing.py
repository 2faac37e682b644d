"""How many people a facility needs at work, by the ratios of a pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


def needed(children: Iterable[int], most_for_each: Decimal) -> int:
    """
    How many carers the classes of one kind need: each class by itself, because nobody is in two rooms at once.

    children       children in each class
    most_for_each  most children for one carer, more than zero
    """
    return sum(int((Decimal(one) / most_for_each).to_integral_value(ROUND_CEILING)) for one in children)


@dataclass(frozen=True, slots=True)
class Staffing:
    """One rule: how many are needed, how many are there; `there` None where it is not said."""

    needed: int
    there: int

    @property
    def kept(self) -> bool:
        """Whether enough are at work."""
        return self.there >= self.needed
