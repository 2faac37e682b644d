"""What the projected people will need, and the gap to what the register holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from laoyou.core import clock, district
from laoyou.core.figures import Figure
from laoyou.core.shell.figures import figure_html
from laoyou.core.shell.maps import Layer
from laoyou.planning import permissions
from laoyou.planning.presenters import demand_figures as own
from laoyou.planning.presenters.norm_figures import definition_name, level_name
from laoyou.planning.presenters.projection_figures import area_name
from laoyou.planning.queries import projections
from laoyou.planning.queries.projections import AreaProjection
from laoyou.planning.reports.tables import Report, Sheet
from laoyou.planning.views.maps import town_map
from laoyou.planning.views.pages import WorkbenchPage, tabs
from laoyou.providers import public as providers

if TYPE_CHECKING:
    from laoyou.planning.domain.needs import Rated

AHEAD = 5
SITED = {
    "beds": ("care_home", "60"),
    "nursing_beds": ("care_home", "80"),
    "home_care_beds": ("community_care_station", "80"),
    "places": ("childcare_centre", "0-2"),
    "meals": ("canteen", "60"),
    "carers": ("care_home", "80"),
}
"""What would be built to close a gap and for whom, as the siting page asks for it."""


@dataclass(frozen=True)
class Row:
    """One area: what is needed three ways, what there is, the three gaps; None where no register counts it."""

    area: str
    needs: tuple[Figure, ...]
    supply: Figure | None
    gaps: tuple[Figure | None, ...]

    @property
    def cells(self) -> list[Figure | None]:
        return [*self.needs, self.supply, *self.gaps]


@dataclass(frozen=True)
class Asked:
    """What the page was asked: of what, by which reading, by whose definition of disability, in which year, which map."""

    measure: str
    reading: str
    rated: Rated | None
    year: int
    layer: str

    def url(self, **other: str) -> str:
        """The page with something else chosen."""
        said = {
            "measure": self.measure, "reading": self.reading, "year": str(self.year), "layer": self.layer,
            "of": self.rated.written if self.rated else "",
        }  # fmt: skip
        return f"?{urlencode({key: value for key, value in (said | other).items() if value})}"


class ShowDemandPage(WorkbenchPage):
    """What each town will need by norm, by need and by use, and the gap to the register."""

    permission = permissions.SEE_DEMAND
    template = "planning/demand.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        context: dict[str, Any] = {
            "tabs": tabs("planning:show_demand"),
            "may_site": scope.may(permissions.KEEP),
        }
        found = projections.newest()
        if found is None:
            return self.render(context)
        self.chosen_area(found)
        areas = projections.several(found, projections.areas_of(found, scope), scope)
        asked = self._asked(areas[0])
        rows = self._rows(areas, asked)
        if form := request.GET.get("format", ""):
            return self.file(_report(rows, asked), form, "demand")
        context |= self._choices(asked, areas[0])
        context |= {
            "found": found,
            "columns": [{"title": title, "number": 0 < at < 8} for at, title in enumerate(_head(asked))],
            "rows": [self._cells(row, asked) for row in rows],
            "title": _("%(year)s年%(what)s需求与缺口") % {"year": asked.year, "what": own.MEASURES[asked.measure]},
            "map": self._map(rows, asked),
            "missing": _missing(rows[0]),
            "forms": self.forms(),
        }
        return self.render(context)

    def _asked(self, whole: AreaProjection) -> Asked:
        from laoyou.planning.domain import needs

        measure = self.asked("measure", list(own.MEASURES), "beds")
        readings = own.READINGS[measure]
        reading = self.request.GET.get("reading", "")
        if reading not in readings:  # the reading of another measure, where somebody changed what is asked
            reading = next(iter(readings), "")
        offered = needs.offered(district.pack())
        words = self.request.GET.get("of", "")
        rated = own.rated_of(words) if words else None
        if rated is None and offered:
            code, rates = next(iter(offered.items()))
            known = needs.levels(rates)
            rated = needs.Rated(code, known[min(1, len(known) - 1)], rates)
        year = self.chosen_year(whole.years, whole.base_year + AHEAD)
        return Asked(measure, reading, rated, year, self.asked("layer", list(own.WAYS), "norm"))

    def _choices(self, asked: Asked, whole: AreaProjection) -> dict[str, Any]:
        from laoyou.planning.domain import needs

        definitions = [
            {
                "code": f"{code}.{level}",
                "name": _("%(definition)s：%(level)s及以上")
                % {"definition": definition_name(code), "level": level_name(code, level)},
            }
            for code, rates in needs.offered(district.pack()).items()
            for level in needs.levels(rates)
        ]
        takes = (asked.measure, "need") in needs.BY_DEFINITION
        return {
            "asked": asked,
            "measures": [{"code": code, "name": name} for code, name in own.MEASURES.items()],
            "readings": [
                {"code": code, "name": name, "url": asked.url(reading=code)}
                for code, name in own.READINGS[asked.measure].items()
            ],
            "definitions": definitions if takes else [],
            "definition": asked.rated.written if asked.rated else "",
            "year": asked.year,
            "first": whole.years[0],
            "last": whole.years[-1],
            "before": asked.url(year=str(asked.year - 1)) if asked.year > whole.years[0] else "",
            "after": asked.url(year=str(asked.year + 1)) if asked.year < whole.years[-1] else "",
            "siting": siting_url(asked.measure),
        }

    def _rows(self, areas: Sequence[AreaProjection], asked: Asked) -> list[Row]:
        held = self._by_town(asked.measure, asked.reading)
        used = self._by_town(asked.measure, own.USED.get(asked.measure, ""))
        return [self._row(one, asked, held, used) for one in areas]

    def _by_town(self, measure: str, reading: str) -> dict[str, int] | None:
        if measure not in own.ROWS or not reading:
            return None
        return providers.by_town(own.selection_of(measure, reading), self.request.scope, on=clock.today())

    def _row(self, one: AreaProjection, asked: Asked, held: dict[str, int] | None, used: dict[str, int] | None) -> Row:
        scope, measure = self.request.scope, asked.measure
        in_use = {} if used is None else {measure: _within(used, one.area)}
        kept = own.book(one, asked.year, scope, asked.rated, used=in_use)
        needs = tuple(own.need_figure(kept, measure, way) for way in own.WAYS)
        if held is None:
            return Row(one.area, needs, None, (None, None, None))
        supply = own.supply_figure(measure, asked.reading, one.area, scope, value=_within(held, one.area))
        gaps = tuple(
            own.shortfall_figure(
                need, supply, f"shortfall:{measure}/{kept.ref(measure, way)}/{asked.reading}/{kept.place}"
            )
            for way, need in zip(own.WAYS, needs, strict=True)
        )
        return Row(one.area, needs, supply, gaps)

    def _cells(self, row: Row, asked: Asked) -> list[Any]:
        cells: list[Any] = [format_html('<span lang="zh">{}</span>', area_name(row.area))]
        cells += ["–" if one is None else figure_html(one, unit=False, example=False) for one in row.cells]
        if self.request.scope.may(permissions.KEEP) and len(row.area) == projections.TOWN_DIGITS:
            words = format_html('{}<span class="unseen" lang="zh">{}</span>', _("去选址"), area_name(row.area))
            cells.append(format_html('<a href="{}">{}</a>', siting_url(asked.measure, row.area), words))
        else:
            cells.append("")
        return cells

    def _map(self, rows: Sequence[Row], asked: Asked) -> Any:
        ways = list(own.WAYS)
        counted = rows[0].supply is not None
        layers = []
        for at, way in enumerate(ways):
            figures = {row.area: row.gaps[at] if counted else row.needs[at] for row in rows}
            towns = {area: one for area, one in figures.items() if len(area) == projections.TOWN_DIGITS and one}
            layers.append(
                Layer(
                    way,
                    _gap_title(way) if counted else str(own.WAYS[way]),
                    {area: None if one.value is None else float(one.value) for area, one in towns.items()},
                    unit=own.UNITS[asked.measure],
                    decimals=0,
                    scale="gap" if counted else "amount",
                    rising=True,
                    figures=towns,
                    url=asked.url(layer=way),
                )
            )
        return town_map([row.area for row in rows], layers, asked.layer, "demand-map")


def siting_url(measure: str, town: str = "") -> str:
    """The siting page, with the kind, the people and the town that the gap is about."""
    kind, group = SITED[measure]
    asked = {"kind": kind, "group": group} | ({"town": town} if town else {})
    return f"{reverse('planning:find_sites')}?{urlencode(asked)}"


def _within(counted: dict[str, int], area: str) -> int:
    return sum(number for town, number in counted.items() if town.startswith(area))


def _missing(row: Row) -> list[dict[str, str]]:
    """What keeps a way from being reckoned, and where it would be put: for the head of the table."""
    return [
        {"way": str(own.WAYS[way]), "words": " ".join([str(need.formula), *(str(note) for note in need.notes)])}
        for way, need in zip(own.WAYS, row.needs, strict=True)
        if need.value is None
    ]


def _gap_title(way: str) -> str:
    return {"norm": _("缺口（按标准）"), "need": _("缺口（按需要）"), "use": _("缺口（按使用）")}[way]


def _head(asked: Asked) -> list[str]:
    readings = own.READINGS[asked.measure]
    return [
        _("镇街"),
        *(str(way) for way in own.WAYS.values()),
        str(readings[asked.reading]) if readings else _("名册现有"),
        *(_gap_title(way) for way in own.WAYS),
        _("在哪里建"),
    ]


def _report(rows: Sequence[Row], asked: Asked) -> Report:
    title = _("%(year)s年%(what)s需求与缺口") % {"year": asked.year, "what": own.MEASURES[asked.measure]}
    lines = [_("负数表示有余。")]
    if asked.rated is not None:
        lines.append(
            _("失能口径：%(definition)s，%(level)s及以上。")
            % {
                "definition": definition_name(asked.rated.code),
                "level": level_name(asked.rated.code, asked.rated.level),
            }
        )
    lines += [
        _("%(way)s：%(why)s") % {"way": own.WAYS[way], "why": need.formula}
        for way, need in zip(own.WAYS, rows[0].needs, strict=True)
    ]
    cells = [[area_name(row.area), *(_plain(one) for one in row.cells)] for row in rows]
    return Report(title, lines, [Sheet(title, _head(asked)[:-1], cells)])


def _plain(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)
