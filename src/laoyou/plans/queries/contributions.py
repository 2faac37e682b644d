"""What projects add to each indicator, and whether all together close its gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from laoyou.core.scope import Scope
from laoyou.packs.public import Count, Formula
from laoyou.plans import permissions
from laoyou.plans.domain.gap import Gap
from laoyou.plans.domain.ledger import DONE_STATES
from laoyou.plans.models import CapacityLine
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators

SEE = permissions.SEE_LEDGER
_TELLING = {"facility_kind"}
"""Conditions that capacity of a project meets anyway: which kinds of homes are counted."""


@dataclass(frozen=True)
class Line:
    """Capacity of one project that is still to come."""

    item_id: int
    name: str
    measure: str
    number: int
    state: str
    confirmed: bool


@dataclass(frozen=True)
class Contribution:
    """
    An indicator with what is to be added to it.

    measure, below  the measures of capacity that enter the numerator and the denominator; '' for none
    gap             None where capacity of projects does not enter the indicator, or it has no value or target
    lines           capacity that is not in use yet, the confirmed first
    unknown         how many lines say no number
    """

    row: IndicatorRow
    measure: str
    below: str
    gap: Gap | None
    lines: tuple[Line, ...]
    unknown: int

    @property
    def added(self) -> int:
        return sum(line.number for line in self.lines)

    @property
    def confirmed(self) -> int:
        return sum(line.number for line in self.lines if line.confirmed)


def measure_of(count: Count | None) -> str:
    """The measure of capacity that a count of the registers counts; '' where it counts something narrower or else."""
    if count is None or count.area_by is not None:
        return ""
    others = {name: condition for name, condition in count.where.items() if name not in _TELLING}
    if count.table == "childcare_places" and not others:
        return "childcare_places"
    if count.table == "beds":
        if not others:
            return "beds"
        if others == {"nursing": True}:
            return "nursing_beds"
    return ""


def measures(formula: Formula | None) -> tuple[str, str]:
    """(measure of the numerator, measure of the denominator) of a formula."""
    if formula is None:
        return "", ""
    below = formula.denominator if isinstance(formula.denominator, Count) else None
    return measure_of(formula.numerator), measure_of(below)


def contributions(scope: Scope) -> list[Contribution]:
    """Every indicator that capacity of projects enters, in the order of the plan."""
    lines = (
        CapacityLine.objects.scoped(scope, SEE)
        .filter(withdrawn_at__isnull=True, in_use_on__isnull=True, item__parent__isnull=True)
        .select_related("item")
        .order_by("item__code", "pk")
    )
    found = list(lines)
    return [_contribution(row, found) for row in all_indicators() if measures(row.definition.formula)[0]]


def one_contribution(code: str, scope: Scope) -> Contribution | None:
    """What is added to one indicator; None where capacity of projects does not enter it."""
    return next((one for one in contributions(scope) if one.row.code == code), None)


def _contribution(row: IndicatorRow, found: Iterable[CapacityLine]) -> Contribution:
    measure, below = measures(row.definition.formula)
    lines = [one for one in found if one.measure == measure]
    entering = [one for one in found if one.measure == below] if below else []
    known = tuple(
        Line(
            one.item_id,
            one.item.name,
            one.measure,
            one.number,
            one.item.state,
            one.item.state in {state.value for state in DONE_STATES},
        )
        for one in lines
        if one.number is not None
    )
    added_below = sum(one.number or 0 for one in entering)
    unknown = sum(one.number is None for one in lines)
    ordered = tuple(sorted(known, key=lambda one: (not one.confirmed, one.item_id)))
    return Contribution(row, measure, below, _gap(row, known, added_below, bool(below)), ordered, unknown)


def _gap(row: IndicatorRow, lines: Iterable[Line], added_below: int, moves_below: bool) -> Gap | None:
    formula, live, goal = row.definition.formula, row.live, row.goal
    if formula is None or live is None or goal is None or live.numerator.value is None:
        return None
    denominator = None
    if live.denominator is not None:
        if live.denominator.value is None:
            return None
        denominator = Decimal(live.denominator.value)
    return Gap(
        Decimal(live.numerator.value),
        denominator,
        Decimal(formula.scale),
        goal.value,
        goal.operator,
        Decimal(sum(line.number for line in lines)),
        Decimal(added_below),
        moves_below,
    )
