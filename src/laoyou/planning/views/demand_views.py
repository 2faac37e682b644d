"""What the projected people will need, and the gap to what the register holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from laoyou.core import clock
from laoyou.core.figures import Figure
from laoyou.core.shell.figures import figure_html
from laoyou.planning import permissions
from laoyou.planning.presenters import demand_figures as own
from laoyou.planning.presenters.projection_figures import area_name
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.planning.reports.tables import Report, Sheet
from laoyou.planning.views.pages import WorkbenchPage, tabs
from laoyou.providers import public as providers

AHEAD = 5
KINDS = {"beds": "care_home", "places": "childcare_centre"}
"""What would be built to close a gap, as the siting page asks for it."""


class ShowDemandPage(WorkbenchPage):
    """Beds or places of each town by norm, by need and by use, and the gap to the register."""

    permission = permissions.SEE_DEMAND
    template = "planning/demand.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        context: dict[str, Any] = {
            "tabs": tabs("planning:show_demand"),
            "may_site": self.request.scope.may(permissions.KEEP),
        }
        found = projections.newest()
        if found is None:
            return self.render(context)
        self.chosen_area(found)
        measure = self.asked("measure", list(own.MEASURES), "beds")
        readings = own.READINGS[measure]
        reading = self.asked("reading", list(readings), next(iter(readings)))
        areas = [projections.one_area(found, area, scope) for area in projections.areas_of(found, scope)]
        year = self.chosen_year(areas[0].years, areas[0].base_year + AHEAD)
        held, used = (self._by_town(measure, one) for one in (reading, own.USED[measure]))
        rows = [self._row(one, measure, reading, year, held, used) for one in areas]
        if form := request.GET.get("format", ""):
            return self.file(_report(rows, measure, reading, year), form, "demand")
        context |= {
            "found": found,
            "measures": [{"code": code, "name": name} for code, name in own.MEASURES.items()],
            "measure": measure,
            "readings": [{"code": code, "name": name} for code, name in readings.items()],
            "reading": reading,
            "year": year,
            "years": list(areas[0].years),
            "columns": [{"title": title, "number": bool(at)} for at, title in enumerate(_head(measure, reading))],
            "rows": [
                [
                    format_html('<span lang="zh">{}</span>', name) if not at else name,
                    *(figure_html(one, unit=False, example=False) for one in cells),
                ]
                for at, (name, *cells) in enumerate(rows)
            ],
            "title": _("%(year)s年%(what)s需求与缺口") % {"year": year, "what": own.MEASURES[measure]},
            "kind": KINDS[measure],
            "forms": self.forms(),
        }
        return self.render(context)

    def _by_town(self, measure: str, reading: str) -> dict[str, int]:
        selection = providers.Selection.of(measure, {"reading": reading})
        return providers.by_town(selection, self.request.scope, on=clock.today())

    def _row(
        self, one: AreaProjection, measure: str, reading: str, year: int, held: dict[str, int], used: dict[str, int]
    ) -> list[Any]:
        scope = self.request.scope
        have, in_use = (
            sum(number for town, number in counted.items() if town.startswith(one.area)) for counted in (held, used)
        )
        needs = [own.need_figure(one, measure, way, year, scope, in_use) for way in own.WAYS]
        supply = own.supply_figure(measure, reading, one.area, scope, value=have)
        ref = f"{reading}/{one.projection.pk}/{one.area}/{year}"
        gaps = [
            own.shortfall_figure(need, supply, f"shortfall:{measure}/{way}/{ref}")
            for way, need in zip(own.WAYS, needs, strict=True)
            if way != "need"
        ]
        return [area_name(one), *needs, supply, *gaps]


def _head(measure: str, reading: str) -> list[str]:
    return [
        _("镇街"),
        *(str(way) for way in own.WAYS.values()),
        str(own.READINGS[measure][reading]),
        _("缺口（按标准）"),
        _("缺口（按使用）"),
    ]


def _report(rows: list[list[Any]], measure: str, reading: str, year: int) -> Report:
    title = _("%(year)s年%(what)s需求与缺口") % {"year": year, "what": own.MEASURES[measure]}
    cells = [[name, *(_plain(one) for one in figures)] for name, *figures in rows]
    return Report(title, [_("负数表示有余。")], [Sheet(title, _head(measure, reading), cells)])


def _plain(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)
