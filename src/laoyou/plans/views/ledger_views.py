"""The ledgers of tasks, projects and decisions of meetings, and the page about one item."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.lists import Action, Choice, Column, Filter, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.shell.words import marked_together, together
from laoyou.core.templatetags.laoyou import marked
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.domain.ledger import Part, Standing
from laoyou.plans.domain.selection import NOUNS, Selection
from laoyou.plans.models import LedgerItem
from laoyou.plans.presenters import ledger_words, words
from laoyou.plans.presenters.item_presenter import ItemPresenter, unit_name
from laoyou.plans.queries import ledger
from laoyou.plans.queries.units import all_units, successors


class NameColumn(Column):
    """What an item is called; below it the clause that orders it."""

    def html(self, row: LedgerItem) -> SafeString:
        below = " · ".join(one for one in (words.pick(row.section, row.section_en), row.clause) if one)
        return format_html(
            "<span data-printed>{}</span>{}",
            marked(words.pick(row.name, row.name_en)),
            format_html('<span class="sub" data-printed>{}</span>', marked(below)) if below else "",
        )


class UnitsColumn(Column):
    """Who leads an item and who answers for it, by the units that do the work today."""

    def html(self, row: Any) -> SafeString:
        names = self.of(row)
        if not names:
            return SafeString('<span class="quiet">–</span>')
        return format_html("<span data-printed>{}</span>", marked_together(names))

    def cell(self, row: Any, scope: Scope) -> str:
        return together(self.of(row))


class AreaFilter(Filter):
    """The towns of the reader."""

    def options_for(self, scope: Scope) -> Sequence[Option]:
        towns = Area.objects.filter(
            within("id", scope.area_prefixes(ledger.SEE)), level=Area.Level.TOWN, valid_to__isnull=True
        )
        return [Option(one.pk, one.name, chinese=True) for one in towns.order_by("id")]

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        return tuple(one for one in values[:1] if one.isascii() and one.isdigit() and len(one) <= 14)

    def words(self, value: str, scope: Scope) -> Option:
        area = Area.objects.filter(pk=value).first()
        return Option(value, area.name if area else value, chinese=area is not None)


class ItemsPage(ListPage):
    """A list of items of the ledger: what tasks, projects and decisions share."""

    noun: ClassVar[str] = "tasks"
    chain = "plans"
    permission = permissions.SEE_LEDGER
    default_sort = "due"
    search_hint = _("搜索名称、拼音、序号或条款")
    keys: ClassVar[Sequence[str]] = ()

    @cached_property
    def today_of(self) -> Any:
        """Unit → the unit that does its work today, as a name."""
        units, now = all_units(), successors(clock.today())
        return lambda row: unit_name(row, units, now)

    def names(self, row: Any, part: Part) -> list[str]:
        """Who takes part in an item in this way, without doubles."""
        return list(dict.fromkeys(self.today_of(one) for one in row.parties_here if one.part == part.value))

    def get_columns(self) -> Sequence[Column]:
        return self._columns

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        soon, on = ledger.terms().remind, clock.today()
        return (
            NameColumn("name", _("事项"), value=lambda row: row.name, order=("code",)),
            Column(
                "state",
                _("状态"),
                Kind.STATE,
                value=lambda row: ledger_words.code_of(ledger.standing_of(row, on, soon)),
                order=("state", "due"),
            ),
            *self.own_columns(),
            UnitsColumn("lead", _("牵头单位"), value=lambda row: self.names(row, Part.LEAD)),
            UnitsColumn("responsible", _("责任单位"), value=lambda row: self.names(row, Part.RESPONSIBLE)),
            Column("area", _("区域"), value=lambda row: row.area.name, order=("area_id",), lang="zh"),
            Column("due", _("期限"), Kind.DATE, order=("due",), nullable=True),
            Column("last_report", _("最近报送"), Kind.DATE, value=lambda row: row.last_report, narrow=False),
        )

    def own_columns(self) -> Sequence[Column]:
        """Columns of this noun alone."""
        return ()

    def get_filters(self) -> Sequence[Filter]:
        return self._filters

    @cached_property
    def _filters(self) -> tuple[Filter, ...]:
        known: dict[str, Filter] = {
            "state": Choice("state", ledger_words.KEYS["state"], _standings(), several=True),
            "kind": Choice("kind", ledger_words.KEYS["kind"], _kinds(self.noun), several=True),
            "unit": Choice("unit", ledger_words.KEYS["unit"], _units),
            "chapter": Choice("chapter", ledger_words.KEYS["chapter"], self._chapters),
            "area": AreaFilter("area", ledger_words.KEYS["area"]),
            "level": Choice(
                "level",
                ledger_words.KEYS["level"],
                tuple(Option(code, title) for code, title in ledger_words.LEVELS.items()),
            ),
            "year": Choice("year", ledger_words.KEYS["year"], self._years),
            "adds": Choice(
                "adds",
                ledger_words.KEYS["adds"],
                tuple(Option(code, title) for code, title in ledger_words.MEASURES.items()),
            ),
            "indicator": Choice("indicator", ledger_words.KEYS["indicator"], _indicators),
        }
        return tuple(known[key] for key in self.keys)

    def _mine(self, scope: Scope) -> QuerySet[LedgerItem]:
        return ledger.rows(Selection(self.noun), scope, on=clock.today())

    def _chapters(self, scope: Scope) -> Sequence[Option]:
        found = dict(self._mine(scope).exclude(section="").order_by("code").values_list("section", "section_en"))
        return [
            Option(section, words.pick(section, english), chinese=not english or not words.english())
            for section, english in found.items()
        ]

    def _years(self, scope: Scope) -> Sequence[Option]:
        found = self._mine(scope).filter(due__isnull=False).values_list("due__year", flat=True)
        return [Option(str(year), str(year)) for year in sorted(set(found))]

    def selection(self, query: ListQuery) -> Selection:
        """What the chosen filters mean."""
        return Selection.of(self.noun, query.values)

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        found = ledger.rows(self.selection(query), query.scope, on=clock.today())
        if query.search:
            found = ledger.searched(found, query.search)
        return ledger.for_list(found, query.scope)

    def row_url(self, row: Any) -> str:
        return reverse("plans:show_item", args=[row.pk])


def _standings() -> tuple[Option, ...]:
    return tuple(Option(one.value, ledger_words.STANDINGS[one][0]) for one in Standing)


def _kinds(noun: str) -> tuple[Option, ...]:
    return tuple(Option(kind, ledger_words.KINDS[kind]) for kind in NOUNS[noun])


def _units(scope: Scope) -> Sequence[Option]:
    now = successors(clock.today())
    units = [unit for unit in all_units().values() if unit.pk not in now]
    return [
        Option(unit.pk, words.pick(unit.name, unit.name_en), chinese=not (words.english() and unit.name_en))
        for unit in sorted(units, key=lambda unit: unit.name)
    ]


def _indicators(scope: Scope) -> Sequence[Option]:
    found = district.pack().indicators.values()
    return [Option(one.code, words.pick(one.name, one.name_en), chinese=not words.english()) for one in found]


class ListTasksPage(ItemsPage):
    """The ledger of tasks, the most pressing first."""

    name = "plans.tasks"
    noun = "tasks"
    title = ledger_words.NOUNS["tasks"]
    lead = _("方案交办的重点任务：谁牵头、谁负责、什么时候到期、办到哪一步。期满没有销号的任务照样列出。")
    keys = ("state", "unit", "chapter", "area", "level", "year", "indicator")
    empty_title = _("台账里还没有任务")
    empty_text = _("请统筹人员从方案打开台账，或检查数据包里有没有任务。")


class ListProjectsPage(ItemsPage):
    """The ledger of projects, platforms, industries, policies, reforms, factors and pilots."""

    name = "plans.projects"
    noun = "projects"
    title = ledger_words.NOUNS["projects"]
    lead = _("方案附件的各类清单和后来增加的项目：资金、新增能力、节点和进展。")
    keys = ("state", "kind", "unit", "area", "adds", "year", "indicator")
    empty_title = _("台账里还没有项目")
    empty_text = _("请统筹人员从方案打开台账，或手工增加一个项目。")

    def own_columns(self) -> Sequence[Column]:
        return (Column("kind", _("类别"), value=lambda row: ledger_words.KINDS[row.kind], order=("kind",)),)

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(permissions.LEAD):
            return ()
        return (Action(_("增加项目"), reverse("plans:add_project"), primary=True),)


class ListDecisionsPage(ItemsPage):
    """What joint meetings decided, with who answers and until when."""

    name = "plans.decisions"
    noun = "decisions"
    title = ledger_words.NOUNS["decisions"]
    lead = _("联席会议议定、需要跟踪的事项。对已有任务和项目的议定写在各自的页面上。")
    keys = ("state", "unit", "area", "year")
    empty_title = _("还没有登记议定事项")
    empty_text = _("会议之后由统筹人员登记，写明责任单位和期限。")

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(permissions.LEAD):
            return ()
        return (Action(_("登记议定事项"), reverse("plans:add_decision"), primary=True),)


class ListItemsPage(ItemsPage):
    """Everything in the ledger: tasks, projects and decisions together."""

    name = "plans.items"
    noun = "items"
    title = ledger_words.NOUNS["items"]
    lead = _("任务、项目和议定事项都在这里。")
    keys = ("state", "kind", "unit", "area", "year")
    empty_title = _("台账里还没有事项")
    empty_text = _("请统筹人员从方案打开台账。")

    def own_columns(self) -> Sequence[Column]:
        return (Column("kind", _("类别"), value=lambda row: ledger_words.KINDS[row.kind], order=("kind",)),)


class ShowItemPage(Page):
    """One item: where it stands, what is next, everything that belongs to it. Leaves an entry in the read log."""

    permission = permissions.SEE_LEDGER
    template = "plans/show_item.html"

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        if item_id > 2**63 - 1:
            raise DomainError("core.not_found")
        scope = self.request.scope
        found = ledger.detail(item_id, scope, on=clock.today())
        audit.read("plans.show_item", found.item, by=scope, permission=self.permission, at=clock.now(), chain="plans")
        return self.render({"one": ItemPresenter(found, scope)})
