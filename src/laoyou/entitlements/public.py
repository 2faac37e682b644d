"""
What other rooms may use of entitlements.

`sweep(month)` determines everybody; `request_sweep` asks the worker for it. `current_sweep(month)` is the one that counts.
`declare_complete` and `record_fact` say what is known.
`explained` tells of one person and month, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from laoyou.base.month import Month
from laoyou.core.scope import Scope
from laoyou.entitlements.commands.facts import declare_complete
from laoyou.entitlements.commands.facts import record as record_fact
from laoyou.entitlements.commands.sweeps import checked_month, recompute, sweep
from laoyou.entitlements.commands.sweeps import request as request_sweep
from laoyou.entitlements.queries.sweeps import current as current_sweep
from laoyou.entitlements.queries.sweeps import next_month


def explained(resident_id: int, month: Month, scope: Scope, *, at: datetime) -> Iterator[str]:
    """Why somebody has a benefit in a month and not another, as lines of text in the language in force."""
    from laoyou.entitlements.presenters.explanation import as_text, story_of
    from laoyou.entitlements.queries.explaining import explain

    return as_text(story_of(explain(resident_id, month, scope, at=at)))


__all__ = [
    "checked_month",
    "current_sweep",
    "declare_complete",
    "explained",
    "next_month",
    "recompute",
    "record_fact",
    "request_sweep",
    "sweep",
]
