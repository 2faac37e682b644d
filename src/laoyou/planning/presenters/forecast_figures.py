"""
Figures of the plans' own forecasts, and of ours beside them.

    planforecast:500103-yuzhong/elders   what the plan states
    plannorm:500103-yuzhong/beds         the norm that it applies
    ourforecast:500103-yuzhong/elders    from the census of 2020 and national rates
    forecastgap:500103-yuzhong/elders    the plan's less ours
    forecastpart:500103-yuzhong/ageing   what the difference is made of: ageing, mortality
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import figures
from laoyou.core.figures import Figure, Term
from laoyou.core.scope import Scope
from laoyou.planning.models import Projection
from laoyou.planning.presenters.projection_figures import (
    pick,
    projected_figure,
    source_from,
    sources_of,
    start_figure,
)
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection

NAMES: Final = {
    "elders": gettext_lazy("60岁及以上人口"),
    "residents": gettext_lazy("常住人口"),
    "beds": gettext_lazy("养老床位"),
    "nursing_beds": gettext_lazy("护理型床位"),
    "nursing_share": gettext_lazy("护理型床位占比"),
    "places": gettext_lazy("托位"),
    "places_per_1000": gettext_lazy("每千人口托位"),
}
UNITS: Final[dict[str, str | Promise]] = {
    "elders": pgettext_lazy("unit", "人"),
    "residents": pgettext_lazy("unit", "人"),
    "beds": pgettext_lazy("unit", "张"),
    "nursing_beds": pgettext_lazy("unit", "张"),
    "nursing_share": "%",
    "places": pgettext_lazy("unit", "个托位"),
    "places_per_1000": pgettext_lazy("unit", "个/千人"),
}
GROUPS: Final = {"elders": "60+", "residents": "all"}
PARTS: Final = {
    "ageing": gettext_lazy("年龄推移和死亡，不计迁移"),
    "mortality": gettext_lazy("其中因死亡率继续下降"),
}


@dataclass(frozen=True)
class Line:
    """One line of what a plan states, with the projection that stands beside it."""

    projection: Projection
    kept: dict[str, Any]

    @property
    def measure(self) -> str:
        return str(self.kept["measure"])

    @property
    def year(self) -> int | None:
        year: int | None = self.kept["year"]
        return year

    @property
    def value(self) -> Decimal | None:
        return None if self.kept["value"] is None else Decimal(self.kept["value"])

    def ref(self, kind: str) -> str:
        return f"{kind}:{self.projection.place}/{self.measure}"

    def named(self, template: str) -> str:
        return template % {"place": place_name(self.projection), "what": NAMES[self.measure]}


def place_name(projection: Projection) -> str:
    """The name of the place whose plan it is."""
    stated = projection.stated or {}
    return pick(stated.get("name"), stated.get("name_en"))


def lines_of(projection: Projection) -> list[Line]:
    """What the plan of a place states; nothing where it states none."""
    return [Line(projection, kept) for kept in (projection.stated or {}).get("lines", [])]


def plan_figure(line: Line) -> Figure:
    """What the plan itself states."""
    return Figure(
        ref=line.ref("planforecast"),
        name=line.named(_("%(place)s方案的目标：%(what)s") if line.kept["aim"] else _("%(place)s方案的预测：%(what)s")),
        value=line.value,
        unit=UNITS[line.measure],
        as_of=date(line.year, 12, 31) if line.year else None,
        formula=_("照录原文，未作计算"),
        sources=(source_from(line.kept["source"]),),
        decimals=0 if line.value is not None and line.value == int(line.value) else None,
    )


def norm_figure(line: Line) -> Figure | None:
    """The norm that turns people into beds or places, as the plan states it; None where it states none."""
    kept = (line.projection.stated or {})["norms"].get(line.measure)
    if kept is None:
        return None
    title = pick(kept["title"], kept["title_en"])
    return Figure(
        ref=line.ref("plannorm"),
        name=_("%(place)s采用的标准：%(what)s") % {"place": place_name(line.projection), "what": title},
        value=Decimal(kept["value"]),
        unit={"beds": pgettext("unit", "张/千名老年人"), "places": pgettext("unit", "个/千人")}.get(line.measure, "%"),
        formula=_("照录原文，未作计算"),
        sources=(source_from(kept["source"]),),
    )


def our_figure(line: Line, ours: AreaProjection | None) -> Figure:
    """Ours for the same year; unknown where there is no projection, or no norm that would turn people into it."""
    terms: list[Term] = []
    value: float | None = None
    formula = _("由普查人口按全国死亡率、生育率逐年推算，不计迁移")
    year = line.year if ours is not None and line.year is not None and line.year in ours.years else None
    if ours is not None and year is not None:
        group = GROUPS.get(line.measure, "60+" if line.measure == "beds" else "all")
        basis = projected_figure(ours, "value", group, year)
        norm = norm_figure(line)
        if line.measure in GROUPS:
            value, terms = ours.people(group, year), [Term(_("预测人口"), basis)]
        elif line.measure in ("beds", "places") and norm is not None:
            value = ours.people(group, year) * float(norm.value or 0) / 1000
            terms = [Term(_("预测人口"), basis), Term(_("标准"), norm)]
            formula = _("预测人口 × 方案采用的标准 ÷ 1000")
        else:
            formula = _("方案没有写明由人口推到这个数的标准，我们不替它定。")
    return Figure(
        ref=line.ref("ourforecast"),
        name=line.named(_("%(place)s我们的推算：%(what)s")),
        value=value,
        unit=UNITS[line.measure],
        as_of=ours.day(year) if ours is not None and year is not None else None,
        formula=formula,
        terms=tuple(terms),
        sources=sources_of(ours.projection) if ours is not None else (),
        decimals=0,
    )


def gap_figure(line: Line, ours: AreaProjection | None) -> Figure:
    """The plan's less ours."""
    stated, own = plan_figure(line), our_figure(line, ours)
    value = None if stated.value is None or own.value is None else float(stated.value) - float(own.value)
    return Figure(
        ref=line.ref("forecastgap"),
        name=line.named(_("%(place)s方案比我们的推算多：%(what)s")),
        value=value,
        unit=UNITS[line.measure],
        as_of=own.as_of,
        formula=_("方案的数 − 我们的推算"),
        terms=(Term(_("方案的数"), stated), Term(_("我们的推算"), own)),
        sources=stated.sources,
        decimals=0,
    )


def part_figure(ours: AreaProjection, year: int, part: str) -> Figure:
    """What our number of elders changed by since the census, or how much of it comes of falling mortality."""
    now = projected_figure(ours, "value", "60+", year)
    if part == "ageing":
        other, formula = start_figure(ours, "60+"), _("我们推算的60岁及以上人口 − 普查时的60岁及以上人口")
    else:
        other, formula = projected_figure(ours, "frozen", "60+", year), _("中间值 − 死亡率停在起点年份的推算")
    return Figure(
        ref=f"forecastpart:{ours.projection.place}/{part}",
        name=_("%(place)s：%(what)s") % {"place": place_name(ours.projection), "what": PARTS[part]},
        value=round(float(now.value or 0) - float(other.value or 0), 2) or 0.0,
        unit=pgettext("unit", "人"),
        as_of=now.as_of,
        formula=formula,
        terms=(Term(_("预测人口"), now), Term(_("与它相减的数"), other)),
        sources=sources_of(ours.projection),
        decimals=0,
    )


def _resolve(rest: str, scope: Scope, kind: str) -> Figure:
    scope.require(projections.SEE)
    name, _slash, what = rest.partition("/")
    found = projections.newest(place=name, basis=Projection.Basis.CENSUS)
    ours = projections.elsewhere(found) if found else None
    found = found or projections.newest(place=name)
    lines = {line.measure: line for line in lines_of(found)} if found else {}
    if kind == "forecastpart":
        year = lines["elders"].year if "elders" in lines else None
        if what not in PARTS or ours is None or year is None or year not in ours.years:
            raise DomainError("core.not_found")
        return part_figure(ours, year, what)
    if what not in lines:
        raise DomainError("core.not_found")
    line = lines[what]
    answer = {
        "planforecast": lambda: plan_figure(line),
        "plannorm": lambda: norm_figure(line),
        "ourforecast": lambda: our_figure(line, ours),
        "forecastgap": lambda: gap_figure(line, ours),
    }[kind]()
    if answer is None:
        raise DomainError("core.not_found")
    return answer


def register() -> None:
    """Answer for the figures of this module."""
    for kind in ("planforecast", "plannorm", "ourforecast", "forecastgap", "forecastpart"):
        figures.register(kind, _resolver(kind))


def _resolver(kind: str) -> figures.Resolver:
    return lambda rest, scope: _resolve(rest, scope, kind)


register()
