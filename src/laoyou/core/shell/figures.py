"""How a figure is printed: its value, its unit, and the mark by which it can be followed."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure
from laoyou.core.shell.dates import day
from laoyou.core.shell.words import is_foreign, marked


def figure_html(
    figure: Figure, *, big: bool = False, unit: bool = True, link: bool = True, example: bool = True
) -> SafeString:
    """
    `figure` as every page prints it: a link to its explanation, marked `data-figure`.

    big     the number of a card or of a page's head
    unit    False in tables whose head names the unit
    example False where the head of the table says already that its figures are examples
    link    False where the reader may not open the page behind it, e.g. inside a map's own link
    """
    classes = "figure figure-big" if big else "figure"
    inside = f'<span class="figure-value">{figure.shown}</span>'
    if unit and figure.unit and figure.value is not None:
        inside += f'<span class="figure-unit">{marked(figure.unit)}</span>'
    if figure.doubt:
        inside += f'<span class="figure-doubt">?<span class="unseen">{marked(figure.doubt)}</span></span>'
    if figure.example and example:
        inside += f' <span class="example">{escape(_("示例"))}</span>'
    ref = escape(figure.ref)
    if not link:
        return SafeString(f'<span class="{classes}" data-figure="{ref}">{inside}</span>')
    title = _title(figure)
    shown_title = "" if is_foreign(title) else f' title="{escape(title)}"'
    return SafeString(f'<a class="{classes}" data-figure="{ref}" href="{escape(figure.url)}"{shown_title}>{inside}</a>')


def _title(figure: Figure) -> str:
    """What the number is and of when, for the pointer that rests on it."""
    if figure.as_of is None:
        return str(figure.name)
    as_of = figure.as_of.date() if isinstance(figure.as_of, datetime) else figure.as_of
    return _("%(name)s，截至%(day)s") % {"name": figure.name, "day": day(as_of)}
