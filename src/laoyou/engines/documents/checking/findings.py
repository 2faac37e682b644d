"""What the check says about one stated figure, and when two figures count as the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from laoyou.engines.documents.checking.numerals import significant_step
from laoyou.engines.documents.checking.subjects import NOTHING, Subject
from laoyou.engines.documents.model import Place

Verdict = Literal["consistent", "rounding", "contradiction", "definition", "implausible", "incomplete"]
SEVERITY: dict[str, int] = {
    "contradiction": 0,
    "implausible": 1,
    "definition": 2,
    "incomplete": 3,
    "rounding": 4,
    "consistent": 5,
}
VERDICT_NAMES: dict[str, tuple[str, str]] = {
    "contradiction": ("前后不一致", "contradiction"),
    "implausible": ("明显偏离参照数据", "implausible"),
    "definition": ("口径待明确", "depends on definition"),
    "incomplete": ("要素不全", "incomplete"),
    "rounding": ("取整或约数", "rounding"),
    "consistent": ("一致", "consistent"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """
    A figure that the document states, in running text or in a cell.

    value, step  in the unit without 万 or 亿; step is one unit of the last printed place
    name         what it is, for a reader;  printed: as the file has it
    origin       "text", "cell" (a row of a table), "total" (a total row), "indicator"
    """

    name: str
    value: Decimal
    step: Decimal
    unit: str
    kind: str
    printed: str
    places: tuple[Place, ...]
    clause: int
    subject: Subject = NOTHING
    year: int | None = None
    now: bool = False
    planned: bool = False
    approx: str = ""
    bound: str = ""
    role: str = "level"
    origin: str = "text"
    upper: Decimal | None = None
    mention: bool = False
    each: bool = False
    table: int | None = None
    row: int | None = None
    column: int | None = None
    context: str = ""
    source: str = ""
    scale: Decimal = Decimal(1)
    sentence: tuple[int, int] = (-1, -1)
    scope: str = ""

    def interval(self) -> tuple[Decimal, Decimal]:
        """The values that the wording allows: half a unit of the last place either side, more for 约, 近, 余."""
        size = abs(self.value)
        significant = significant_step(self.value)
        tenth = size / 10
        if self.upper is not None:
            return self.value, self.upper
        if self.approx == "about":
            slack = max(self.step / 2, min(significant / 2, tenth))
            return self.value - slack, self.value + slack
        if self.approx == "nearly":
            return self.value - max(self.step, min(significant, tenth)), self.value + size / 50
        if self.approx == "over":
            return self.value, self.value + max(self.step, min(significant, size / 5))
        if self.step >= 1 and self.scale == 1:
            return self.value, self.value
        return self.value - self.step / 2, self.value + self.step / 2

    @property
    def percent_of(self) -> Decimal:
        """What a ratio's number is divided by: 100 for %, 1000 for ‰."""
        return Decimal({"%": 100, "‰": 1000}.get(self.unit, 1))


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure that a formula uses: its name, its value, its unit, its places in the text, or the source of a reference figure."""

    name: str
    value: Decimal
    unit: str
    places: tuple[Place, ...] = ()
    printed: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a figure can be meant, and what it would then be."""

    name: str
    name_en: str
    formula: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """
    The check of one stated figure.

    kind        which relation was tested: "row_sum", "share", "gap" …
    recomputed  None where there is nothing to recompute (incomplete, some dates)
    reason      one sentence for an official, in Chinese; `reason_en` the same in English
    """

    kind: str
    clause: str
    quantity: str
    stated: Fact
    recomputed: Decimal | None
    formula: str
    operands: tuple[Operand, ...]
    verdict: Verdict
    reason: str
    reason_en: str
    tolerance: Decimal = Decimal(0)
    readings: tuple[Reading, ...] = field(default=())

    @property
    def severity(self) -> int:
        return SEVERITY[self.verdict]


def operand(fact: Fact, name: str | None = None) -> Operand:
    return Operand(name or fact.name, fact.value, fact.unit, fact.places, fact.printed, fact.source)


def number(value: Decimal) -> str:
    """A value as a reader expects it: no exponent, at most four significant decimals, 万 left out."""
    if value == value.to_integral_value():
        return f"{value:.0f}"
    digits = 2 if abs(value) >= 1 else 4
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def agreement(
    stated: Fact, value: Decimal, low: Decimal | None = None, high: Decimal | None = None, *, exact: bool = False
) -> Verdict | None:
    """
    Whether a recomputed value is what was stated: "consistent", "rounding", or None where it is neither.

    low, high  the recomputed value's bounds from the precision of what it was computed from
    exact      a sum of counts: 1860 is then no rounded 1858

    Source: rounding half up is what statistics offices print; cutting off is common and is called rounding. A printed zero is a place like
    any other: 4.50 is no rounded 4.486.
    """
    low, high = (value if low is None else low), (value if high is None else high)
    step = stated.step
    if exact:
        low, high = max(low, value - step), min(high, value + step)
    if value == stated.value or rounded(value, step) == stated.value:
        return "consistent"
    if stated.approx == "over" and stated.value <= value <= stated.interval()[1]:
        return "consistent"  # 6000余 says 6000 and something more: 6250 is no rounding of it but what it says
    if stated.upper is not None:
        return "consistent" if stated.value <= value <= stated.upper else None
    if _cut(value, step) == stated.value or (
        (value / step).to_integral_value(ROUND_CEILING) * step == stated.value and step < abs(value) / 50
    ):
        return "rounding"
    lower, upper = stated.interval()
    if low <= upper and lower <= high:
        return "rounding"
    significant = significant_step(stated.value)
    if not exact and significant > step and significant <= abs(stated.value) / 20:
        difference = abs(stated.value - value)
        if difference <= significant / 2 or (difference < significant and significant <= abs(stated.value) / 40):
            return "rounding"
    return None


def rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_HALF_UP) * step


def _cut(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_FLOOR if value >= 0 else ROUND_CEILING) * step


def sum_interval(facts: Sequence[Fact]) -> tuple[Decimal, Decimal]:
    bounds = [fact.interval() for fact in facts]
    return sum((low for low, _ in bounds), Decimal(0)), sum((high for _, high in bounds), Decimal(0))


def near(one: Decimal, other: Decimal, by: Decimal = Decimal("1.45")) -> bool:
    """Whether two values are so close that one may be the other misprinted."""
    small, large = sorted((abs(one), abs(other)))
    return small > 0 and (
        large <= small * by or (by > Decimal("1.4") and large - small <= 2 and small >= 3 and one % 1 == 0 == other % 1)
    )
