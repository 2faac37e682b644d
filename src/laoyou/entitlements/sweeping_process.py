"""Where the process of a sweep begins: it is started fresh, so it has to load the product first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def determine(order: dict[str, Any], *, progress: Callable[[Any], None]) -> dict[str, Any]:
    """Carry out an order of `commands.sweeps`."""
    import django

    django.setup()
    from laoyou.entitlements.sweeping import work

    return work.sweep(work.Order(**order), progress)
