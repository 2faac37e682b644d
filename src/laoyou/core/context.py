"""What every template of the shell may use."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from laoyou.core import clock, menu
from laoyou.core.pages.preferences import DENSITY_COOKIE, SIZE_COOKIE, TEXT_SIZES
from laoyou.core.scope import NOBODY

_SIZE_WORDS = {"22": _("大"), "26": _("特大"), "30": _("最大")}


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menus for this reader, the chosen density and language, today's date, and the demonstration's date where there is one."""
    # Each component asks again for what its page has been told already.
    known: dict[str, Any] | None = getattr(request, "shell_context", None)
    if known is None:
        known = request.shell_context = _shell(request)  # type: ignore[attr-defined]
    return known


def _shell(request: HttpRequest) -> dict[str, Any]:
    scope = getattr(request, "scope", NOBODY)
    elder = request.COOKIES.get(DENSITY_COOKIE) == "elder"
    size = request.COOKIES.get(SIZE_COOKIE, "")

    @cache
    def current() -> str:
        known = [entry.url for entry in menu.entries_for(scope)] + [entry.url for entry in menu.public_entries()]
        urls = [url for url in known if request.path.startswith(url) and url != "/"]
        return max(urls, key=len) if urls else request.path

    return {
        "menu_entries": cache(lambda: menu.entries_for(scope)),
        "may_search": lambda: scope.may("core.search"),
        "public_entries": menu.public_entries,
        "current_entry_url": current,
        "today": clock.today,
        "demo_date": clock.demo_date(),
        "place_name": menu.place_name(),
        "public_density": "elder" if elder else "public",
        "density": "elder" if elder else "",
        "text_size": size if elder and size in TEXT_SIZES else "",
        "text_sizes": [(size, _SIZE_WORDS[size]) for size in TEXT_SIZES],
        "print_time": clock.now,
        "print_number": lambda: print_number(request),
    }


def print_number(request: HttpRequest) -> str:
    """The number on a printed page: the day, and a short hash of address, reader and minute, by which the access log finds it."""
    now = clock.now()
    text = f"{request.get_full_path()}|{getattr(request.user, 'pk', '')}|{now:%Y%m%d%H%M}"
    return f"{clock.today():%Y%m%d}-{hashlib.sha256(text.encode()).hexdigest()[:8].upper()}"
