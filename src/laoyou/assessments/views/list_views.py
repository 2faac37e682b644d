"""The list of assessments, and those of one resident with what may be asked for him."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.assessments.domain.assessment import ELDER_YEARS
from laoyou.assessments.models import Assessment
from laoyou.assessments.permissions import ASK, ASSESS, DECIDE, EXPORT, LIST, SHOW
from laoyou.assessments.presenters.words import instrument_words, level_words
from laoyou.assessments.queries import assessments as queries
from laoyou.assessments.views.pages import crumbs_of, who
from laoyou.core import audit, clock
from laoyou.core.audit import Subject
from laoyou.core.lists import Action, Choice, Column, Filter, Flag, Kind, ListPage, ListQuery, ListResult, Option
from laoyou.core.scope import Scope
from laoyou.core.views import Page
from laoyou.people import public as people

BATCH = 500


class ListAssessmentsPage(ListPage):
    """Assessments with their states, levels, and when the next one is due."""

    name = "assessments.assessments"
    permission = LIST
    export_permission = EXPORT
    title = lazy("能力评估")
    lead = lazy("由两名评估员上门评估、共同签字，等级由评估工具算出。设备和模型都不能定等级。")
    search_hint = lazy("姓名、拼音或首字母")
    default_sort = "-asked_on"
    empty_title = lazy("还没有能力评估")
    empty_text = lazy("评估从居民的页面申请。")
    columns = (
        Column("name", lazy("姓名"), value=lambda row: row.who.name if row.who else "", lang="zh"),
        Column("instrument", lazy("评估工具"), value=lambda row: instrument_words(row.instrument)),
        Column("state", lazy("状态"), value=lambda row: row.get_state_display()),
        Column("reason", lazy("评估原因"), value=lambda row: row.get_reason_display()),
        Column("level", lazy("等级"), value=lambda row: level_words(row.instrument, row.level)),
        Column("asked_on", lazy("申请日期"), kind=Kind.DATE, order=("asked_on",)),
        Column("planned_on", lazy("计划上门日期"), kind=Kind.DATE, order=("planned_on",), nullable=True),
        Column("visited_on", lazy("上门日期"), kind=Kind.DATE, order=("visited_on",), nullable=True),
        Column("due_on", lazy("复评日期"), kind=Kind.DATE, order=("due_on",), nullable=True),
    )
    filters = (
        Choice("state", lazy("状态"), tuple(Option(one.value, one.label) for one in Assessment.State), several=True),
        Choice("due", lazy("复评"), (Option("overdue", lazy("已到复评日期")), Option("soon", lazy("60天内到期")))),
        Flag("mine", lazy("派给我的")),
    )

    def get_filters(self) -> Sequence[Filter]:
        """Only an assessor has any that were given to him."""
        return self.filters if self.request.scope.may(ASSESS) else self.filters[:-1]

    def queryset(self, query: ListQuery) -> QuerySet[Assessment]:
        query.scope.require(LIST)
        return queries.listed(
            query.scope, states=query.many("state"), due=query.one("due"), mine=query.one("mine") == "1",
            search=query.search, on=clock.today(),
        )  # fmt: skip

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
        if not self.request.scope.may(SHOW):
            return None
        return reverse("assessments:show_assessment", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(ASSESS):
            return ()
        return (Action(_("手机评估"), reverse("assessments:phone"), primary=True),)


def _with_names(rows: Sequence[Any], scope: Scope) -> Iterator[Any]:
    """The rows, each with the resident as `who`; None for one whom the reader no longer sees."""
    known = people.people_named([row.resident_id for row in rows], scope, LIST, on=clock.today())
    for row in rows:
        row.who = known.get(row.resident_id)
        yield row


class ListOfResidentPage(Page):
    """The assessments and recognised levels of one resident; the look is recorded."""

    permission = SHOW
    template = "assessments/list_of_resident.html"

    def get(self, request: HttpRequest, resident_id: int) -> HttpResponse:
        scope, today = self.request.scope, clock.today()
        one = who(resident_id, scope, SHOW)
        subject = Subject("people.resident", str(one.id), one.area_id)
        audit.read("assessments.show", subject, by=scope, permission=SHOW, at=clock.now(), chain="people")
        rows = [
            {
                "row": row,
                "instrument": instrument_words(row.instrument),
                "level": level_words(row.instrument, row.level),
            }
            for row in queries.of_resident(resident_id, scope)
        ]
        taken = [
            {
                "row": row,
                "instrument": instrument_words(row.instrument),
                "level": level_words(row.instrument, row.level),
            }
            for row in queries.recognised(resident_id, scope)
        ]
        standing = [
            {
                "fact": fact,
                "instrument": instrument_words(fact.instrument),
                "level": level_words(fact.instrument, fact.level),
            }
            for fact in people.capabilities([resident_id], on=today).get(resident_id, ())
        ]
        alive = one.death_date is None
        title = _("能力评估")
        return self.render(
            {
                "who": one,
                "rows": rows,
                "taken": taken,
                "standing": standing,
                "title": title,
                "may_ask": alive and over(one, scope, ASK) and people.years_old(one.birth_date, today) >= ELDER_YEARS,
                "may_recognise": alive and over(one, scope, DECIDE),
                "resident_url": people.resident_url(one.id),
                "crumbs": crumbs_of(scope, (one.name, people.resident_url(one.id), "zh"), (title, "")),
            }
        )


def over(one: people.Person, scope: Scope, permission: str) -> bool:
    """Whether the reader holds a permission over this very person."""
    return scope.may(permission) and one.id in people.people_named([one.id], scope, permission, on=clock.today())
