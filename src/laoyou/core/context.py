"""What every template of the shell may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from laoyou.core import clock, menu
from laoyou.core.scope import NOBODY


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu for this reader, today's date, and the demonstration's date where there is one."""
    scope = getattr(request, "scope", NOBODY)
    return {"menu_entries": lambda: menu.entries_for(scope), "today": clock.today, "demo_date": clock.demo_date()}
