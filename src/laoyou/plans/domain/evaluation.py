"""
How places stand by an index: from values, goalposts and gates to points, bounds, grades and what takes points away.

Everything comes in and goes out as plain data, so that it can be kept, hashed, and computed again years later.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # arrays are loaded by the job that computes with them, not by every process that serves pages
    from laoyou.engines import indices

SEED: Final = 1
"""Every evaluation draws the same choices, so that a difference between two of them is one of the values."""
SHARE: Final = 0.9
DIGITS: Final = 9


def hash_of(data: Any) -> str:
    """SHA-256 over the data as canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def passes(value: str | None, at_least: str) -> bool | None:
    """Whether a value passes a gate; None where it is unknown."""
    return None if value is None else Decimal(value) >= Decimal(at_least)


def results(frame: Mapping[str, Any], towns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """
    The result of each town, in their order.

    frame   `pillars`, `measures` (with `pillar`, `low.value`, `high.value`), `gates` (with `at_least`), `grades` (with `points`), `cap`, `draws`
    towns   `values` and `gates`: for each measure and gate its `value` as decimal text, or None where it is unknown

    Each result: `total`, `low`, `high` (bounds where something is unknown), `likely_low`, `median`, `likely_high` (the middle 90 % of
    the draws), `grade`, `grade_low`, `grade_high`, `bands` (how often in which grade), `pillars` (points, low, high), `measures`
    (points, loss), `gated`. The losses and `gated` add up to `total` less 100. None where it is unknown.
    """
    import numpy as np

    from laoyou.engines import indices

    if not towns:
        return []
    codes = [one["code"] for one in frame["pillars"]]
    measures = indices.Measures(
        low=np.array([float(one["low"]["value"]) for one in frame["measures"]]),
        high=np.array([float(one["high"]["value"]) for one in frame["measures"]]),
        pillar=np.array([codes.index(one["pillar"]) for one in frame["measures"]]),
    )
    values = np.array([[_float(one["value"]) for one in town["values"]] for town in towns])
    passed = [_passed(frame, town) for town in towns]
    thresholds = np.array([float(one["points"]) for one in frame["grades"]][1:])
    cap = float(frame["cap"])
    found = indices.evaluate(values, measures, passed=passed, cap=cap)
    firm = indices.stability(
        values, measures, draws=frame["draws"], seed=SEED, share=SHARE, passed=passed, cap=cap, thresholds=thresholds
    )
    grades = [one["code"] for one in frame["grades"]]
    bands = [indices.grades(one, thresholds) for one in (found.total, firm.low, firm.high)]
    return [
        {
            "total": _kept(found.total[at]),
            "low": _kept(found.low[at]),
            "high": _kept(found.high[at]),
            "likely_low": _kept(firm.low[at]),
            "median": _kept(firm.median[at]),
            "likely_high": _kept(firm.high[at]),
            "grade": grades[bands[0][at]] if bands[0][at] >= 0 else None,
            "grade_low": grades[bands[1][at]],
            "grade_high": grades[bands[2][at]],
            "bands": [_kept(one) for one in firm.bands[at]],
            "pillars": [
                {"points": _kept(found.pillars[at, number]), **_bounds(found.points[at], measures, number)}
                for number in range(len(codes))
            ],
            "measures": [
                {"points": _kept(found.points[at, number]), "loss": _kept(found.contributions[at, number])}
                for number in range(len(frame["measures"]))
            ],
            "gated": _kept(found.gated[at]),
        }
        for at in range(len(towns))
    ]


def _float(text: str | None) -> float:
    return math.nan if text is None else float(text)


def _passed(frame: Mapping[str, Any], town: Mapping[str, Any]) -> float:
    """1 where every gate is passed, 0 where one is not, nan where that is unknown."""
    said = [passes(one["value"], gate["at_least"]) for one, gate in zip(town["gates"], frame["gates"], strict=True)]
    if False in said:
        return 0.0
    return math.nan if None in said else 1.0


def _bounds(points: Any, measures: indices.Measures, pillar: int) -> dict[str, float | None]:
    """Between what a pillar lies: what is unknown at the floor, or at the full score."""
    import numpy as np

    from laoyou.engines import indices

    own = points[measures.pillar == pillar]
    return {
        name: _kept(np.where(np.isnan(own), edge, own).mean())
        for name, edge in (("low", indices.FLOOR), ("high", indices.FULL))
    }


def _kept(number: Any) -> float | None:
    """A number as it is kept: rounded beyond what any machine computes differently; None where it is unknown."""
    return None if math.isnan(float(number)) else round(float(number), DIGITS)
