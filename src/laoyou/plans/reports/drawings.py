"""Pictures of documents as SVG, drawn from the frozen rows: bars against the target, and the schematic map of towns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.safestring import SafeString

INK, TEAL, LINE, MIST, WARM = "#1a2233", "#0b6e6e", "#d5dbe3", "#f4f6f8", "#b8451a"
SHADES = ("#e3f0f0", "#b7d9d9", "#7fbaba", "#3f9494", "#0b6e6e")


@dataclass(frozen=True)
class Drawing:
    """A picture with what it says: the finding as title, what is measured below; its numbers stand in a table of the document."""

    section: str
    title: str
    note: str
    svg: str

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
        found.append(_text(left - 8, y + 18, name if len(name) <= 17 else f"{name[:16]}…", anchor="end", size=12))
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
    width, height, margin = 640, 470, 46
    known = sorted(values.values())
    low, high = (float(known[0]), float(known[-1])) if known else (0.0, 1.0)
    found = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ]
    found.append(f'<rect x="0" y="0" width="{width}" height="{height}" fill="{MIST}"/>')
    for place in places:
        if place["x"] is None or place["y"] is None:
            continue
        x = margin + float(place["x"]) / 100 * (width - 2 * margin)
        y = margin + float(place["y"]) / 100 * (height - 2 * margin)
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


def drawings(data: Mapping[str, Any]) -> list[Drawing]:
    """The pictures of a document: indicators against their targets, and the map of the indicator that is known in most towns."""
    found = []
    rows = []
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
            rows.append((one["name"], value, target, f"{round(value, one['digits'])}{one['unit']}"))
    if rows:
        found.append(
            Drawing("indicators", "各指标与目标之比", "竖线为各指标自己的目标；口径存疑和没有数据的不画", bars(rows))
        )
    known = [
        (one, {town["area"]: Decimal(town["value"]) for town in one["towns"] if town["value"] is not None})
        for one in data["indicators"]
    ]
    placed = any(place["x"] is not None for place in data["places"])
    # One whose definition is not in doubt, where there is one.
    known.sort(key=lambda pair: (pair[0]["state"] != "in_doubt" and len(pair[1]) > 2, len(pair[1])), reverse=True)
    if placed and known and len(known[0][1]) > 2:
        one, numbers = known[0]
        drawn = town_map(data["places"], numbers, one["digits"])
        note = f"单位：{one['unit']}；空心为没有数"
        found.append(Drawing("indicators", f"各镇街：{one['name']}", note, drawn))
    return found
