"""What the page of one indicator says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from laoyou.base.areas import within
from laoyou.core import district, links
from laoyou.core.figures import Figure, Source, show
from laoyou.core.scope import Scope
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.dates import day
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.packs.public import AreaEntry
from laoyou.plans.domain.state import Reason, State, is_floor
from laoyou.plans.presenters import figures, words
from laoyou.plans.queries.indicators import IndicatorRow, Owner, by_area

REASONS: Final[dict[Reason, str | Promise]] = {
    Reason.DEFINITION: lazy("口径存疑，不作达标判断。"),
    Reason.TARGET_UNREADABLE: lazy("原文的目标值脱漏了数字，无法判断。"),
    Reason.TARGET_IN_WORDS: lazy("目标是文字表述，需人工评估。"),
    Reason.NO_READING: lazy("没有可用的值。"),
    Reason.REGISTER_INCOMPLETE: figures.INCOMPLETE,
    Reason.NO_BASELINE: lazy("原文没有基期值，无法画出进度线，只能说尚未达到目标。"),
}


@dataclass(frozen=True)
class TownLine:
    """One area below the district: its name, value and terms."""

    area: AreaEntry
    name: str
    value: Figure
    numerator: Figure
    denominator: Figure | None
    url: str | None


@dataclass(frozen=True)
class HistoryLine:
    """One dated value: where it comes from, and the figure."""

    date: str
    kind: str
    source: str
    figure: Figure


@dataclass(frozen=True)
class OwnerLine:
    """An owner as printed, and who it is today."""

    printed: str
    now: str
    since: str
    unknown: bool
    changed: bool


def _plainly(figure: Figure) -> Figure:
    """The figure without its doubt and its example mark, for a table under a heading that says both once."""
    return replace(figure, doubt="", example=False)


class IndicatorPresenter:
    """An indicator for its page, as the reader may see it."""

    def __init__(self, row: IndicatorRow, scope: Scope) -> None:
        self.row = row
        self._scope = scope
        self._pack = district.pack()

    @property
    def name(self) -> str:
        return figures.indicator_name(self.row.definition)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            (pgettext("plural", "指标"), reverse("plans:list_indicators")),
            (self.row.definition.number or self.row.code, ""),
        ]

    @cached_property
    def value(self) -> Figure:
        return figures.district_figure(self.row, self._scope)

    @cached_property
    def baseline(self) -> Figure | None:
        return figures.stated_figure(self.row, "baseline")

    @cached_property
    def target(self) -> Figure | None:
        return figures.stated_figure(self.row, "target")

    @property
    def target_operator(self) -> str:
        stated = self.row.definition.target
        return "" if stated.value is None or stated.operator == "=" else words.OPERATORS.get(stated.operator, "")

    @property
    def target_printed(self) -> str:
        return self.row.definition.target.printed

    @property
    def baseline_printed(self) -> str:
        baseline = self.row.definition.baseline
        return baseline.printed if baseline else ""

    @property
    def attribute(self) -> str:
        return str(words.ATTRIBUTES.get(self.row.definition.attribute or "", ""))

    @property
    def state(self) -> str:
        return self.row.verdict.state.value

    @property
    def state_words(self) -> list[str]:
        """Sentences below the state: what was judged, and what could not be."""
        verdict = self.row.verdict
        said = [str(REASONS[reason]) for reason in verdict.reasons]
        if verdict.late and verdict.reading is not None:
            said.append(
                _(
                    "方案期限到%(end)s；那一年没有登记的值，以上判断依据期满之后（%(day)s）的读数，不等于期末当时的结果。"
                )
                % {"end": day(self.row.plan.period_end), "day": day(verdict.reading.as_of)}
            )
        if verdict.below_baseline and verdict.state is not State.BELOW_BASELINE:
            said.append(_("现值比基期值差。"))
        if is_floor(self.row.start, self.row.goal):
            said.append(_("目标低于基期值，是底线而不是增长目标。"))
        return said

    @cached_property
    def expected(self) -> Figure | None:
        """What the straight line from baseline to target asks on the day of the value; only while the plan runs."""
        return figures.course_figure(self.row)

    @cached_property
    def rate(self) -> Figure | None:
        """How much is done of what is asked by now."""
        return figures.rate_figure(self.row)

    @property
    def grade(self) -> str:
        """The grade, or why there is none."""
        if self._pack.grades is None:
            return _("数据包没有规定指标的等次")
        if self.row.band is None:
            return _("不评等次：口径存疑、没有数据或目标不能计算完成率")
        return words.grade(self.row.band)

    @property
    def bands(self) -> str:
        """From which rates on which grade is given."""
        grades = self._pack.grades
        if grades is None:
            return ""
        lines = [f"{words.grade(one)} ≥ {show(one.at_least * 100)}%" for one in reversed(grades.band)]
        return " · ".join([*lines, words.pick(grades.clause)])

    @property
    def doubt(self) -> str:
        return str(self.value.doubt)

    @property
    def disagreements(self) -> list[Figure]:
        """Published figures that disagree with this indicator, each with its own source."""
        return [
            figures.published_figure(self._pack.figure(ref))
            for ref in self.row.doubts
            if ref not in self._pack.indicators and self._pack.has_figure(ref)
        ]

    @property
    def disagreeing_indicators(self) -> list[tuple[str, str]]:
        return [
            (figures.indicator_name(self._pack.indicators[ref]), reverse("plans:show_indicator", args=[ref]))
            for ref in self.row.doubts
            if ref in self._pack.indicators
        ]

    @property
    def owners(self) -> list[OwnerLine]:
        return [self._owner(owner) for owner in self.row.owners]

    def _owner(self, owner: Owner) -> OwnerLine:
        unit = self._pack.unit_named(owner.printed)
        since = day(unit.successor_since) if unit and unit.successor_since else ""
        now = words.pick(owner.now.name, owner.now.name_en) if owner.now else ""
        return OwnerLine(owner.printed, now, since, owner.now is None, owner.changed)

    @property
    def definition(self) -> list[tuple[str, str]]:
        """(label, words) of what the document says the figure means."""
        meaning = self.row.definition.definition
        months = meaning.months
        lines = [
            (_("定义"), words.pick(meaning.text, meaning.text_en)),
            (_("分子"), words.pick(meaning.numerator, meaning.numerator_en)),
            (_("分母"), words.pick(meaning.denominator, meaning.denominator_en)),
            (_("人口口径"), str(words.BASES[meaning.basis]) if meaning.basis else ""),
            (_("床位读数"), str(words.READINGS[meaning.bed_reading]) if meaning.bed_reading else ""),
            (_("托位读数"), str(words.READINGS[meaning.place_reading]) if meaning.place_reading else ""),
            (_("年龄范围"), words.months(months.from_, months.to) if months else ""),
        ]
        return [line for line in lines if line[1]]

    @property
    def clause(self) -> Source:
        return figures.clause_of(self.row)

    @property
    def plan_title(self) -> str:
        return words.pick(self.row.plan.title, self.row.plan.title_en)

    @property
    def document_status(self) -> str:
        return str(words.DOCUMENT_STATUS[self.row.document.status])

    @property
    def origin(self) -> str:
        """Pack, file and line where the definition stands."""
        return str(self._pack.origins["indicator", self.row.code])

    @cached_property
    def history(self) -> list[HistoryLine]:
        """Every value, oldest first: the published baseline, what is on record, what the register says now."""
        lines = []
        if self.baseline is not None and self.baseline.value is not None:
            lines.append(self._line(self.baseline, "published", words.pick(self.clause.document)))
        for one in self.row.history:
            if one.value is not None:
                figure = figures.reading_figure(one, self.row)
                source = one.source or _("快照 %(name)s") % {"name": one.snapshot}
                lines.append(self._line(figure, one.kind, source))
        if self.row.live is not None and self.value.value is not None and not self._stored_today:
            lines.append(self._line(self.value, "live", _("名册")))
        return lines

    @property
    def _stored_today(self) -> bool:
        """Whether the value that the register gives now is on record already, from a snapshot of this day."""
        latest = self.row.latest
        return latest is not None and any(
            one.kind == "computed" and (one.as_of, one.value) == (latest.as_of, latest.value)
            for one in self.row.history
        )

    @staticmethod
    def _line(figure: Figure, kind: str, source: str) -> HistoryLine:
        day_ = figure.as_of.strftime("%Y-%m-%d") if figure.as_of else ""
        return HistoryLine(day_, str(words.KINDS[kind]), source, _plainly(figure))

    @cached_property
    def chart(self) -> Chart | None:
        """The values over time with the target as a marked line; None below two values."""
        if len(self.history) < 2:
            return None
        goal = self.row.goal
        target = goal.value if goal else None
        return Chart(
            title=self._finding(),
            subtitle=self.name,
            kind="line",
            categories=tuple(line.date for line in self.history),
            series=(
                Series(
                    _("值"),
                    tuple(line.figure.value for line in self.history),
                    emphasis=True,
                    figures=tuple(line.figure for line in self.history),
                ),
            ),
            unit=words.unit(self.row.definition.unit),
            category_name=_("日期"),
            source=self.row.document.title,
            target=target,
            target_name=_("%(year)s年目标") % {"year": goal.year} if goal else "",
            decimals=self.row.digits,
            example=self.value.example,
            name="history",
        )

    def _finding(self) -> str:
        """The chart's title: what the values say, without judging what is in doubt."""
        first, last = self.history[0].figure, self.history[-1].figure
        if first.value is None or last.value is None or first.value == last.value:
            return _("各次的值没有变化")
        return _("比基期上升") if last.value > first.value else _("比基期下降")

    @cached_property
    def towns(self) -> list[TownLine]:
        """The areas directly below the district that the reader may see, in the order of the pack."""
        below = self._pack.children(self._pack.manifest.area)
        seen = [entry for entry in below if self._scope.covers_area(figures.SEE_TOWNS, entry.id)]
        entries = {entry.id: entry for entry in seen}
        return [
            TownLine(
                entries[reckoning.area],
                figures.area_name(self._pack, reckoning.area),
                _plainly(figures.town_figure(self.row, reckoning, self._scope)),
                _plainly(figures.numerator_figure(self.row, reckoning, self._scope)),
                _plainly(figures.denominator_figure(self.row, reckoning, self._scope))
                if reckoning.denominator
                else None,
                links.to("core.area", area=reckoning.area),
            )
            for reckoning in by_area(self.row, entries)
        ]

    @property
    def towns_have_values(self) -> bool:
        """Whether any area has a value of its own; else only the numerators are known below the district."""
        return any(line.value.value is not None for line in self.towns)

    @cached_property
    def unplaced(self) -> int:
        """How many of the numerator's rows belong to the district but to none of the areas below it."""
        live = self.row.live
        if live is None or live.numerator.value is None:
            return 0
        below = self._pack.children(self._pack.manifest.area)
        placed = sum(
            int(one.numerator.value or 0)
            for one in by_area(self.row, [entry.id for entry in below])
            if within(one.area, live.area)
        )
        return int(live.numerator.value) - placed

    @cached_property
    def map(self) -> SchematicMap | None:
        """The areas on the schematic map: their values, or the numerators where no denominator is known for them."""
        placed = [line for line in self.towns if line.area.x is not None and line.area.y is not None]
        if len(placed) < 2:
            return None
        chosen = {line.area.id: (line.value if self.towns_have_values else line.numerator) for line in placed}
        first = next(iter(chosen.values()))
        layer = Layer(
            code="value",
            title=self.name if self.towns_have_values else str(first.name),
            values={area: None if figure.value is None else float(figure.value) for area, figure in chosen.items()},
            unit=str(first.unit),
            decimals=first.decimals,
            doubt=frozenset(chosen) if self.row.in_doubt else frozenset(),
            figures=chosen,
            source=self.row.document.title,
        )
        towns = tuple(
            Town(
                line.area.id, line.area.name, float(line.area.x or 0), float(line.area.y or 0), chosen[line.area.id].url
            )
            for line in placed
        )
        return SchematicMap(towns, (layer,), name="towns")

    @property
    def alternatives(self) -> str:
        """The exact value, where print rounds it."""
        exact = show(self.value.value)
        return exact if exact != self.value.shown else ""
