"""The working calendar, which staff keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.core import clock, menu
from laoyou.core.commands import calendar_days
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import CalendarDay
from laoyou.core.views import Page


class CalendarDayForm(forms.Form):
    """One day that differs from its weekday."""

    date = forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    working = forms.ChoiceField(
        label=gettext_lazy("这一天"),
        choices=[("0", gettext_lazy("放假")), ("1", gettext_lazy("上班"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("节日"), max_length=60, required=False)
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200, help_text=gettext_lazy("通知的名称和文号"))


class ListCalendarDaysPage(ListPage):
    """Holidays and working weekends; every other day follows its weekday."""

    name = "core.calendar_days"
    permission = "core.manage_calendar"
    title = gettext_lazy("工作日历")
    lead = gettext_lazy("表中没有的日子：周一至周五上班，周六周日休息。办件时限按这张表计算。")
    default_sort = "-date"
    template = "core/list_calendar_days.html"
    empty_title = gettext_lazy("还没有登记节假日")
    columns = (
        Column("date", gettext_lazy("日期"), kind=Kind.DATE, order=("date",)),
        Column("working", gettext_lazy("这一天"), value=lambda day: _("上班") if day.working else _("放假")),
        Column("name", gettext_lazy("节日"), lang="zh"),
        Column("source", gettext_lazy("依据"), lang="zh"),
    )
    filters = (
        Choice(
            "working", gettext_lazy("这一天"), (Option("0", gettext_lazy("放假")), Option("1", gettext_lazy("上班")))
        ),
    )

    def queryset(self, query: ListQuery) -> QuerySet[CalendarDay]:
        query.scope.require(self.permission)
        rows = CalendarDay.objects.all()
        if working := query.one("working"):
            rows = rows.filter(working=working == "1")
        return rows

    def context(self) -> dict[str, Any]:
        return {"form": CalendarDayForm()}


class SetCalendarDayPage(Page):
    """Adding a day, or correcting one."""

    permission = "core.manage_calendar"

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CalendarDayForm(request.POST)
        if not form.is_valid():
            return self.render(
                {"form": form, "title": _("工作日历")}, template="core/set_calendar_day.html", status=422
            )
        said = form.cleaned_data
        calendar_days.set_day(
            said["date"],
            working=said["working"] == "1",
            name=said["name"],
            source=said["source"],
            by=self.request.scope,
            at=clock.now(),
        )
        messages.success(request, _("日历已更新。"))
        return redirect("core:list_calendar_days")


menu.register(
    gettext_lazy("工作日历"),
    "core:list_calendar_days",
    permission="core.manage_calendar",
    order=94,
    section=gettext_lazy("系统"),
)
