"""Reported values: those that wait and those that count, entering one, approving it, noting that it left the house."""

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
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.errors import status_of
from laoyou.core.figures import show
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.lists.view import Action
from laoyou.core.models import Attachment
from laoyou.core.scope import Scope
from laoyou.core.shell import states
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import reported
from laoyou.plans.models import ReportedValue, SentValue
from laoyou.plans.presenters import words
from laoyou.plans.presenters.reported_presenter import figure_of, name_of
from laoyou.plans.views.act_views import DAY, ManyFiles

STATES = {
    ReportedValue.State.WAITING: ("behind", lazy("待另一人审核")),
    ReportedValue.State.APPROVED: ("reached", lazy("已审核")),
    ReportedValue.State.RETURNED: ("no-data", lazy("已退回")),
}
for _state, (_tone, _word) in STATES.items():
    states.register(f"value_{_state.value}", _tone, _word)


class ListValuesPage(ListPage):
    """Values that units reported, newest first."""

    name = "plans.values"
    permission = permissions.SEE_VALUES
    title = lazy("报送的指标值")
    lead = lazy(
        "名册里没有的指标，由责任单位填报、附佐证材料，另一人审核后才算数；更正不覆盖原来的数，报给谁、何时报的都留底。"
    )
    columns = (
        Column("indicator", lazy("指标"), value=lambda row: name_of(row.indicator), order=("indicator",)),
        Column("as_of", lazy("截止日期"), Kind.DATE, order=("as_of",)),
        Column("value", lazy("值"), Kind.FIGURE, value=figure_of),
        Column(
            "state", lazy("状态"), Kind.STATE, value=lambda row: states.badge(f"value_{row.state}"), order=("state",)
        ),
        Column("source", lazy("来源"), lang="zh"),
        Column("by", lazy("填报人"), value=lambda row: row.entered_by.display_name, lang="zh"),
        Column("entered", lazy("填报时间"), Kind.MOMENT, value=lambda row: row.entered_at, order=("entered_at",)),
    )
    filters = (
        Choice("state", lazy("状态"), options=tuple(Option(one.value, word) for one, (_tone, word) in STATES.items())),
    )
    default_sort = "-entered"
    empty_title = lazy("还没有报送的指标值")
    empty_text = lazy("从“填报一个值”开始。")

    def queryset(self, query: ListQuery) -> QuerySet[ReportedValue]:
        rows: QuerySet[ReportedValue] = ReportedValue.objects.scoped(query.scope, permissions.SEE_VALUES)
        found = rows.select_related("entered_by")
        return found.filter(state=query.one("state")) if query.one("state") else found

    def row_url(self, row: ReportedValue) -> str:
        return reverse("plans:show_value", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(permissions.REPORT_VALUE):
            return ()
        return (Action(_("填报一个值"), reverse("plans:enter_value"), primary=True),)


class ValueForm(forms.Form):
    """Which indicator, of which day, how much, from which source, with which evidence; and why, where it corrects."""

    indicator = forms.ChoiceField(label=lazy("指标"))
    as_of = forms.DateField(label=lazy("截止日期"), widget=DAY, help_text=lazy("这个数是哪一天的情况"))
    value = forms.DecimalField(label=lazy("值"), max_digits=20, decimal_places=6)
    source = forms.CharField(
        label=lazy("来源"), max_length=reported.LONGEST, help_text=lazy("例如“区统计局 2025 年统计公报”")
    )
    evidence = ManyFiles(
        label=lazy("佐证材料"), help_text=lazy("PDF、图片、Word、Excel 或 OFD，可以选多个"), required=False
    )
    reason = forms.CharField(
        label=lazy("更正的原因"), max_length=reported.LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("这一天已有审核过的数时要写"),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            (
                code,
                f"{name_of(code)}（{words.unit(one.unit)}）"
                if not words.english()
                else f"{name_of(code)} ({words.unit(one.unit)})",
            )
            for code, one in district.pack().indicators.items()
            if reported.may_enter(code, scope, today)
        ]


class EnterValuePage(Page):
    """Entering a value."""

    permission = permissions.REPORT_VALUE
    template = "plans/enter_value.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(ValueForm(scope=self.request.scope, initial={"indicator": request.GET.get("code", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ValueForm(request.POST, request.FILES, scope=self.request.scope)
        if not form.is_valid():
            return self._shown(form, 422)
        said = form.cleaned_data
        try:
            row = reported.enter(
                said["indicator"], said["value"], as_of=said["as_of"], source=said["source"], reason=said["reason"],
                files=[(file.name, file.read()) for file in said["evidence"]], by=self.request.scope, at=clock.now(),
            )  # fmt: skip
        except DomainError as refusal:
            field = {
                "plans.value_without_evidence": "evidence", "plans.value_correction_reason": "reason", "plans.future_value": "as_of",
            }.get(refusal.code)  # fmt: skip
            form.add_error(field, sentence(refusal))
            return self._shown(form, status_of(refusal.code))
        messages.success(request, _("已填报，等待另一人审核。"))
        return redirect("plans:show_value", row.pk)

    def _shown(self, form: ValueForm, status: int = 200) -> HttpResponse:
        crumbs = [(_("报送的指标值"), reverse("plans:list_values")), (_("填报一个值"), "")]
        none = not form.fields["indicator"].choices  # type: ignore[attr-defined]
        return self.render({"form": form, "crumbs": crumbs, "none": none}, status=status)


class DecideForm(forms.Form):
    """A remark on a value; a reason where it is sent back."""

    words = forms.CharField(
        label=lazy("意见"), max_length=reported.LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("退回时请写明要改什么"),
    )  # fmt: skip


class SendForm(forms.Form):
    """To whom an approved value goes."""

    recipient = forms.CharField(label=lazy("报送给"), max_length=80, help_text=lazy("例如“市民政局”"))
    reason = forms.CharField(
        label=lazy("与以前报送的不一致的原因"), max_length=reported.LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ShowValuePage(Page):
    """One reported value: evidence, who decided, what it corrects, to whom it went."""

    permission = permissions.SEE_VALUES
    template = "plans/show_value.html"

    def get(self, request: HttpRequest, value_id: int) -> HttpResponse:
        return self.shown(reported.get(value_id, by=self.request.scope))

    def shown(
        self, row: ReportedValue, decide: DecideForm | None = None, send: SendForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The page."""
        scope = self.request.scope
        audit.read(
            "plans.show_value", row, by=scope, permission=permissions.SEE_VALUES, at=clock.now(), chain=reported.CHAIN
        )
        same = ReportedValue.objects.scoped(scope, permissions.SEE_VALUES).filter(
            indicator=row.indicator, area_id=row.area_id, as_of=row.as_of
        )
        corrected = same.filter(replaces=row, state=ReportedValue.State.APPROVED).first()
        evidence = Attachment.objects.scoped(scope, permissions.SEE_VALUES).filter(
            subject_type=reported.EVIDENCE, subject_id=str(row.pk), removed_at=None
        )
        other = reported.sent_before(row) if row.state == ReportedValue.State.APPROVED else []
        waiting = row.state == ReportedValue.State.WAITING
        context = {
            "row": row, "name": name_of(row.indicator), "figure": figure_of(row), "badge": states.badge(f"value_{row.state}"),
            "crumbs": [(_("报送的指标值"), reverse("plans:list_values")), (name_of(row.indicator), "")],
            "evidence": [(one.pk, one.name.open()) for one in evidence.order_by("pk")], "corrected": corrected,
            "history": [(one, figure_of(one), states.badge(f"value_{one.state}")) for one in same.select_related("entered_by").order_by("entered_at")],
            "sent": list(
                SentValue.objects.scoped(scope, permissions.SEE_VALUES).filter(value=row).select_related("sent_by")
            ),
            "other": [(show(value.normalize()), to, at) for value, to, at in other],
            "decide": decide or DecideForm() if waiting and self._may(row, permissions.APPROVE_VALUE) else None,
            "own": row.entered_by_id == scope.account_id,
            "send": send or SendForm()
            if row.state == ReportedValue.State.APPROVED and corrected is None and self._may(row, permissions.REPORT_VALUE)
            else None,
            "indicator_url": reverse("plans:show_indicator", args=[row.indicator]),
        }  # fmt: skip
        return self.render(context, status=status)

    def _may(self, row: ReportedValue, permission: str) -> bool:
        return self.request.scope.covers_area(permission, row.area_id)


class DecideValuePage(ShowValuePage):
    """Approving a value or sending it back."""

    post_permission = permissions.APPROVE_VALUE

    def post(self, request: HttpRequest, value_id: int) -> HttpResponse:
        row = reported.get(value_id, by=self.request.scope)
        form = DecideForm(request.POST)
        if not form.is_valid():
            return self.shown(row, decide=form, status=422)
        said = {"words": form.cleaned_data["words"], "by": self.request.scope, "at": clock.now()}
        try:
            if "return" in request.POST:
                reported.send_back(row.pk, **said)
                messages.success(request, _("已退回。"))
            else:
                reported.approve(row.pk, **said)
                messages.success(request, _("已审核，这个数从现在起算数。"))
        except DomainError as refusal:
            if refusal.code == "core.not_found":
                raise
            form.add_error(None, sentence(refusal))
            return self.shown(row, decide=form, status=status_of(refusal.code))
        return redirect("plans:show_value", row.pk)


class SendValuePage(ShowValuePage):
    """Noting that a value was reported."""

    post_permission = permissions.REPORT_VALUE

    def post(self, request: HttpRequest, value_id: int) -> HttpResponse:
        row = reported.get(value_id, by=self.request.scope)
        form = SendForm(request.POST)
        if not form.is_valid():
            return self.shown(row, send=form, status=422)
        said = form.cleaned_data
        try:
            reported.send(
                row.pk, recipient=said["recipient"], reason=said["reason"], by=self.request.scope, at=clock.now()
            )
        except DomainError as refusal:
            if refusal.code == "core.not_found":
                raise
            form.add_error("reason" if refusal.code == "plans.value_differs" else None, sentence(refusal))
            return self.shown(row, send=form, status=status_of(refusal.code))
        messages.success(request, _("已记为报送给%(to)s。") % {"to": said["recipient"]})
        return redirect("plans:show_value", row.pk)
