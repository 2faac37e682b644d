"""Figures of this room: `facilities:`, `beds:`, `places:`, `staff:`, `providers:` count the rows of a selection."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core import figures as core_figures
from laoyou.core.figures import Figure, Source, Term
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.packs.public import PackFigure
from laoyou.providers import links, words
from laoyou.providers.domain.selection import KEYS, Selection
from laoyou.providers.models import Facility, Provider
from laoyou.providers.queries import staffing
from laoyou.providers.queries.counts import count
from laoyou.providers.queries.published import beside
from laoyou.providers.queries.rows import PERMISSIONS


def _counted(name: str, rest: str, scope: Scope) -> Figure:
    return figure(Selection.parse(name, rest), scope)


def register() -> None:
    """Answer for the figures of every register of this room."""
    for name in KEYS:
        core_figures.register(name, partial(_counted, name))
    core_figures.register("facility", _measured)
    core_figures.register("carers", _carers)


def figure(
    selection: Selection, scope: Scope, *, value: int | None = None, brief: bool = False, where: str = ""
) -> Figure:
    """
    The count of `selection` as a figure, with the published counterpart beside it.

    value  the count where a page has it already from a grouped query
    brief  without the counterpart, for pages that show many
    where  what the selection's area is called, where a page knows it already

    Raises `core.not_permitted`; `core.not_found` where the selection's area, facility or provider is outside the scope:
    a figure of a place is of the whole place, and never of the part that its reader may see.
    """
    register = selection.register
    scope.require(PERMISSIONS[register])
    if value is None:
        _require_whole(selection, scope)
        value = count(selection, scope, on=clock.today())
    published = () if brief else beside(selection)
    return Figure(
        ref=selection.ref,
        name=_name(selection, where),
        value=value,
        unit=words.UNITS[register],
        as_of=clock.today(),
        formula=_now("在登记册中逐行计数：%(noun)s（%(conditions)s）")
        % {"noun": words.NOUNS[register], "conditions": words.conditions(selection) or _now("不附条件")},
        terms=tuple(Term(_now("公布的数字（不参与计数，供对照）"), _published(one, scope)) for one in published),
        rows_url=links.rows(selection),
        rows_count=value,
        sources=tuple(source_of(one) for one in published),
        doubt=next((doubt for one in published if (doubt := _doubt(one))), ""),
        example=not brief and clock.demo_date() is not None,
        notes=tuple(
            _now("登记册与公布的数字不同：公布%(published)s，登记%(counted)s。")
            % {"published": core_figures.show(one.value), "counted": core_figures.show(value)}
            for one in published
            if one.value is not None and one.value != value
        ),
    )


MEASURES = {
    "floor_area_m2": (_("建筑面积"), _("平方米")),
    "bed_capacity": (_("最多可住人数"), pgettext_lazy("unit of rows", "人")),
    "place_capacity": (_("最多可托人数"), pgettext_lazy("unit of rows", "人")),
}
"""Numbers that a facility's own row states: column → what it is called, and its unit."""


def measured(facility: Facility, column: str, scope: Scope) -> Figure:
    """A number that the row of a facility states, as the figure 'facility:<id>/<column>'."""
    name, unit = MEASURES[column]
    return Figure(
        ref=f"facility:{facility.pk}/{column}",
        name=_now("本设施的%(measure)s") % {"measure": name},
        value=getattr(facility, column),
        unit=unit,
        as_of=clock.today(),
        formula=_now("登记册中这处设施自己的一栏，没有计算。"),
        rows_url=links.facility(facility.pk),
    )


def _measured(rest: str, scope: Scope) -> Figure:
    number, _slash, column = rest.partition("/")
    scope.require(PERMISSIONS["facilities"])
    if column not in MEASURES or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise DomainError("core.not_found")
    row = Facility.objects.scoped(scope, PERMISSIONS["facilities"]).filter(pk=int(number)).first()
    if row is None:
        raise DomainError("core.not_found")
    return measured(row, column, scope)


def carers(facility: Facility, rule: staffing.ClassRule, scope: Scope) -> Figure:
    """How many carers the classes of one kind need, as the figure 'carers:<facility>/<kind of class>'."""
    norm = rule.norm
    enrolled = Selection.of("places", {"facility": facility.pk, "class": rule.kind, "reading": "enrolled"})
    sources: tuple[Source, ...] = ()
    if norm is not None:
        document = district.pack().documents[norm.document]
        sources = (
            Source(document.title, document.number or "", norm.clause, norm.verified, norm.example, norm.quote or "", norm.title),
        )  # fmt: skip
    return Figure(
        ref=f"carers:{facility.pk}/{rule.kind}",
        name=_now("%(kind)s需要的保育人员") % {"kind": words.CLASSES[rule.kind]},
        value=rule.needed,
        unit=words.UNITS["staff"],
        as_of=clock.today(),
        formula=_now("逐班计算后相加：每班在托人数 ÷ 每名保育人员最多照护的人数，不足一人的算一人")
        if norm is not None
        else _now("资料包没有规定这种班型的配比，无法计算。"),
        terms=(Term(_now("在托的幼儿"), figure(enrolled, scope, brief=True)),),
        rows_url=links.facility(facility.pk),
        sources=sources,
    )


def _carers(rest: str, scope: Scope) -> Figure:
    number, _slash, kind = rest.partition("/")
    scope.require(PERMISSIONS["facilities"])
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise DomainError("core.not_found")
    row = Facility.objects.scoped(scope, PERMISSIONS["facilities"]).filter(pk=int(number)).first()
    rules = staffing.of_facility(row, on=clock.today()) if row is not None else None
    found = next((one for one in rules.ratios if one.kind == kind), None) if rules else None
    if row is None or found is None:
        raise DomainError("core.not_found")
    return carers(row, found, scope)


def _require_whole(selection: Selection, scope: Scope) -> None:
    permission = PERMISSIONS[selection.register]
    for key, model in (("facility", Facility), ("provider", Provider)):
        if wanted := selection.get(key):
            if not model.objects.scoped(scope, permission).filter(pk=int(wanted)).exists():
                raise DomainError("core.not_found")
            return
    area = selection.get("area")
    if area and not scope.covers_area(permission, area):
        raise DomainError("core.not_found")


def _name(selection: Selection, where: str = "") -> str:
    noun = words.NOUNS[selection.register]
    conditions = words.conditions(selection)
    if selection.get("facility"):
        where = _now("本设施")
    elif selection.get("provider"):
        where = _now("本机构")
    elif where:
        pass
    elif area := selection.get("area"):
        row = Area.objects.filter(pk=area).first()
        where = words.area_name(row) if row else area
    else:
        where = _now("管辖范围内")
    if not conditions:
        return _now("%(where)s的%(noun)s") % {"where": where, "noun": noun}
    return _now("%(where)s的%(noun)s（%(conditions)s）") % {"where": where, "noun": noun, "conditions": conditions}


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _doubt(one: PackFigure) -> str:
    definition = one.definition
    if definition is None:
        return ""
    return (definition.doubt_en if _english() else definition.doubt) or ""


def source_of(one: PackFigure) -> Source:
    """The document and clause of a published figure."""
    document = district.pack().documents[one.document]
    return Source(document.title, document.number or "", one.clause, one.verified, one.example, note=one.title)


def _published(one: PackFigure, scope: Scope) -> Figure:
    """The published figure by its own page where a room above offers one, else as much as the pack says."""
    ref = f"published:{one.ref}"
    try:
        return core_figures.resolve(ref, scope)
    except DomainError:
        value = int(one.value) if isinstance(one.value, Decimal) and one.value == one.value.to_integral() else one.value
        return Figure(
            ref=ref,
            name=(one.title_en if _english() and one.title_en else one.title),
            value=value,
            as_of=one.as_of,
            sources=(source_of(one),),
            example=one.example,
        )
