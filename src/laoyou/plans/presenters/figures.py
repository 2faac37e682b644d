"""
Indicators, their parts and published figures as figures that can be followed.

    indicator:yc-05              the newest value for the district
    indicator:yc-05@500118004    … for a town
    numerator:yc-05@500118       a term, with the rows behind it; likewise denominator: and beside:
    target:yc-05  baseline:yc-05 what the plan prints
    course:yc-05                 what the straight line between the two asks on the day of the value
    rate:yc-05                   how much is done of what is asked, by which the grade is given
    reading:17                   a value on record
    published:yc-table-1-1/500118/beds
                                 a cell of a published table; also the key of a statement or norm
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.areas import within
from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.figures import Figure, Source, Term, show
from laoyou.core.scope import Scope
from laoyou.packs.public import Count, FigureReference, Indicator, Pack, PackFigure, Stated
from laoyou.plans.domain.state import Reason
from laoyou.plans.presenters import words
from laoyou.plans.presenters.measure_words import count_words
from laoyou.plans.queries.indicators import IndicatorRow, decimals, one_indicator
from laoyou.plans.queries.readings import Part, Reckoner, Reckoning, Recorded, recorded_one
from laoyou.snapshots import public as snapshots

SEE = "plans.list_indicators"
SEE_TOWNS = "plans.see_indicators_by_town"


def area_name(pack: Pack, area: str) -> str:
    """The name of an area in the reader's language, where the pack has it."""
    entry = pack.areas.get(area)
    return words.pick(entry.name, entry.name_en) if entry else area


def indicator_name(definition: Indicator) -> str:
    """The name of an indicator in the reader's language."""
    return words.pick(definition.name, definition.name_en)


def clause_of(row: IndicatorRow) -> Source:
    """The clause that asks for an indicator."""
    document = row.document
    return Source(
        words.pick(document.title, document.title_en),
        document.number or "",
        row.definition.clause,
        row.verified,
        row.definition.example,
        row.definition.quote or "",
    )


def district_figure(row: IndicatorRow, scope: Scope, *, rows: bool = False) -> Figure:
    """
    The newest value for the district, with its terms; an unknown one where there is none.

    rows  also look for the rows behind it, which costs a count: for the page about the figure
    """
    if row.live is not None:
        return _reckoned(
            row, row.live, scope, ref=f"indicator:{row.code}", name=indicator_name(row.definition), rows=rows
        )
    latest = row.history[-1] if row.history else None
    return Figure(
        ref=f"indicator:{row.code}",
        name=indicator_name(row.definition),
        value=latest.value if latest else None,
        unit=words.unit(row.definition.unit),
        as_of=latest.as_of if latest else None,
        formula=formula_words(row),
        sources=tuple(_recorded_sources(row, latest)),
        decimals=row.digits,
        doubt=doubt_of(row),
        example=row.definition.example or bool(latest and latest.example),
        notes=_notes(row),
    )


def town_figure(row: IndicatorRow, reckoning: Reckoning, scope: Scope, *, rows: bool = False) -> Figure:
    """The value within one area below the district; `rows` as in `district_figure`."""
    pack = district.pack()
    name = _("%(indicator)s · %(area)s") % {
        "indicator": indicator_name(row.definition),
        "area": area_name(pack, reckoning.area),
    }
    ref = f"indicator:{row.code}@{reckoning.area}"
    return _reckoned(row, reckoning, scope, ref=ref, name=name, rows=rows)


def _reckoned(row: IndicatorRow, reckoning: Reckoning, scope: Scope, *, ref: str, name: str, rows: bool) -> Figure:
    single = reckoning.denominator is None
    terms = [Term(_("分子"), numerator_figure(row, reckoning, scope, rows=rows and single))]
    if reckoning.denominator is not None:
        terms.append(Term(_("分母"), denominator_figure(row, reckoning, scope)))
        if reckoning.denominator.beside is not None:
            terms.append(Term(_("名册中的人数（对照，不参与计算）"), beside_figure(row, reckoning, scope)))
    numerator = terms[0].figure
    return Figure(
        ref=ref,
        name=name,
        value=reckoning.computed.value,
        unit=words.unit(row.definition.unit),
        as_of=row.on,
        formula=formula_words(row),
        terms=tuple(terms),
        rows_url=numerator.rows_url if single else None,
        rows_count=numerator.rows_count if single else None,
        sources=(clause_of(row),),
        decimals=row.digits,
        doubt=doubt_of(row),
        example=row.definition.example or clock.demo_date() is not None,
        notes=_notes(row),
    )


def formula_words(row: IndicatorRow) -> str:
    """The formula in words; where the registers cannot compute it, that it has to be reported."""
    formula = row.definition.formula
    if formula is None:
        return _("名册中没有算出这个指标所需的数据，由责任单位报送。")
    numerator = _numerator_name(row.definition)
    if formula.denominator is None:
        return numerator if formula.scale == 1 else f"{numerator} × {show(formula.scale)}"
    text = f"{numerator} ÷ {_denominator_name(row.definition)}"
    if formula.scale == 1:
        return text
    return f"{text} × {show(formula.scale)}" + (
        "%" if row.definition.unit == "percent" and formula.scale == 100 else ""
    )


def _numerator_name(definition: Indicator) -> str:
    formula = definition.formula
    said = words.pick(definition.definition.numerator, definition.definition.numerator_en)
    return said or (count_words(formula.numerator) if formula else "")


def _denominator_name(definition: Indicator) -> str:
    formula = definition.formula
    said = words.pick(definition.definition.denominator, definition.definition.denominator_en)
    if said or formula is None or formula.denominator is None:
        return said
    if isinstance(formula.denominator, Count):
        return count_words(formula.denominator)
    table, column = formula.denominator.figure.split(".")
    described = district.pack().figures[table].column(column)
    return words.pick(described.title, described.title_en)


def numerator_figure(row: IndicatorRow, reckoning: Reckoning, scope: Scope, *, rows: bool = False) -> Figure:
    """The numerator; with `rows` also the list of the rows that were counted."""
    return _counted(
        f"numerator:{row.code}@{reckoning.area}",
        _numerator_name(row.definition),
        reckoning.numerator,
        row,
        reckoning.area,
        scope,
        rows=rows,
    )


def denominator_figure(row: IndicatorRow, reckoning: Reckoning, scope: Scope, *, rows: bool = False) -> Figure:
    """The denominator: counted rows (with `rows` also their list), or the official figure with its own source."""
    part = reckoning.denominator
    if part is None:
        raise DomainError("core.not_found")
    if part.official is not None:
        return published_figure(part.official)
    formula = row.definition.formula
    ref = f"denominator:{row.code}@{reckoning.area}"
    name = _denominator_name(row.definition)
    if formula is not None and isinstance(formula.denominator, Count):
        return _counted(ref, name, part, row, reckoning.area, scope, rows=rows)
    return Figure(ref, name, None, notes=(_("官方统计没有这个区域在这一天以前的数。"),), formula=_("照录，未作计算"))


def beside_figure(row: IndicatorRow, reckoning: Reckoning, scope: Scope, *, rows: bool = False) -> Figure:
    """What the register counts beside an official denominator."""
    part = reckoning.denominator
    if part is None or part.beside is None or part.count is None:
        raise DomainError("core.not_found")
    return _counted(
        f"beside:{row.code}@{reckoning.area}",
        count_words(part.count),
        Part(Decimal(part.beside), part.count),
        row,
        reckoning.area,
        scope,
        rows=rows,
        note=_("名册人数不是官方统计口径，只供对照。"),
    )


def _counted(
    ref: str, name: str, part: Part, row: IndicatorRow, area: str, scope: Scope, *, rows: bool, note: str = ""
) -> Figure:
    count = part.count
    if count is None or part.value is None:
        raise DomainError("core.not_found")
    notes = [note] if note else []
    behind = None
    if not snapshots.may_see_rows(count, area=area, by=scope):
        notes.append(_("名册中的逐条记录只对负责该区域的人员开放。"))
    elif rows:
        behind = snapshots.rows_behind(count, area=area, on=row.on)
    return Figure(
        ref=ref,
        name=name,
        value=int(part.value),
        unit=_count_unit(count),
        as_of=row.on,
        formula=_("名册计数：%(what)s") % {"what": count_words(count)},
        rows_url=(behind.url or reverse("plans:list_rows", args=[ref])) if behind else None,
        rows_count=behind.rows if behind else None,
        sources=(clause_of(row),),
        example=clock.demo_date() is not None,
        notes=tuple(notes),
    )


def _count_unit(count: Count) -> str:
    units = {
        "residents": "persons",
        "facilities": "facilities",
        "beds": "beds",
        "childcare_places": "places",
        "staff": "persons",
    }
    return words.unit(units.get(count.table, "none"))


INCOMPLETE = lazy("名册人数明显少于官方人数，名册可能不完整，不作达标判断。")


def doubt_of(row: IndicatorRow) -> str:
    """Why the value may not be announced: its definition, or a register that misses many people; empty where nothing is."""
    meaning = row.definition.definition
    if not meaning.doubt and Reason.REGISTER_INCOMPLETE in row.verdict.reasons:
        return str(INCOMPLETE)
    return words.pick(meaning.doubt, meaning.doubt_en)


def _notes(row: IndicatorRow) -> tuple[str, ...]:
    formula = row.definition.formula
    found = [words.pick(formula.note, formula.note_en)] if formula else []
    found.append(words.pick(row.definition.note, row.definition.note_en))
    return tuple(note for note in found if note)


def _recorded_sources(row: IndicatorRow, latest: Recorded | None) -> list[Source]:
    found = [Source(latest.source, example=latest.example)] if latest and latest.source else []
    return [*found, clause_of(row)]


def reading_figure(one: Recorded, row: IndicatorRow) -> Figure:
    """A value on record."""
    kind = str(words.KINDS[one.kind])
    notes = [_("取自名册快照 %(name)s。") % {"name": one.snapshot}] if one.snapshot else []
    return Figure(
        ref=f"reading:{one.id}",
        name=_("%(indicator)s（%(kind)s）") % {"indicator": indicator_name(row.definition), "kind": kind},
        value=one.value,
        unit=words.unit(row.definition.unit),
        as_of=one.as_of,
        formula=formula_words(row) if one.kind == "computed" else _("照录责任单位报送的值，未作计算"),
        sources=tuple(_recorded_sources(row, one)),
        decimals=row.digits,
        doubt=doubt_of(row),
        example=one.example,
        notes=tuple(notes),
    )


def stated_figure(row: IndicatorRow, which: str) -> Figure | None:
    """The target or the baseline as the document prints it; None where it prints none."""
    stated: Stated | None = row.definition.target if which == "target" else row.definition.baseline
    if stated is None:
        return None
    year = row.definition.target.year if which == "target" else row.definition.baseline.year  # type: ignore[union-attr]
    titles = {"target": _("%(indicator)s · 目标值"), "baseline": _("%(indicator)s · 基期值")}
    notes = [_("原文所印：%(printed)s") % {"printed": stated.printed}]
    if stated.restored:
        notes.append(words.pick(stated.restored.reason, stated.restored.reason_en))
    if stated.unrestored:
        notes.append(_("原文脱漏了数字，无法恢复。"))
    if which == "target" and row.definition.target.operator_basis == "assumed":
        notes.append(_("原文只印数值，按“%(operator)s”理解。") % {"operator": words.OPERATORS.get(stated.operator, "")})
    note = words.pick(stated.note, stated.note_en)
    return Figure(
        ref=f"{which}:{row.code}",
        name=titles[which] % {"indicator": indicator_name(row.definition)},
        value=stated.value,
        unit=words.unit(row.definition.unit),
        as_of=date(year, 12, 31),
        formula=_("照录原文，未作计算"),
        sources=(clause_of(row),),
        decimals=decimals(stated.value) if stated.value is not None else None,
        doubt=doubt_of(row) if stated.unrestored else "",
        example=row.definition.example,
        notes=(*notes, *([note] if note else [])),
    )


def course_figure(row: IndicatorRow) -> Figure | None:
    """What the straight line from baseline to target asks on the day of the judged value; None where none was judged by it."""
    verdict = row.verdict
    baseline, target = stated_figure(row, "baseline"), stated_figure(row, "target")
    if verdict.expected is None or verdict.reading is None or baseline is None or target is None:
        return None
    return Figure(
        ref=f"course:{row.code}",
        name=_("%(indicator)s · 按直线进度应达到的值") % {"indicator": indicator_name(row.definition)},
        value=verdict.expected,
        unit=words.unit(row.definition.unit),
        as_of=verdict.reading.as_of,
        formula=_("基期值 +（目标值 − 基期值）× 已过天数 ÷ 全部天数"),
        terms=(Term(_("基期值"), baseline), Term(_("目标值"), target)),
        sources=(clause_of(row),),
        decimals=max(row.digits, 1),
        example=row.definition.example,
    )


def rate_figure(row: IndicatorRow) -> Figure | None:
    """How much is done of what is asked; None where that cannot be said."""
    reading, target = row.verdict.reading, stated_figure(row, "target")
    if row.done is None or reading is None or target is None:
        return None
    grades = district.pack().grades
    value = Figure(
        ref=f"indicator:{row.code}",
        name=indicator_name(row.definition),
        value=reading.value,
        unit=words.unit(row.definition.unit),
        as_of=reading.as_of,
        decimals=row.digits,
    )
    sources = [clause_of(row)]
    if grades is not None:
        document = district.pack().documents[grades.document]
        title = words.pick(document.title, document.title_en)
        sources.append(Source(title, "", grades.clause, grades.verified, grades.example, grades.quote or ""))
    return Figure(
        ref=f"rate:{row.code}",
        name=_("%(indicator)s · 完成率") % {"indicator": indicator_name(row.definition)},
        value=row.done.rate * 100,
        unit="%",
        as_of=reading.as_of,
        formula=_("现值 ÷ 目标值；规划期内，目标值换成直线进度应达到的值；越少越好的，两者颠倒"),
        terms=(Term(_("现值"), value), Term(_("应达到的值"), course_figure(row) or target)),
        sources=tuple(sources),
        decimals=row.rate_digits,
        example=row.example,
    )


def published_figure(figure: PackFigure) -> Figure:
    """A figure that a document states; its rows are the published table in which it stands."""
    pack = district.pack()
    document = pack.documents[figure.document]
    meaning = figure.definition
    notes = [words.pick(figure.note, figure.note_en)]
    if figure.inferred:
        notes.append(_("这一列是推断的，原文没有直接给出。"))
    if meaning is not None:
        notes.append(words.pick(meaning.text, meaning.text_en))
    return Figure(
        ref=f"published:{figure.ref}",
        name=_titled(pack, figure),
        value=_plain(figure.value),
        unit=words.unit(figure.unit),
        as_of=figure.as_of or (date(figure.year, 12, 31) if figure.year else None),
        formula=_("照录原文，未作计算"),
        rows_url=table_url(figure.ref) if "/" in figure.ref else None,
        sources=(
            Source(
                words.pick(document.title, document.title_en),
                document.number or "",
                figure.clause,
                figure.verified,
                figure.example,
                _quotation(pack, figure.ref),
            ),
        ),
        decimals=None if figure.value is None else decimals(figure.value),
        doubt=words.pick(meaning.doubt, meaning.doubt_en) if meaning else "",
        example=figure.example,
        notes=tuple(note for note in notes if note),
    )


def _titled(pack: Pack, figure: PackFigure) -> str:
    title = words.pick(figure.title, figure.title_en)
    if "/" not in figure.ref:
        return title
    table, *keys, _column = figure.ref.split("/")
    described = pack.figures[table].description
    named = [area_name(pack, key) if name == "area" else key for name, key in zip(described.key, keys, strict=True)]
    return _("%(title)s · %(row)s") % {"title": title, "row": " / ".join(named)}


def _quotation(pack: Pack, ref: str) -> str:
    statement = pack.statements.get(ref)
    if statement is not None:
        return statement.quote
    norm = pack.norms.get(ref)
    return (norm.quote or "") if norm is not None else ""


def _plain(value: Decimal | None) -> int | Decimal | None:
    return int(value) if value is not None and value == value.to_integral_value() else value


def table_url(ref: str) -> str:
    """The page of the published table in which the cell `ref` stands, the cell marked."""
    table, *key, column = ref.split("/")
    address = reverse("plans:show_table", args=[table])
    return f"{address}?{urlencode({'row': '/'.join(key), 'column': column})}#cell"


# What /figures/<reference>/ asks.


@dataclass(frozen=True)
class _Place:
    row: IndicatorRow
    reckoning: Reckoning | None


def _place(rest: str, scope: Scope) -> _Place:
    """'yc-05@500118004' → the indicator and its reckoning there; `core.not_found` outside the district or the scope."""
    scope.require(SEE)
    code, _at, area = rest.partition("@")
    pack = district.pack()
    if code not in pack.indicators:
        raise DomainError("core.not_found")
    row = one_indicator(code)
    if not area or area == pack.manifest.area:
        return _Place(row, row.live)
    if area not in pack.areas or not within(area, pack.manifest.area) or not scope.covers_area(SEE_TOWNS, area):
        raise DomainError("core.not_found")
    formula = row.definition.formula
    if formula is None or row.live is None:
        raise DomainError("core.not_found")
    return _Place(row, Reckoner(pack, row.on).reckon(formula, area, beside=True))


def resolve_indicator(rest: str, scope: Scope) -> Figure:
    """`indicator:<code>` or `indicator:<code>@<area>`."""
    place = _place(rest, scope)
    if "@" in rest and place.reckoning is not None and place.reckoning.area != district.area_id():
        return town_figure(place.row, place.reckoning, scope, rows=True)
    return district_figure(place.row, scope, rows=True)


@dataclass(frozen=True)
class Counted:
    """A count within an area on a day: what the list of its rows shows."""

    figure: Figure
    count: Count
    area: str
    on: date


def counted_behind(ref: str, scope: Scope) -> Counted:
    """
    The count behind `numerator:…`, `denominator:…` or `beside:…`.

    Raises `core.not_found` for any other reference, and where the reader may not see every row that was counted.
    """
    kind, _colon, rest = ref.partition(":")
    resolve = {"numerator": resolve_numerator, "denominator": resolve_denominator, "beside": resolve_beside}.get(kind)
    if resolve is None:
        raise DomainError("core.not_found")
    figure = resolve(rest, scope)
    place = _place(rest, scope)
    formula = place.row.definition.formula
    counts: dict[str, object] = {}
    if formula is not None:
        denominator = formula.denominator
        official = denominator if isinstance(denominator, FigureReference) else None
        counts = {
            "numerator": formula.numerator,
            "denominator": None if official else denominator,
            "beside": official.beside if official else None,
        }
    count = counts.get(kind)
    if not isinstance(count, Count) or place.reckoning is None:
        raise DomainError("core.not_found")
    area = place.reckoning.area
    if not snapshots.may_see_rows(count, area=area, by=scope):
        raise DomainError("core.not_found")
    return Counted(figure, count, area, place.row.on)


def _part_resolver(make: Callable[..., Figure]) -> Callable[[str, Scope], Figure]:
    def resolve(rest: str, scope: Scope) -> Figure:
        place = _place(rest, scope)
        if place.reckoning is None:
            raise DomainError("core.not_found")
        figure: Figure = make(place.row, place.reckoning, scope, rows=True)
        return figure

    return resolve


resolve_numerator = _part_resolver(numerator_figure)
resolve_denominator = _part_resolver(denominator_figure)
resolve_beside = _part_resolver(beside_figure)


def _stated_resolver(which: str) -> Callable[[str, Scope], Figure]:
    def resolve(rest: str, scope: Scope) -> Figure:
        scope.require(SEE)
        if rest not in district.pack().indicators:
            raise DomainError("core.not_found")
        figure = stated_figure(one_indicator(rest), which)
        if figure is None:
            raise DomainError("core.not_found")
        return figure

    return resolve


def resolve_rate(rest: str, scope: Scope) -> Figure:
    """`rate:<code>`."""
    scope.require(SEE)
    figure = rate_figure(one_indicator(rest)) if rest in district.pack().indicators else None
    if figure is None:
        raise DomainError("core.not_found")
    return figure


def resolve_course(rest: str, scope: Scope) -> Figure:
    """`course:<code>`."""
    scope.require(SEE)
    figure = course_figure(one_indicator(rest)) if rest in district.pack().indicators else None
    if figure is None:
        raise DomainError("core.not_found")
    return figure


resolve_target = _stated_resolver("target")
resolve_baseline = _stated_resolver("baseline")


def resolve_reading(rest: str, scope: Scope) -> Figure:
    """`reading:<number>`: a value on record, within the areas of the reader."""
    scope.require(SEE)
    one = recorded_one(int(rest)) if rest.isascii() and rest.isdigit() and len(rest) < 16 else None
    pack = district.pack()
    if one is None or one.indicator not in pack.indicators:
        raise DomainError("core.not_found")
    if one.area != pack.manifest.area and not scope.covers_area(SEE_TOWNS, one.area):
        raise DomainError("core.not_found")
    return reading_figure(one, one_indicator(one.indicator))


def resolve_published(rest: str, scope: Scope) -> Figure:
    """`published:<table>/<row>/<column>` or `published:<statement or norm>`: everybody who sees figures may see these."""
    scope.require("core.see_figures")
    try:
        figure = district.pack().figure(rest)
    except (KeyError, ValueError):
        raise DomainError("core.not_found") from None
    return published_figure(figure)
