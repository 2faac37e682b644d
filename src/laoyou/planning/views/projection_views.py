"""The projection of the district and its towns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from laoyou.core.figures import Figure
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.figures import figure_html
from laoyou.planning import permissions
from laoyou.planning.commands import projections as commands
from laoyou.planning.domain.age_groups import PYRAMID
from laoyou.planning.presenters import forecast_figures, projection_figures
from laoyou.planning.presenters.projection_figures import WAYS, area_name, group_name, projected_figure
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.planning.reports.tables import Report, Sheet
from laoyou.planning.views.pages import WorkbenchPage, tabs

SERIES = ["60+", "65+", "80+", "0-2"]
STEP = 5


class ShowProjectionPage(WorkbenchPage):
    """People by age and sex in a year, and the course of the groups that plans speak of."""

    template = "planning/projection.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = projections.newest()
        context: dict[str, Any] = {
            "tabs": tabs("planning:show_projection"),
            "may_make": self.request.scope.may(permissions.MAKE_PROJECTIONS),
        }
        if found is None:
            return self.render(context)
        area, areas = self.chosen_area(found)
        one = projections.one_area(found, area, self.request.scope)
        year = self.chosen_year(one.years, one.base_year + STEP)
        group = self.asked("group", SERIES, SERIES[0])
        if form := request.GET.get("format", ""):
            return self.file(_report(one), form, "projection")
        context |= {
            "one": one,
            "areas": areas,
            "area": area,
            "area_name": area_name(area),
            "year": year,
            "years": list(one.years),
            "first": one.years[0],
            "last": one.years[-1],
            "before": year - 1 if year > one.years[0] else None,
            "after": year + 1 if year < one.years[-1] else None,
            "group": group,
            "groups": [{"code": code, "name": group_name(code)} for code in SERIES],
            "cards": [
                {
                    "figure": projected_figure(one, "value", code, year),
                    "low": projected_figure(one, "low", code, year),
                    "high": projected_figure(one, "high", code, year),
                    "name": group_name(code),
                }
                for code in SERIES
            ],
            "pyramid": _pyramid(one, year),
            "course": _course(one, group),
            "band_columns": _columns(),
            "band_rows": _rows(one, group),
            "account_columns": _account_columns(),
            "account_rows": _account(one) if one.row.flows else [],
            "beside": _stated(one, group),
            "forms": self.forms(),
            "sources": projection_figures.sources_of(found),
        }
        return self.render(context)


class MakeProjectionPage(WorkbenchPage):
    """Ask for a new projection of today's register."""

    permission = permissions.MAKE_PROJECTIONS

    def post(self, request: HttpRequest) -> HttpResponse:
        job = commands.request_projection(by=self.request.scope)
        return HttpResponseRedirect(reverse("core:show_job", args=[job]))


def _pyramid(one: AreaProjection, year: int) -> Chart:
    sides = {}
    for sex in ("m", "f"):
        figures: list[Figure | None] = [projected_figure(one, "value", f"{sex}{ages}", year) for ages in PYRAMID]
        sides[sex] = Series(
            _("男") if sex == "m" else _("女"),
            tuple(round(figure.value) if figure and figure.value is not None else None for figure in figures),
            figures=tuple(figures),
        )
    then, now = (one.people("60+", when) / max(one.people("all", when), 1) for when in (year, one.base_year))
    words = (
        _("%(year)s年60岁及以上的占比比%(first)s年高")
        if then > now
        else _("%(year)s年60岁及以上的占比不比%(first)s年高")
    )
    return Chart(
        title=words % {"year": year, "first": one.base_year},
        subtitle=_("按性别和年龄组的人口"),
        kind="pyramid",
        categories=tuple(group_name(ages) for ages in PYRAMID),
        series=(sides["m"], sides["f"]),
        unit=pgettext("unit", "人"),
        category_name=_("年龄"),
        decimals=0,
        example=projected_figure(one, "value", "60+", year).example,
        name="pyramid",
    )  # fmt: skip


def _course(one: AreaProjection, group: str) -> Chart:
    series = []
    for way in ("value", "closed", "frozen", "linear"):
        figures = [projected_figure(one, way, group, year) for year in one.years]
        if all(figure.value is None for figure in figures):
            continue
        bands = [one.band(group, year) for year in one.years] if way == "value" else []
        series.append(
            Series(
                WAYS[way],
                tuple(figure.value for figure in figures),
                low=tuple(band[0] for band in bands if band),
                high=tuple(band[1] for band in bands if band),
                emphasis=way == "value",
                figures=tuple(figures),
            )
        )
    first, last = one.people(group, one.years[0]), one.people(group, one.years[-1])
    words = (
        _("%(group)s：%(last)s年将比%(first)s年增加")
        if last >= first
        else _("%(group)s：%(last)s年将比%(first)s年减少")
    )
    beside = _stated(one, group)
    return Chart(
        title=words % {"group": group_name(group), "first": one.years[0], "last": one.years[-1]},
        subtitle=_("中间值和80%区间；并列死亡率、生育率不变和直线外推"),
        kind="line",
        categories=tuple(str(year) for year in one.years),
        series=tuple(series),
        unit=pgettext("unit", "人"),
        category_name=_("年份"),
        decimals=0,
        target=beside.value if beside else None,
        target_name=_("方案预测%(year)s年") % {"year": beside.as_of.year} if beside and beside.as_of else "",
        example=projected_figure(one, "value", group, one.base_year).example,
        name="course",
    )


def _stated(one: AreaProjection, group: str) -> Figure | None:
    """What the district's own plan forecasts of this group."""
    if group != "60+" or one.area != one.projection.area_code:
        return None
    lines = forecast_figures.lines_of(one.projection)
    return next((forecast_figures.plan_figure(line) for line in lines if line.measure == "elders"), None)


def _columns() -> list[dict[str, Any]]:
    return [
        {"title": _("年份")},
        *({"title": words, "unit": pgettext("unit", "人"), "number": True} for words in WAYS.values()),
    ]


def _rows(one: AreaProjection, group: str) -> list[list[Any]]:
    return [
        [
            str(year),
            *(figure_html(projected_figure(one, way, group, year), unit=False, example=False) for way in WAYS),
        ]
        for year in one.years
    ]


def _account_columns() -> list[dict[str, Any]]:
    people = pgettext("unit", "人")
    titles = (_("年初人口"), *projection_figures.FLOWS.values(), _("年末人口"))
    return [{"title": _("年份")}, *({"title": title, "unit": people, "number": True} for title in titles)]


def _account(one: AreaProjection) -> list[list[Any]]:
    """Of each year: who was there, who was born, died, came and left, who is there."""
    rows = []
    for year in one.years[:-1]:
        figures = [
            projected_figure(one, "value", "all", year),
            *(projection_figures.flow_figure(one, what, year) for what in projection_figures.FLOWS),
            projected_figure(one, "value", "all", year + 1),
        ]
        rows.append([str(year), *(figure_html(figure, unit=False, example=False) for figure in figures)])
    return rows


def _report(one: AreaProjection) -> Report:
    sheets = [
        Sheet(
            group_name(group),
            [_("年份"), *(str(words) for words in WAYS.values())],
            [[str(year), *(_plain(projected_figure(one, way, group, year)) for way in WAYS)] for year in one.years],
        )
        for group in SERIES
    ]
    sheets += [
        Sheet(
            _("按性别和年龄组的人口") + f" {year}",
            [_("年龄"), _("男"), _("女")],
            [
                [group_name(ages), round(one.people(f"m{ages}", year), 1), round(one.people(f"f{ages}", year), 1)]
                for ages in PYRAMID
            ],
        )
        for year in one.years[::STEP]
    ]
    if one.row.flows:
        sheets.append(
            Sheet(
                _("人口变动账"),
                [str(column["title"]) for column in _account_columns()],
                [
                    [
                        str(year),
                        round(one.people("all", year), 2),
                        *(one.flow(what, year) for what in projection_figures.FLOWS),
                        round(one.people("all", year + 1), 2),
                    ]
                    for year in one.years[:-1]
                ],
            )
        )
    return Report(
        _("%(area)s人口预测") % {"area": area_name(one.area)},
        [
            _("起点%(day)s；随机次数%(draws)s，种子%(seed)s，输入摘要%(digest)s。") % {
                "day": one.projection.base_day.isoformat(), "draws": one.projection.draws,
                "seed": one.projection.seed, "digest": one.projection.inputs_sha256[:16],
            },
            _("迁移是合成的：净迁移由官方历年总人口扣除自然变动得出，只延续一部分。") if one.moves else _("不计迁移。"),
        ],
        sheets,
    )  # fmt: skip


def _plain(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)
