"""Pictures of documents as SVG, drawn from the frozen rows: bars against the target, and the schematic map of towns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from laoyou.plans.domain.circular import Kind
from laoyou.plans.presenters.circular_tables import INDICATORS, table_of_map, town_section
from laoyou.plans.presenters.circular_text import REACHED, called, mapped

INK, TEAL, LINE, MIST, WARM = "#1a2233", "#0b6e6e", "#d5dbe3", "#f4f6f8", "#b8451a"
SHADES = ("#e3f0f0", "#b7d9d9", "#7fbaba", "#3f9494", "#0b6e6e")


@dataclass(frozen=True)
class Drawing:
    """
    A picture with what it says: the finding as title, what is measured below.

    table   the title of the table in which its numbers stand, and before which it is printed
    """

    section: str
    title: str
    note: str
    svg: str
    table: str = ""

    @property
    def image(self) -> SafeString:
        """The picture for a page, with its title as its alternative text; drawn by us from numbers and escaped names."""
        return SafeString(
            self.svg.replace("<svg ", f'<svg role="img" aria-label="{escape(self.title)}" class="drawing" ', 1)
        )


def _text(
    x: float, y: float, words: str, *, size: float = 13, anchor: str = "start", fill: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight} '
        f'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif">{escape(words)}</text>'
    )


def _apart(spots: Sequence[tuple[float, float]], right: float, bottom: float) -> list[tuple[float, float]]:
    """Spots moved until no circle or name lies on another: the map is schematic, and its neighbours stay neighbours."""
    moved = list(spots)
    for _round in range(200):
        quiet = True
        for one in range(len(moved)):
            for other in range(one):
                (x1, y1), (x2, y2) = moved[one], moved[other]
                across, down = 58 - abs(x1 - x2), 50 - abs(y1 - y2)
                if across <= 0 or down <= 0:
                    continue
                quiet = False
                if across < down:
                    push = (across / 2 + 0.5) * (1 if x1 >= x2 else -1)
                    moved[one], moved[other] = (x1 + push, y1), (x2 - push, y2)
                else:
                    push = (down / 2 + 0.5) * (1 if y1 >= y2 else -1)
                    moved[one], moved[other] = (x1, y1 + push), (x2, y2 - push)
        moved = [(min(max(x, 40.0), right + 6), min(max(y, 30.0), bottom)) for x, y in moved]
        if quiet:
            break
    return moved


def bars(rows: Sequence[tuple[str, Decimal, Decimal, str]], *, target_name: str = "目标") -> str:
    """Across: one bar for each (name, value, target, words at the end), each scaled to its own target at the marked line."""
    width, step, left, mark = 640, 34, 232, 520
    height = step * len(rows) + 34
    found = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    found.append(_text(mark, 16, f"{target_name} = 100%", size=12, anchor="middle", fill=WARM))
    for number, (name, value, target, words) in enumerate(rows):
        y = 26 + number * step
        share = float(value / target) if target else 0.0
        length = max(min(share, 1.3), 0.0) * (mark - left)
        found.append(_text(left - 8, y + 18, name if len(name) <= 19 else f"{name[:18]}…", anchor="end", size=11.5))
        found.append(f'<rect x="{left}" y="{y + 4}" width="{max(length, 1):.1f}" height="20" fill="{TEAL}"/>')
        inside = length > 110
        found.append(
            _text(
                left + (length - 6 if inside else length + 6),
                y + 19,
                words,
                size=12,
                anchor="end" if inside else "start",
                fill="#ffffff" if inside else INK,
            )
        )
    found.append(
        f'<line x1="{mark}" x2="{mark}" y1="22" y2="{height - 6}" stroke="{WARM}" stroke-width="1.5" stroke-dasharray="4 3"/>'
    )
    return "".join([*found, "</svg>"])


def town_map(places: Sequence[Mapping[str, Any]], values: Mapping[str, Decimal], digits: int) -> str:
    """Towns on the schematic square of 100, darker for more; what is unknown is white with a dashed edge."""
    width, height, margin = 640, 640, 46
    known = sorted(values.values())
    low, high = (float(known[0]), float(known[-1])) if known else (0.0, 1.0)
    found = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    found.append(f'<rect x="0" y="0" width="{width}" height="{height}" fill="{MIST}"/>')
    placed = [place for place in places if place["x"] is not None and place["y"] is not None]
    spots = [
        (
            margin + float(place["x"]) / 100 * (width - 2 * margin),
            margin + float(place["y"]) / 100 * (height - 2 * margin),
        )
        for place in placed
    ]
    for place, (x, y) in zip(placed, _apart(spots, width - margin, height - margin), strict=True):
        value = values.get(place["area"])
        if value is None:
            found.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="17" fill="#ffffff" stroke="{INK}" stroke-dasharray="3 3"/>'
            )
            words = "–"
        else:
            shade = SHADES[min(4, int((float(value) - low) / (high - low) * 5))] if high > low else SHADES[2]
            found.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="17" fill="{shade}" stroke="{INK}" stroke-width="0.6"/>')
            words = f"{value:.{digits}f}"
            dark = shade in SHADES[3:]
            found.append(_text(x, y + 4, words, size=10, anchor="middle", fill="#ffffff" if dark else INK))
        name = str(place["name"]).removesuffix("街道").removesuffix("镇")
        found.append(_text(x, y + 30, name, size=11, anchor="middle"))
    found.append(_text(width - 10, height - 10, "示意，非行政区划边界", size=11, anchor="end", fill="#5b6472"))
    return "".join([*found, "</svg>"])


def drawings(data: Mapping[str, Any], kind: Kind) -> list[Drawing]:
    """The pictures of a document: indicators against their targets, and the map of one of them by town."""
    found = []
    rows = []
    reached = 0
    for one in data["indicators"]:
        if (
            one["value"] is None
            or one["target"] is None
            or one["operator"] not in ("≥", ">", "=")
            or one["state"] == "in_doubt"
        ):
            continue
        value, target = Decimal(one["value"]), Decimal(one["target"])
        if target > 0:
            reached += one["state"] in REACHED
            rows.append((called(one), value, target, f"{round(value, one['digits'])}{one['unit']}"))
    if rows:
        found.append(
            Drawing(
                "indicators",
                f"{len(rows)}项可以与目标相比的指标中，{reached}项达到目标",
                "各指标与目标之比，竖线为各自的目标；口径存疑和没有数据的不画",
                bars(rows),
                INDICATORS,
            )
        )
    one = mapped(data)
    if one is not None:
        numbers = {town["area"]: Decimal(town["value"]) for town in one["towns"] if town["value"] is not None}
        drawn = town_map(data["places"], numbers, one["digits"])
        note = f"单位：{one['unit']}；空心为没有数" + ("；口径存疑" if one["state"] == "in_doubt" else "")
        found.append(Drawing(town_section(kind), f"各镇街：{one['name']}", note, drawn, table_of_map(data, kind)))
    return found
