"""
Every reported value and bound, of every kind of problem, against an optimum found in another way.

The other way is the textbook's program, one row and one variable for each place (or pair), given to the solver whole:
nothing is merged, left out, settled or priced. What the engine says after few steps, after many, compiled and not, must
enclose that optimum, and its sites must be worth what it says they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from laoyou.engines.siting import Candidates, Status, capacitated, kernels, max_coverage, p_median, set_cover
from laoyou.engines.siting.results import EXACT, Answer
from laoyou.engines.siting.tree import Tree

WITHIN = 9.0
STEPS = (0, 7, 400)
KINDS = ("number", "budget", "fewest", "cheapest", "median", "beds")

Numbers = np.ndarray[Any, np.dtype[Any]]


class Town:
    """A random question: places around a few centres, candidate sites, two of them fixed and one closed, with prices."""

    def __init__(self, seed: int, sites: int, places: int) -> None:
        rng = np.random.default_rng(seed)
        centres = rng.random((4, 2)) * 40
        home = centres[rng.integers(0, 4, places)] + rng.normal(0, 7, (places, 2))
        site = centres[rng.integers(0, 4, sites)] + rng.normal(0, 7, (sites, 2))
        self.minutes = np.hypot(*(home[:, None] - site[None]).transpose(2, 0, 1))
        # Whole weights let bounds be rounded; others do not.
        self.weights = rng.integers(0, 60, places) + (0.25 if seed % 2 else 0.0)
        self.costs = rng.integers(20, 90, sites)
        self.fixed, self.closed = np.zeros(sites, bool), np.zeros(sites, bool)
        self.fixed[[1, 3]], self.closed[2] = seed % 3 > 0, True
        self.count, self.budget = max(2, sites // 8), int(55 * max(2, sites // 8))
        self.room = rng.integers(20, 60, sites) * (1 + places // 12)
        self.share = 0.8 * self.reachable
        self.ceiling = 45.0

    @property
    def near(self) -> Numbers:
        return self.minutes <= WITHIN

    @property
    def reachable(self) -> float:
        return float(self.weights[self.near[:, ~self.closed].any(axis=1)].sum() / self.weights.sum())

    @property
    def candidates(self) -> Candidates:
        return Candidates(fixed=self.fixed, closed=self.closed, opening_fen=self.costs)

    def ask(self, kind: str, steps: int) -> Answer[Any]:
        common: dict[str, Any] = {"candidates": self.candidates, "iterations": steps}
        covering = common | {"within": WITHIN}
        if kind == "number":
            return max_coverage(self.weights, self.minutes, count=self.count, **covering)
        if kind == "budget":
            return max_coverage(self.weights, self.minutes, budget_fen=self.budget, **covering)
        if kind in ("fewest", "cheapest"):
            return set_cover(self.weights, self.minutes, share=self.share, by_cost=kind == "cheapest", **covering)
        if kind == "median":
            return p_median(self.weights, self.minutes, count=self.count, **common)
        return capacitated(
            self.weights, self.minutes, capacity=self.room, existing=np.where(self.fixed, self.room, 0),
            count=self.count, unserved_minutes=self.ceiling, **common,
        )  # fmt: skip

    def worth(self, kind: str, answer: Any) -> float:
        """What the sites that an answer names are worth, counted from the question alone."""
        opened, new = answer.open, answer.open[~self.fixed[answer.open]]
        assert not self.closed[opened].any()
        assert set(np.flatnonzero(self.fixed)) <= set(opened)
        covered = float(self.weights[self.near[:, opened].any(axis=1)].sum())
        if kind in ("number", "median", "beds"):
            assert new.size <= self.count
        if kind == "budget":
            assert self.costs[new].sum() <= self.budget
        if kind in ("fewest", "cheapest"):
            assert covered >= (self.share - 1e-8) * self.weights.sum()
            return float(new.size if kind == "fewest" else self.costs[new].sum())
        if kind == "median":
            return float(self.weights @ self.minutes[:, opened].min(axis=1))
        if kind == "beds":
            flows = answer.flows.toarray()
            assert (flows >= 0).all()
            assert (flows.sum(axis=0) <= self.room + 1e-6).all()
            assert set(np.flatnonzero(flows.sum(axis=0))) <= set(opened)
            assert np.allclose(flows.sum(axis=1) + answer.unserved, self.weights, atol=1e-5)
            return float((flows * self.minutes).sum() + self.ceiling * answer.unserved.sum())
        return covered

    def optimum(self, kind: str) -> tuple[float, float]:
        """Value of the best answer and the solver's own bound on it, by the textbook's program."""
        places, sites = self.minutes.shape
        low, high = self.fixed.astype(float), (~self.closed).astype(float)
        price = (
            np.where(self.fixed, 0.0, 1.0)
            if kind in ("number", "fewest", "median", "beds")
            else self.costs * ~self.fixed
        )
        limit = {"number": self.count, "median": self.count, "beds": self.count, "budget": self.budget}.get(kind)
        if kind in ("median", "beds"):
            # Sites, then who goes where, then who goes nowhere.
            spare = places if kind == "beds" else 0
            goes = sparse.kron(sparse.eye_array(places), np.ones((1, sites)))
            everybody = sparse.hstack([sparse.csr_array((places, sites)), goes, sparse.eye_array(places, spare)])
            unit = self.weights if kind == "beds" else np.ones(places)
            only = sparse.hstack(
                [
                    -sparse.kron(unit[:, None], sparse.eye_array(sites)),
                    sparse.eye_array(places * sites),
                    sparse.csr_array((places * sites, spare)),
                ]
            )
            rows = [LinearConstraint(everybody.tocsr(), unit, unit), LinearConstraint(only.tocsr(), -np.inf, 0)]
            size = sites + places * sites + spare
            if kind == "beds":
                load = sparse.kron(np.ones((1, places)), sparse.eye_array(sites))
                held = sparse.hstack(
                    [-sparse.diags_array(self.room.astype(float)), load, sparse.csr_array((sites, spare))]
                )
                rows.append(LinearConstraint(held.tocsr(), -np.inf, 0))
            way = self.minutes if kind == "beds" else self.minutes * self.weights[:, None]
            aim = np.concatenate([np.zeros(sites), way.ravel(), np.full(spare, self.ceiling)])
            upper = np.concatenate([high, np.full(size - sites, np.inf)])
        else:
            size = sites + places
            reached = sparse.hstack([-self.near.astype(float), sparse.eye_array(places)])
            rows = [LinearConstraint(sparse.csr_array(reached), -np.inf, 0)]
            upper = np.concatenate([high, np.ones(places)])
            weigh = np.concatenate([np.zeros(sites), self.weights])
            aim = -weigh
            if limit is None:
                aim = np.concatenate([price.astype(float), np.zeros(places)])
                rows.append(LinearConstraint(weigh[None, :], (self.share - 1e-9) * self.weights.sum(), np.inf))
        if limit is not None:
            rows.append(LinearConstraint(np.concatenate([price, np.zeros(size - sites)])[None, :], -np.inf, limit))
        found = milp(
            aim, integrality=np.arange(size) < sites, constraints=rows, options={"mip_rel_gap": 0.0},
            bounds=Bounds(np.concatenate([low, np.zeros(size - sites)]), upper),
        )  # fmt: skip
        assert found.status == 0, found.message
        bound = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
        return (-found.fun, -bound) if kind in ("number", "budget") else (found.fun, bound)


def verify(town: Town, kind: str, answer: Answer[Any], optimum: tuple[float, float]) -> None:
    """The answer's value is that of its sites, and value and bound enclose the optimum; nothing is promised beyond."""
    rounding = 2e-6 * abs(optimum[0]) + 1e-6
    assert answer.value == pytest.approx(town.worth(kind, answer), rel=1e-6)
    best, worst = max(optimum), min(optimum)
    if kind in ("number", "budget"):
        assert answer.value <= best + rounding
        assert answer.bound >= worst - rounding
    else:
        assert answer.value >= worst - rounding
        assert answer.bound <= best + rounding
    apart = abs(answer.value - answer.bound)
    assert answer.gap == pytest.approx(apart / max(abs(answer.value), abs(answer.bound)) if apart else 0.0, abs=1e-9)
    assert (answer.status is Status.OPTIMAL) == (answer.gap <= EXACT)
    if answer.status is Status.OPTIMAL:
        assert answer.value == pytest.approx(optimum[0], rel=2e-6, abs=1e-6)


def check(seed: int, sites: int, places: int, kind: str, patch: Callable[[object, str, object], None]) -> Answer[Any]:
    """Verify what is answered after each of `STEPS`, first compiled (where it can be), then not; returns the last answer."""
    town = Town(seed, sites, places)
    optimum = town.optimum(kind)
    for compiled in {kernels.IS_COMPILED, False}:
        patch(kernels, "IS_COMPILED", compiled)
        for steps in STEPS:
            answer = town.ask(kind, steps)
            verify(town, kind, answer, optimum)
    return answer


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_certified_is_true(kind: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sites, places = {"median": (10, 24), "beds": (8, 16)}.get(kind, (24, 120))
    answer = check(seed, sites, places, kind, monkeypatch.setattr)
    assert answer.status is Status.OPTIMAL


@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(10, 22))
def test_what_is_certified_of_larger_questions_is_true(kind: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sites, places = {"median": (30, 90), "beds": (16, 50)}.get(kind, (70, 500))
    check(seed, sites, places, kind, monkeypatch.setattr)


@pytest.mark.skipif(not kernels.IS_COMPILED, reason="the tree needs the compiler")
def test_a_tree_that_closes_what_is_open_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tree, "is_closed", lambda tree, node: True)
    monkeypatch.setattr(Tree, "kick", lambda tree, node, times: None)
    found_out = 0
    for seed in range(4):
        town = Town(seed, 24, 120)
        try:
            verify(town, "number", town.ask("number", 1), town.optimum("number"))
        except AssertionError:
            found_out += 1
    assert found_out


@pytest.mark.parametrize("seed", [3, 7])
def test_prices_that_no_step_made_better_settle_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices at which the bound lies above the whole weight may settle sites by that bound only, not by the weight."""
    monkeypatch.setattr(kernels, "IS_COMPILED", False)
    town = Town(seed, 70, 200)
    verify(town, "number", town.ask("number", 0), town.optimum("number"))
