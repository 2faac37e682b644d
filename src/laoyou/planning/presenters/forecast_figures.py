"""
Figures of the plans' own forecasts, and of ours beside them.

    planforecast:500103-yuzhong/elders   what the plan states
    plannorm:500103-yuzhong/beds         the norm that it applies
    ourforecast:500103-yuzhong/elders    from the census of 2020 and national rates
    forecastgap:500103-yuzhong/elders    the plan's less ours
    forecastpart:500103-yuzhong/ageing   what the difference is made of: ageing, mortality
    forecastpart:500103-yuzhong/beds.people    of a difference in beds or places, what comes of other people; `rest` what is left
    forecastpart:511700-dazhou/beds.implied    what an aim comes to for the people whom we project
    planforecast:510100-chengdu/places@510104  a district's row of the plan's own table; ourforecast, forecastgap, plannorm alike
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
    def area(self) -> str:
        """The district of the place that the line is about; "" for the whole place."""
        return str(self.kept.get("area", ""))

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
        where = f"@{self.area}" if self.area else ""
        return f"{kind}:{self.projection.place}/{self.measure}{where}"

    def named(self, template: str) -> str:
        place = pick(self.kept["name"], self.kept["name_en"]) if self.area else place_name(self.projection)
        return template % {"place": place, "what": NAMES[self.measure]}


def place_name(projection: Projection) -> str:
    """The name of the place whose plan it is."""
    stated = projection.stated or {}
    return pick(stated.get("name"), stated.get("name_en"))


def lines_of(projection: Projection) -> list[Line]:
    """What the plan of a place states; nothing where it states none."""
    return [Line(projection, kept) for kept in (projection.stated or {}).get("lines", [])]


def parts_of(projection: Projection) -> list[Line]:
    """What the plan states for each district of the place, where it has such a table."""
    return [Line(projection, kept) for kept in (projection.stated or {}).get("parts", [])]


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
    if line.area and kept is not None:  # the plan's own table gives each district a rate of its own
        rate = line.kept.get("rate")
        kept = None if rate is None else {**kept, "value": rate, "source": line.kept["source"]}
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
        sources=sources_of(line.projection),
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


EXPLAINED: Final = {"beds": "elders", "places": "residents"}
"""What is reckoned from people by a norm → the people."""
IMPLIED: Final = ("beds", "nursing_beds", "nursing_share", "places_per_1000")


def because_of_people(lines: dict[str, Line], measure: str, ours: AreaProjection | None, part: str) -> Figure | None:
    """Of the plan's more beds or places than ours, what other people make, and what is left; None where it cannot be told."""
    if measure not in lines or EXPLAINED.get(measure) not in lines:
        return None
    line, people = lines[measure], lines[EXPLAINED[measure]]
    norm, gap, more = norm_figure(line), gap_figure(line, ours), gap_figure(people, ours)
    if norm is None or gap.value is None or more.value is None:
        return None
    due = float(more.value) * float(norm.value or 0) / 1000
    named = {
        "people": (due, _("人数之差 × 标准 ÷ 1000"), (Term(_("人数之差"), more), Term(_("标准"), norm))),
        "rest": (
            float(gap.value) - due, _("总的差 − 人数之差带来的差：方案取整，或另有加减"), (Term(_("总的差"), gap), Term(_("标准"), norm)),
        ),
    }  # fmt: skip
    value, formula, terms = named[part]
    return Figure(
        ref=f"forecastpart:{line.projection.place}/{measure}.{part}",
        name=line.named(_("%(place)s差异中因人数不同的部分：%(what)s") if part == "people" else _("%(place)s差异中其余的部分：%(what)s")),
        value=round(value, 2) or 0.0,
        unit=UNITS[measure],
        as_of=gap.as_of,
        formula=formula,
        terms=terms,
        sources=norm.sources,
        decimals=0,
    )  # fmt: skip


def implied_figure(lines: dict[str, Line], measure: str, ours: AreaProjection | None) -> Figure | None:
    """What an aim comes to for the people whom we project, so that it can be compared; None where it cannot."""
    line = lines.get(measure)
    if line is None or line.value is None or measure not in IMPLIED:
        return None
    stated = plan_figure(line)
    if measure in ("nursing_beds", "nursing_share"):
        if "beds" not in lines or not lines["beds"].value:
            return None
        beds = plan_figure(lines["beds"])
        terms = (Term(NAMES[measure], stated), Term(NAMES["beds"], beds))
        share = measure == "nursing_share"
        value = (
            float(stated.value or 0) * float(beds.value or 0) / 100
            if share
            else 100 * float(stated.value or 0) / float(beds.value or 1)
        )
        unit: str | Promise = UNITS["nursing_beds" if share else "nursing_share"]
        words = _("方案的床位 × 方案的占比") if share else _("方案的护理型床位 ÷ 方案的床位 × 100%")
    else:
        if ours is None or line.year is None or line.year not in ours.years:
            return None
        group = "60+" if measure == "beds" else "all"
        people = projected_figure(ours, "value", group, line.year)
        terms = (Term(NAMES[measure], stated), Term(_("预测人口"), people))
        each = measure == "beds"
        value = (
            float(stated.value or 0) / float(people.value or 1) * 1000
            if each
            else float(stated.value or 0) * float(people.value or 0) / 1000
        )
        unit = pgettext("unit", "张/千名老年人") if each else UNITS["places"]
        words = (
            _("方案的床位 ÷ 我们推算的60岁及以上人口 × 1000")
            if each
            else _("方案的每千人口托位 × 我们推算的常住人口 ÷ 1000")
        )
    return Figure(
        ref=f"forecastpart:{line.projection.place}/{measure}.implied",
        name=line.named(_("%(place)s的%(what)s折算出来是")),
        value=round(value, 4),
        unit=unit,
        as_of=stated.as_of,
        formula=words,
        terms=terms,
        sources=stated.sources,
        decimals=1 if unit in ("%", pgettext("unit", "张/千名老年人")) else 0,
    )  # fmt: skip


def _part(found: Projection, lines: dict[str, Line], ours: AreaProjection | None, what: str) -> Figure | None:
    measure, _dot, part = what.partition(".")
    if part in ("people", "rest"):
        return because_of_people(lines, measure, ours, part)
    if part == "implied":
        return implied_figure(lines, measure, ours)
    year = lines["elders"].year if "elders" in lines else None
    if what not in PARTS or ours is None or year is None or year not in ours.years:
        return None
    return part_figure(ours, year, what)


def _resolve(rest: str, scope: Scope, kind: str) -> Figure:
    scope.require(projections.SEE)
    name, _slash, what = rest.partition("/")
    found = projections.newest(place=name, basis=Projection.Basis.CENSUS)
    known = projections.from_census(found) if found else {}
    found = found or projections.newest(place=name)
    if found is None:
        raise DomainError("core.not_found")
    ours = known.get(found.area_code)
    if kind == "forecastpart":
        answer = _part(found, {line.measure: line for line in lines_of(found)}, ours, what)
    else:
        measure, _at, area = what.partition("@")
        rows = parts_of(found) if area else lines_of(found)
        line = next((one for one in rows if (one.measure, one.area) == (measure, area)), None)
        if line is None:
            raise DomainError("core.not_found")
        own = known.get(area) if area else ours
        answer = {
            "planforecast": lambda: plan_figure(line),
            "plannorm": lambda: norm_figure(line),
            "ourforecast": lambda: our_figure(line, own),
            "forecastgap": lambda: gap_figure(line, own),
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
