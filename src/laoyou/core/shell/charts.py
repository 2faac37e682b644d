"""
Charts: a finding, the table that it rests on, and a picture of that table drawn in the browser where it can be.

The table is always in the page; the picture is made from the same numbers, so the two cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.utils.functional import Promise

from laoyou.core.figures import Figure, show
from laoyou.core.shell.figures import figure_html

Text = str | Promise
Number = int | float | Decimal


@dataclass(frozen=True)
class Series:
    """
    One line or set of bars: a value for each category, None where there is none.

    low, high  bounds of its uncertainty, one pair for each category, drawn as a band
    figures    the figures behind the values, where they can be followed; the table then shows them
    """

    name: Text
    values: tuple[Number | None, ...]
    low: tuple[Number, ...] = ()
    high: tuple[Number, ...] = ()
    emphasis: bool = False
    figures: tuple[Figure | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """
    A chart for `<c-chart :of=…>`.

    title       what the figures say, as a sentence
    subtitle    what is measured
    kind        line, bar (across), column (upright) or pyramid (two series, the first drawn to the left)
    categories  the words under the axis, or the ages of a pyramid from young to old
    target      the plan's own figure, drawn as a marked line, with its words in `target_name`
    source      document and date; printed below
    chinese_categories  the categories are names that stay Chinese on an English page
    alt         what somebody who cannot see it should know; the title where it is left out
    """

    title: Text
    kind: Literal["line", "bar", "column", "pyramid"]
    categories: tuple[Text, ...]
    series: tuple[Series, ...]
    subtitle: Text = ""
    unit: Text = ""
    category_name: Text = ""
    source: Text = ""
    alt: Text = ""
    target: Number | None = None
    target_name: Text = ""
    decimals: int | None = None
    example: bool = False
    chinese_categories: bool = False
    name: str = field(default="chart")

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"{len(series.values)} values of {series.name!s} for {len(self.categories)} categories"
                )
        if self.kind == "pyramid" and len(self.series) != 2:
            raise ValueError("a pyramid has exactly two series")

    @property
    def data(self) -> dict[str, Any]:
        """What the browser draws from, as plain JSON."""
        return {
            "kind": self.kind,
            "name": self.name,
            "unit": str(self.unit),
            "decimals": self.decimals,
            "categories": [str(category) for category in self.categories],
            "series": [
                {
                    "name": str(series.name),
                    "values": [None if value is None else float(value) for value in series.values],
                    "low": [float(value) for value in series.low],
                    "high": [float(value) for value in series.high],
                    "emphasis": series.emphasis,
                }
                for series in self.series
            ],
            "target": None if self.target is None else {"value": float(self.target), "name": str(self.target_name)},
        }

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table: a category and its values as printed."""
        return [
            (str(category), [self._cell(series, index) for series in self.series])
            for index, category in enumerate(self.categories)
        ]

    def _cell(self, series: Series, index: int) -> str:
        figure = series.figures[index] if series.figures else None
        return show(series.values[index], self.decimals) if figure is None else figure_html(figure, unit=False)

    @property
    def description(self) -> str:
        """The alternative text of the picture."""
        return str(self.alt or self.title)

    @property
    def tall(self) -> bool:
        """Whether the picture needs more height: pyramids, and bars of more than nine rows."""
        return self.kind == "pyramid" or (self.kind == "bar" and len(self.categories) > 9)

    @property
    def very_tall(self) -> bool:
        """Whether it needs still more: bars of more than sixteen rows, each of which keeps its words."""
        return self.kind == "bar" and len(self.categories) > 16


def spark_points(
    values: list[float | None], *, target: float | None, width: float = 120, height: float = 40
) -> dict[str, Any]:
    """
    The points of a spark line in a box of `width` × `height`: {line, area, x, y, target}; line is empty below two known values.

    Unknown values are left out, and the line goes straight over them. The scale holds all values and the target.
    """
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return {"line": ""}
    levels = [value for _, value in known] + ([target] if target is not None else [])
    low, high = min(levels), max(levels)
    spread = (high - low) or 1.0
    last = max(len(values) - 1, 1)

    def x(index: int) -> float:
        return round(4 + (width - 8) * index / last, 1)

    def y(value: float) -> float:
        return round(height - 5 - (height - 10) * (value - low) / spread, 1)

    points = [(x(index), y(value)) for index, value in known]
    line = " ".join(f"{px},{py}" for px, py in points)
    return {
        "line": line,
        "area": f"{points[0][0]},{height} {line} {points[-1][0]},{height}",
        "x": points[-1][0],
        "y": points[-1][1],
        "target": None if target is None else y(target),
        "width": width,
        "height": height,
    }
