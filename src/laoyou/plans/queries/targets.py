"""Decomposed targets: what is in force, and what a method would give."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from laoyou.core import clock, district
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.packs.public import Count, FigureReference
from laoyou.plans import permissions
from laoyou.plans.domain.shares import difference, largest_remainder
from laoyou.plans.models import TargetShare, TargetSplit
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators
from laoyou.plans.queries.readings import Reckoner

SEE = permissions.SEE_LEDGER
POPULATION = "resident-population"
"""The table of official population by area."""


@dataclass(frozen=True)
class Weights:
    """What a method weighs areas by: the words for it, and the weight of each; empty where a weight is unknown."""

    words: str
    of: dict[str, Decimal] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """The decomposition in force, with its shares as the reader may see them; `whole` where those are all."""

    row: TargetSplit
    shares: dict[str, TargetShare]
    whole: bool

    @property
    def difference(self) -> int:
        """What the shares are above or below the total."""
        return difference(self.row.total, {area: share.value for area, share in self.shares.items()})


def areas() -> list[Area]:
    """The areas to which targets are decomposed."""
    return list(Area.objects.filter(parent_id=district.area_id(), valid_to__isnull=True).order_by("id"))


def splittable() -> list[IndicatorRow]:
    """Indicators whose target is a number of things: a count itself, or a share or rate that the registers count."""
    return [row for row in all_indicators() if row.goal is not None and whole_of(row) is not None]


def whole_of(row: IndicatorRow) -> int | None:
    """How many of the things that the indicator counts its target means, rounded up; None where nobody can say."""
    goal, formula = row.goal, row.definition.formula
    if goal is None:
        return None
    if formula is None:
        countable = row.definition.unit not in {"percent", "share", "ratio"} and "_per_" not in row.definition.unit
        return int(goal.value) if countable and goal.value == goal.value.to_integral_value() else None
    if formula.denominator is None:
        return int((goal.value / Decimal(formula.scale)).to_integral_value(ROUND_CEILING))
    if row.live is None or row.live.denominator is None or row.live.denominator.value is None:
        return None
    exact = goal.value * Decimal(row.live.denominator.value) / Decimal(formula.scale)
    return int(exact.to_integral_value(ROUND_CEILING))


def weights(row: IndicatorRow, method: str) -> Weights:
    """What `method` weighs the areas by: nothing, usual residents, or those whom the indicator is for."""
    if method == "population":
        return _official("residents")
    if method == "need":
        return _need(row)
    return Weights("")


def _need(row: IndicatorRow) -> Weights:
    """The denominator of the indicator: elders for beds, residents for places; official figures before those of the register."""
    formula = row.definition.formula
    below = formula.denominator if formula is not None else None
    if isinstance(below, FigureReference):
        table, column = below.figure.split(".")
        if (known := _of_table(table, column)) and not known.missing:
            return known
    counted = below if isinstance(below, Count) else getattr(below, "beside", None)
    if counted is None:
        return _official("residents")
    reckoner = Reckoner(district.pack(), clock.today())
    found = {area.pk: reckoner.count(counted, area.pk) for area in areas()}
    return Weights("register", {area: Decimal(number) for area, number in found.items()})


def _official(column: str) -> Weights:
    return _of_table(POPULATION, column)


def _of_table(table: str, column: str) -> Weights:
    pack = district.pack()
    found, missing = {}, []
    for area in areas():
        known = pack.official(f"{table}.{column}", area.pk, clock.today()) if table in pack.figures else None
        if known is None or known.value is None:
            missing.append(area.pk)
        else:
            found[area.pk] = known.value
    words = ""
    if table in pack.figures:
        described = pack.figures[table]
        words = described.column(column).title or described.description.title
    return Weights(words, {} if missing else found, tuple(missing))


def proposed(total: int, weighed: Weights) -> dict[str, int]:
    """`total` divided among the areas by their weights, equally where there are none."""
    ids = [area.pk for area in areas()]
    parts = largest_remainder(total, [weighed.of.get(area, Decimal(1)) if weighed.of else Decimal(1) for area in ids])
    return dict(zip(ids, parts, strict=True))


def current(code: str, scope: Scope) -> Split | None:
    """The newest decomposition of an indicator with the shares that the reader may see; None where there is none."""
    shares = TargetShare.objects.scoped(scope, SEE).filter(split__indicator=code).select_related("split__made_by")
    newest = shares.order_by("-split__made_at", "-split_id").first()
    if newest is None:
        return None
    own = TargetShare.objects.scoped(scope, SEE).filter(split=newest.split).select_related("area").order_by("area_id")
    return Split(newest.split, {share.area_id: share for share in own}, scope.covers_area(SEE, newest.split.area_id))


def history(code: str, scope: Scope) -> list[TargetSplit]:
    """Every decomposition of an indicator, the newest first, for whoever sees the district."""
    rows = TargetSplit.objects.scoped(scope, SEE).filter(indicator=code)
    return list(rows.select_related("made_by").order_by("-made_at", "-pk"))
