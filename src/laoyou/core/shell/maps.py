"""
The schematic map: one cell for each town, about where it lies, with its name and its value in words.

It is no map of boundaries and says so. Towns keep the positions that their pack gives; cells that would cover one another
are moved apart on a grid, so that every name can be read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure, show

Text = str | Promise
CELL_WIDTH, CELL_HEIGHT, GAP = 104.0, 56.0, 6.0


@dataclass(frozen=True)
class Town:
    """A place on the map: its id, name (shown in Chinese letters, hence `lang=zh`), position and the page about it."""

    id: str
    name: str
    x: float
    y: float
    url: str = ""


@dataclass(frozen=True)
class Layer:
    """
    What the map shows: a value for each town.

    scale     amount: five classes of one hue; gap: five classes around `centre`, below it warm
    rising    of a gap: warm above `centre` instead, where more means that more is missing
    limits    the four limits between the classes; round ones are found where it is left out
    doubt     towns whose value is in doubt, hatched
    figures   the figures behind the values, where each can be followed
    """

    code: str
    title: Text
    values: Mapping[str, float | None]
    unit: Text = ""
    decimals: int | None = None
    scale: Literal["amount", "gap"] = "amount"
    centre: float = 0.0
    rising: bool = False
    limits: tuple[float, ...] = ()
    doubt: frozenset[str] = frozenset()
    figures: dict[str, Figure] | None = None
    source: Text = ""
    url: str = ""


def round_limits(values: Iterable[float], classes: int = 5) -> tuple[float, ...]:
    """
    `classes` − 1 round limits (1, 2, 2.5 or 5 times a power of ten) that part `values` into classes of similar numbers.

    Fewer limits where the values leave no room for more; none for less than two different values.
    """
    ordered = sorted(set(values))
    if len(ordered) < 2:
        return ()
    limits: list[float] = []
    for index in range(1, classes):
        place = ordered[min(len(ordered) - 1, round(index * len(ordered) / classes))]
        limit = _round(place, (ordered[-1] - ordered[0]) / classes)
        if ordered[0] < limit <= ordered[-1] and (not limits or limit > limits[-1]):
            limits.append(limit)
    return tuple(limits)


def _round(value: float, step: float) -> float:
    """`value` rounded to a multiple of the roundest number that is at most half of `step`."""
    size = 10.0 ** math.floor(math.log10(step / 2)) if step > 0 else 1.0
    grain = next((factor * size for factor in (5, 2.5, 2, 1) if factor * size <= step / 2), size)
    return round(round(value / grain) * grain, 10)


def class_of(value: float, limits: Sequence[float]) -> int:
    """The class of `value`, from 1: it belongs to the class above a limit that it equals."""
    return 1 + sum(value >= limit for limit in limits)


def gap_limits(values: Iterable[float], centre: float) -> tuple[float, float, float, float]:
    """Four round limits, the same distance below and above `centre`: far below, near below, near above, far above."""
    reach = max((abs(value - centre) for value in values), default=0.0) or 1.0
    far = _round(reach / 2, reach) or reach / 2
    near = far / 5
    return (centre - far, centre - near, centre + near, centre + far)


def arrange(towns: Sequence[Town]) -> dict[str, tuple[int, int]]:
    """
    A column and a row for each town, no two alike, as near to its position as the grid allows; y grows to the south.

    Deterministic: towns are placed from the middle outwards, each on the free place nearest to its own.
    """
    if not towns:
        return {}
    side = math.ceil(math.sqrt(len(towns) * 1.9))
    columns, rows = max(1, math.ceil(side / 1.25)), max(1, side)
    left, right = min(town.x for town in towns), max(town.x for town in towns)
    top, bottom = min(town.y for town in towns), max(town.y for town in towns)

    def wanted(town: Town) -> tuple[float, float]:
        across = (town.x - left) / ((right - left) or 1) * (columns - 1)
        down = (town.y - top) / ((bottom - top) or 1) * (rows - 1)
        return across, down

    middle = ((columns - 1) / 2, (rows - 1) / 2)
    places: dict[str, tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for town in sorted(towns, key=lambda town: (math.dist(wanted(town), middle), town.id)):
        across, down = wanted(town)
        free = (
            (column, row)
            for column in range(-1, columns + 1)
            for row in range(-1, rows + 1)
            if (column, row) not in taken
        )
        place = min(free, key=lambda spot: (round(math.hypot(spot[0] - across, spot[1] - down), 6), spot))
        places[town.id] = place
        taken.add(place)
    return places


@dataclass(frozen=True)
class SchematicMap:
    """The map as `<c-map :of=…>` shows it: towns, the layers to choose from, and the one that is chosen."""

    towns: tuple[Town, ...]
    layers: tuple[Layer, ...]
    chosen: str = ""
    name: str = "map"

    @property
    def layer(self) -> Layer:
        """The chosen layer, or the first."""
        return next((layer for layer in self.layers if layer.code == self.chosen), self.layers[0])

    @property
    def limits(self) -> tuple[float, ...]:
        """The limits between the classes of the chosen layer."""
        layer = self.layer
        known = [value for value in layer.values.values() if value is not None and not self._is_nothing(value)]
        if layer.limits:
            return layer.limits
        return gap_limits(known, layer.centre) if layer.scale == "gap" else round_limits(known)

    def _is_nothing(self, value: float | None) -> bool:
        """Whether a town has none of it: no class of its own hue, however low, says so."""
        return value == 0 and self.layer.scale == "amount"

    @property
    def view_box(self) -> str:
        """The SVG's own coordinates."""
        places = arrange(self.towns).values()
        columns = [column for column, _row in places] or [0]
        rows = [row for _column, row in places] or [0]
        x, y = min(columns) * (CELL_WIDTH + GAP), min(rows) * (CELL_HEIGHT + GAP)
        width = (max(columns) - min(columns) + 1) * (CELL_WIDTH + GAP)
        height = (max(rows) - min(rows) + 1) * (CELL_HEIGHT + GAP)
        return f"{x - GAP / 2 - 2:g} {y - GAP / 2 - 2:g} {width + 4:g} {height + 4:g}"

    @property
    def example(self) -> bool:
        """Whether all figures of the chosen layer are examples, so that its head may say so once."""
        figures = (self.layer.figures or {}).values()
        return bool(figures) and all(figure.example for figure in figures)

    @property
    def wide(self) -> bool:
        """Whether the map has more than four columns, so that a phone must scroll it sideways to read its names."""
        columns = [column for column, _row in arrange(self.towns).values()] or [0]
        return max(columns) - min(columns) >= 4

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The towns with their place, class and printed value, from the highest value down; unknown ones last."""
        layer, limits, places = self.layer, self.limits, arrange(self.towns)
        prefix = "gap" if layer.scale == "gap" else "step"
        turned = layer.scale == "gap" and layer.rising
        # With fewer than five classes the darkest colour still means the most.
        shift = 5 - (len(limits) + 1) if layer.scale == "amount" else 0
        cells = []
        for town in self.towns:
            value = layer.values.get(town.id)
            doubtful = town.id in layer.doubt
            column, row = places[town.id]
            x, y = column * (CELL_WIDTH + GAP), row * (CELL_HEIGHT + GAP)
            cells.append(
                {
                    "town": town,
                    "value": value,
                    "shown": show(value, layer.decimals),
                    "figure": (layer.figures or {}).get(town.id),
                    "style": "step-none"
                    if value is None
                    else "step-zero"
                    if self._is_nothing(value)
                    else f"{prefix}-{self._colour(class_of(value, limits) + shift, turned)}",
                    "hatched": value is None or doubtful,
                    "doubtful": doubtful,
                    "x": x,
                    "y": y,
                    "middle": x + CELL_WIDTH / 2,
                    "name_y": y + 23,
                    "value_y": y + 43,
                }
            )
        return sorted(cells, key=lambda cell: (cell["value"] is None, -(cell["value"] or 0), cell["town"].id))

    @staticmethod
    def _colour(number: int, turned: bool) -> int:
        """The colour of a class, from 1 to 5; from the other end where more means that more is missing."""
        return 6 - number if turned else number

    @property
    def legend(self) -> list[dict[str, str]]:
        """The classes with their limits in words, from low to high, then what the hatching means."""
        layer, limits = self.layer, self.limits
        prefix = "gap" if layer.scale == "gap" else "step"
        shift = 5 - (len(limits) + 1) if layer.scale == "amount" else 0
        texts = [show(_plain(limit), layer.decimals if layer.decimals else None) for limit in limits]
        entries = []
        if any(self._is_nothing(layer.values.get(town.id)) for town in self.towns):
            entries.append({"style": "step-zero", "words": _("没有"), "hatched": ""})
        for index in range(len(limits) + 1):
            if not limits:
                words = _("各镇街相同")
            elif index == 0:
                words = _("低于%(limit)s") % {"limit": texts[0]}
            elif index == len(limits):
                words = _("%(limit)s及以上") % {"limit": texts[-1]}
            else:
                words = f"{texts[index - 1]}–{texts[index]}"
            colour = self._colour(index + 1 + shift, layer.scale == "gap" and layer.rising)
            entries.append({"style": f"{prefix}-{colour}", "words": words, "hatched": ""})
        if layer.doubt or any(layer.values.get(town.id) is None for town in self.towns):
            entries.append({"style": "step-none", "words": _("暂无数据或口径存疑"), "hatched": "yes"})
        return entries


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
