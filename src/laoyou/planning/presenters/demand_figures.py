"""
Figures of demand and of the gap to what the register holds.

    need:beds/norm/7/500118001/2030     beds or places that a norm, or today's use, asks for in a year
    shortfall:beds/norm/actual/7/500118001/2030   that less what the register holds by a reading
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, figures
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.scope import Scope
from laoyou.planning import permissions
from laoyou.planning.models import Projection
from laoyou.planning.presenters.forecast_figures import place_name
from laoyou.planning.presenters.projection_figures import area_name, pick, projected_figure, source_from, sources_of
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.providers import public as providers

MEASURES: Final = {"beds": gettext_lazy("养老床位"), "places": gettext_lazy("托位")}
UNITS: Final = {"beds": pgettext_lazy("unit", "张"), "places": pgettext_lazy("unit", "个托位")}
WAYS: Final = {"norm": gettext_lazy("按标准"), "need": gettext_lazy("按需要"), "use": gettext_lazy("按使用")}
READINGS: Final = {
    "beds": {
        "actual": gettext_lazy("实际床位"), "approved": gettext_lazy("核定床位"), "filed": gettext_lazy("备案床位"),
    },
    "places": {"open": gettext_lazy("开放托位"), "filed": gettext_lazy("备案托位")},
}  # fmt: skip
USED: Final = {"beds": "occupied", "places": "enrolled"}
BASIS: Final = {("beds", "norm"): "60+", ("places", "norm"): "all", ("beds", "use"): "60+", ("places", "use"): "0-2"}


def supply_figure(measure: str, reading: str, area: str, scope: Scope, *, value: int | None = None) -> Figure:
    """What the register holds in an area by a reading."""
    wanted = area if len(area) >= projections.TOWN_DIGITS else None
    return providers.figure(
        providers.Selection.of(measure, {"reading": reading, "area": wanted}),
        scope,
        value=value,
        brief=value is not None,
    )


def norm_of(projection: Projection, measure: str) -> Figure | None:
    """The norm that the district's own plan applies."""
    kept = ((projection.stated or {}).get("norms") or {}).get(measure)
    if kept is None:
        return None
    return Figure(
        ref=f"plannorm:{projection.place}/{measure}",
        name=_("%(place)s采用的标准：%(what)s")
        % {"place": place_name(projection), "what": pick(kept["title"], kept["title_en"])},
        value=Decimal(kept["value"]),
        unit={"beds": pgettext("unit", "张/千名老年人"), "places": pgettext("unit", "个/千人")}[measure],
        formula=_("照录原文，未作计算"),
        sources=(source_from(kept["source"]),),
    )


def need_figure(
    one: AreaProjection, measure: str, way: str, year: int, scope: Scope, used: int | None = None
) -> Figure:
    """Beds or places that are needed in a year, one of three ways; unknown where the district states no rate for it."""
    value: float | None = None
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = sources_of(one.projection)
    formula = _("没有写明口径的失能率或入托意愿，不能按需要计算。请在数据包里给出，并注明来源。")
    norm = norm_of(one.projection, measure)
    if way == "norm" and norm is not None:
        group = BASIS[measure, way]
        value = one.people(group, year) * float(norm.value or 0) / 1000
        terms = (Term(_("预测人口"), projected_figure(one, "value", group, year)), Term(_("标准"), norm))
        formula, sources = _("预测人口 × 标准 ÷ 1000"), norm.sources
    elif way == "norm":
        formula = _("方案没有写明这项标准。")
    elif way == "use":
        group = BASIS[measure, way]
        today = supply_figure(measure, USED[measure], one.area, scope, value=used)
        now = one.people(group, one.base_year)
        value = float(today.value or 0) * one.people(group, year) / now if now else None
        terms = (
            Term(_("今天在用"), today),
            Term(_("预测人口"), projected_figure(one, "value", group, year)),
            Term(_("起点人口"), projected_figure(one, "value", group, one.base_year)),
        )
        formula = _("今天在用的数 × 预测人口 ÷ 起点人口；用的比例不变")
    return Figure(
        ref=f"need:{measure}/{way}/{one.projection.pk}/{one.area}/{year}",
        name=_("%(area)s%(year)s年%(what)s需求（%(way)s）") % {
            "area": area_name(one), "year": year, "what": MEASURES[measure], "way": WAYS[way],
        },
        value=value,
        unit=UNITS[measure],
        as_of=one.day(year),
        formula=formula,
        terms=terms,
        sources=sources,
        decimals=0,
        example=clock.demo_date() is not None,
    )  # fmt: skip


def shortfall_figure(need: Figure, supply: Figure, ref: str) -> Figure:
    """What is needed less what there is; below zero where there is more than is needed."""
    value = None if need.value is None or supply.value is None else float(need.value) - float(supply.value)
    return Figure(
        ref=ref,
        name=_("缺口：%(what)s") % {"what": need.name},
        value=value,
        unit=need.unit,
        as_of=need.as_of,
        formula=_("需求 − 名册现有；负数表示有余"),
        terms=(Term(_("需求"), need), Term(_("名册现有"), supply)),
        sources=need.sources,
        decimals=0,
        example=need.example,
    )


def _one(measure: str, way: str, number: str, area: str, year: str, scope: Scope) -> tuple[AreaProjection, int]:
    scope.require(permissions.SEE_DEMAND)
    if measure not in MEASURES or way not in WAYS or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise DomainError("core.not_found")
    return projections.one_area(projections.with_number(number), area, scope), int(year)


def resolve_need(rest: str, scope: Scope) -> Figure:
    """Answer for `need:`."""
    parts = rest.split("/")
    if len(parts) != 5:
        raise DomainError("core.not_found")
    measure, way, number, area, year = parts
    one, when = _one(measure, way, number, area, year, scope)
    return need_figure(one, measure, way, when, scope)


def resolve_shortfall(rest: str, scope: Scope) -> Figure:
    """Answer for `shortfall:`."""
    parts = rest.split("/")
    if len(parts) != 6:
        raise DomainError("core.not_found")
    measure, way, reading, number, area, year = parts
    one, when = _one(measure, way, number, area, year, scope)
    if reading not in READINGS[measure]:
        raise DomainError("core.not_found")
    need = need_figure(one, measure, way, when, scope)
    return shortfall_figure(need, supply_figure(measure, reading, area, scope), f"shortfall:{rest}")


figures.register("need", resolve_need)
figures.register("shortfall", resolve_shortfall)
