"""Pages of requests about one's own data: the list, receiving, one request with its steps, the copy, the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.core import audit, clock, district
from laoyou.core.lists import Choice, Column, Flag, Kind, ListPage, ListQuery, ListResult, Option
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import DayField
from laoyou.core.views import Page
from laoyou.people import public as people
from laoyou.privacy.commands import requests as commands
from laoyou.privacy.domain import request as words
from laoyou.privacy.domain.request import Asker, State
from laoyou.privacy.models import DataRequest
from laoyou.privacy.permissions import DECIDE, RECEIVE
from laoyou.privacy.presenters.words import copied, erasure_words, table_words, time_words
from laoyou.privacy.queries import clauses
from laoyou.privacy.queries import requests as queries
from laoyou.privacy.views.shared import Crumbs, FormPage

KINDS, STATES, ASKERS = DataRequest.Kind, DataRequest.State, DataRequest.Asker
OPEN = tuple(one.value for one in words.OPEN)
ERASED = lazy("已删除的居民")


class ListRequestsPage(ListPage):
    """Requests, those that are due first at the head."""

    name = "privacy.requests"
    permission = RECEIVE
    title = lazy("个人信息请求")
    lead = lazy("居民要求查阅、复制、更正或删除自己的个人信息。从居民页面受理。")
    default_sort = "due_on"
    empty_title = lazy("没有个人信息请求")
    empty_text = lazy("居民提出时，打开他的页面，选“受理个人信息请求”。")
    columns = (
        Column("number", lazy("编号"), value=lambda row: str(row.pk)),
        Column("person", lazy("居民"), value=lambda row: row.person_name, lang="zh"),
        Column("kind", lazy("请求"), value=lambda row: str(KINDS(row.kind).label)),
        Column("asker", lazy("请求人"), value=lambda row: str(ASKERS(row.asker).label)),
        Column("state", lazy("状态"), value=lambda row: str(STATES(row.state).label)),
        Column("received_on", lazy("收到日期"), kind=Kind.DATE, order=("received_on",)),
        Column("due_on", lazy("答复期限"), kind=Kind.DATE, order=("due_on",), sub=lambda row: overdue_words(row)),
    )
    filters = (
        Flag("open", lazy("未办结")),
        Choice("state", lazy("状态"), tuple(Option(one.value, one.label) for one in STATES)),
        Choice("kind", lazy("请求"), tuple(Option(one.value, one.label) for one in KINDS)),
    )

    def queryset(self, query: ListQuery) -> QuerySet[DataRequest]:
        query.scope.require(self.permission)
        rows = DataRequest.objects.scoped(query.scope, self.permission)
        if is_open := query.one("open"):
            rows = rows.filter(state__in=OPEN) if is_open == "1" else rows.exclude(state__in=OPEN)
        for name, known in (("state", STATES.values), ("kind", KINDS.values)):
            if (chosen := query.one(name)) in known:
                rows = rows.filter(**{name: chosen})
        return rows  # type: ignore[no-any-return]

    def rows(self, query: ListQuery) -> ListResult:
        result = super().rows(query)
        name_people(result.rows, query.scope)
        return result

    def every_row(self, query: ListQuery) -> Iterable[Any]:
        part: list[DataRequest] = []
        for row in super().every_row(query):
            part.append(row)
            if len(part) == 500:
                yield from name_people(part, query.scope)
                part = []
        yield from name_people(part, query.scope)

    def row_url(self, row: Any) -> str:
        return reverse("privacy:show_request", args=[row.pk])


def name_people(rows: Sequence[Any], scope: Scope) -> Sequence[Any]:
    """Give each row the name of its person, where the reader may see him."""
    names = people.resident_words([row.resident_id for row in rows], scope)
    for row in rows:
        row.person_name = names.get(row.resident_id, "")
    return rows


def overdue_words(row: DataRequest) -> str:
    """How long a request that is open has been waiting beyond its day; '' where it is in time."""
    late = (clock.today() - row.due_on).days
    return _("已超过%(n)s天") % {"n": late} if row.state in OPEN and late > 0 else ""


class ReceiveForm(forms.Form):
    """What is asked for, by whom, since when."""

    kind = forms.ChoiceField(label=lazy("请求"), choices=KINDS.choices)
    asker = forms.ChoiceField(label=lazy("请求人"), choices=ASKERS.choices)
    asker_name = forms.CharField(
        label=lazy("请求人姓名"), max_length=60, required=False, help_text=lazy("本人请求的不填")
    )
    wanted = forms.CharField(
        label=lazy("请求的内容"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("更正的写明要更正什么、改成什么；删除的写明理由"),
    )
    received_on = DayField(label=lazy("收到日期"))
    due_on = DayField(label=lazy("答复期限"), future=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"received_on": clock.today()})
        super().__init__(*args, **kwargs)
        clause = clauses.of_key(clauses.ANSWER_DAYS)
        if clause is not None:
            self.fields["due_on"].help_text = _("不填的，按收到后%(n)s天计算") % {"n": clause.value}
        else:
            self.fields["due_on"].required = True


class ReceiveRequestPage(FormPage):
    """Receiving a request at the desk."""

    permission = RECEIVE
    fields_of = {
        "privacy.asker_dead": "asker",
        "privacy.asker_alive": "asker",
        "privacy.asker_unnamed": "asker_name",
        "privacy.wanted_missing": "wanted",
        "privacy.request_dates": "due_on",
        "privacy.request_open": "kind",
    }

    def find(self, **numbers: int) -> people.PersonRow:
        return people.person_row(numbers["resident_id"], self.request.scope, RECEIVE)

    def form(self, row: Any, data: Any = None) -> forms.Form:
        initial = {"received_on": clock.today(), "asker": Asker.KIN if row.death_date else Asker.HIMSELF}
        return ReceiveForm(data, initial=initial)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        wish = commands.Wish(
            words.Kind(said["kind"]), Asker(said["asker"]), said["received_on"], said["asker_name"], said["wanted"],
            said["due_on"],
        )  # fmt: skip
        made = commands.receive(row.id, wish, by=self.request.scope, at=clock.now())
        return reverse("privacy:show_request", args=[made.pk])

    def words(self, row: Any) -> dict[str, Any]:
        title = _("受理个人信息请求")
        url = people.resident_url(row.id)
        crumbs: Crumbs = [(_("个人信息请求"), reverse("privacy:list_requests")), (row.name, url, "zh"), (title, "")]
        lead = _("收到后期限就开始计算。先受理，再核对身份；身份没有核对清楚之前，不提供任何内容。")
        return {
            "title": title, "lead": lead, "submit": _("受理"), "crumbs": crumbs, "back": url,
            "done": _("已受理。请核对请求人的身份。"),
        }  # fmt: skip


class ShowRequestPage(Page):
    """One request: its steps, what is kept about the person, what law keeps and why."""

    permission = RECEIVE
    template = "privacy/show_request.html"

    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        scope = self.request.scope
        one = queries.one(request_id, scope)
        audit.read("privacy.show_request", one, by=scope, permission=RECEIVE, at=clock.now())
        name = people.resident_words([one.resident_id], scope).get(one.resident_id, "")
        may_decide = scope.may(DECIDE) and scope.covers_area(DECIDE, one.area_id)
        state, kind = State(one.state), words.Kind(one.kind)
        asker_name, wanted = commands.words_of(one)
        own = one.received_by_id is not None and one.received_by_id == scope.account_id
        granted = state in (State.GRANTED, State.DONE)
        return self.render(
            {
                "one": one,
                "name": name,
                "resident_url": people.resident_url(one.resident_id) if name else "",
                "asker_name": asker_name,
                "wanted": wanted,
                "overdue": overdue_words(one),
                "kept": [
                    {
                        "table": table_words(line.entry),
                        "rows": line.rows,
                        "erasure": erasure_words(line.entry),
                        "kept_for": line.entry.kept_for,
                        "clause": line.clause,
                        "time": time_words(line.clause),
                    }
                    for line in queries.kept_of(one.resident_id)
                ],
                "gone": sum(queries.outcome_of(one).values()),
                "may_check": state is State.RECEIVED,
                "may_decide": may_decide and state is State.CHECKED and not (kind is words.Kind.ERASE and own),
                "by_another": may_decide and state is State.CHECKED and kind is words.Kind.ERASE and own,
                "may_finish": may_decide and state is State.GRANTED,
                "may_copy": may_decide and granted and kind in (words.Kind.ACCESS, words.Kind.COPY),
                "may_answer": granted or state is State.REFUSED,
                "may_withdraw": state in (State.RECEIVED, State.CHECKED),
                "crumbs": [(_("个人信息请求"), reverse("privacy:list_requests")), (str(one.pk), "")],
            }
        )


class _StepPage(FormPage):
    """A step of one request."""

    def find(self, **numbers: int) -> DataRequest:
        return queries.one(numbers["request_id"], self.request.scope, self.permission)

    def _words(self, row: DataRequest, title: str, lead: str, submit: str, done: str, **more: Any) -> dict[str, Any]:
        url = reverse("privacy:show_request", args=[row.pk])
        crumbs: Crumbs = [(_("个人信息请求"), reverse("privacy:list_requests")), (str(row.pk), url), (title, "")]
        return {"title": title, "lead": lead, "submit": submit, "done": done, "crumbs": crumbs, "back": url, **more}


class IdentityForm(forms.Form):
    """How it was made sure who asks."""

    how = forms.CharField(
        label=lazy("怎样核对的"),
        max_length=200,
        help_text=lazy("例如“当面核对身份证原件”；代办的写明委托书或关系证明。不抄证件号码"),
    )


class CheckIdentityPage(_StepPage):
    """Making sure who asks."""

    permission = RECEIVE
    fields_of = {"privacy.identity_words": "how"}

    def form(self, row: Any, data: Any = None) -> forms.Form:
        return IdentityForm(data)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        commands.check_identity(row.pk, said["how"], by=self.request.scope, at=clock.now())
        return reverse("privacy:show_request", args=[row.pk])

    def words(self, row: Any) -> dict[str, Any]:
        lead = _("把内容交给不是本人的人，就是泄露。核对不清的不往下办。")
        return self._words(row, _("核对身份"), lead, _("身份已核对"), _("已登记身份核对。"))


class DecideForm(forms.Form):
    """Granted or refused, and why."""

    granted = forms.ChoiceField(
        label=lazy("决定"),
        choices=[("", lazy("请选择")), ("yes", lazy("同意")), ("no", lazy("不同意"))],
    )
    reason = forms.CharField(
        label=lazy("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("写给请求人看：依据哪一条，保留什么、为什么"),
    )  # fmt: skip


class DecideRequestPage(_StepPage):
    """The decision with its reason."""

    permission = DECIDE
    fields_of = {"privacy.reason_missing": "reason"}

    def form(self, row: Any, data: Any = None) -> forms.Form:
        return DecideForm(data)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        commands.decide(
            row.pk, granted=said["granted"] == "yes", reason=said["reason"], by=self.request.scope, at=clock.now()
        )
        return reverse("privacy:show_request", args=[row.pk])

    def words(self, row: Any) -> dict[str, Any]:
        lead = _("理由会印在答复书上。不同意的，请求人可以向人民法院起诉。")
        return self._words(row, _("作出决定"), lead, _("作出决定"), _("已作出决定。"))


class FinishForm(forms.Form):
    """What was done."""

    words = forms.CharField(label=lazy("办理情况"), max_length=200, help_text=lazy("例如“副本已当面交给本人”"))


class EraseForm(forms.Form):
    """What was done, where the machine does it."""

    words = forms.CharField(label=lazy("办理情况"), max_length=200, required=False)


class FinishRequestPage(_StepPage):
    """Doing what was granted; an erasure happens here."""

    permission = DECIDE
    fields_of = {"privacy.done_words": "words"}

    def form(self, row: Any, data: Any = None) -> forms.Form:
        return EraseForm(data) if row.kind == words.Kind.ERASE else FinishForm(data)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        commands.carry_out(row.pk, said["words"], by=self.request.scope, at=clock.now())
        return reverse("privacy:show_request", args=[row.pk])

    def words(self, row: Any) -> dict[str, Any]:
        if row.kind == words.Kind.ERASE:
            lead = _("删除以后不能恢复：只留法律要求保留的内容，姓名、证件、电话、住址、经过和附件都不再能看到。")
            return self._words(row, _("办理删除"), lead, _("删除，不能恢复"), _("已删除。"), grave=True)
        lead = _("更正在居民页面办理，副本从本请求打印；办好后在这里写明。")
        return self._words(row, _("登记办理情况"), lead, _("办结"), _("已办结。"))


class WithdrawRequestPage(Page):
    """Who asked no longer asks."""

    permission = RECEIVE

    def post(self, request: HttpRequest, request_id: int) -> HttpResponse:
        commands.withdraw(request_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已撤回。"))
        return redirect("privacy:show_request", request_id)


class PrintCopyPage(Page):
    """Everything that is kept about the person, on paper, for himself."""

    permission = DECIDE
    template = "privacy/print_copy.html"

    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        one = queries.one(request_id, self.request.scope, DECIDE)
        held = commands.copy(one, by=self.request.scope, at=clock.now())
        name = people.resident_words([one.resident_id], self.request.scope).get(one.resident_id, "")
        paper = {"number": _("个人信息请求 %(number)s") % {"number": one.pk}, "date": clock.today()}
        tables = copied(held)
        return self.render({"one": one, "name": name, "tables": tables, "paper": paper, "district": district.name()})


class PrintAnswerPage(Page):
    """The decision as a letter: granted or refused, why, and what may be done against it."""

    permission = RECEIVE
    template = "privacy/print_answer.html"

    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        one = queries.one(request_id, self.request.scope)
        if one.decided_at is None:
            return redirect("privacy:show_request", request_id)
        audit.read("privacy.show_request", one, by=self.request.scope, permission=RECEIVE, at=clock.now())
        name = people.resident_words([one.resident_id], self.request.scope).get(one.resident_id, "")
        asker_name, _wanted = commands.words_of(one)
        paper = {
            "number": _("个人信息请求 %(number)s") % {"number": one.pk},
            "date": one.decided_at.astimezone(clock.BEIJING).date(),
            "signed_by": district.name(),
        }
        kept = [line for line in queries.kept_of(one.resident_id) if line.entry.kept_for]
        lines = [
            {"table": table_words(line.entry), "kept_for": line.entry.kept_for, "clause": line.clause} for line in kept
        ]
        context = {"one": one, "name": asker_name or name, "paper": paper, "kept": lines}
        return self.render({**context, "granted": one.state != State.REFUSED})
