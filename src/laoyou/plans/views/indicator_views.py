"""The list of indicators, and the page about one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core import audit, clock, district
from laoyou.core.figures import Figure
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, ListResult, Option, from_sequence
from laoyou.core.scope import Scope
from laoyou.core.shell.figures import figure_html
from laoyou.core.shell.states import all_states
from laoyou.core.shell.words import together
from laoyou.core.templatetags.laoyou import marked
from laoyou.core.views import Page
from laoyou.plans.presenters import figures, words
from laoyou.plans.presenters.indicator_presenter import IndicatorPresenter
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators, by_area, one_indicator
from laoyou.plans.reports.answer_paper import answer_of


@dataclass(frozen=True)
class Row:
    """An indicator in the list: what it is, and its figures as the reader may follow them."""

    indicator: IndicatorRow
    name: str
    value: Figure
    baseline: Figure | None
    target: Figure | None
    owner: str
    section: str


def _row(indicator: IndicatorRow, scope: Scope) -> Row:
    return Row(
        indicator,
        figures.indicator_name(indicator.definition),
        figures.district_figure(indicator, scope),
        figures.stated_figure(indicator, "baseline"),
        figures.stated_figure(indicator, "target"),
        together(_owner_names(indicator)),
        words.pick(indicator.definition.section, indicator.definition.section_en),
    )


def _owner_names(indicator: IndicatorRow) -> list[str]:
    return [words.pick(*_both(owner.now)) if owner.now else owner.printed for owner in indicator.owners]


def _both(unit: Any) -> tuple[str, str | None]:
    return unit.name, unit.name_en


@dataclass(frozen=True)
class NameColumn(Column):
    """The name of an indicator, which quotes the document and may hold numbers of it."""

    def html(self, row: Row) -> SafeString:
        return format_html(
            '<span data-printed>{}</span><span class="sub">{}</span>', marked(row.name), marked(row.section)
        )


@dataclass(frozen=True)
class GoalColumn(Column):
    """A target or baseline: its operator, then its number as a figure; the document's words where it has no number."""

    which: str = "target"

    def html(self, row: Row) -> SafeString:
        figure = row.target if self.which == "target" else row.baseline
        if figure is None:
            return SafeString('<span class="quiet">–</span>')
        stated = getattr(row.indicator.definition, self.which)
        if figure.value is None:
            return format_html('<span class="quiet" data-printed>{}</span>', marked(stated.printed))
        operator = words.OPERATORS.get(stated.operator, "")
        printed = figure_html(figure, unit=False)
        return printed if operator in ("", "=") else format_html("{} {}", operator, printed)

    def cell(self, row: Row, scope: Scope) -> str:
        stated = getattr(row.indicator.definition, self.which)
        return str(stated.printed) if stated is not None else ""


@dataclass(frozen=True)
class GradeColumn(Column):
    """The grade that the pack gives, a dash where there is none, words where it defines none."""

    def html(self, row: Row) -> SafeString:
        return format_html("<span data-printed>{}</span>", marked(self.cell(row, None)))

    def cell(self, row: Row, scope: Scope | None) -> str:
        if district.pack().grades is None:
            return str(_("未规定"))
        return words.grade(row.indicator.band) if row.indicator.band else "–"


@dataclass(frozen=True)
class NumberColumn(Column):
    """The number under which the document lists the indicator: a code, not a count."""

    def html(self, row: Row) -> SafeString:
        return format_html("<span data-printed>{}</span>", row.indicator.definition.number or "")


@dataclass(frozen=True)
class OwnerColumn(Column):
    """Who answers for it today."""

    def html(self, row: Row) -> SafeString:
        return marked(row.owner)


def _states(scope: Scope) -> Sequence[Option]:
    used = {row.verdict.state.value for row in all_indicators()}
    return [Option(state.code, state.word) for state in all_states() if state.code in used]


def _owners(scope: Scope) -> Sequence[Option]:
    names = sorted({name for row in all_indicators() for name in _owner_names(row)})
    return [Option(name, name, chinese=True) for name in names]


def _sections(scope: Scope) -> Sequence[Option]:
    found = dict.fromkeys(
        (one.section, words.pick(one.section, one.section_en))
        for one in district.pack().indicators.values()
        if one.section
    )
    return [Option(value or "", title) for value, title in found]


class ListIndicatorsPage(ListPage):
    """Every indicator of the district's plans, the ones that need attention first."""

    name = "plans.indicators"
    permission = "plans.list_indicators"
    title = pgettext_lazy("plural", "指标")
    lead = _("状态需要关注的排在前面。点任何一个数，可以看到公式、逐条记录和条款。")
    template = "plans/list_indicators.html"
    search_hint = _("搜索指标名称、编号或责任单位")
    default_sort = "state"
    empty_title = _("还没有指标")
    empty_text = _("数据包里没有方案。请检查 laoyou pack check 的结果。")
    columns = (
        NameColumn("name", _("指标"), value=lambda row: row.name, order=("name",)),
        Column(
            "state",
            _("状态"),
            Kind.STATE,
            value=lambda row: row.indicator.verdict.state.value,
            order=("state",),
        ),
        GradeColumn("grade", _("等次"), value=lambda row: row.indicator.band, order=("grade",)),
        Column("value", _("最新值"), Kind.FIGURE, value=lambda row: row.value),
        GoalColumn("baseline", _("基期"), Kind.FIGURE, which="baseline", value=lambda row: row.baseline),
        GoalColumn("target", _("目标"), Kind.FIGURE, which="target", value=lambda row: row.target),
        Column(
            "attribute",
            _("属性"),
            value=lambda row: str(words.ATTRIBUTES.get(row.indicator.definition.attribute or "", "")),
            order=("attribute",),
        ),
        OwnerColumn("owner", _("责任单位"), value=lambda row: row.owner, order=("owner",)),
        Column("as_of", _("数据日期"), Kind.DATE, value=lambda row: row.value.as_of, order=("as_of",)),
        NumberColumn(
            "number",
            _("序号"),
            value=lambda row: row.indicator.definition.number or "",
            order=("number",),
            narrow=False,
        ),
    )
    filters = (
        Choice("state", _("状态"), _states, several=True),
        Choice("attribute", _("属性"), tuple(Option(code, word) for code, word in words.ATTRIBUTES.items())),
        Choice("owner", _("责任单位"), _owners),
        Choice("chapter", _("章节"), _sections),
    )

    def rows(self, query: ListQuery) -> ListResult:
        return from_sequence(self._all(query), query)

    def every_row(self, query: ListQuery) -> Iterable[Any]:
        return self._all(query)

    def row_url(self, row: Any) -> str | None:
        return reverse("plans:show_indicator", args=[row.indicator.code])

    def _all(self, query: ListQuery) -> list[Row]:
        found = [_row(indicator, query.scope) for indicator in all_indicators()]
        kept = [row for row in found if self._wanted(row, query)]
        return self._sorted(kept, query)

    @staticmethod
    def _wanted(row: Row, query: ListQuery) -> bool:
        indicator = row.indicator
        states = query.many("state")
        text = " ".join((indicator.code, indicator.definition.name, indicator.definition.name_en, row.owner)).lower()
        return (
            (not states or indicator.verdict.state.value in states)
            and query.one("attribute") in ("", indicator.definition.attribute)
            and (not query.one("owner") or query.one("owner") in _owner_names(indicator))
            and query.one("chapter") in ("", indicator.definition.section)
            and query.search.lower() in text
        )

    @staticmethod
    def _sorted(rows: list[Row], query: ListQuery) -> list[Row]:
        keys = {
            "state": lambda row: row.indicator.verdict.state.attention,
            "name": lambda row: row.name,
            "grade": lambda row: row.indicator.band.at_least if row.indicator.band else Decimal(-1),
            "attribute": lambda row: row.indicator.definition.attribute or "",
            "owner": lambda row: row.owner,
            "as_of": lambda row: str(row.value.as_of or ""),
            "number": lambda row: row.indicator.position,
        }
        rows = sorted(rows, key=lambda row: row.indicator.position)
        if query.sort is None:
            return rows
        return sorted(rows, key=keys[query.sort.column], reverse=query.sort.descending)


class ShowIndicatorPage(Page):
    """One indicator: how it stands, how it is formed, over time, by town, and what asks for it."""

    permission = "plans.list_indicators"
    template = "plans/show_indicator.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        scope = self.request.scope
        row = one_indicator(code)
        audit.read(
            "plans.show_indicator",
            audit.Subject("plans.indicator", code, district.area_id()),
            by=scope,
            permission=self.permission,
            at=clock.now(),
            chain="plans",
        )
        return self.render({"one": IndicatorPresenter(row, scope)})


class AnswerPage(Page):
    """One indicator by town against the plan on one sheet of paper, for whoever asks."""

    permission = "plans.list_indicators"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        scope = self.request.scope
        row = one_indicator(code)
        subject = audit.Subject("plans.indicator", code, district.area_id())
        audit.read("plans.export_answer", subject, by=scope, permission=self.permission, at=clock.now(), chain="plans")
        pack = district.pack()
        names = {
            entry.id: entry.name
            for entry in pack.children(pack.manifest.area)
            if scope.covers_area("plans.see_indicators_by_town", entry.id)
        }
        paper = answer_of(row, by_area(row, names), names)
        from laoyou.plans.reports import official_pdf

        response = HttpResponse(official_pdf.pdf(paper), content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(True, f"{paper.title}.pdf") or "attachment"
        return response
