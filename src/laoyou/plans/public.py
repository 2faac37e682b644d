"""
What other rooms may use of plans.

`latest_values` answers the command line, `district_indicators` the home page, `published_indicators` publishing; the demo
takes a snapshot, calls `compute_values` and `publish_indicators`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from laoyou.core.figures import Figure
from laoyou.core.scope import Scope
from laoyou.plans.commands.publishing import publish_indicators
from laoyou.plans.commands.values import compute as compute_values
from laoyou.plans.commands.values import report as report_value
from laoyou.plans.presenters import figures, words
from laoyou.plans.presenters.published import (
    Bilingual,
    PublishedRow,
    PublishedSource,
    PublishedTown,
    PublishedValue,
)
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators, by_area, latest_values
from laoyou.plans.queries.publications import published_indicators

__all__ = [
    "Bilingual",
    "IndicatorCard",
    "PublishedRow",
    "PublishedSource",
    "PublishedTown",
    "PublishedValue",
    "compute_values",
    "district_indicators",
    "indicator_by_town",
    "latest_values",
    "publish_indicators",
    "published_indicators",
    "report_value",
    "unit_words",
]

unit_words = words.unit


@dataclass(frozen=True)
class IndicatorCard:
    """
    An indicator for a home page.

    name      in the reader's language
    value     figure, unknown where there is no value
    target    figure, None where the document has no number
    operator  of the target, as a sign
    state     code of the state, for a badge
    attention 0 for what needs attention first
    doubt     why its definition is in doubt; empty where it is not
    history   dated values, oldest first, for a small line
    """

    code: str
    name: str
    url: str
    value: Figure
    target: Figure | None
    operator: str
    target_year: int
    state: str
    attention: int
    doubt: str
    binding: bool
    ended_on: date
    history: tuple[float, ...]


def district_indicators(scope: Scope) -> list[IndicatorCard]:
    """Every indicator of the district, in the order of the documents. DomainError `core.not_permitted`."""
    scope.require("plans.list_indicators")
    return [_card(row, scope) for row in all_indicators()]


def _card(row: IndicatorRow, scope: Scope) -> IndicatorCard:
    value = figures.district_figure(row, scope)
    target = figures.stated_figure(row, "target")
    known = [one.value for one in row.history if one.value is not None]
    start = [row.start.value] if row.start else []
    now: list[Decimal] = [row.latest.value] if row.live is not None and row.latest else []
    return IndicatorCard(
        row.code,
        figures.indicator_name(row.definition),
        reverse("plans:show_indicator", args=[row.code]),
        value,
        target if target and target.value is not None else None,
        "" if row.definition.target.operator == "=" else words.OPERATORS.get(row.definition.target.operator, ""),
        row.definition.target.year,
        row.verdict.state.value,
        row.verdict.state.attention,
        str(value.doubt),
        row.definition.attribute == "binding",
        row.plan.period_end,
        tuple(float(number) for number in (*start, *known, *now)),
    )


def indicator_by_town(code: str, areas: list[str], scope: Scope) -> dict[str, Figure]:
    """The indicator's figure in each of `areas` that `scope` covers; empty where the registers cannot count it."""
    scope.require("plans.list_indicators")
    row = next((one for one in all_indicators() if one.code == code), None)
    if row is None:
        return {}
    seen = [area for area in areas if scope.covers_area(figures.SEE_TOWNS, area)]
    return {one.area: figures.town_figure(row, one, scope) for one in by_area(row, seen)}
