"""
Figures of projections.

    projected:7/500118/value/60+/2030     people of a group in a year; also low, high (80 % band), frozen, linear
    startpeople:7/500118/60+              people at the start, as the register counted them
    yearflow:7/500118/births/2030         births in the year that begins then; also deaths, arrivals, departures
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, figures
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.scope import Scope
from laoyou.people import public as people
from laoyou.planning.domain.age_groups import AgeGroup
from laoyou.planning.models import Projection
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection

WAYS: Final = {
    "value": gettext_lazy("中间值"),
    "low": gettext_lazy("80%区间下限"),
    "high": gettext_lazy("80%区间上限"),
    "frozen": gettext_lazy("死亡率、生育率不变"),
    "closed": gettext_lazy("不计迁移"),
    "linear": gettext_lazy("直线外推"),
}
FORMULAS: Final = {
    "value": gettext_lazy(
        "起点人口逐年加一岁，减去按年龄性别死亡率计算的死亡，加上按育龄妇女生育率计算的出生；不计迁移"
    ),
    "low": gettext_lazy("按死亡率和生育率的不确定性随机推算多次，取第10百分位"),
    "high": gettext_lazy("按死亡率和生育率的不确定性随机推算多次，取第90百分位"),
    "frozen": gettext_lazy("同样逐年推算，但死亡率、生育率停在起点年份"),
    "closed": gettext_lazy("同样逐年推算，但没有人迁入迁出"),
    "linear": gettext_lazy("过官方历年数的最小二乘直线，移到通过最近一个官方数；少于两个官方数时没有直线"),
}
WITH_MOVES: Final = gettext_lazy(
    "起点人口逐年加一岁，减去按年龄性别死亡率计算的死亡，加上按育龄妇女生育率计算的出生，加上迁入，减去迁出；"
    "净迁移由官方历年总人口扣除自然变动得出，只延续一部分，按通常的年龄分布合成"
)
FLOWS: Final = {
    "births": gettext_lazy("出生"),
    "deaths": gettext_lazy("死亡"),
    "arrivals": gettext_lazy("迁入"),
    "departures": gettext_lazy("迁出"),
}


def english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def pick(zh: str | None, en: str | None) -> str:
    """The English where the reader reads English and there is some, else the Chinese."""
    return (en if english() and en else zh) or ""


def area_name(one: AreaProjection | str) -> str:
    """An area's name in the reader's language: of this district where its pack has it, else the place that was projected."""
    area = one if isinstance(one, str) else one.area
    entry = district.pack().areas.get(area)
    if entry is not None:
        return pick(entry.name, entry.name_en)
    stated = None if isinstance(one, str) else one.projection.stated
    if not stated:
        return area
    part = next((part for part in stated.get("parts", []) if part["area"] == area), stated)
    return pick(part["name"], part["name_en"])


def group_name(group: str) -> str:
    """What an age group is called."""
    one = AgeGroup.parse(group)
    if group == "all":
        return _("全部人口")
    ages = _("%(first)s岁及以上") % {"first": one.first} if one.last is None else ""
    ages = ages or _("%(first)s至%(last)s岁") % {"first": one.first, "last": one.last}
    if not one.sex:
        return ages
    return (_("男性，%(ages)s") if one.sex == "m" else _("女性，%(ages)s")) % {"ages": ages}


def source_from(kept: dict[str, Any], note: str = "") -> Source:
    """A place in a document as it was kept beside a result."""
    return Source(
        pick(kept["document"], kept["document_en"]), kept["number"], kept["clause"], kept["verified"], kept["example"],
        kept["quote"], note,
    )  # fmt: skip


def sources_of(projection: Projection, *, start: bool = False) -> tuple[Source, ...]:
    """Where the rates of a projection stand; with `start`, where its people or the official figures do."""
    kept = [one for what, one in projection.sources.items() if (what == "start") == start]
    return tuple(dict.fromkeys(source_from(one) for one in kept))


def projected_figure(one: AreaProjection, way: str, group: str, year: int, *, brief: bool = True) -> Figure:
    """People of a group in a year; `brief` without terms and sources, for pages that show many."""
    band = one.band(group, year)
    value = {
        "value": lambda: one.people(group, year),
        "low": lambda: band[0] if band else None,
        "high": lambda: band[1] if band else None,
        "frozen": lambda: one.frozen(group, year),
        "closed": lambda: one.closed(group, year),
        "linear": lambda: one.linear(group, year),
    }[way]()
    name = _("%(area)s%(year)s年%(group)s（%(way)s）") % {
        "area": area_name(one), "year": year, "group": group_name(group), "way": WAYS[way],
    }  # fmt: skip
    terms: list[Term] = []
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    if not brief:
        terms = [Term(_("起点人口"), start_figure(one, group)), Term(_("起点总人口"), start_figure(one, "all"))]
        if way in ("low", "high"):
            terms.insert(0, Term(_("中间值"), projected_figure(one, "value", group, year)))
        sources = sources_of(one.projection, start=way == "linear")
        notes = (
            _("推算引擎版本%(engine)s，随机次数%(draws)s，种子%(seed)s，输入摘要%(digest)s。") % {
                "engine": one.projection.engine, "draws": one.projection.draws, "seed": one.projection.seed,
                "digest": one.projection.inputs_sha256[:16],
            },
        )  # fmt: skip
    return Figure(
        ref=f"projected:{one.projection.pk}/{one.area}/{way}/{group}/{year}",
        name=name,
        value=value,
        unit=pgettext("unit", "人"),
        as_of=one.day(year),
        formula=str(WITH_MOVES if way == "value" and one.moves else FORMULAS[way]),
        terms=tuple(terms),
        sources=sources,
        decimals=0,
        example=clock.demo_date() is not None and one.projection.basis == Projection.Basis.REGISTER,
        notes=notes,
    )


def flow_figure(one: AreaProjection, what: str, year: int, *, brief: bool = True) -> Figure:
    """Births, deaths, arrivals or departures in the year that begins on the day of `year`."""
    terms = (
        ()
        if brief
        else tuple(Term(_("预测人口"), projected_figure(one, "value", "all", when)) for when in (year, year + 1))
    )
    return Figure(
        ref=f"yearflow:{one.projection.pk}/{one.area}/{what}/{year}",
        name=_("%(area)s%(year)s年起一年内的%(what)s") % {"area": area_name(one), "year": year, "what": FLOWS[what]},
        value=one.flow(what, year),
        unit=pgettext("unit", "人"),
        as_of=one.day(year),
        formula=_("推算时逐年记账：年初人口 + 出生 − 死亡 + 迁入 − 迁出 = 年末人口"),
        terms=terms,
        sources=() if brief else sources_of(one.projection),
        decimals=0,
        example=clock.demo_date() is not None,
    )


def start_figure(one: AreaProjection, group: str) -> Figure:
    """People of a group at the start."""
    register = one.projection.basis == Projection.Basis.REGISTER
    value = one.people(group, one.base_year)
    asked = AgeGroup.parse(group)
    months = people.months_of_years(asked.first, asked.last) if register else (None, None)
    url = None
    if register:
        areas = (one.area,) if len(one.area) >= projections.TOWN_DIGITS else ()
        sex = {"m": "male", "f": "female", "": ""}[asked.sex]
        url = people.list_url(people.Selection(areas=areas, months=months, sex=sex))
    sources = () if register else sources_of(one.projection, start=True)
    return Figure(
        ref=f"startpeople:{one.projection.pk}/{one.area}/{group}",
        name=_("%(area)s起点人口：%(group)s") % {"area": area_name(one), "group": group_name(group)},
        value=round(value) if register else value,
        unit=pgettext("unit", "人"),
        as_of=one.projection.base_day,
        formula=_("名册中当日在世、居住在本区的人，按年龄性别逐人计数")
        if register
        else _("人口普查按年龄组公布的数，组内按平滑曲线分到各岁"),
        rows_url=url,
        rows_count=round(value) if url else None,
        sources=sources,
        decimals=None if register else 0,
        example=clock.demo_date() is not None and register,
    )


def _found(number: str, area: str, scope: Scope) -> AreaProjection:
    scope.require(projections.SEE)
    row = projections.with_number(number)
    if row.basis == Projection.Basis.CENSUS:
        found = projections.from_census(row)
        if area not in found:
            raise DomainError("core.not_found")
        return found[area]
    return projections.one_area(row, area, scope)


def resolve_projected(rest: str, scope: Scope) -> Figure:
    """Answer for `projected:`."""
    parts = rest.split("/")
    if (
        len(parts) != 5
        or parts[2] not in WAYS
        or not (parts[4].isascii() and parts[4].isdigit() and len(parts[4]) == 4)
    ):
        raise DomainError("core.not_found")
    number, area, way, group, year = parts
    return projected_figure(_found(number, area, scope), way, group, int(year), brief=False)


def resolve_flow(rest: str, scope: Scope) -> Figure:
    """Answer for `yearflow:`."""
    parts = rest.split("/")
    if (
        len(parts) != 4
        or parts[2] not in FLOWS
        or not (parts[3].isascii() and parts[3].isdigit() and len(parts[3]) == 4)
    ):
        raise DomainError("core.not_found")
    number, area, what, year = parts
    one = _found(number, area, scope)
    if int(year) not in one.years[:-1]:
        raise DomainError("core.not_found")
    return flow_figure(one, what, int(year), brief=False)


def resolve_start(rest: str, scope: Scope) -> Figure:
    """Answer for `startpeople:`."""
    parts = rest.split("/")
    if len(parts) != 3:
        raise DomainError("core.not_found")
    return start_figure(_found(parts[0], parts[1], scope), parts[2])


figures.register("projected", resolve_projected)
figures.register("startpeople", resolve_start)
figures.register("yearflow", resolve_flow)
