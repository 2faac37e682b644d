"""Tags and filters of the shell; loaded for every template by the settings."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, Textarea
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from laoyou.core.figures import Figure, show
from laoyou.core.shell import charts, dates, figures, icons, states, words

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the shell by name."""
    return icons.icon(name)


@register.simple_tag
def state(code: str, word: str = "", tone: str = "") -> SafeString:
    """The badge of a state; `word` and `tone` override its own."""
    return states.badge(code, word=word or None, tone=tone)


@register.simple_tag
def figure(of: Figure, big: bool = False, unit: bool = True, link: bool = True, example: bool = True) -> SafeString:
    """A figure as every page prints it, marked so that it can be followed."""
    return figures.figure_html(of, big=big, unit=unit, link=link, example=example)


@register.simple_tag
def spark(values: list[float | None], target: float | str | None = None, label: str = "") -> SafeString:
    """The small line of a figure's history with its target; nothing where fewer than two values are known."""
    points = charts.spark_points(
        [None if value is None else float(value) for value in values],
        target=None if target in (None, "") else float(target),
    )
    if not points["line"]:
        return SafeString("")
    aim = (
        ""
        if points["target"] is None
        else format_html(
            '<line class="spark-target" x1="0" x2="{}" y1="{}" y2="{}"/>',
            points["width"],
            points["target"],
            points["target"],
        )
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><polygon class="spark-area" points="{}"/>{}'
        '<polyline class="spark-line" points="{}"/><circle class="spark-now" cx="{}" cy="{}" r="4"/></svg>',
        points["width"],
        points["height"],
        label,
        points["area"],
        aim,
        points["line"],
        points["x"],
        points["y"],
    )


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """A number with grouped thousands; '–' where it is unknown."""
    return show(value if value != "" else None, decimals)


@register.filter
def day(value: date | None) -> str:
    """2026年11月22日 or 22 November 2026."""
    return dates.day(value)


@register.filter
def says_example(name: str) -> bool:
    """Whether `name` says itself, in the reader's language, that it is an example, so that no badge need repeat it."""
    return "（示例）" in name and not (get_language() or "").startswith("en")


@register.filter
def short_day(value: date | None) -> str:
    """2026-11-22."""
    return dates.short_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月22日 14:05."""
    return dates.moment(value)


@register.filter
def short_moment(value: datetime | None) -> str:
    """2026-11-22 14:05."""
    return dates.short_moment(value)


@register.filter
def money(fen: int | None) -> str:
    """Whole fen as yuan."""
    return dates.money(fen)


@register.filter
def attribute(row: Any, name: str) -> Any:
    """`row[name]` or `row.name`; empty where there is neither."""
    return row.get(name, "") if isinstance(row, dict) else getattr(row, name, "")


@register.filter
def at(items: Any, index: int) -> Any:
    """`items[index]`; empty beyond the end."""
    return items[index] if items and index < len(items) else ""


@register.filter
def marked(text: Any) -> SafeString:
    """`text`, marked as Chinese where it is Chinese on a page of another language: names, titles and quotations of documents."""
    return words.marked(text)


@register.filter
def together(of: Any) -> SafeString:
    """Several words in a row, as the page's language separates them."""
    return words.marked_together(of)


@register.filter
def control(bound: BoundField) -> SafeString:
    """The control of a bound form field in the shell's style, tied to its hint and its error."""
    widget = bound.field.widget
    if widget.attrs.get("placeholder") == bound.label:
        del widget.attrs["placeholder"]  # it would only say the label again, and vanish when it is needed
    attrs: dict[str, str | bool] = {
        "class": _CONTROL_CLASSES.get(
            getattr(widget, "input_type", ""), "textarea" if isinstance(widget, Textarea) else "input"
        )
    }
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}-wrong")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if isinstance(widget, Textarea) and widget.attrs.get("rows") == "10":
        attrs["rows"] = "4"
    return bound.as_widget(attrs=attrs)


_CONTROL_CLASSES = {"select": "select"}


@register.filter
def slug_of(text: str) -> str:
    """A short id for `text`, so that two controls of one page never share one."""
    return hashlib.sha256(str(text).encode()).hexdigest()[:8]
