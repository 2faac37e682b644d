"""Pages of retention: what is due, the rounds, one round with what became of each table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, privacy
from laoyou.core.lists import Action, Column, Kind, ListPage, ListQuery
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.privacy.commands import retention as commands
from laoyou.privacy.commands.shared import LARGEST_ID, own_area
from laoyou.privacy.models import RetentionLine, RetentionRound
from laoyou.privacy.permissions import RETAIN
from laoyou.privacy.presenters.words import table_words
from laoyou.privacy.queries import clauses

STATES = RetentionRound.State


class ListRoundsPage(ListPage):
    """Clearings, the latest first."""

    name = "privacy.rounds"
    permission = RETAIN
    title = lazy("到期清理")
    lead = lazy("保存期限由数据包规定。到期的内容由一人拟定、另一人确认，确认后删除。")
    default_sort = "-drafted_at"
    empty_title = lazy("还没有清理过")
    empty_text = lazy("先看现在有什么到期，再拟定一次清理。")
    columns = (
        Column("number", lazy("编号"), value=lambda row: str(row.pk)),
        Column("on", lazy("截至日期"), kind=Kind.DATE, order=("on",)),
        Column("state", lazy("状态"), value=lambda row: str(STATES(row.state).label)),
        Column("due", lazy("到期行数"), kind=Kind.NUMBER, order=("due",)),
        Column("gone", lazy("已删除行数"), kind=Kind.NUMBER, order=("gone",)),
        Column("kept", lazy("未能删除行数"), kind=Kind.NUMBER, order=("kept",)),
        Column("drafted_at", lazy("拟定时间"), kind=Kind.MOMENT, order=("drafted_at",)),
        Column(
            "drafted_by", lazy("拟定人"), value=lambda row: row.drafted_by.display_name if row.drafted_by else "",
            lang="zh",
        ),
        Column(
            "ended_by", lazy("确认人"), value=lambda row: row.ended_by.display_name if row.ended_by else "", lang="zh"
        ),
    )  # fmt: skip

    def queryset(self, query: ListQuery) -> QuerySet[RetentionRound]:
        query.scope.require(self.permission)
        rows = RetentionRound.objects.scoped(query.scope, self.permission)
        return rows.select_related("drafted_by", "ended_by")  # type: ignore[no-any-return]

    def row_url(self, row: Any) -> str:
        return reverse("privacy:show_round", args=[row.pk])

    def actions(self) -> list[Action]:
        return [Action(_("看现在有什么到期"), reverse("privacy:draft_round"), primary=True)]


class DraftRoundPage(Page):
    """What is due today, and what the pack says nothing about; from here a round is drafted."""

    permission = RETAIN
    template = "privacy/draft_round.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            one = commands.draft(by=self.request.scope, at=clock.now())
        except DomainError as refusal:
            if not refusal.code.startswith("privacy.round"):
                raise
            return self._show(sentence(refusal))
        messages.success(request, _("已拟定。请另一位有权限的同事确认；确认以前什么也不删除。"))
        return redirect("privacy:show_round", one.pk)

    def _show(self, refused: str = "") -> HttpResponse:
        scope = self.request.scope
        found = commands.due_over(own_area(RETAIN, by=scope), by=scope, at=clock.now())
        lines = [
            {
                "table": table_words(line.entry),
                "clause": clauses.of_entry(line.entry),
                "months": line.months,
                "before": line.before,
                "due": len(line.ids),
            }
            for line in found
        ]
        unsaid = [table_words(entry) for entry in privacy.entries() if entry.ended_on and entry.norm is None]
        context = {
            "lines": lines,
            "unsaid": unsaid,
            "most": commands.MOST,
            "refused": refused,
            "crumbs": [(_("到期清理"), reverse("privacy:list_rounds")), (_("现在到期"), "")],
        }
        return self.render(context, status=422 if refused else 200)


class ShowRoundPage(Page):
    """One round: what was due, what became of it."""

    permission = RETAIN
    template = "privacy/show_round.html"

    def get(self, request: HttpRequest, round_id: int) -> HttpResponse:
        scope = self.request.scope
        rows = RetentionRound.objects.scoped(scope, RETAIN).select_related("drafted_by", "ended_by")
        one = rows.filter(pk=round_id).first() if round_id <= LARGEST_ID else None
        if one is None:
            raise DomainError("core.not_found")
        lines = []
        for line in RetentionLine.objects.scoped(scope, RETAIN).filter(round=one).order_by("table"):
            entry = privacy.entry_of(line.table)
            lines.append({"row": line, "table": table_words(entry) if entry is not None else line.table})
        own = one.drafted_by_id is not None and one.drafted_by_id == scope.account_id
        drafted = one.state == STATES.DRAFTED
        crumbs = [(_("到期清理"), reverse("privacy:list_rounds")), (str(one.pk), "")]
        context = {"one": one, "lines": lines, "own": own, "drafted": drafted, "crumbs": crumbs}
        return self.render(context)


class _RoundStepPage(Page):
    permission = RETAIN
    done = lazy("已办理。")

    def act(self, round_id: int) -> Any:
        raise NotImplementedError

    def post(self, request: HttpRequest, round_id: int) -> HttpResponse:
        self.act(round_id)
        messages.success(request, str(self.done))
        return redirect("privacy:show_round", round_id)


class ConfirmRoundPage(_RoundStepPage):
    """The second hand, which deletes."""

    done = lazy("已清理。")

    def act(self, round_id: int) -> Any:
        return commands.confirm(round_id, by=self.request.scope, at=clock.now())


class WithdrawRoundPage(_RoundStepPage):
    """Taking a draft back."""

    done = lazy("已撤回，什么也没有删除。")

    def act(self, round_id: int) -> Any:
        return commands.withdraw(round_id, by=self.request.scope, at=clock.now())
