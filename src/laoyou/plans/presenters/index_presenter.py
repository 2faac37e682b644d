"""The pages of the evaluation index: the map, the bars with their intervals, the table, and one town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure
from laoyou.core.shell.charts import Chart, Series
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.plans.models import IndexEvaluation, TownIndex
from laoyou.plans.presenters import words
from laoyou.plans.presenters.index_figures import TownFigures, grade_of, points, range_of, title, town_name
from laoyou.plans.queries.index import Evaluated


@dataclass(frozen=True)
class Line:
    """One town in the table."""

    name: str
    url: str
    known: bool
    grade: str
    between: str
    total: Figure
    low: Figure
    high: Figure
    bottom: Figure
    top: Figure
    bands: list[Figure]
    gated: bool


class IndexPresenter:
    """An evaluation with the towns that the reader may see."""

    def __init__(self, found: Evaluated) -> None:
        self.found, self.row = found, found.row
        self.title = title(self.row.frame)
        self.note = words.pick(self.row.frame["note"], self.row.frame["note_en"])
        self.grades = [title(one) for one in self.row.frame["grades"]]
        self.source = self.row.frame["document"]
        self._figures = {town.area_id: TownFigures(self.row, town) for town in found.towns}

    def town_url(self, town: TownIndex) -> str:
        """The page about one town."""
        return reverse("plans:show_town_index", args=[self.row.pk, town.area_id])

    @cached_property
    def lines(self) -> list[Line]:
        """The towns in the order of the district, which is no ranking."""
        return [self._line(town) for town in self.found.towns]

    def _line(self, town: TownIndex) -> Line:
        own, result = self._figures[town.area_id], town.result
        return Line(
            town.area.name,
            self.town_url(town),
            result["total"] is not None,
            grade_of(self.row, result["grade"]),
            range_of(self.row, result),
            own.figure("total"),
            own.figure("likely-low"),
            own.figure("likely-high"),
            own.figure("low"),
            own.figure("high"),
            [own.figure(f"band.{one['code']}") for one in self.row.frame["grades"]],
            result["gated"] is not None and result["gated"] < 0,
        )

    @cached_property
    def unknown(self) -> bool:
        """Whether the index of any town is unknown because a measure is."""
        return any(not line.known for line in self.lines)

    @cached_property
    def map(self) -> SchematicMap | None:
        """The towns with their index in classes of grades; hatched where it is unknown."""
        placed = [town for town in self.found.towns if town.area.x is not None and town.area.y is not None]
        if len(placed) < 2:
            return None
        shown = {town.area_id: self._figures[town.area_id].figure("total") for town in placed}
        layer = Layer(
            code="index",
            title=self.title,
            values={town.area_id: town.result["total"] for town in placed},
            unit=points(),
            decimals=1,
            limits=tuple(float(one["points"]) for one in self.row.frame["grades"][1:]),
            figures=shown,
            source=self.source,
        )
        towns = tuple(
            Town(town.area_id, town.area.name, float(town.area.x or 0), float(town.area.y or 0), self.town_url(town))
            for town in placed
        )
        return SchematicMap(towns, (layer,), name="index-map")

    @cached_property
    def chart(self) -> Chart | None:
        """The index of each town with its interval, the highest middle first."""
        towns = sorted(self.found.towns, key=lambda town: (-town.result["median"], town.area_id))
        if not towns:
            return None
        return Chart(
            title=_("区间相交的镇街，分不出先后"),
            subtitle=_("指数和重新取权重、量程、换算曲线后中间90%的区间"),
            kind="bar",
            categories=tuple(town.area.name for town in towns),
            series=(
                Series(
                    _("指数"),
                    tuple(town.result["total"] for town in towns),
                    low=tuple(town.result["likely_low"] for town in towns),
                    high=tuple(town.result["likely_high"] for town in towns),
                    figures=tuple(self._figures[town.area_id].figure("total") for town in towns),
                ),
            ),
            unit=points(),
            category_name=_("镇街"),
            source=self.source,
            decimals=1,
            example=self.row.example,
            chinese_categories=True,
            name="index-bars",
        )


@dataclass(frozen=True)
class MeasureLine:
    """One measure of a town: value, goalposts, points, and what it takes away."""

    name: str
    value: Figure
    low: Figure
    high: Figure
    points: Figure
    loss: Figure


@dataclass(frozen=True)
class PillarCard:
    """One pillar of a town."""

    name: str
    figure: Figure
    low: Figure
    high: Figure
    known: bool
    lines: list[MeasureLine]


@dataclass(frozen=True)
class GateLine:
    """One gate: its value, and whether it is passed."""

    name: str
    figure: Figure
    at_least: str
    passed: bool | None


class TownIndexPresenter:
    """One town of an evaluation, and how it stood in the others."""

    def __init__(self, row: IndexEvaluation, town: TownIndex, earlier: Sequence[TownIndex]) -> None:
        self.row, self.town = row, town
        self.name = town_name(town)
        self.title = title(row.frame)
        self._own = TownFigures(row, town)
        self._earlier = earlier
        result: dict[str, Any] = town.result
        self.known = result["total"] is not None
        self.grade = grade_of(row, result["grade"])
        self.between = range_of(row, result)
        self.total, self.low, self.high, self.bottom, self.top, self.gated = (
            self._own.figure(key) for key in ("total", "likely-low", "likely-high", "low", "high", "gated")
        )
        self.bands = [(title(one), self._own.figure(f"band.{one['code']}")) for one in row.frame["grades"]]

    @cached_property
    def pillars(self) -> list[PillarCard]:
        return [
            PillarCard(
                title(pillar),
                self._own.figure(f"pillar.{pillar['code']}"),
                self._own.figure(f"pillar-low.{pillar['code']}"),
                self._own.figure(f"pillar-high.{pillar['code']}"),
                self.town.result["pillars"][number]["points"] is not None,
                [
                    MeasureLine(
                        title(one),
                        *(
                            self._own.figure(f"{key}.{one['code']}")
                            for key in ("value", "from", "to", "points", "loss")
                        ),
                    )
                    for one in self.row.frame["measures"]
                    if one["pillar"] == pillar["code"]
                ],
            )
            for number, pillar in enumerate(self.row.frame["pillars"])
        ]

    @cached_property
    def gates(self) -> list[GateLine]:
        from laoyou.plans.domain.evaluation import passes

        return [
            GateLine(
                title(one), self._own.figure(f"gate.{one['code']}"), one["at_least"],
                passes(self.town.inputs["gates"][number]["value"], one["at_least"]),
            )
            for number, one in enumerate(self.row.frame["gates"])
        ]  # fmt: skip

    @cached_property
    def chart(self) -> Chart | None:
        """What takes points away, the most first; None where it is unknown or nothing does."""
        lost = [(one, self._own.figure(f"loss.{one['code']}")) for one in self.row.frame["measures"]]
        lost = [(one, figure) for one, figure in lost if figure.value]
        if not self.known or not lost:
            return None
        lost.sort(key=lambda pair: float(pair[1].value or 0))
        return Chart(
            title=_("“%(measure)s”扣分最多") % {"measure": title(lost[0][0])},
            subtitle=_("各测度使指数比满分少多少"),
            kind="bar",
            categories=tuple(title(one) for one, _figure in lost),
            series=(
                Series(
                    _("扣分"),
                    tuple(figure.value for _one, figure in lost),
                    figures=tuple(figure for _one, figure in lost),
                ),
            ),
            unit=points(),
            category_name=_("测度"),
            source=self.row.frame["document"],
            decimals=1,
            example=self.row.example,
            name="index-losses",
        )

    @cached_property
    def course(self) -> Chart | None:
        """The index over the snapshots, with its interval; None below two of them."""
        if len(self._earlier) < 2:
            return None
        figures = [TownFigures(one.evaluation, one).figure("total") for one in self._earlier]
        return Chart(
            title=_("各次快照的指数和区间"),
            kind="line",
            categories=tuple(f"{one.evaluation.as_of:%Y-%m-%d}" for one in self._earlier),
            series=(
                Series(
                    _("指数"),
                    tuple(one.result["total"] for one in self._earlier),
                    low=tuple(one.result["likely_low"] for one in self._earlier),
                    high=tuple(one.result["likely_high"] for one in self._earlier),
                    figures=tuple(figures),
                ),
            ),
            unit=points(),
            category_name=_("日期"),
            source=self.row.frame["document"],
            decimals=1,
            example=self.row.example,
            name="index-course",
        )
