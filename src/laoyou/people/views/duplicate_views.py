"""The queue of possible duplicates: two rows side by side, a decision, merges and their undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, jobs
from laoyou.core.jobs import Run
from laoyou.core.lists import Action, Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import refuse
from laoyou.core.shell.words import together
from laoyou.core.views import Page
from laoyou.people.commands import duplicates as commands
from laoyou.people.forms.shared import ReasonForm
from laoyou.people.models import DuplicatePair, Resident, ResidentMerge
from laoyou.people.presenters.duplicate_presenter import comparison, reason_words
from laoyou.people.presenters.links import resident_url

MERGE = commands.MERGE
FIND = "people.find_duplicates"
KIND = "people.find_duplicates"


class ListDuplicatesPage(ListPage):
    """Pairs to be compared, the likeliest first."""

    name = "people.duplicates"
    permission = MERGE
    title = gettext_lazy("疑似重复")
    lead = gettext_lazy("两条登记可能是同一个人。由人核对，系统不自动合并；核对过的不再出现。")
    default_sort = "-score"
    empty_title = gettext_lazy("没有待核对的疑似重复")
    empty_text = gettext_lazy("由民政经办人在全部名册中查找，结果按管辖范围出现在这里。")
    columns = (
        Column("first", gettext_lazy("登记一"), value=lambda pair: pair.first.name, lang="zh"),
        Column("second", gettext_lazy("登记二"), value=lambda pair: pair.second.name, lang="zh"),
        Column("score", gettext_lazy("相似程度"), kind=Kind.NUMBER, order=("score",)),
        Column("reasons", gettext_lazy("理由"), value=lambda pair: together(reason_words(pair.reasons))),
        Column("state", gettext_lazy("状态"), value=lambda pair: pair.get_state_display()),
        Column("found_at", gettext_lazy("发现时间"), kind=Kind.MOMENT, order=("found_at",)),
    )
    filters = (
        Choice(
            "state",
            gettext_lazy("状态"),
            (
                Option(DuplicatePair.State.DIFFERENT.value, gettext_lazy("不是同一人")),
                Option("all", gettext_lazy("全部")),
            ),
        ),
    )

    def queryset(self, query: ListQuery) -> QuerySet[DuplicatePair]:
        """Those of the reader's areas; open ones unless others are asked for."""
        rows = DuplicatePair.objects.scoped(query.scope, MERGE).select_related("first", "second")
        state = query.one("state") or DuplicatePair.State.OPEN.value
        return rows if state == "all" else rows.filter(state=state)

    def row_url(self, row: Any) -> str:
        return reverse("people:compare_duplicates", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        found = [Action(_("合并记录"), reverse("people:list_merges"))]
        if self.request.scope.may(FIND):
            found.insert(0, Action(_("在全部名册中查找"), reverse("people:find_duplicates"), primary=True))
        return found


class FindDuplicatesPage(Page):
    """Asking for a search; it runs as a job."""

    permission = FIND
    template = "people/find_duplicates.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"title": _("查找疑似重复"), "crumbs": _crumbs(_("查找疑似重复"))})

    def post(self, request: HttpRequest) -> HttpResponse:
        job = jobs.enqueue(KIND, _("查找疑似重复"), {}, by=self.request.scope)
        return redirect("core:show_job", job.pk)


def search_job(run: Run) -> str:
    """The work of the job: reads everything, compares what shares a block, writes what is new."""
    by = Scope.system(f"the search asked for by account {run.account_id}")
    steps = {"read": 0}

    def progress(step: str, rows: int) -> None:
        steps[step] = rows
        run.advance(rows)

    found, new = commands.search(by=by, at=clock.now(), progress=progress)
    run.advance(found, found, message=_("相似的有%(found)s对，其中新发现%(new)s对") % {"found": found, "new": new})
    return reverse("people:list_duplicates")


jobs.register(KIND, search_job)


class CompareDuplicatesPage(Page):
    """Two rows side by side, masked; the look at both is recorded, and the decision."""

    permission = MERGE
    template = "people/compare_duplicates.html"

    def get(self, request: HttpRequest, pair_id: int) -> HttpResponse:
        return self._show(self._pair(pair_id), ReasonForm())

    def post(self, request: HttpRequest, pair_id: int) -> HttpResponse:
        pair, form = self._pair(pair_id), ReasonForm(request.POST)
        decision = request.POST.get("decision", "")
        if form.is_valid():
            try:
                return self._decide(pair, decision, form.cleaned_data["reason"])
            except DomainError as refusal:
                refuse(form, refusal, {"people.reason_needed": "reason"})
        return self._show(pair, form, status=422)

    def _pair(self, pair_id: int) -> DuplicatePair:
        pairs = DuplicatePair.objects.scoped(self.request.scope, MERGE).select_related("first", "second")
        found: DuplicatePair | None = pairs.filter(pk=pair_id).first()
        if found is None:
            raise DomainError("core.not_found")
        return found

    def _decide(self, pair: DuplicatePair, decision: str, reason: str) -> HttpResponse:
        by, at = self.request.scope, clock.now()
        if decision == "different":
            commands.decide_different(pair.pk, reason=reason, by=by, at=at)
            messages.success(self.request, _("已记下：不是同一人。以后不再提示。"))
            return redirect("people:list_duplicates")
        kept, gone = {"first": (pair.first_id, pair.second_id), "second": (pair.second_id, pair.first_id)}.get(
            decision, (0, 0)
        )
        if not kept:
            raise DomainError("people.decision_missing")
        commands.merge(kept, gone, reason=reason, by=by, at=at)
        messages.success(self.request, _("已合并。合并有误可以随时拆分。"))
        return redirect(resident_url(kept))

    def _show(self, pair: DuplicatePair, form: forms.Form, status: int = 200) -> HttpResponse:
        scope, now = self.request.scope, clock.now()
        for resident in (pair.first, pair.second):
            audit.read("people.compare", resident, by=scope, permission=MERGE, at=now, chain="people")
        return self.render(
            {
                "pair": pair,
                "form": form,
                "title": _("核对疑似重复"),
                "crumbs": _crumbs(_("核对疑似重复")),
                "lines": comparison(pair.first, pair.second, scope, clock.today()),
                "reasons": together(reason_words(pair.reasons)),
                "first_url": resident_url(pair.first_id),
                "second_url": resident_url(pair.second_id),
            },
            status=status,
        )


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("疑似重复"), reverse("people:list_duplicates")), (title, "")]


class ListMergesPage(ListPage):
    """What was merged, and what was separated again."""

    name = "people.merges"
    permission = MERGE
    title = gettext_lazy("合并记录")
    default_sort = "-at"
    empty_title = gettext_lazy("还没有合并过居民")
    empty_text = gettext_lazy("核对疑似重复时，确认是同一人就会合并。")
    columns = (
        Column("survivor", gettext_lazy("保留的登记"), value=lambda row: row.survivor.name, lang="zh"),
        Column("absorbed", gettext_lazy("并入的登记"), value=lambda row: row.absorbed_name, lang="zh"),
        Column("at", gettext_lazy("合并时间"), kind=Kind.MOMENT, order=("at",)),
        Column("reason", gettext_lazy("原因和依据"), lang="zh"),
        Column("undone_at", gettext_lazy("拆分时间"), kind=Kind.MOMENT, order=("undone_at",), nullable=True),
    )

    def queryset(self, query: ListQuery) -> QuerySet[ResidentMerge]:
        return ResidentMerge.objects.scoped(query.scope, MERGE).select_related("survivor")

    def row_url(self, row: Any) -> str:
        return resident_url(row.survivor_id)

    def row_actions(self, row: Any) -> Sequence[Action]:
        return () if row.undone_at else (Action(_("拆分"), reverse("people:unmerge", args=[row.pk])),)


class UnmergePage(Page):
    """Separating what was merged by mistake."""

    permission = MERGE
    template = "people/edit_resident.html"

    def get(self, request: HttpRequest, merge_id: int) -> HttpResponse:
        return self._show(self._merge(merge_id), ReasonForm())

    def post(self, request: HttpRequest, merge_id: int) -> HttpResponse:
        merged, form = self._merge(merge_id), ReasonForm(request.POST)
        if form.is_valid():
            try:
                again = commands.unmerge(
                    merged.pk, reason=form.cleaned_data["reason"], by=self.request.scope, at=clock.now()
                )
            except DomainError as refusal:
                refuse(form, refusal, {"people.reason_needed": "reason"})
            else:
                messages.success(request, _("已拆分，并入的登记恢复原样。"))
                visible = Resident.objects.scoped(self.request.scope, "people.show_resident").filter(pk=again.pk)
                return redirect(resident_url(again.pk) if visible.exists() else reverse("people:list_merges"))
        return self._show(merged, form, status=422)

    def _merge(self, merge_id: int) -> ResidentMerge:
        rows = ResidentMerge.objects.scoped(self.request.scope, MERGE).select_related("survivor")
        found: ResidentMerge | None = rows.filter(pk=merge_id, undone_at__isnull=True).first()
        if found is None:
            raise DomainError("core.not_found")
        return found

    def _show(self, merged: ResidentMerge, form: forms.Form, status: int = 200) -> HttpResponse:
        title = _("拆分合并错的登记")
        context = {
            "resident": merged.survivor,
            "who": _("并入的登记：%(name)s") % {"name": merged.absorbed_name},
            "form": form,
            "title": title,
            "lead": _("并入的登记恢复原样，连同它原有的关系、身份和联系人。合并以后新登记的内容留在保留的登记上。"),
            "submit": _("拆分"),
            "back": reverse("people:list_merges"),
            "crumbs": [(_("合并记录"), reverse("people:list_merges")), (title, "")],
        }
        return self.render(context, status=status)
