"""What the plans themselves forecast, and ours beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from laoyou.core import district
from laoyou.core.figures import Figure
from laoyou.core.shell.figures import figure_html
from laoyou.planning.models import Projection
from laoyou.planning.presenters import forecast_figures as own
from laoyou.planning.presenters import projection_figures
from laoyou.planning.queries import projections
from laoyou.planning.reports.tables import Report, Sheet
from laoyou.planning.views.pages import WorkbenchPage, tabs


class CompareForecastsPage(WorkbenchPage):
    """Every place whose plan is in a pack: its own figures, ours, and what the difference is made of."""

    template = "planning/forecasts.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        places = [_place(one) for one in projections.compared(district.area_id())]
        if form := request.GET.get("format", ""):
            return self.file(_report(places), form, "forecasts")
        columns: list[dict[str, Any]] = [
            {"title": _("测算的量")},
            {"title": _("方案的数"), "number": True},
            {"title": _("我们的推算"), "number": True},
            {"title": _("方案多出"), "number": True},
            {"title": _("方案采用的标准"), "number": True},
        ]
        context = {
            "tabs": tabs("planning:compare_forecasts"),
            "places": places,
            "columns": columns,
            "forms": self.forms(),
        }
        return self.render(context)


def _place(found: Projection) -> dict[str, Any]:
    ours = projections.elsewhere(found)
    lines = [
        (
            own.NAMES[line.measure],
            own.plan_figure(line),
            own.our_figure(line, ours),
            own.gap_figure(line, ours),
            own.norm_figure(line),
        )
        for line in own.lines_of(found)
    ]
    elders = next((line for line in own.lines_of(found) if line.measure == "elders"), None)
    parts: dict[str, Figure] = {}
    if elders is not None and elders.year is not None and elders.year in ours.years:
        parts = {
            "start": projection_figures.start_figure(ours, "60+"),
            "ageing": own.part_figure(ours, elders.year, "ageing"),
            "mortality": own.part_figure(ours, elders.year, "mortality"),
            "rest": own.gap_figure(elders, ours),
        }
    stated = found.stated or {}
    return {
        "name": own.place_name(found),
        "rows": [[name, *(figure_html(one) if one else "–" for one in cells)] for name, *cells in lines],
        "lines": lines,
        "parts": parts,
        "note": projection_figures.pick(stated["note"], stated["note_en"]),
        "source": projection_figures.source_from(stated["source"]),
    }


def _report(places: list[dict[str, Any]]) -> Report:
    head = [_("测算的量"), _("方案的数"), _("我们的推算"), _("方案多出"), _("方案采用的标准")]
    return Report(
        _("与方案预测对照"),
        [_("我们的推算由2020年人口普查按全国死亡率、生育率逐年推算，不计迁移。")],
        [
            Sheet(
                place["name"],
                head,
                [
                    [str(name), *(None if one is None or one.value is None else float(one.value) for one in cells)]
                    for name, *cells in place["lines"]
                ],
            )
            for place in places
        ],
    )
