"""Births by month and town, the childcare places that they will need, and places on paper against places in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from laoyou.core import clock
from laoyou.core.figures import Figure
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.figures import figure_html
from laoyou.core.shell.maps import Layer
from laoyou.planning import permissions
from laoyou.planning.presenters import birth_figures as own
from laoyou.planning.presenters.demand_figures import missing_words
from laoyou.planning.presenters.projection_figures import area_name
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.planning.reports.tables import Report, Sheet
from laoyou.planning.views.demand_views import siting_url
from laoyou.planning.views.maps import town_map
from laoyou.planning.views.pages import WorkbenchPage, tabs
from laoyou.providers import public as providers

AHEAD = (6, 12, 24)


class WatchBirthsPage(WorkbenchPage):
    """Births of the last months, places needed 6, 12 and 24 months on, and how many of today's places are in use."""

    permission = permissions.SEE_DEMAND
    template = "planning/births.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        context: dict[str, Any] = {
            "tabs": tabs("planning:watch_births"),
            "may_site": scope.may(permissions.KEEP),
        }
        found = projections.newest()
        if found is None:
            return self.render(context)
        area, choices = self.chosen_area(found)
        areas = projections.several(found, [code for code, _name in choices], scope)
        counted = self._places()
        places = {one.area: self._readings(one.area, counted) for one in areas}
        points = {one.area: own.radar_figures(one, places[one.area]["open"]) for one in areas}
        use = {one.area: own.use_figures(one.area, places[one.area]) for one in areas}
        needed: list[list[Any]] = [
            [one.area, *(points[one.area][ahead][what] for ahead in AHEAD for what in ("children", "places"))]
            for one in areas
            if points[one.area]
        ]
        in_use: list[list[Any]] = [[one.area, *places[one.area].values(), *use[one.area].values()] for one in areas]
        if form := request.GET.get("format", ""):
            gaps = [[area, *(points[area][ahead]["gap"] for ahead in AHEAD)] for area, *_cells in needed]
            return self.file(_report(needed, gaps, in_use), form, "births")
        layer = self.asked("layer", [str(ahead) for ahead in AHEAD], "24")
        chosen = next(one for one in areas if one.area == area)
        context |= {
            "found": found,
            "area": area,
            "areas": choices,
            "layer": layer,
            "chart": _chart(chosen),
            "missing": missing_words(own.WANTING) if own.wanting_share() is None else "",
            "columns": _columns(),
            "rows": [_cells(row) for row in needed],
            "use_columns": _use_columns(),
            "use_rows": [_cells(row) for row in in_use],
            "map": _map(areas, points, layer, area),
            "siting": siting_url("places"),
            "forms": self.forms(),
        }
        return self.render(context)

    def _places(self) -> dict[str, dict[str, int]]:
        """Reading → town → places."""
        on = clock.today()
        return {
            reading: providers.by_town(
                providers.Selection.of("places", {"reading": reading}), self.request.scope, on=on
            )
            for reading in own.READINGS
        }

    def _readings(self, area: str, counted: dict[str, dict[str, int]]) -> dict[str, Figure]:
        return {
            reading: own.reading_figure(
                reading,
                area,
                self.request.scope,
                value=sum(number for town, number in towns.items() if town.startswith(area)),
            )
            for reading, towns in counted.items()
        }


def _cells(row: Sequence[Any]) -> list[Any]:
    area, *cells = row
    return [
        format_html('<span lang="zh">{}</span>', area_name(area)),
        *(figure_html(one, unit=False, example=False) for one in cells),
    ]


def _when() -> dict[int, str]:
    return {6: _("半年后"), 12: _("一年后"), 24: _("两年后")}


def _titles() -> list[tuple[str, str]]:
    found = []
    for when in _when().values():
        found.append((_("%(when)s适龄婴幼儿") % {"when": when}, pgettext("unit", "人")))
        found.append((_("%(when)s需要托位") % {"when": when}, pgettext("unit", "个托位")))
    return found


def _columns() -> list[dict[str, Any]]:
    titles = _titles()
    return [{"title": _("镇街")}, *({"title": title, "unit": unit, "number": True} for title, unit in titles)]


def _use_titles() -> list[tuple[str, str]]:
    places = pgettext("unit", "个托位")
    return [
        (_("备案托位"), places),
        (_("开放托位"), places),
        (_("在托"), pgettext("unit", "人")),
        *((str(title), "%" if use == "used" else places) for use, title in own.USES.items()),
    ]


def _use_columns() -> list[dict[str, Any]]:
    return [{"title": _("镇街")}, *({"title": title, "unit": unit, "number": True} for title, unit in _use_titles())]


def _chart(one: AreaProjection) -> Chart | None:
    known = own.known_births(one)
    if known is None:
        return None
    figures: list[Figure | None] = [own.month_figure(one, known, at) for at in range(len(known.counts))]
    late, early = sum(known.counts[-12:]), sum(known.counts[-24:-12])
    words = (
        _("最近一年出生的比上一年多")
        if late > early
        else _("最近一年出生的比上一年少")
        if late < early
        else _("最近一年出生的和上一年一样多")
    )
    return Chart(
        title=words,
        subtitle=_("现住本区的儿童，按出生月份"),
        kind="column",
        categories=tuple(str(month) for month in known.months()),
        series=(Series(_("每月出生"), known.counts, figures=tuple(figures)),),
        unit=pgettext("unit", "人"),
        category_name=_("出生月份"),
        decimals=0,
        example=clock.demo_date() is not None,
        name="births",
    )


def _map(
    areas: Sequence[AreaProjection], points: dict[str, dict[int, dict[str, Figure]]], chosen: str, area: str
) -> Any:
    layers = []
    for ahead in AHEAD:
        stated = own.wanting_share() is not None
        what = "gap" if stated else "children"
        figures = {
            one.area: points[one.area][ahead][what]
            for one in areas
            if points[one.area] and len(one.area) == projections.TOWN_DIGITS
        }
        title = _("%(when)s比开放托位缺") if stated else _("%(when)s适龄婴幼儿")
        layers.append(
            Layer(
                str(ahead),
                title % {"when": _when()[ahead]},
                {town: None if one.value is None else float(one.value) for town, one in figures.items()},
                unit=pgettext("unit", "个托位") if stated else pgettext("unit", "人"),
                decimals=0,
                scale="gap" if stated else "amount",
                rising=True,
                figures=figures,
                url=f"?area={area}&layer={ahead}",
            )
        )
    return town_map([one.area for one in areas], layers, chosen, "births-map")


def _report(needed: list[list[Any]], gaps: list[list[Any]], in_use: list[list[Any]]) -> Report:
    def plain(rows: list[list[Any]]) -> list[list[Any]]:
        return [
            [area_name(area), *(None if one.value is None else float(one.value) for one in cells)]
            for area, *cells in rows
        ]

    lines = [_("适龄：满6个月、未满3岁。已出生的由名册计数，未出生的由预测。负数表示有余。")]
    if own.wanting_share() is None:
        lines.append(missing_words(own.WANTING))
    town = _("镇街")
    short = [_("%(when)s比开放托位缺") % {"when": when} for when in _when().values()]
    return Report(
        _("出生与托位"),
        lines,
        [
            Sheet(_("需要的托位"), [town, *(title for title, _unit in _titles())], plain(needed)),
            Sheet(_("比开放托位缺"), [town, *short], plain(gaps)),
            Sheet(_("纸面与在用"), [town, *(title for title, _unit in _use_titles())], plain(in_use)),
        ],
    )
