"""What the plans themselves forecast, and ours beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
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
            "district_columns": [{"title": _("区县")}, *columns],
            "forms": self.forms(),
        }
        return self.render(context)


def _place(found: Projection) -> dict[str, Any]:
    known = projections.from_census(found)
    ours = known[found.area_code]
    stated_lines = own.lines_of(found)
    by_measure = {line.measure: line for line in stated_lines}
    lines = [_cells(line, ours) for line in stated_lines]
    elders = by_measure.get("elders")
    parts: dict[str, Figure] = {}
    if elders is not None and elders.year is not None and elders.year in ours.years:
        parts = {
            "start": projection_figures.start_figure(ours, "60+"),
            "ageing": own.part_figure(ours, elders.year, "ageing"),
            "mortality": own.part_figure(ours, elders.year, "mortality"),
            "rest": own.gap_figure(elders, ours),
        }
    reasons = []
    for measure in own.EXPLAINED:
        people = own.because_of_people(by_measure, measure, ours, "people")
        rest = own.because_of_people(by_measure, measure, ours, "rest")
        if people is not None and rest is not None:
            reasons.append({"name": own.NAMES[measure], "people": people, "rest": rest})
    implied = [own.implied_figure(by_measure, measure, ours) for measure in own.IMPLIED]
    stated = found.stated or {}
    districts = [_cells(line, known.get(line.area)) for line in own.parts_of(found)]
    return {
        "name": own.place_name(found),
        "rows": _html(lines),
        "lines": lines,
        "parts": parts,
        "reasons": reasons,
        # A norm that the plan states beside its beds is no news.
        "implied": [one for one in implied if one is not None and not (elders and one.ref.endswith("/beds.implied"))],
        "district_rows": [
            [format_html('<span lang="zh">{}</span>', _district(line)), *row]
            for line, row in zip(own.parts_of(found), _html(districts), strict=True)
        ],
        "districts": [(_district(line), row) for line, row in zip(own.parts_of(found), districts, strict=True)],
        "note": projection_figures.pick(stated["note"], stated["note_en"]),
        "source": projection_figures.source_from(stated["source"]),
    }


def _cells(line: own.Line, ours: Any) -> tuple[Any, ...]:
    return (
        own.NAMES[line.measure],
        own.plan_figure(line),
        own.our_figure(line, ours),
        own.gap_figure(line, ours),
        own.norm_figure(line),
    )


def _html(lines: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [[name, *(figure_html(one) if one else "–" for one in cells)] for name, *cells in lines]


def _district(line: own.Line) -> str:
    return projection_figures.pick(line.kept["name"], line.kept["name_en"])


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
        ]
        + [
            Sheet(
                _("%(place)s分区县") % {"place": place["name"]},
                [_("区县"), *head],
                [
                    [
                        district,
                        str(name),
                        *(None if one is None or one.value is None else float(one.value) for one in cells),
                    ]
                    for district, (name, *cells) in place["districts"]
                ],
            )
            for place in places
            if place["districts"]
        ],
    )
