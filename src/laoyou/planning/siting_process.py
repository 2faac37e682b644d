"""
The process of a siting search, and (`python -m laoyou.planning.siting_process`, part of the set-up) the compiler's work done ahead, so
that the first search of a district does not wait some twenty seconds for it. Loads nothing heavy until it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from laoyou.base.errors import DomainError


def solve(asked: dict[str, Any], *, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """
    `siting_work.solve`, for a process of its own: only there the engines are loaded, and compiled.

    What the engine refuses comes back in words: whoever asked has not loaded the engine and does not know its sentences.
    """
    from laoyou.planning import siting_work

    try:
        return siting_work.solve(asked, progress=progress)
    except DomainError as refusal:
        raise DomainError("planning.no_proposal", said=refusal.sentence(), reason=refusal.code) from None


def warm_up() -> None:
    """Run every kind of search on a handful of streets."""
    import numpy as np

    from laoyou.engines import access, siting

    access.warm_up()
    rng = np.random.default_rng(1)
    weights, minutes = rng.integers(1, 9, 40).astype(float), rng.uniform(1, 30, (40, 8))
    siting.max_coverage(weights, minutes, within=10.0, count=2, seconds=1.0)
    siting.set_cover(weights, minutes, within=25.0, share=0.5, seconds=1.0)
    siting.p_median(weights, minutes, count=3, seconds=1.0)
    siting.capacitated(
        weights, minutes, capacity=np.full(8, 60), count=6, bed_fen=1, unserved_minutes=600.0, seconds=1.0
    )


if __name__ == "__main__":
    warm_up()
