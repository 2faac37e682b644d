"""The ledger as a whole: board by state, timeline, what projects add to indicators, and the appraisal of towns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.figures import Figure
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.words import together
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.domain.ledger import Part, Standing
from laoyou.plans.domain.selection import NOUNS, Selection
from laoyou.plans.models import LedgerParty
from laoyou.plans.presenters import figures, ledger_figures, ledger_words, target_figures, words
from laoyou.plans.presenters.item_presenter import unit_name
from laoyou.plans.queries import contributions, ledger
from laoyou.plans.queries.indicators import IndicatorRow, all_indicators, by_area
from laoyou.plans.queries.readings import Reckoner
from laoyou.plans.queries.units import all_units, successors

CARDS = 12
"""How many items a column of the board holds; its head leads to all."""


def tabs(chosen: str) -> list[dict[str, Any]]:
    """The pages about the whole ledger, as tabs."""
    titles = {
        "plans:show_board": _("看板"),
        "plans:show_timeline": _("时间线"),
        "plans:show_contributions": _("项目与指标"),
        "plans:appraise_towns": _("镇街考核"),
    }
    return [{"title": title, "url": reverse(name), "chosen": name == chosen} for name, title in titles.items()]


class ShowBoardPage(Page):
    """Items of one noun by how they stand, in columns."""

    permission = permissions.SEE_LEDGER
    template = "plans/board.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope, on = self.request.scope, clock.today()
        noun = request.GET.get("noun", "tasks")
        if noun not in ("tasks", "projects", "decisions"):
            raise DomainError("core.not_found")
        found = ledger.for_list(ledger.rows(Selection(noun), scope, on=on), scope).order_by("due", "code")
        soon, units, now = ledger.terms().remind, all_units(), successors(on)
        columns: dict[Standing, list[dict[str, Any]]] = {one: [] for one in Standing}
        for item in found:
            parties: list[LedgerParty] = item.parties_here  # type: ignore[attr-defined]  # prefetched by for_list
            names = [unit_name(one, units, now) for one in parties if one.part == Part.RESPONSIBLE.value]
            names = names or [unit_name(one, units, now) for one in parties if one.part == Part.LEAD.value]
            columns[ledger.standing_of(item, on, soon)].append(
                {
                    "name": words.pick(item.name, item.name_en),
                    "url": reverse("plans:show_item", args=[item.pk]),
                    "units": together(dict.fromkeys(names)),
                    "area": item.area.name if item.parent_id else "",
                    "due": item.due,
                }
            )
        board = [
            {
                "state": ledger_words.code_of(standing),
                "figure": ledger_figures.count_figure(
                    Selection.of(noun, {"state": standing.value}), scope, value=len(cards)
                ),
                "cards": cards[:CARDS],
                "more": ledger_figures.list_url(Selection.of(noun, {"state": standing.value}))
                if len(cards) > CARDS
                else "",
            }
            for standing, cards in columns.items()
        ]
        nouns = [
            {
                "title": ledger_words.NOUNS[one],
                "url": f"{reverse('plans:show_board')}?noun={one}",
                "chosen": one == noun,
            }
            for one in ("tasks", "projects", "decisions")
        ]
        return self.render({"board": board, "nouns": nouns, "tabs": tabs("plans:show_board")})


class ShowTimelinePage(Page):
    """How many items fall due in each year, and how they stand."""

    permission = permissions.SEE_LEDGER
    template = "plans/timeline.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope, on = self.request.scope, clock.today()
        counted: Counter[tuple[int, Standing]] = Counter()
        soon = ledger.terms().remind
        for item in ledger.rows(Selection("items"), scope, on=on).filter(due__isnull=False):
            year = item.due.year if item.due else 0
            counted[year, ledger.standing_of(item, on, soon)] += 1
        years = sorted({year for year, _standing in counted})
        shown = [one for one in Standing if any(counted[year, one] for year in years)]
        series = tuple(
            Series(
                ledger_words.STANDINGS[one][0],
                tuple(counted[year, one] for year in years),
                emphasis=one is Standing.LATE,
                figures=tuple(
                    ledger_figures.count_figure(
                        Selection.of("items", {"state": one.value, "year": str(year)}), scope, value=counted[year, one]
                    )
                    for year in years
                ),
            )
            for one in shown
        )
        worst = max(years, key=lambda year: counted[year, Standing.LATE], default=0)
        late = counted[worst, Standing.LATE]
        chart = None
        if years:
            chart = Chart(
                title=_("逾期的事项以%(year)s年到期的最多") % {"year": worst} if late else _("没有逾期的事项"),
                subtitle=_("台账事项按到期年份和状态"),
                kind="column",
                categories=tuple(str(year) for year in years),
                series=series,
                unit=pgettext("ledger", "项"),
                category_name=_("到期年份"),
                example=clock.demo_date() is not None,
                name="timeline",
            )
        coming = (
            ledger.rows(Selection("items"), scope, on=on)
            .filter(due__gte=on)
            .exclude(state__in=["confirmed", "closed"])
            .select_related("area")
            .order_by("due", "code")[:40]
        )
        rows = [
            {
                "name": words.pick(item.name, item.name_en),
                "url": reverse("plans:show_item", args=[item.pk]),
                "due": item.due,
                "state": ledger_words.code_of(ledger.standing_of(item, on, soon)),
                "area": item.area.name,
            }
            for item in coming
        ]
        return self.render({"chart": chart, "coming": rows, "tabs": tabs("plans:show_timeline")})


@dataclass(frozen=True)
class ContributionLine:
    """An indicator with its figures, and a sentence about whether the projects close its gap."""

    name: str
    url: str
    now: Figure
    target: Figure | None
    gap: Figure
    confirmed: Figure
    added: Figure
    after: Figure
    missing: Figure
    sentence: str
    tone: str
    projects: list[tuple[str, str, Figure, str]]


class ShowContributionsPage(Page):
    """What each project adds to which indicator, and whether all together close the gap."""

    permission = permissions.SEE_LEDGER
    template = "plans/contributions.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        if not scope.covers_area(permissions.SEE_LEDGER, district.area_id()):
            raise DomainError("core.not_found")
        lines = [self._line(one, scope) for one in contributions.contributions(scope)]
        return self.render({"lines": lines, "tabs": tabs("plans:show_contributions")})

    @staticmethod
    def _line(one: contributions.Contribution, scope: Scope) -> ContributionLine:
        row = one.row
        closes = one.gap.closes if one.gap else None
        if row.in_doubt:
            sentence, tone = _("口径存疑，只列数，不下结论。"), "warning"
        elif closes is None:
            sentence, tone = _("没有现值，或目标不是下限，不能判断。"), "info"
        elif one.gap is not None and one.gap.gap == 0:
            sentence, tone = _("已经达到目标。"), "success"
        elif closes:
            sentence, tone = _("全部投用之后可以达到目标。"), "info"
        else:
            sentence, tone = _("全部投用之后仍达不到目标。"), "warning"
        projects = []
        for line in one.lines:
            item = ledger.one_item(line.item_id, scope)
            projects.append(
                (
                    item.name,
                    reverse("plans:show_item", args=[item.pk]),
                    ledger_figures.item_capacity(
                        item, one.measure, scope, value=ledger.capacity_of(item, one.measure, scope)
                    ),
                    ledger_words.code_of(ledger.standing_of(item, clock.today(), ledger.terms().remind)),
                )
            )
        return ContributionLine(
            figures.indicator_name(row.definition),
            reverse("plans:show_indicator", args=[row.code]),
            figures.district_figure(row, scope),
            figures.stated_figure(row, "target"),
            target_figures.gap_figure(one, scope),
            target_figures.added_figure(one, scope, confirmed=True),
            target_figures.added_figure(one, scope),
            target_figures.after_figure(one, scope),
            target_figures.missing_figure(one, scope),
            sentence,
            tone,
            list(dict.fromkeys(projects)),
        )


@dataclass(frozen=True)
class TownLine:
    """One town of the appraisal: its counts, its share of decomposed targets, its indicators."""

    name: str
    url: str
    all_tasks: Figure
    done: Figure
    late: Figure
    waiting: Figure
    projects: Figure
    values: list[Figure | None]


class AppraiseTownsPage(Page):
    """Towns by the rows of the ledger and the registers. There is no rank: whoever makes one must look at the figures."""

    permission = permissions.SEE_LEDGER
    template = "plans/appraise_towns.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope, on = self.request.scope, clock.today()
        towns = list(
            Area.objects.filter(
                within("id", scope.area_prefixes(permissions.SEE_LEDGER)),
                level=Area.Level.TOWN,
                valid_to__isnull=True,
                id__startswith=district.area_id(),
            ).order_by("id")
        )
        soon = ledger.terms().remind
        counted: Counter[tuple[str, str, Standing]] = Counter()
        for item in ledger.rows(Selection("items"), scope, on=on):
            noun = next(noun for noun in ("tasks", "projects", "decisions") if item.kind in NOUNS[noun])
            counted[item.area_id[:9], noun, ledger.standing_of(item, on, soon)] += 1
        rows = [row for row in all_indicators() if self._by_town(row, scope)]
        reckoner = Reckoner(district.pack(), on)
        values: dict[str, list[Figure | None]] = {town.pk: [] for town in towns}
        for row in rows:
            for reckoning in by_area(row, list(values), reckoner=reckoner):
                values[reckoning.area].append(figures.town_figure(row, reckoning, scope))
        lines = [self._line(town, counted, values[town.pk], scope) for town in towns]
        heads = [
            (
                figures.indicator_name(row.definition),
                words.unit(row.definition.unit),
                bool(row.definition.definition.doubt),
            )
            for row in rows
        ]
        return self.render({"lines": lines, "heads": heads, "tabs": tabs("plans:appraise_towns"), "on": on})

    @staticmethod
    def _by_town(row: IndicatorRow, scope: Scope) -> bool:
        """Whether the registers know the indicator by town: counts of beds, places and the like that name no official denominator alone."""
        formula = row.definition.formula
        return formula is not None and bool(contributions.measures(formula)[0]) and scope.may(figures.SEE_TOWNS)

    @staticmethod
    def _line(
        town: Area, counted: Counter[tuple[str, str, Standing]], values: list[Figure | None], scope: Scope
    ) -> TownLine:
        def figure(noun: str, *standings: Standing) -> Figure:
            wanted = standings or tuple(Standing)
            number = sum(counted[town.pk, noun, one] for one in wanted)
            chosen: dict[str, Any] = {"area": town.pk}
            if standings:
                chosen["state"] = tuple(one.value for one in standings)
            return ledger_figures.count_figure(Selection.of(noun, chosen), scope, value=number)

        return TownLine(
            town.name,
            ledger_figures.list_url(Selection.of("tasks", {"area": town.pk})),
            figure("tasks"),
            figure("tasks", Standing.CONFIRMED, Standing.CLOSED),
            figure("tasks", Standing.LATE),
            figure("tasks", Standing.WAITING),
            figure("projects"),
            values,
        )
