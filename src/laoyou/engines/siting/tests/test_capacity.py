"""Allocations equal brute force over sites and beds, exceed neither room nor money, and bound truly."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.siting import Allocation, InfeasibleError, Status, capacitated, kernels
from laoyou.engines.siting.tests import brute

SOME = settings(max_examples=60, deadline=None)
STEPS = 300


@st.composite
def bed_questions(draw: st.DrawFn) -> dict[str, Any]:
    question = draw(brute.questions(sites=4, places=5, missing=True))
    m = question["costs"].size
    room = np.array(draw(st.lists(st.integers(1, 5), min_size=m, max_size=m)))
    there = np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m)))
    return question | {
        "weights": np.minimum(question["weights"], 4.0),
        "room": room,
        "existing": np.where(question["fixed"], np.minimum(there, room), 0),
        "least": np.where(question["fixed"], 0, np.minimum(draw(st.integers(0, 2)), room)),
        "bed_fen": np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))),
        "budget": draw(st.one_of(st.none(), st.integers(0, 30))),
        "count": draw(st.integers(1, 3)),
        "ceiling": draw(st.sampled_from([None, 6.0, 30.0])),
        "per_fen": draw(st.sampled_from([0.0, 0.0, 0.5])),
    }


def ask(question: dict[str, Any], **more: Any) -> Allocation:
    options: dict[str, Any] = {"iterations": STEPS} | more
    return capacitated(
        question["weights"],
        question["minutes"],
        capacity=question["room"],
        existing=question["existing"],
        minimum_beds=question["least"],
        bed_fen=question["bed_fen"],
        count=question["count"],
        budget_fen=question["budget"],
        unserved_minutes=question["ceiling"],
        minutes_per_fen=question["per_fen"],
        candidates=brute.candidates_of(question),
        **options,
    )


def best_of_all(question: dict[str, Any]) -> float:
    """Every choice of sites with every number of beds, each with the best flows; inf where nothing is possible."""
    rows = question["weights"] > 0
    best = np.inf if question["ceiling"] is None else question["ceiling"] * question["weights"].sum()
    if question["fixed"].any():
        best = np.inf
    for opened in brute.choices(question, question["count"]):
        if not opened.size:
            continue
        start = np.where(question["fixed"], question["existing"], question["least"])[opened]
        for further in product(
            *(range(int(question["room"][site] - least) + 1) for site, least in zip(opened, start, strict=True))
        ):
            built = np.where(question["fixed"][opened], 0, start) + np.array(further)
            cost = brute.opening_of(question, opened) + int((built * question["bed_fen"][opened]).sum())
            if question["budget"] is not None and cost > question["budget"]:
                continue
            value = question["per_fen"] * cost
            if value >= best:
                continue
            value += brute.transport(
                question["weights"][rows],
                question["minutes"][rows][:, opened],
                start + np.array(further),
                question["ceiling"],
            )
            best = min(best, value)
    return best


def check_feasible(question: dict[str, Any], answer: Allocation) -> None:
    """Nothing is exceeded, by hand."""
    flows = answer.flows.toarray()
    assert (flows >= 0).all()
    assert (flows.sum(axis=0) <= answer.beds + 1e-6).all()
    assert (answer.beds <= question["room"]).all()
    assert np.allclose(flows.sum(axis=1) + answer.unserved, question["weights"], atol=1e-5)
    assert np.isfinite(question["minutes"][flows > 0]).all()
    assert set(np.flatnonzero(question["fixed"])) <= set(answer.open)
    assert not question["closed"][answer.open].any()
    assert answer.new.size <= question["count"]
    assert set(np.flatnonzero(answer.beds)) <= set(answer.open)
    new = answer.new
    built = answer.beds - np.where(question["fixed"], question["existing"], 0)
    assert (built[new] >= question["least"][new]).all()
    cost = int(question["costs"][new].sum() + (built * question["bed_fen"]).sum())
    assert answer.cost_fen == cost == sum(site.cost_fen for site in answer.sites)
    assert question["budget"] is None or cost <= question["budget"]
    if question["ceiling"] is None:
        assert not answer.unserved.any()


@SOME
@given(bed_questions())
def test_beds_are_where_they_save_most(question: dict[str, Any]) -> None:
    best = best_of_all(question)
    try:
        answer = ask(question)
    except DomainError as refusal:
        buys_nothing = refusal.code == "siting.budget_too_small"
        assert buys_nothing or (isinstance(refusal, InfeasibleError) and np.isinf(best)), refusal.code
        return
    check_feasible(question, answer)
    assert answer.value == pytest.approx(best, rel=1e-5, abs=1e-6)
    assert answer.bound <= best + 1e-6 * max(1.0, best)
    assert answer.status is Status.OPTIMAL


@SOME
@given(bed_questions(), st.integers(0, 6))
def test_a_bound_is_a_bound_however_early_the_search_is_stopped(question: dict[str, Any], steps: int) -> None:
    asked = iter([False] * steps)
    best = best_of_all(question)
    try:
        answer = ask(question, should_stop=lambda: next(asked, True))
    except DomainError as refusal:
        assert not isinstance(refusal, InfeasibleError) or np.isinf(best)
        return
    check_feasible(question, answer)
    assert answer.bound <= best + 1e-6 * max(1.0, best)
    assert answer.value >= best - 1e-5 * max(1.0, best)


@pytest.mark.full
@settings(max_examples=400, deadline=None)
@given(bed_questions())
def test_the_same_over_many_more_questions(question: dict[str, Any]) -> None:
    test_beds_are_where_they_save_most.hypothesis.inner_test(question)  # type: ignore[attr-defined]


@SOME
@given(bed_questions())
def test_one_candidate_more_never_makes_it_worse(question: dict[str, Any]) -> None:
    fewer = question | {"closed": question["closed"].copy()}
    fewer["closed"][np.flatnonzero(~question["fixed"] & ~question["closed"])[:1]] = True
    try:
        less = ask(fewer).value
    except DomainError:
        return
    try:
        more = ask(question).value
    except DomainError as refusal:
        # With the candidate there is something to buy, and no money for it: that is said instead.
        assert refusal.code == "siting.budget_too_small"
        return
    assert more <= less + 1e-5 * max(1.0, less)


def district(rng: np.random.Generator, sites: int, places: int) -> dict[str, Any]:
    at, home = rng.random((sites, 2)) * 60, rng.random((places, 2)) * 60
    need = rng.integers(1, 30, places) / 4.0
    room = rng.integers(30, 120, sites)
    return {
        "weights": need,
        "minutes": np.hypot(*(home[:, None] - at[None]).transpose(2, 0, 1)),
        "fixed": np.arange(sites) < 3,
        "closed": np.zeros(sites, bool),
        "costs": rng.integers(500, 3000, sites),
        "room": room,
        "existing": np.where(np.arange(sites) < 3, 20, 0),
        "least": np.where(np.arange(sites) < 3, 0, 10),
        "bed_fen": rng.integers(20, 60, sites),
        "budget": int(need.sum() * 60 + 8000),
        "count": 15,
        "ceiling": 90.0,
        "per_fen": 0.0,
    }


@pytest.mark.parametrize("compiled", [True, False])
def test_a_district_of_some_size_comes_with_a_small_gap(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "IS_COMPILED", compiled and kernels.IS_COMPILED)
    question = district(np.random.default_rng(8), 40, 200)
    answer = ask(question, iterations=120)
    check_feasible(question, answer)
    assert answer.gap < 0.03


def test_money_that_is_short_leaves_need_unmet_and_says_so() -> None:
    question = district(np.random.default_rng(9), 20, 60) | {"budget": 4000}
    answer = ask(question, iterations=100)
    check_feasible(question, answer)
    assert answer.unserved.sum() > 0
    assert answer.served + answer.unserved.sum() == pytest.approx(question["weights"].sum())


def test_nobody_is_sent_further_than_allowed() -> None:
    minutes = np.array([[5.0, 40.0], [6.0, 1.0]])
    answer = capacitated([2.0, 2.0], minutes, capacity=2, count=2, within=30, unserved_minutes=99)
    assert answer.flows.toarray().tolist() == [[2.0, 0.0], [0.0, 2.0]]
    with pytest.raises(InfeasibleError):
        capacitated([2.0, 2.0], minutes, capacity=2, count=1, within=30)


def test_too_few_beds_are_counted_before_any_search() -> None:
    with pytest.raises(InfeasibleError, match=r"需要 10 张.*最多能供 8 张"):
        capacitated([5.0, 5.0], [[1.0, 2.0], [2.0, 1.0]], capacity=4, count=2)


def test_that_nobody_can_reach_enough_beds_is_proven() -> None:
    """Beds are enough in all, but not for those who can reach them."""
    with pytest.raises(InfeasibleError) as refusal:
        capacitated([5.0, 1.0], [[1.0, np.inf], [1.0, 1.0]], capacity=4, count=2, iterations=50)
    assert refusal.value.code == "siting.no_allocation"


def test_the_same_seed_and_steps_give_the_same_answer() -> None:
    question = district(np.random.default_rng(10), 20, 80)
    one, other = (ask(question, iterations=40, seed=3) for _ in range(2))
    assert one == other
    assert (one.bound, one.iterations) == (other.bound, other.iterations)
    assert np.array_equal(one.flows.toarray(), other.flows.toarray())
