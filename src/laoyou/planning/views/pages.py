"""What the workbench pages have in common: tabs, choices, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.views import Page
from laoyou.planning import permissions
from laoyou.planning.models import Projection
from laoyou.planning.presenters.projection_figures import area_name
from laoyou.planning.queries import projections
from laoyou.planning.reports.tables import FORMS, Report


def tabs(chosen: str) -> list[dict[str, Any]]:
    """The pages about how many there will be and what they will need."""
    titles = {
        "planning:show_projection": _("人口预测"),
        "planning:show_demand": _("需求与缺口"),
        "planning:watch_births": _("出生与托位"),
        "planning:check_standards": _("配建标准"),
        "planning:compare_forecasts": _("与方案预测对照"),
    }
    return [{"title": title, "url": reverse(name), "chosen": name == chosen} for name, title in titles.items()]


class WorkbenchPage(Page):
    """A page that reads stored projections."""

    permission = permissions.SEE_PROJECTIONS

    def asked(self, name: str, known: list[str], default: str) -> str:
        """A choice of the address; `core.not_found` for one that is not offered."""
        value = self.request.GET.get(name) or default
        if value not in known:
            raise DomainError("core.not_found")
        return value

    def chosen_year(self, years: range, default: int) -> int:
        """The year of the address, within what was projected."""
        text = self.request.GET.get("year", "")
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) == 4) or int(text) not in years:
            raise DomainError("core.not_found")
        return int(text)

    def chosen_area(self, projection: Projection) -> tuple[str, list[tuple[str, str]]]:
        """The area of the address and those to choose from, (id, name)."""
        areas = projections.areas_of(projection, self.request.scope)
        if not areas:
            raise DomainError("core.not_found")
        area = self.asked("area", areas, areas[0])
        return area, [(one, area_name(one)) for one in areas]

    def file(self, report: Report, form: str, name: str) -> HttpResponse:
        """The page's tables as a file; leaves an access entry."""
        if form not in FORMS:
            raise DomainError("core.not_found")
        make, kind = FORMS[form]
        body = make(report)
        audit.read(
            "planning.export",
            audit.Subject("planning.page", name),
            by=self.request.scope,
            permission=self.permission,
            at=clock.now(),
            detail={"form": form, "asked": {key: self.request.GET.getlist(key) for key in self.request.GET}},
        )
        response = HttpResponse(body, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return response

    def forms(self) -> list[dict[str, str]]:
        """Links to the page as files."""
        query = self.request.GET.copy()
        links = []
        for form in FORMS:
            query["format"] = form
            links.append({"form": form, "url": f"?{query.urlencode()}"})
        return links
