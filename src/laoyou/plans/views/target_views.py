"""Targets decomposed to towns: which there are, and one with its table, editable by the planner."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.errors import status_of
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import targets as commands
from laoyou.plans.domain.shares import difference
from laoyou.plans.presenters import figures, target_figures
from laoyou.plans.queries import targets
from laoyou.plans.queries.indicators import IndicatorRow, one_indicator

METHODS = ("equal", "population", "need", "hand")


def method_words() -> dict[str, str]:
    """The methods in words."""
    return {"equal": _("平均分配"), "population": _("按常住人口"), "need": _("按需求人口"), "hand": _("手工分配")}


class ListTargetsPage(Page):
    """The targets that can be decomposed, and whether they are."""

    permission = permissions.SEE_LEDGER
    template = "plans/list_targets.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        rows = []
        for row in targets.splittable():
            current = targets.current(row.code, scope)
            rows.append(
                {
                    "name": figures.indicator_name(row.definition),
                    "url": reverse("plans:split_target", args=[row.code]),
                    "target": figures.stated_figure(row, "target"),
                    "whole": target_figures.whole_figure(row, scope),
                    "made_at": current.row.made_at if current else None,
                    "method": method_words()[current.row.method] if current else "",
                    "off": bool(current and current.whole and current.difference),
                }
            )
        return self.render({"rows": rows})


class SplitTargetPage(Page):
    """One target: what each town is to reach; the planner chooses a method, corrects by hand and saves."""

    permission = permissions.SEE_LEDGER
    post_permission = permissions.LEAD
    template = "plans/split_target.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        row = self._row(code)
        scope = self.request.scope
        method = request.GET.get("method", "")
        method = method if method in METHODS else ""
        current = targets.current(code, scope)
        may_lead = scope.may(permissions.LEAD)
        whole = targets.whole_of(row) or 0
        total = (
            self._number(request.GET.get("total", ""), whole) if method else (current.row.total if current else whole)
        )
        weighed = targets.weights(row, method)
        values: dict[str, int] = {}
        if may_lead and method and (weighed.of or method in ("equal", "hand")):
            values = targets.proposed(total, weighed)
        elif current is not None:
            values = {area: share.value for area, share in current.shares.items()}
        return self._show(row, method, total, values, weighed, current)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        row = self._row(code)
        scope = self.request.scope
        method = request.POST.get("method", "hand")
        method = method if method in METHODS else "hand"
        total = self._number(request.POST.get("total", ""), -1)
        given = {area.pk: request.POST.get(f"area-{area.pk}", "").strip() for area in targets.areas()}
        values = {area: int(text) for area, text in given.items() if self._is_number(text)}
        weighed = targets.weights(row, method)
        by_hand: frozenset[str] = frozenset()
        if total >= 0 and len(values) == len(given):
            proposal = targets.proposed(total, weighed)
            by_hand = frozenset(area for area, value in values.items() if value != proposal[area])
        try:
            if total < 0:
                raise DomainError("plans.amount_negative")
            commands.split_target(
                code,
                total=total,
                shares=values,
                method=method,
                weights=weighed.words,
                weight_of=weighed.of,
                by_hand=by_hand,
                difference_reason=request.POST.get("difference_reason", ""),
                by=scope,
                at=clock.now(),
                key=request.POST.get("key", "")[:80] or uuid.uuid4().hex,
            )
        except DomainError as refusal:
            if status_of(refusal.code) in (403, 404):
                raise
            current = targets.current(code, scope)
            return self._show(row, method, max(total, 0), values, weighed, current, wrong=sentence(refusal))
        messages.success(request, _("已保存目标分解。"))
        return redirect("plans:split_target", code)

    def _row(self, code: str) -> IndicatorRow:
        row = one_indicator(code)
        if targets.whole_of(row) is None:
            raise DomainError("core.not_found")
        return row

    @staticmethod
    def _is_number(text: str) -> bool:
        return text.isascii() and text.isdigit() and len(text) <= 13

    def _number(self, text: str, otherwise: int) -> int:
        return int(text) if self._is_number(text) else otherwise

    def _show(
        self,
        row: IndicatorRow,
        method: str,
        total: int,
        values: dict[str, int],
        weighed: targets.Weights,
        current: targets.Split | None,
        wrong: str = "",
    ) -> HttpResponse:
        scope = self.request.scope
        may_lead = scope.may(permissions.LEAD)
        editing = may_lead and (bool(method) or bool(wrong))
        shares = current.shares if current else {}
        lines: list[dict[str, Any]] = []
        for area in targets.areas():
            share = shares.get(area.pk)
            if not editing and share is None:
                continue
            lines.append(
                {
                    "id": area.pk,
                    "name": area.name,
                    "value": values.get(area.pk, ""),
                    "figure": target_figures.share_figure(share, row) if share else None,
                    "by_hand": bool(share and share.by_hand),
                }
            )
        off = difference(total, values) if editing else (current.difference if current and current.whole else 0)
        context = {
            "row": row,
            "name": figures.indicator_name(row.definition),
            "whole": target_figures.whole_figure(row, scope),
            "target": figures.stated_figure(row, "target"),
            "clause": figures.clause_of(row),
            "current": current,
            "method_words": method_words()[current.row.method] if current else "",
            "methods": [
                {"code": code, "title": title, "chosen": code == method} for code, title in method_words().items()
            ],
            "method": method or "hand",
            "total": total,
            "lines": lines,
            "editing": editing,
            "may_lead": may_lead,
            "unweighed": method in ("population", "need") and not weighed.of,
            "off": off,
            "short": -off,
            "wrong": wrong,
            "key": uuid.uuid4().hex,
            "history": targets.history(row.code, scope)[1:],
        }
        return self.render(context, status=422 if wrong else 200)
