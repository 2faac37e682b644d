"""Sweeps: which there are, asking for one, and what one of them found by benefit and by town."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.core import clock, district
from laoyou.core.shell import dates
from laoyou.core.shell.figures import figure_html
from laoyou.core.views import Page
from laoyou.entitlements import permissions
from laoyou.entitlements.commands import sweeps as commands
from laoyou.entitlements.models import DeterminationChange, Sweep
from laoyou.entitlements.presenters.figures import area_name, entry_in, figure_of
from laoyou.entitlements.presenters.words import said
from laoyou.entitlements.queries import determinations, sweeps

WHAT = ("entitled", "needs_information", "parameter_missing", "fen")
MONTHS_BACK = 3


class ListSweepsPage(Page):
    """Every sweep, and a button for the next one."""

    permission = permissions.SEE
    post_permission = permissions.SWEEP
    template = "entitlements/list_sweeps.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        last = sweeps.last_month(clock.today())
        known = sweeps.all_sweeps()
        counting: dict[Any, int] = {}
        for row in known:
            if row.state == Sweep.State.DONE:
                counting.setdefault(row.month, row.pk)
        return self.render(
            {
                "rows": [{"row": row, "counts": counting.get(row.month) == row.pk} for row in known],
                "may_sweep": scope.covers_area(permissions.SWEEP, district.area_id()),
                "months": [
                    {"value": str(last.plus(-back)), "name": dates.month(last.plus(-back).first_day)}
                    for back in range(MONTHS_BACK)
                ],
                "title": _("待遇核定"),
            }
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        job = commands.request(request.POST.get("month", ""), by=self.request.scope, at=clock.now())
        return redirect("core:show_job", job)


class ShowSweepPage(Page):
    """What a sweep found: by benefit, for the district or a town."""

    permission = permissions.SEE
    template = "entitlements/show_sweep.html"

    def get(self, request: HttpRequest, sweep_id: int) -> HttpResponse:
        scope = self.request.scope
        row = determinations.sweep(sweep_id, scope, permissions.SEE)
        areas = determinations.areas_of(row, scope)
        area = request.GET.get("area") or (areas[0] if areas else "")
        if area not in areas:
            raise DomainError("core.not_found")
        current = sweeps.current(Month.of(row.month))
        may_list = scope.may(permissions.LIST)
        causes: list[dict[str, Any]] = []
        if may_list:
            changes = reverse("entitlements:list_changes", args=[row.pk])
            causes = [
                {"name": DeterminationChange.Cause(cause).label, "number": number, "url": f"{changes}?cause={cause}"}
                for cause, number in determinations.causes(row, scope)
            ]
        title = _("%(month)s待遇核定") % {"month": dates.month(row.month)}
        return self.render(
            {
                "row": row,
                "title": title,
                "crumbs": [(_("待遇核定"), reverse("entitlements:list_sweeps")), (title, "")],
                "areas": [(one, area_name(one)) for one in areas],
                "area": area,
                "columns": self.columns(),
                "table": [self.line(row, benefit, area) for benefit in row.counts["benefits"]],
                "superseded": current is not None and current.pk != row.pk,
                "causes": causes,
                "may_list": may_list,
                "may_work": scope.may(permissions.WORKLIST),
            }
        )

    def columns(self) -> list[dict[str, Any]]:
        """The head of the table."""
        titles = (_("符合（人）"), _("待补充信息（人）"), _("缺少参数（人）"), _("确定的金额（元）"))
        return [{"title": _("待遇")}, *({"title": title, "number": True} for title in titles)]

    def line(self, row: Sweep, benefit: str, area: str) -> list[Any]:
        """One benefit: its name and four figures; what has no amount has none."""
        entry = entry_in(row, benefit)
        cells: list[Any] = [said(entry)]
        for what in WHAT:
            if what == "fen" and entry.gives != "money":
                cells.append("–")
                continue
            cells.append(figure_html(figure_of(row, benefit, what, area, self.request.scope), unit=False))
        return cells
