"""Answers by looking at every choice of sites: what the engine must equal on small questions."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from laoyou.engines.siting import Candidates
from laoyou.engines.siting.results import FloatArray


@st.composite
def questions(draw: st.DrawFn, *, sites: int = 6, places: int = 8, missing: bool = False) -> dict[str, Any]:
    """Weights, minutes and candidates of a small question; some sites fixed, some closed, never all closed."""
    m = draw(st.integers(2, sites))
    n = draw(st.integers(1, places))
    weights = draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 2.5, 7.0, 40.0]), min_size=n, max_size=n).filter(any))
    values = st.sampled_from([0.0, 1.0, 2.0, 3.5, 5.0, 8.0, 13.0, 21.0] + ([np.inf] if missing else []))
    minutes = draw(st.lists(st.lists(values, min_size=m, max_size=m), min_size=n, max_size=n))
    states = draw(st.lists(st.sampled_from(["", "", "", "fixed", "closed"]), min_size=m, max_size=m))
    if all(state == "closed" for state in states):
        states[0] = ""
    costs = draw(st.lists(st.integers(1, 9), min_size=m, max_size=m))
    return {
        "weights": np.array(weights),
        "minutes": np.array(minutes, float),
        "fixed": np.array([state == "fixed" for state in states]),
        "closed": np.array([state == "closed" for state in states]),
        "costs": np.array(costs),
    }


def candidates_of(question: dict[str, Any]) -> Candidates:
    return Candidates(fixed=question["fixed"], closed=question["closed"], opening_fen=question["costs"])


def choices(question: dict[str, Any], most: int | None = None) -> list[np.ndarray]:
    """Every set of open sites: the fixed ones and up to `most` others that are not closed."""
    fixed = np.flatnonzero(question["fixed"])
    free = np.flatnonzero(~question["fixed"] & ~question["closed"])
    most = free.size if most is None else min(most, free.size)
    return [
        np.sort(np.concatenate([fixed, np.array(chosen, int)]))
        for number in range(most + 1)
        for chosen in combinations(free, number)
    ]


def opening_of(question: dict[str, Any], opened: np.ndarray) -> int:
    return int(question["costs"][opened][~question["fixed"][opened]].sum())


def covered(question: dict[str, Any], opened: np.ndarray, within: float) -> float:
    reached = (question["minutes"][:, opened] <= within).any(axis=1)
    return float(question["weights"][reached].sum())


def travelled(question: dict[str, Any], opened: np.ndarray) -> float:
    if not opened.size:
        return float("inf")
    weighted = question["weights"] > 0
    return float(question["weights"][weighted] @ question["minutes"][:, opened].min(axis=1)[weighted])


def transport(need: FloatArray, minutes: FloatArray, beds: np.ndarray, ceiling: float | None) -> float:
    """Least minutes for these beds, unmet need at `ceiling` (None: none may be left); inf where impossible."""
    n, m = minutes.shape
    costs = minutes.copy()
    upper = np.where(np.isfinite(costs), np.inf, 0.0)
    costs[~np.isfinite(costs)] = 0.0
    if ceiling is not None:
        costs = np.hstack([costs, np.full((n, 1), ceiling)])
        upper = np.hstack([upper, np.full((n, 1), np.inf)])
    columns = costs.shape[1]
    meet = np.kron(np.eye(n), np.ones((1, columns)))
    hold = np.kron(np.ones((1, n)), np.eye(columns))[:m]
    found = linprog(
        costs.ravel(), A_ub=hold, b_ub=beds.astype(float), A_eq=meet, b_eq=need, bounds=[(0, u) for u in upper.ravel()]
    )
    return float(found.fun) if found.status == 0 else float("inf")
