"""Carrying a plan over into the next period: what goes on, and the draft as a Word file or as files of a pack."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import override

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.audit import Subject
from laoyou.core.views import Page
from laoyou.plans import packing, permissions
from laoyou.plans.commands.packs import folder
from laoyou.plans.domain.carry_over import CarriedItem, CarriedPlan, document_entry, plan_entries
from laoyou.plans.presenters import figures, words
from laoyou.plans.queries import carry_over as queries
from laoyou.plans.queries.indicators import all_indicators

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


class ListPlansPage(Page):
    """The plans of the district, each with its period."""

    permission = permissions.LEAD
    template = "plans/list_plans.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [(plan, over, words.pick(plan.title, plan.title_en)) for plan, over in queries.plans()]
        return self.render({"rows": rows})


class CarryOverPage(Page):
    """What of one plan goes on, and what the draft will lack."""

    permission = permissions.LEAD
    template = "plans/carry_over.html"

    def get(self, request: HttpRequest, plan_id: str) -> HttpResponse:
        carried = queries.carried(plan_id, self.request.scope)
        by_code = {row.code: row for row in all_indicators()}
        plan = district.pack().plans[plan_id]
        indicators = []
        for one in carried.indicators:
            row = by_code[one.definition.code]
            indicators.append(
                {
                    "name": figures.indicator_name(one.definition),
                    "url": reverse("plans:show_indicator", args=[one.definition.code]),
                    "value": figures.district_figure(row, self.request.scope),
                    "target": figures.stated_figure(row, "target"),
                    "owners": "、".join(one.owners.named),
                    "counted": one.definition.formula is not None,
                }
            )
        return self.render(
            {
                "carried": carried,
                "old": words.pick(plan.title, plan.title_en),
                "plan_id": plan_id,
                "indicators": indicators,
                "tasks": [self._item(one) for one in carried.tasks],
                "projects": [self._item(one) for one in carried.projects],
                "without_owner": not all(
                    owners.named
                    for owners in (
                        *(one.owners for one in carried.indicators),
                        *(one.owners for one in (*carried.tasks, *carried.projects)),
                    )
                ),
            }
        )

    @staticmethod
    def _item(one: CarriedItem) -> dict[str, str]:
        return {
            "name": words.pick(one.entry.name, one.entry.name_en),
            "clause": one.entry.clause,
            "owners": "、".join(one.owners.named),
            "state": one.state,
        }


class CarryOverFilePage(Page):
    """The draft: .docx, or the district's pack with it, which has passed the check of packs."""

    permission = permissions.LEAD

    def get(self, request: HttpRequest, plan_id: str, kind: str) -> HttpResponse:
        scope = self.request.scope
        if kind not in TYPES:
            raise DomainError("core.not_found")
        with override("zh-hans"):
            carried = queries.carried(plan_id, scope)
            data = self._data(carried, kind)
        with transaction.atomic():
            audit.record(
                "plans.carry_over", Subject("plans.plan", plan_id, district.area_id()), by=scope, permission=self.permission,
                at=clock.now(), chain="plans", detail={"kind": kind, "tasks": len(carried.tasks), "projects": len(carried.projects)},
            )  # fmt: skip
        response = HttpResponse(data, content_type=TYPES[kind])
        name = f"{carried.title}.docx" if kind == "docx" else f"{folder().name}.zip"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    @staticmethod
    def _data(carried: CarriedPlan, kind: str) -> Any:
        if kind == "zip":
            return packing.pack_as_zip(
                folder(), f"{carried.code}.toml", plan_entries(carried), "", document_entry(carried)
            )
        from laoyou.plans.reports import carry_over_docx

        return carry_over_docx.docx(carried, {code: str(word) for code, word in words.UNITS.items()})
