"""Lists of what sweeps found: determinations, changes, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.core import clock, district, links
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, ListResult, Option, from_sequence
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.shell import dates
from laoyou.core.shell.words import together
from laoyou.entitlements import permissions
from laoyou.entitlements.models import Determination, DeterminationChange, Sweep
from laoyou.entitlements.presenters.figures import words_of_state
from laoyou.entitlements.presenters.words import amount_title, fact_title, holder, said
from laoyou.entitlements.queries import determinations, sweeps
from laoyou.people import public as people

BATCH = 500
NAMES = "people.list_residents"


def _benefits(scope: Scope) -> list[Option]:
    pack = district.pack()
    return [
        Option(name, said(versions[-1]))
        for name, versions in pack.benefits.items()
        if versions[-1].subject == "person" and versions[-1].gives != "priority"
    ]


def _facts(scope: Scope) -> list[Option]:
    return [Option(name, said(entry)) for name, entry in district.pack().facts.items() if entry.subject == "person"]


def _holders(scope: Scope) -> list[Option]:
    pack = district.pack()
    found = {entry.holder: said(entry, "holder") for entry in pack.facts.values() if entry.subject == "person"}
    return [Option(name, words) for name, words in found.items()]


def _towns(permission: str, scope: Scope) -> list[Option]:
    prefixes = scope.area_prefixes(permission)
    rows = Area.objects.filter(within("id", prefixes), level=Area.Level.TOWN).order_by("id")
    return [Option(area.id, area.name, chinese=True) for area in rows]


def _listed_towns(scope: Scope) -> list[Option]:
    return _towns(permissions.LIST, scope)


def _worked_towns(scope: Scope) -> list[Option]:
    return _towns(permissions.WORKLIST, scope)


class _SweepList(ListPage):
    """A list of one sweep, with the names of residents."""

    permission = permissions.LIST

    def get_sweep(self) -> Sweep:
        """The sweep of the address."""
        return determinations.sweep(self.kwargs["sweep_id"], self.request.scope, permissions.LIST)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The sweep is looked for before a file is begun: what streams can no longer be refused."""
        self.get_sweep()
        return super().get(request, *args, **kwargs)

    def rows(self, query: ListQuery) -> ListResult:
        """One page, with the names of the residents."""
        found = super().rows(query)
        list(_with_names(found.rows, query.scope))
        return found

    def every_row(self, query: ListQuery) -> Iterable[Any]:
        """Every row for a file, with names, in batches."""
        rows = iter(super().every_row(query))
        while batch := list(islice(rows, BATCH)):
            yield from _with_names(batch, query.scope)

    def row_url(self, row: Any) -> str | None:
        if not self.request.scope.may(permissions.EXPLAIN) or row.who is None:
            return None
        url = reverse("entitlements:explain", args=[row.resident_id])
        return links.with_query(url, month=f"{self.get_month():%Y-%m}")

    def get_month(self) -> Any:
        """The month of the sweep, asked once a request."""
        if not hasattr(self, "_month"):
            self._month = self.get_sweep().month
        return self._month

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        row = self.get_sweep()
        may_see = self.request.scope.may(permissions.SEE)
        title = _("%(month)s待遇核定") % {"month": dates.month(row.month)}
        return (
            (_("待遇核定"), reverse("entitlements:list_sweeps") if may_see else ""),
            (title, reverse("entitlements:show_sweep", args=[row.pk]) if may_see else ""),
            (str(self.title), ""),
        )


def _with_names(rows: Sequence[Any], scope: Scope) -> Iterator[Any]:
    """The rows, each with the resident as `who` and the name of its area as `place`."""
    known = people.people_named([row.resident_id for row in rows], scope, NAMES, on=clock.today())
    wanted = {row.area_id for row in rows} | {row.area_id[:9] for row in rows}
    names = dict(Area.objects.filter(pk__in=wanted).values_list("pk", "name"))
    for row in rows:
        row.who = known.get(row.resident_id)
        town, place = names.get(row.area_id[:9], ""), names.get(row.area_id, "")
        row.place = place if place == town else f"{town}{place}"
        yield row


class ListDeterminationsPage(_SweepList):
    """Who is entitled to what, or not settled yet, in one month."""

    name = "entitlements.determinations"
    title = lazy("核定名单")
    lead = lazy("符合、待补充信息和缺少参数的人；不符合的人在核定文件里，可以逐人查询理由。")
    search_hint = lazy("姓名、拼音或首字母")
    default_sort = "area"
    empty_title = lazy("没有这样的核定结果")
    empty_text = lazy("换一个筛选条件，或重新核定这个月。")
    columns = (
        Column("name", lazy("姓名"), value=lambda row: row.who.name if row.who else "", lang="zh"),
        Column("benefit", lazy("待遇"), value=lambda row: amount_title(row.benefit)),
        Column("state", lazy("状态"), value=lambda row: row.get_state_display()),
        Column("amount", lazy("金额"), kind=Kind.MONEY, value=lambda row: row.amount_fen, order=("amount_fen",), nullable=True),
        Column("due_for", lazy("发放期"), value=lambda row: row.due_for if row.due else ""),
        Column("missing", lazy("缺少的事实"), value=lambda row: together(map(fact_title, row.missing_facts))),
        Column("area", lazy("地点"), value=lambda row: row.place, order=("area_id",), lang="zh"),
    )  # fmt: skip
    filters = (
        Choice("benefit", lazy("待遇"), _benefits),
        Choice("state", lazy("状态"), tuple(Option(one.value, one.label) for one in Determination.State)),
        Choice("town", lazy("镇街"), _listed_towns),
        Choice("fact", lazy("缺少的事实"), _facts),
    )

    def queryset(self, query: ListQuery) -> QuerySet[Determination]:
        ids = people.find_ids(query.scope, query.search, on=clock.today()) if query.search else None
        return determinations.listed(
            self.get_sweep(), query.scope, benefit=query.one("benefit"), state=query.one("state"), area=query.one("town"),
            fact=query.one("fact"), ids=ids,
        )  # fmt: skip


class ListChangesPage(_SweepList):
    """What is otherwise than in the month before, and why."""

    name = "entitlements.changes"
    title = lazy("与上月相比的变动")
    lead = lazy("每一项变动都写明原因：年龄、死亡、迁移、事实、标准或规则。")
    default_sort = "area"
    empty_title = lazy("没有变动")
    empty_text = lazy("上个月没有核定过，或没有变动。")
    columns = (
        Column("name", lazy("姓名"), value=lambda row: row.who.name if row.who else "", lang="zh"),
        Column("benefit", lazy("待遇"), value=lambda row: amount_title(row.benefit)),
        Column("cause", lazy("原因"), value=lambda row: row.get_cause_display()),
        Column("before", lazy("上月"), value=lambda row: words_of_state(row.before)),
        Column("before_fen", lazy("上月金额"), kind=Kind.MONEY, value=lambda row: row.before_fen),
        Column("after", lazy("本月"), value=lambda row: words_of_state(row.after)),
        Column("after_fen", lazy("本月金额"), kind=Kind.MONEY, value=lambda row: row.after_fen),
        Column("area", lazy("地点"), value=lambda row: row.place, order=("area_id",), lang="zh"),
    )
    filters = (
        Choice("benefit", lazy("待遇"), _benefits),
        Choice("cause", lazy("原因"), tuple(Option(one.value, one.label) for one in DeterminationChange.Cause)),
        Choice("town", lazy("镇街"), _listed_towns),
    )

    def queryset(self, query: ListQuery) -> QuerySet[DeterminationChange]:
        return determinations.changes(
            self.get_sweep(), query.scope, benefit=query.one("benefit"), cause=query.one("cause"), area=query.one("town")
        )  # fmt: skip


class ListMissingPage(ListPage):
    """What is missing to settle entitlements: by town and by the department that holds it, the largest entitlement first."""

    name = "entitlements.missing"
    permission = permissions.WORKLIST
    title = lazy("待补充的信息")
    lead = lazy("最近一次核定中，因为缺少这些事实而不能确定待遇的人。缺少不等于不符合；请向掌握部门核对。")
    default_sort = ""
    empty_title = lazy("没有待补充的信息")
    empty_text = lazy("还没有核定过，或每个人的待遇都已确定。")
    columns = (
        Column("fact", lazy("缺少的事实"), value=lambda row: fact_title(row.fact)),
        Column("holder", lazy("掌握部门"), value=lambda row: holder(row.fact)),
        Column("place", lazy("地点"), value=lambda row: row.name, lang="zh"),
        Column("people", lazy("人数"), kind=Kind.NUMBER),
        Column("most", lazy("至多"), kind=Kind.MONEY, value=lambda row: row.most_fen),
        Column("benefits", lazy("影响的待遇"), value=lambda row: together(map(amount_title, row.benefits))),
    )
    filters = (
        Choice("holder", lazy("掌握部门"), _holders),
        Choice("town", lazy("镇街"), _worked_towns),
        Choice("fact", lazy("缺少的事实"), _facts),
    )

    def found(self, query: ListQuery) -> list[Any]:
        """The rows of the newest sweep."""
        row = sweeps.newest()
        if row is None:
            return []
        town, fact, asked = query.one("town"), query.one("fact"), query.one("holder")
        inside = bool(town) or all(len(prefix) > 9 for prefix in query.scope.area_prefixes(permissions.WORKLIST))
        rows = determinations.worklist(row, query.scope, area=town, by_community=inside)
        facts = district.pack().facts
        kept = [
            one
            for one in rows
            if (not fact or one.fact == fact) and (not asked or (one.fact in facts and facts[one.fact].holder == asked))
        ]
        names = dict(Area.objects.filter(pk__in={one.place for one in kept}).values_list("pk", "name"))
        return [_Named(one, names.get(one.place, one.place), row.pk) for one in kept]

    def rows(self, query: ListQuery) -> ListResult:
        return from_sequence(self.found(query), query)

    def every_row(self, query: ListQuery) -> Iterable[Any]:
        return self.found(query)

    def row_url(self, row: Any) -> str | None:
        if not self.request.scope.may(permissions.LIST):
            return None
        url = reverse("entitlements:list_determinations", args=[row.sweep])
        return links.with_query(
            url, state="needs_information", fact=row.fact, town=row.place[:9] if len(row.place) >= 9 else ""
        )


class _Named:
    """A row of the worklist with the name of its place."""

    def __init__(self, of: determinations.Lacking, name: str, sweep: int) -> None:
        self.fact, self.place, self.people, self.most_fen = of.fact, of.place, of.people, of.most_fen
        self.benefits, self.name, self.sweep = of.benefits, name, sweep
