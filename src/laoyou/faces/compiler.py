"""What serves pages and does jobs leaves the compiler of the engines alone, unless it is told otherwise."""

from __future__ import annotations

import os
import sys


def leave_out() -> None:
    """
    Let numba be absent in this process unless LAOYOU_COMPILER is `on`.

    The compiler takes 130 MB of each process, and the first map would wait twenty seconds for it. Without it the engines compute over
    whole arrays: a change on the map of a district takes some hundredths of a second. Processes that are started from this one for a search have it.
    """
    if os.environ.get("LAOYOU_COMPILER") != "on" and "numba" not in sys.modules:
        sys.modules["numba"] = None  # type: ignore[assignment]
