"""HiGHS through SciPy, with its answer read so that a bound is a bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from laoyou.engines.siting.effort import Effort
from laoyou.engines.siting.results import FloatArray


@dataclass(frozen=True, slots=True)
class Solved:
    """A minimum: `x` the best found, if any; `bound` proven from below (-inf: nothing is); whether none exists at all."""

    x: FloatArray | None
    bound: float
    is_infeasible: bool


def minimise(
    costs: FloatArray,
    rows: sparse.sparray,
    least: npt.ArrayLike,
    most: npt.ArrayLike,
    *,
    whole: npt.ArrayLike,
    upper: npt.ArrayLike = 1.0,
    lower: npt.ArrayLike = 0.0,
    about: float,
    effort: Effort,
) -> Solved:
    """
    Minimise costs·x over least ≤ rows·x ≤ most, lower ≤ x ≤ upper, x[whole] whole; a mixed-integer program.

    HiGHS looks at its clock seldom, so that it may take longer than `effort` has left: who must be back in time runs the
    engine in a process that can be ended. Its tolerances are absolute (1e-6): `about`, what the minimum will be about, is
    scaled to a thousand.
    """
    scale = 1e3 / (abs(about) or float(np.abs(costs).max(initial=0.0)) or 1.0)
    options: dict[str, Any] = {"mip_rel_gap": 0.0}
    if effort.left is not None:
        options["time_limit"] = max(0.05, effort.left)
    if effort.iterations is not None:
        options["node_limit"] = max(1, effort.iterations)
    found = milp(
        costs * scale,
        integrality=np.asarray(whole).astype(np.uint8),
        bounds=Bounds(np.broadcast_to(lower, costs.shape), np.broadcast_to(upper, costs.shape)),
        constraints=LinearConstraint(rows, least, most),
        options=options,
    )
    effort.spent += int(found.get("mip_node_count") or 0)
    if found.status == 2:
        return Solved(None, np.inf, True)
    bound = found.get("mip_dual_bound") if np.any(whole) else None
    if found.status == 0:
        # Without a tree (a linear program, or presolve did it all) the optimum is its own bound.
        bound = found.fun if bound is None or not np.isfinite(bound) else min(bound, found.fun)
    if bound is None or not np.isfinite(bound) or found.status == 4:
        bound = -np.inf
    return Solved(found.x, float(bound) / scale, False)
