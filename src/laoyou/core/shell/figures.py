"""How a figure is printed: its value, its unit, and the mark by which it can be followed."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure
from laoyou.core.shell.dates import day


def figure_html(figure: Figure, *, big: bool = False, unit: bool = True, link: bool = True) -> SafeString:
    """
    `figure` as every page prints it: a link to its explanation, marked `data-figure`.

    big     the number of a card or of a page's head
    unit    False in tables whose head names the unit
    link    False where the reader may not open the page behind it, e.g. inside a map's own link
    """
    classes = "figure figure-big" if big else "figure"
    parts: list[SafeString] = [format_html('<span class="figure-value">{}</span>', figure.shown)]
    if unit and figure.unit and figure.value is not None:
        parts.append(format_html('<span class="figure-unit">{}</span>', figure.unit))
    if figure.doubt:
        parts.append(
            format_html(
                '<span class="figure-doubt" title="{}">?<span class="unseen">{}</span></span>',
                figure.doubt,
                figure.doubt,
            )
        )
    if figure.example:
        parts.append(format_html(' <span class="example">{}</span>', _("示例")))
    inside = SafeString("".join(conditional_escape(part) for part in parts))
    if link:
        return format_html(
            '<a class="{}" data-figure="{}" href="{}" title="{}">{}</a>',
            classes,
            figure.ref,
            figure.url,
            _title(figure),
            inside,
        )
    return format_html('<span class="{}" data-figure="{}">{}</span>', classes, figure.ref, inside)


def _title(figure: Figure) -> str:
    """What the number is and of when, for the pointer that rests on it."""
    if figure.as_of is None:
        return str(figure.name)
    as_of = figure.as_of.date() if isinstance(figure.as_of, datetime) else figure.as_of
    return _("%(name)s，截至%(day)s") % {"name": figure.name, "day": day(as_of)}
