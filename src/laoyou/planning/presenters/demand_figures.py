"""
Figures of demand and of the gap to what the register holds. A way is `norm`, `use`, or `need`, with the definition of disability
that it takes: `need.census-self-care.3`.

    need:beds/norm/7/500118001/2030               what is needed in a year
    shortfall:beds/norm/actual/7/500118001/2030   that less what the register holds by a reading
    disabled:census-self-care.3/7/500118001/2030  elders who are disabled under a definition from a level on
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, figures
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.scope import Scope
from laoyou.planning import permissions
from laoyou.planning.presenters.norm_figures import definition_name, level_name, norm_figure, rate_figure
from laoyou.planning.presenters.projection_figures import area_name, english, projected_figure, sources_of
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.providers import public as providers

if TYPE_CHECKING:  # The engine is loaded by the page that reckons with it, not by every process that serves pages.
    from laoyou.engines.demand import Given, Quantity
    from laoyou.planning.domain.needs import Inputs, Rated

MEASURES: Final = {
    "beds": gettext_lazy("养老床位"),
    "nursing_beds": gettext_lazy("护理型床位"),
    "home_care_beds": gettext_lazy("家庭养老床位"),
    "places": gettext_lazy("托位"),
    "meals": gettext_lazy("助餐"),
    "carers": gettext_lazy("养老护理员"),
}
UNITS: Final = {
    "beds": pgettext_lazy("unit", "张"),
    "nursing_beds": pgettext_lazy("unit", "张"),
    "home_care_beds": pgettext_lazy("unit", "张"),
    "places": pgettext_lazy("unit", "个托位"),
    "meals": pgettext_lazy("unit", "份/日"),
    "carers": pgettext_lazy("unit", "人"),
}
WAYS: Final = {"norm": gettext_lazy("按标准"), "need": gettext_lazy("按需要"), "use": gettext_lazy("按使用")}
_OF_BEDS: Final = {
    "actual": gettext_lazy("实际床位"), "approved": gettext_lazy("核定床位"), "filed": gettext_lazy("备案床位"),
}  # fmt: skip
READINGS: Final[dict[str, dict[str, Any]]] = {
    "beds": _OF_BEDS,
    "nursing_beds": _OF_BEDS,
    "home_care_beds": {},
    "places": {"open": gettext_lazy("开放托位"), "filed": gettext_lazy("备案托位")},
    "meals": {},
    "carers": {"at_work": gettext_lazy("在岗护理员")},
}
"""By which reading the register counts what there is; none where no register holds it."""
ROWS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "beds": ("beds", "reading", {}),
    "nursing_beds": ("beds", "reading", {"nursing": True}),
    "places": ("places", "reading", {}),
    "carers": ("staff", "state", {"job": "carer"}),
}
"""What → the register, the key by which its readings differ, and the other conditions on its rows."""
USED: Final = {"beds": "occupied", "nursing_beds": "occupied", "places": "enrolled", "carers": "at_work"}
MISSING: Final = {
    "definition": gettext_lazy(
        "缺注明口径的失能率。请在数据包的figures里放入disability-gb-t-42195、disability-long-term-care或disability-census-self-care表，并注明来源。"
    ),
    "registers": gettext_lazy("登记册里还没有这一类记录，不能按使用计算；不当作零。"),
    "nobody": gettext_lazy("起点没有这个年龄的人，不能按使用推算。"),
}
KEYS: Final = {
    "forecast.beds_per_1000_elders": gettext_lazy("每千名老年人床位标准"),
    "forecast.nursing_bed_share": gettext_lazy("护理型床位占比标准"),
    "forecast.home_care_beds_per_1000_elders": gettext_lazy("每千名老年人家庭养老床位标准"),
    "forecast.places_per_1000_residents": gettext_lazy("每千人口托位标准"),
    "forecast.meal_taking_share": gettext_lazy("助餐覆盖老年人比例标准"),
    "forecast.meals_each": gettext_lazy("每人每日助餐份数标准"),
    "demand.institution_share": gettext_lazy("失能老年人入住机构的比例"),
    "demand.institution_share_able": gettext_lazy("能自理的老年人入住机构的比例"),
    "demand.bed_occupancy": gettext_lazy("床位住满时的入住率"),
    "demand.at_home_share": gettext_lazy("失能老年人居家的比例"),
    "demand.home_care_bed_share": gettext_lazy("居家失能老年人需要家庭养老床位的比例"),
    "demand.childcare_wanting_share": gettext_lazy("3岁以下婴幼儿有入托意愿的比例"),
    "demand.childcare_occupancy": gettext_lazy("托位用足时的使用率"),
    "demand.meal_taking_share": gettext_lazy("老年人需要助餐的比例"),
    "demand.meals_each": gettext_lazy("助餐老年人每人每日份数"),
    "staff.elders_per_carer": gettext_lazy("每名护理员照护的入住老年人配比"),
}
"""What a district puts into the norms of its pack, so that the three ways can be reckoned."""


def missing_words(what: str) -> str:
    """What is missing, and where it is put."""
    if what in MISSING:
        return str(MISSING[what])
    return _("缺“%(title)s”。请在数据包的norms.toml里以%(key)s给出，并注明文件和条款。") % {
        "title": KEYS.get(what, what), "key": what,
    }  # fmt: skip


def supply_figure(measure: str, reading: str, area: str, scope: Scope, *, value: int | None = None) -> Figure:
    """What the register holds in an area by a reading."""
    selection, known = selection_of(measure, reading, area), value is not None
    where = area_name(area) if known and selection.get("area") else ""
    return providers.figure(selection, scope, value=value, brief=known, where=where)


def selection_of(measure: str, reading: str, area: str = "") -> providers.Selection:
    """The rows of the register that are counted; those of everybody's scope where no town is named."""
    register, key, more = ROWS[measure]
    wanted = area if len(area) >= projections.TOWN_DIGITS else None
    return providers.Selection.of(register, {key: reading, "area": wanted, **more})


@dataclass(frozen=True)
class Book:
    """What is known of an area in a year, and the figure behind every number of it; norms join as they are asked for."""

    one: AreaProjection
    year: int
    rated: Rated | None
    inputs: Inputs
    behind: list[tuple[Given | Quantity, Figure]]

    def figure_of(self, operand: Given | Quantity) -> Figure | None:
        """The figure that an operand of a formula is; None for an intermediate result without a page of its own."""
        return next((figure for given, figure in self.behind if given is operand), None)

    def ref(self, measure: str, way: str) -> str:
        """The end of a reference: `beds/need.census-self-care.3/7/500118001/2030` without the measure."""
        from laoyou.planning.domain import needs

        if (measure, way) in needs.BY_DEFINITION and self.rated is not None:
            way = f"{way}.{self.rated.written}"
        return way

    @property
    def place(self) -> str:
        return f"{self.one.projection.pk}/{self.one.area}/{self.year}"


def book(
    one: AreaProjection, year: int, scope: Scope, rated: Rated | None, *, used: Mapping[str, int] | None = None
) -> Book:
    """
    Everything that demand in `one` in `year` is reckoned from.

    used  what is in use in the area, where a page has counted it for all towns at once; what it leaves out is not counted
    """
    from laoyou.engines import demand
    from laoyou.planning.domain import needs

    behind: list[tuple[Given | Quantity, Figure]] = []

    def people(zh: str, en: str, group: str, when: int) -> Given:
        made = demand.given(zh, en, one.people(group, when), "persons")
        behind.append((made, projected_figure(one, "value", group, when)))
        return made

    pack = district.pack()
    norms: dict[str, Given | None] = {}

    def norm(key: str) -> Given | None:
        if key not in norms:
            stated, found = pack.norms.get(key), norm_figure(pack, key)
            norms[key] = None
            if stated is not None and found is not None and stated.value is not None:
                made = demand.given(stated.title, stated.title_en or stated.title, float(stated.value), stated.unit)
                behind.append((made, found))
                norms[key] = made
        return norms[key]

    counted: dict[str, Given] = {}
    for measure, reading in USED.items():
        if used is not None and measure not in used:
            continue
        figure = supply_figure(measure, reading, one.area, scope, value=None if used is None else used[measure])
        unit = "beds" if "beds" in measure else "persons"
        counted[measure] = demand.given("今天在用", "In use today", float(figure.value or 0), unit)
        behind.append((counted[measure], figure))

    disabled = None
    if rated is not None:
        by_age = demand.given("人口", "People", one.ages(year), "persons")
        disabled = demand.disabled_people(by_age, rated.rates, at_least=rated.level)
        behind.append((disabled, disabled_figure(one, year, rated, disabled)))
    inputs = needs.Inputs(
        elders_now=people("起点老年人", "Elders at the start", "60+", one.base_year),
        elders_then=people("届时老年人", "Elders then", "60+", year),
        residents_then=people("届时人口", "Residents then", "all", year),
        children_now=people("起点0至2岁", "Children of 0–2 at the start", "0-2", one.base_year),
        children_then=people("届时0至2岁", "Children of 0–2 then", "0-2", year),
        used=counted,
        norm=norm,
        disabled=disabled,
    )
    return Book(one, year, rated, inputs, behind)


def disabled_figure(one: AreaProjection, year: int, rated: Rated, counted: Quantity) -> Figure:
    """Elders disabled from a level on: of each age group the people and the rate."""
    pack = district.pack()
    terms: list[Term] = []
    starts = [int(age) for age in rated.rates.age_from]
    for number, age in enumerate(starts):
        group = f"{age}-{starts[number + 1] - 1}" if number + 1 < len(starts) else f"{age}+"
        terms.append(Term(_("预测人口"), projected_figure(one, "value", group, year)))
        terms.append(Term(_("比率"), rate_figure(pack, rated.code, rated.level, age)))
    return Figure(
        ref=f"disabled:{rated.written}/{one.projection.pk}/{one.area}/{year}",
        name=_("%(area)s%(year)s年%(level)s及以上的老年人（%(definition)s）") % {
            "area": area_name(one), "year": year, "level": level_name(rated.code, rated.level),
            "definition": definition_name(rated.code),
        },
        value=float(counted.value),
        unit=pgettext_lazy("unit", "人"),
        as_of=one.day(year),
        formula=_("各年龄组预测人口 × 该组比率，逐组相加"),
        terms=tuple(terms),
        sources=_sources(terms, one),
        decimals=0,
        example=clock.demo_date() is not None or any(term.figure.example for term in terms),
    )  # fmt: skip


def _sources(terms: list[Term], one: AreaProjection) -> tuple[Source, ...]:
    found = [source for term in terms for source in term.figure.sources]
    return tuple(dict.fromkeys(found)) or sources_of(one.projection)


def need_figure(kept: Book, measure: str, way: str) -> Figure:
    """What is needed, one of three ways; unknown, with what is missing, where the district states no rate for it."""
    from laoyou.planning.domain import needs

    answer = needs.need(kept.inputs, measure, way)
    terms: list[Term] = []
    notes: list[str] = []
    value: float | None = None
    if isinstance(answer, needs.Missing):
        formula = missing_words(answer.what)
        others = [key for key in needs.missing_keys(kept.inputs, measure, way) if key != answer.what]
        notes = [missing_words(key) for key in others]
    else:
        value, formula = float(answer.value), answer.formula.of(_language())
        _follow(kept, answer, terms, notes)
    return Figure(
        ref=f"need:{measure}/{kept.ref(measure, way)}/{kept.place}",
        name=_("%(area)s%(year)s年%(what)s需求（%(way)s）") % {
            "area": area_name(kept.one), "year": kept.year, "what": MEASURES[measure], "way": WAYS[way],
        },
        value=value,
        unit=UNITS[measure],
        as_of=kept.one.day(kept.year),
        formula=formula,
        terms=tuple(terms),
        sources=_sources(terms, kept.one),
        decimals=0,
        example=clock.demo_date() is not None or any(term.figure.example for term in terms),
        notes=tuple(notes),
    )  # fmt: skip


def _language() -> Literal["zh-hans", "en"]:
    return "en" if english() else "zh-hans"


def _follow(kept: Book, answer: Quantity, terms: list[Term], notes: list[str]) -> None:
    """The operands as terms; an intermediate result without a page of its own gives its operands, and its formula as a note."""
    from laoyou.engines.demand import Quantity

    for operand in answer.operands:
        named = operand.words.of(_language())
        figure = kept.figure_of(operand)
        if figure is not None:
            if all(term.figure.ref != figure.ref for term in terms):
                terms.append(Term(named, figure))
        elif isinstance(operand, Quantity):
            formula = operand.formula.of(_language())
            notes.append(_("其中，%(name)s：%(formula)s") % {"name": named, "formula": formula})
            _follow(kept, operand, terms, notes)


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


def rated_of(text: str) -> Rated:
    """The definition and level that `text` names (`census-self-care.3`), with the district's rates; `core.not_found` for others."""
    from laoyou.planning.domain import needs

    code, _dot, level = text.rpartition(".")
    rates = needs.disability_of(district.pack(), code)
    if rates is None or not (level.isascii() and level.isdigit() and len(level) == 1):
        raise DomainError("core.not_found")
    if int(level) not in needs.levels(rates):
        raise DomainError("core.not_found")
    return needs.Rated(code, int(level), rates)


def _book(measure: str, way: str, number: str, area: str, year: str, scope: Scope) -> tuple[Book, str]:
    scope.require(permissions.SEE_DEMAND)
    plain, _dot, defined = way.partition(".")
    if measure not in MEASURES or plain not in WAYS or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise DomainError("core.not_found")
    one = projections.one_area(projections.with_number(number), area, scope)
    kept = book(one, int(year), scope, rated_of(defined) if defined else None)
    if kept.ref(measure, plain) != way:
        raise DomainError("core.not_found")
    return kept, plain


def resolve_need(rest: str, scope: Scope) -> Figure:
    """Answer for `need:`."""
    parts = rest.split("/")
    if len(parts) != 5:
        raise DomainError("core.not_found")
    measure, way, number, area, year = parts
    kept, plain = _book(measure, way, number, area, year, scope)
    return need_figure(kept, measure, plain)


def resolve_shortfall(rest: str, scope: Scope) -> Figure:
    """Answer for `shortfall:`."""
    parts = rest.split("/")
    if len(parts) != 6:
        raise DomainError("core.not_found")
    measure, way, reading, number, area, year = parts
    kept, plain = _book(measure, way, number, area, year, scope)
    if reading not in READINGS[measure]:
        raise DomainError("core.not_found")
    need = need_figure(kept, measure, plain)
    return shortfall_figure(need, supply_figure(measure, reading, area, scope), f"shortfall:{rest}")


def resolve_disabled(rest: str, scope: Scope) -> Figure:
    """Answer for `disabled:`."""
    parts = rest.split("/")
    if len(parts) != 4:
        raise DomainError("core.not_found")
    defined, number, area, year = parts
    kept, _plain = _book("beds", f"need.{defined}", number, area, year, scope)
    assert kept.inputs.disabled is not None
    found = kept.figure_of(kept.inputs.disabled)
    assert found is not None
    return found


figures.register("need", resolve_need)
figures.register("shortfall", resolve_shortfall)
figures.register("disabled", resolve_disabled)
