"""The evaluation index: the newest evaluation or a chosen one, one town of it, its files, computing it, publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.errors import status_of
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans.commands import index as commands
from laoyou.plans.presenters import words
from laoyou.plans.presenters.index_presenter import IndexPresenter, TownIndexPresenter
from laoyou.plans.queries import index as queries
from laoyou.snapshots import public as snapshots

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class ListIndexPage(Page):
    """Every evaluation of the index, and computing a further one."""

    permission = queries.SEE
    post_permission = commands.COMPUTE
    template = "plans/list_index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        definition = district.pack().index
        may = scope.covers_area(commands.COMPUTE, district.area_id())
        context = {
            "definition": definition,
            "title": words.pick(definition.title, definition.title_en) if definition else "",
            "note": words.pick(definition.note, definition.note_en) if definition else "",
            "rows": queries.evaluations(scope) if definition else [],
            "snapshots": [one.name for one in snapshots.all_snapshots() if not one.damaged] if may else [],
            "may_compute": may,
        }
        return self.render(context)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            job = commands.request_evaluation(request.POST.get("snapshot", ""), by=self.request.scope)
        except DomainError as refusal:
            if status_of(refusal.code) == 403:
                raise
            messages.error(request, sentence(refusal))
            return redirect("plans:list_index")
        return redirect(job.result_url or reverse("core:show_job", args=[job.pk]))


class ShowIndexPage(Page):
    """One evaluation: map, bars with intervals, table."""

    permission = queries.SEE
    template = "plans/show_index.html"

    def get(self, request: HttpRequest, evaluation_id: int) -> HttpResponse:
        scope = self.request.scope
        one = IndexPresenter(queries.evaluated(evaluation_id, scope))
        may = scope.covers_area(commands.PUBLISH, district.area_id()) and one.row.published_at is None
        return self.render({"one": one, "may_publish": may})


class ShowTownIndexPage(Page):
    """One town: pillars, what takes points away, gates, how firm the grade is."""

    permission = queries.SEE
    template = "plans/show_town_index.html"

    def get(self, request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
        scope = self.request.scope
        found = queries.evaluated(evaluation_id, scope)
        town = found.town(area_id)
        return self.render({"one": TownIndexPresenter(found.row, town, queries.of_town(area_id, scope))})


class PublishIndexPage(Page):
    """Letting the grades go to the public page."""

    permission = commands.PUBLISH

    def post(self, request: HttpRequest, evaluation_id: int) -> HttpResponse:
        commands.publish(evaluation_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已同意公布等次和区间，随下次公开发布更新。"))
        return redirect("plans:show_index", evaluation_id)


class IndexFilePage(Page):
    """The evaluation as a workbook or a sheet of paper."""

    permission = queries.SEE

    def get(self, request: HttpRequest, evaluation_id: int, kind: str) -> HttpResponse:
        scope = self.request.scope
        found = queries.evaluated(evaluation_id, scope)
        if kind not in TYPES:
            raise DomainError("core.not_found")
        audit.read("plans.export_index", found.row, by=scope, permission=self.permission, at=clock.now(), chain="plans")
        data = self._data(found, kind)
        response = HttpResponse(data, content_type=TYPES[kind])
        name = f"{found.row.frame['title']}-{found.row.as_of:%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    @staticmethod
    def _data(found: Any, kind: str) -> bytes:
        from laoyou.plans.reports import index_files

        return index_files.pdf(found) if kind == "pdf" else index_files.xlsx(found)
