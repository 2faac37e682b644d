"""What is missing to a target, and whether the capacity that projects add closes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

AT_LEAST = frozenset({">=", ">"})


@dataclass(frozen=True)
class Gap:
    """
    An indicator numerator ÷ denominator × scale on the way to a target, and what is added to both terms.

    denominator       None where the indicator is a plain count
    added             what projects add to the numerator
    added_below       what they add to the denominator (beds to the share of nursing beds); 0 for an official denominator
    moves_below       whether each further unit of the numerator also enters the denominator
    """

    numerator: Decimal
    denominator: Decimal | None
    scale: Decimal
    target: Decimal
    operator: str
    added: Decimal
    added_below: Decimal = Decimal(0)
    moves_below: bool = False

    @property
    def now(self) -> Decimal | None:
        """The indicator as it is; None where the denominator is zero."""
        return self._value(Decimal(0), Decimal(0))

    @property
    def after(self) -> Decimal | None:
        """The indicator once everything that is to be added is in use."""
        return self._value(self.added, self.added_below)

    @property
    def gap(self) -> Decimal | None:
        """Target minus present value; not below zero."""
        return None if self.now is None else max(self.target - self.now, Decimal(0))

    @property
    def closes(self) -> bool | None:
        """Whether all together close the gap; None where it cannot be said: the target is no lower bound, or the value is unknown."""
        if self.operator not in AT_LEAST or self.after is None:
            return None
        return self.after > self.target if self.operator == ">" else self.after >= self.target

    @property
    def missing(self) -> int | None:
        """How many further units the numerator needs beyond what is added; 0 where the gap closes, None where no number would."""
        if self.closes is None:
            return None
        if self.closes:
            return 0
        above = self.numerator + self.added
        if self.denominator is None:
            return self._up(self.target / self.scale - above)
        below = self.denominator + self.added_below
        ratio = self.target / self.scale
        if not self.moves_below:
            return self._up(ratio * below - above)
        if ratio >= 1:
            return None
        return self._up((ratio * below - above) / (1 - ratio))

    def _up(self, needed: Decimal) -> int:
        units = int(needed.to_integral_value(ROUND_CEILING))
        exact = Gap(
            self.numerator + self.added + units,
            None
            if self.denominator is None
            else self.denominator + self.added_below + (units if self.moves_below else 0),
            self.scale,
            self.target,
            self.operator,
            Decimal(0),
        )
        return units if exact.closes else units + 1

    def _value(self, above: Decimal, below: Decimal) -> Decimal | None:
        if self.denominator is None:
            return (self.numerator + above) * self.scale
        whole = self.denominator + below
        return None if whole == 0 else (self.numerator + above) / whole * self.scale
