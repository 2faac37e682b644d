"""Pages of breaches: recording, who was affected, telling, closing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.core import audit, clock
from laoyou.core.fields import Sealed, opened
from laoyou.core.lists import Action, Column, Kind, ListPage, ListQuery, ListResult, from_sequence
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import DayField
from laoyou.core.shell.words import together
from laoyou.core.views import Page
from laoyou.people import public as people
from laoyou.privacy.commands import breaches as commands
from laoyou.privacy.models import Breach
from laoyou.privacy.permissions import BREACH, SEE_BREACHES
from laoyou.privacy.queries import breaches as queries
from laoyou.privacy.queries.breaches import Affected
from laoyou.privacy.views.shared import FormPage

REVEAL = "people.reveal_resident"


class ListBreachesPage(ListPage):
    """Breaches, the latest first."""

    name = "privacy.breaches"
    permission = SEE_BREACHES
    title = lazy("泄露事件")
    lead = lazy("谁受影响由访问记录算出，不凭回忆。")
    default_sort = "-found_at"
    empty_title = lazy("没有登记过泄露事件")
    empty_text = lazy("账号被盗用、有人越权查看时，立即登记：哪个账号、从何时到何时。")
    columns = (
        Column("what", lazy("发生了什么"), lang="zh"),
        Column("account", lazy("账号"), value=lambda row: row.account.username),
        Column("began_at", lazy("开始时间"), kind=Kind.MOMENT, order=("began_at",)),
        Column("ended_at", lazy("结束时间"), kind=Kind.MOMENT, order=("ended_at",)),
        Column("found_at", lazy("发现时间"), kind=Kind.MOMENT, order=("found_at",)),
        Column("authority_told_on", lazy("报告主管部门"), kind=Kind.DATE),
        Column("people_told_on", lazy("通知个人"), kind=Kind.DATE),
        Column("closed_at", lazy("办结时间"), kind=Kind.MOMENT),
    )

    def queryset(self, query: ListQuery) -> QuerySet[Breach]:
        query.scope.require(self.permission)
        return Breach.objects.scoped(query.scope, self.permission).select_related("account")  # type: ignore[no-any-return]

    def row_url(self, row: Any) -> str:
        return reverse("privacy:show_breach", args=[row.pk])

    def actions(self) -> list[Action]:
        return [Action(_("登记泄露事件"), reverse("privacy:record_breach"), primary=True)]


class MomentField(forms.DateTimeField):
    """A moment in China, picked."""

    def __init__(self, *, label: Any, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)


class BreachForm(forms.Form):
    """What happened."""

    what = forms.CharField(label=lazy("发生了什么"), max_length=200, help_text=lazy("例如“账号密码被他人使用”"))
    username = forms.CharField(label=lazy("账号的用户名"), max_length=60)
    began_at = MomentField(label=lazy("开始时间"), help_text=lazy("不能确定的，从最早可能的时间算起"))
    ended_at = MomentField(label=lazy("结束时间"))
    found_at = MomentField(label=lazy("发现时间"))
    harm = forms.CharField(label=lazy("原因和可能造成的危害"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    measures = forms.CharField(label=lazy("已采取的补救措施"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    advice = forms.CharField(
        label=lazy("个人可以采取的减轻危害的措施"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RecordBreachPage(FormPage):
    """Recording a breach."""

    permission = BREACH
    fields_of = {"privacy.breach_account": "username", "privacy.breach_times": "ended_at"}

    def form(self, row: Any, data: Any = None) -> forms.Form:
        return BreachForm(data)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        made = commands.record(commands.Happened(**said), by=self.request.scope, at=clock.now())
        return reverse("privacy:show_breach", args=[made.pk])

    def words(self, row: Any) -> dict[str, Any]:
        back = reverse("privacy:list_breaches")
        lead = _("先停用账号，再登记。受影响的人由系统从访问记录里找出来。")
        crumbs = [(_("泄露事件"), back), (_("登记泄露事件"), "")]
        return {
            "title": _("登记泄露事件"), "lead": lead, "submit": _("登记"), "crumbs": crumbs, "back": back,
            "done": _("已登记。受影响的人列在下面。"),
        }  # fmt: skip


class ShowBreachPage(Page):
    """One breach: how many were affected, what the log cannot say, who was told."""

    permission = SEE_BREACHES
    template = "privacy/show_breach.html"

    def get(self, request: HttpRequest, breach_id: int) -> HttpResponse:
        scope = self.request.scope
        one = queries.one(breach_id, scope)
        audit.read("privacy.show_breach", one, by=scope, permission=SEE_BREACHES, at=clock.now())
        reach = queries.reach_of(one)
        seen = people.reachable([person.person_id for person in reach.people], scope, REVEAL)
        context = {
            "one": one,
            "affected": len(seen),
            "beyond": len(reach.people) - len(seen),
            "lists": [(at, name, _list_words(detail)) for at, name, detail in reach.lists],
            "rest": [(audit.name_of(action), number) for action, number in sorted(reach.rest.items())],
            "may_close": one.closed_at is None and scope.may(BREACH),
            "crumbs": [(_("泄露事件"), reverse("privacy:list_breaches")), (str(one.pk), "")],
        }
        return self.render(context)


def _list_words(detail: str) -> str:
    """The filters of a list that was taken away, as the log has them."""
    said = json.loads(detail) if detail else {}
    filters = {name: values for name, values in said.get("filters", {}).items() if values}
    parts = [f"{name}={'/'.join(str(one) for one in values)}" for name, values in filters.items()]
    return together([str(said.get("form", "")), *parts])


@dataclass(frozen=True)
class Line:
    """Somebody affected, with what a notice to him needs."""

    id: int
    name: str
    area: str
    phone: Sealed | None
    address: Sealed | None
    looks: int
    first: datetime | None
    last: datetime | None
    actions: str


class ListAffectedPage(ListPage):
    """Who was affected, for the screen and as a file for the notices."""

    name = "privacy.affected"
    permission = SEE_BREACHES
    title = lazy("受影响的人")
    lead = lazy("从访问记录算出：这个账号在这段时间看过他们的登记。")
    empty_title = lazy("访问记录里没有受影响的人")
    columns = (
        Column("name", lazy("姓名"), lang="zh"),
        Column("area", lazy("区域"), lang="zh"),
        Column(
            "phone", lazy("电话"), kind=Kind.MASKED, value=lambda row: str(row.phone) if row.phone else "",
            clear=lambda row: opened(row.phone), clear_permission=REVEAL,
        ),
        Column(
            "address", lazy("住址"), kind=Kind.MASKED, value=lambda row: str(row.address) if row.address else "",
            clear=lambda row: opened(row.address), clear_permission=REVEAL, lang="zh",
        ),
        Column("looks", lazy("查看次数"), kind=Kind.NUMBER),
        Column("first", lazy("第一次"), kind=Kind.MOMENT),
        Column("last", lazy("最后一次"), kind=Kind.MOMENT),
        Column("actions", lazy("看了什么")),
    )  # fmt: skip

    @cached_property
    def breach(self) -> Breach:
        return queries.one(self.kwargs["breach_id"], self.request.scope)

    @cached_property
    def found(self) -> list[Affected]:
        """Those affected whom the reader may write to."""
        affected = queries.reach_of(self.breach).people
        seen = people.reachable([one.person_id for one in affected], self.request.scope, REVEAL)
        return [one for one in affected if one.person_id in seen]

    def rows(self, query: ListQuery) -> ListResult:
        result = from_sequence(self.found, query, key=lambda one: one.person_id)
        return replace(result, rows=_lines(result.rows, query.scope))

    def every_row(self, query: ListQuery) -> Iterable[Line]:
        for start in range(0, len(self.found), 500):
            yield from _lines(self.found[start : start + 500], query.scope)

    def row_url(self, row: Any) -> str:
        return people.resident_url(row.id)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        url = reverse("privacy:show_breach", args=[self.breach.pk])
        return [(_("泄露事件"), reverse("privacy:list_breaches")), (str(self.breach.pk), url), (_("受影响的人"), "")]


def _lines(affected: Sequence[Affected], scope: Scope) -> list[Line]:
    seen = people.reachable([one.person_id for one in affected], scope, REVEAL)
    areas = dict(Area.objects.filter(pk__in={one.area_id for one in seen.values()}).values_list("pk", "name"))
    return [
        Line(
            one.person_id, who.name, areas.get(who.area_id, ""), who.phone, who.address, one.looks, one.first, one.last,
            together(sorted(audit.name_of(action) for action in one.actions)),
        )
        for one in affected
        if (who := seen.get(one.person_id)) is not None
    ]  # fmt: skip


class CloseForm(forms.Form):
    """Who was told, and when."""

    authority_told_on = DayField(label=lazy("报告主管部门的日期"), required=False)
    people_told_on = DayField(label=lazy("通知个人的日期"), required=False)
    not_told_because = forms.CharField(
        label=lazy("不通知个人的理由"), max_length=200, required=False,
        help_text=lazy("只有采取的措施能够有效避免危害时，才可以不通知"),
    )  # fmt: skip


class CloseBreachPage(FormPage):
    """Putting down who was told."""

    permission = BREACH
    fields_of = {"privacy.breach_untold": "authority_told_on", "privacy.breach_times": "authority_told_on"}

    def find(self, **numbers: int) -> Breach:
        return queries.one(numbers["breach_id"], self.request.scope)

    def form(self, row: Any, data: Any = None) -> forms.Form:
        return CloseForm(data)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        commands.close(row.pk, **said, by=self.request.scope, at=clock.now())
        return reverse("privacy:show_breach", args=[row.pk])

    def words(self, row: Any) -> dict[str, Any]:
        back = reverse("privacy:show_breach", args=[row.pk])
        crumbs = [(_("泄露事件"), reverse("privacy:list_breaches")), (str(row.pk), back), (_("办结"), "")]
        lead = _("报告主管部门；通知受影响的人，或写明为什么可以不通知。")
        return {
            "title": _("办结"), "lead": lead, "submit": _("办结"), "crumbs": crumbs, "back": back, "done": _("已办结。"),
        }  # fmt: skip
