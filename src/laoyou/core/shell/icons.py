"""The few icons of the shell, drawn here on a 24 × 24 grid so that no page has to fetch a font or a sprite."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "close": '<path d="m6.5 6.5 11 11m0-11-11 11"/>',
    "down": '<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>',
    "up": '<path d="m6.5 14.5 5.5-5.5 5.5 5.5"/>',
    "updown": '<path d="m8 9.5 4-4 4 4m0 5-4 4-4-4"/>',
    "next": '<path d="m9.5 6.5 5.5 5.5-5.5 5.5"/>',
    "previous": '<path d="m14.5 6.5-5.5 5.5 5.5 5.5"/>',
    "download": '<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M5 19.5h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z"/>',
    "person": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.6-4 3.3-6 7-6s6.400 2 7 6"/>',
    "globe": '<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c2.500 2.300 3.500 5 3.500 8s-1 5.700-3.500 8c-2.500-2.300-3.500-5-3.500-8s1-5.700 3.500-8z"/>',
    "star": '<path d="m12 4.500 2.300 4.800 5.200.7-3.800 3.700.9 5.300-4.600-2.500L7.400 19l.9-5.300L4.500 10l5.200-.7z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "text": '<path d="M4 19 9.500 5.500 15 19M6 14.500h7M15.500 19l2.750-7L21 19M16.500 16.700h3.600"/>',
}


def icon(name: str, *, css: str = "") -> SafeString:
    """The icon `name` as SVG, hidden from screen readers: the words beside it say the same. KeyError on an unknown name."""
    return format_html(
        '<svg class="icon icon-{} {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        name,
        css,
        mark_safe(_PATHS[name]),  # noqa: S308 -- constants of this module
    )
