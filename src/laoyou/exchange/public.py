"""
What other rooms may use of exchange: nothing so far.

It stands above the rooms; they tell it what changed through their own events.
"""

from __future__ import annotations

__all__: list[str] = []
