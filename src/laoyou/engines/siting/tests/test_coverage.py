"""Maximal coverage and set covering equal brute force, honour what is fixed, and bound truly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from laoyou.base.errors import DomainError
from laoyou.engines.siting import Candidates, Coverage, InfeasibleError, Progress, Status, max_coverage, set_cover
from laoyou.engines.siting.tests import brute

SOME = settings(max_examples=120, deadline=None)
WITHIN = 3.5
STEPS = 400


def check_reasons(answer: Coverage, question: dict[str, Any]) -> None:
    """What an answer says of each site is what a count says."""
    near = question["minutes"] <= WITHIN
    weights = question["weights"]
    for site in answer.sites:
        others = [column for column in answer.open if column != site.index]
        alone = near[:, site.index] & ~near[:, others].any(axis=1) & (weights > 0)
        assert site.alone == pytest.approx(weights[alone].sum())
        assert sorted(site.gains) == list(np.flatnonzero(alone))
        assert site.covers == pytest.approx(weights[near[:, site.index]].sum())


def reaches_nobody(question: dict[str, Any]) -> bool:
    usable = ~question["closed"]
    return not ((question["minutes"][:, usable] <= WITHIN).any(axis=1) & (question["weights"] > 0)).any()


@SOME
@given(brute.questions(), st.integers(1, 3))
def test_the_most_that_a_number_of_sites_covers_is_found(question: dict[str, Any], count: int) -> None:
    if reaches_nobody(question):
        with pytest.raises(InfeasibleError):
            max_coverage(
                question["weights"], question["minutes"], within=WITHIN, count=count,
                candidates=brute.candidates_of(question),
            )  # fmt: skip
        return
    answer = max_coverage(
        question["weights"], question["minutes"], within=WITHIN, count=count,
        candidates=brute.candidates_of(question), iterations=STEPS,
    )  # fmt: skip
    best = max(brute.covered(question, opened, WITHIN) for opened in brute.choices(question, count))
    assert answer.value == pytest.approx(best)
    assert answer.status is Status.OPTIMAL
    assert answer.bound == pytest.approx(best)
    assert answer.value == pytest.approx(brute.covered(question, answer.open, WITHIN))
    assert set(np.flatnonzero(question["fixed"])) <= set(answer.open)
    assert not question["closed"][answer.open].any()
    assert answer.new.size <= count
    check_reasons(answer, question)


@SOME
@given(brute.questions(), st.integers(1, 25))
def test_the_most_that_a_budget_covers_is_found(question: dict[str, Any], budget: int) -> None:
    choices = [opened for opened in brute.choices(question) if brute.opening_of(question, opened) <= budget]
    free = ~question["fixed"] & ~question["closed"]

    def ask() -> Coverage:
        return max_coverage(
            question["weights"], question["minutes"], within=WITHIN, budget_fen=budget,
            candidates=brute.candidates_of(question), iterations=STEPS,
        )  # fmt: skip

    if reaches_nobody(question) or (free.any() and question["costs"][free].min() > budget):
        with pytest.raises(DomainError):
            ask()
        return
    answer = ask()
    best = max(brute.covered(question, opened, WITHIN) for opened in choices)
    assert answer.value == pytest.approx(best)
    assert answer.bound == pytest.approx(best)
    assert answer.cost_fen == brute.opening_of(question, answer.open)
    assert answer.cost_fen <= budget


@SOME
@given(brute.questions(sites=7, places=12), st.integers(1, 3), st.integers(0, 3))
def test_a_bound_is_a_bound_however_early_the_search_is_stopped(
    question: dict[str, Any], count: int, steps: int
) -> None:
    if reaches_nobody(question):
        return
    best = max(brute.covered(question, opened, WITHIN) for opened in brute.choices(question, count))
    asked = iter([False] * steps)
    answer = max_coverage(
        question["weights"], question["minutes"], within=WITHIN, count=count,
        candidates=brute.candidates_of(question), iterations=STEPS, should_stop=lambda: next(asked, True),
    )  # fmt: skip
    assert answer.value <= best + 1e-9
    assert answer.bound >= best - 1e-6
    assert answer.gap == pytest.approx((answer.bound - answer.value) / answer.bound if answer.bound else 0.0)
    assert (answer.status is Status.OPTIMAL) == (answer.gap <= 1e-6)


@SOME
@given(brute.questions(sites=7), st.integers(1, 3))
def test_one_candidate_more_never_covers_less(question: dict[str, Any], count: int) -> None:
    fewer = question | {"closed": question["closed"].copy()}
    open_to_choice = np.flatnonzero(~question["fixed"] & ~question["closed"])
    fewer["closed"][open_to_choice[:1]] = True
    if fewer["closed"].all() or reaches_nobody(fewer):
        return
    values = [
        max_coverage(
            one["weights"], one["minutes"], within=WITHIN, count=count,
            candidates=brute.candidates_of(one), iterations=STEPS,
        ).value
        for one in (fewer, question)
    ]  # fmt: skip
    assert values[0] <= values[1] + 1e-9


@SOME
@given(brute.questions(), st.sampled_from([0.3, 0.5, 0.8, 0.95, 1.0]), st.booleans())
def test_the_fewest_or_cheapest_sites_for_a_share_are_found(
    question: dict[str, Any], share: float, by_cost: bool
) -> None:
    total = question["weights"].sum()
    enough = [
        opened
        for opened in brute.choices(question)
        if brute.covered(question, opened, WITHIN) >= share * total - 1e-9 * total
    ]

    def ask() -> Coverage:
        return set_cover(
            question["weights"], question["minutes"], within=WITHIN, share=share, by_cost=by_cost,
            candidates=brute.candidates_of(question), iterations=STEPS,
        )  # fmt: skip

    if not enough:
        with pytest.raises(InfeasibleError) as refusal:
            ask()
        near = (question["minutes"] <= WITHIN)[:, ~question["closed"]].any(axis=1)
        assert list(refusal.value.places) == list(np.flatnonzero(~near & (question["weights"] > 0)))
        assert refusal.value.status is Status.INFEASIBLE
        return
    answer = ask()

    def price(opened: np.ndarray) -> int:
        return brute.opening_of(question, opened) if by_cost else int((~question["fixed"][opened]).sum())

    assert answer.value == min(price(opened) for opened in enough)
    assert answer.bound == answer.value
    assert answer.status is Status.OPTIMAL
    assert answer.share >= share - 1e-9
    assert price(answer.open) == answer.value
    check_reasons(answer, question)


@SOME
@given(brute.questions(sites=7, places=12), st.sampled_from([0.5, 0.9, 1.0]), st.integers(0, 3))
def test_the_bound_of_a_covering_is_a_bound_however_early_it_is_stopped(
    question: dict[str, Any], share: float, steps: int
) -> None:
    total = question["weights"].sum()
    enough = [
        (~question["fixed"][opened]).sum()
        for opened in brute.choices(question)
        if brute.covered(question, opened, WITHIN) >= share * total - 1e-9 * total
    ]
    if not enough:
        return
    asked = iter([False] * steps)
    answer = set_cover(
        question["weights"], question["minutes"], within=WITHIN, share=share,
        candidates=brute.candidates_of(question), iterations=STEPS, should_stop=lambda: next(asked, True),
    )  # fmt: skip
    assert answer.bound <= min(enough) <= answer.value
    assert answer.share >= share - 1e-9


def test_a_sparse_table_and_a_full_one_mean_the_same() -> None:
    rng = np.random.default_rng(5)
    minutes = rng.random((60, 12)) * 40
    weights = rng.integers(1, 9, 60)
    near = sparse.csr_array(np.where(minutes <= 20, minutes, 0.0))
    full = max_coverage(weights, minutes, within=12, count=3, iterations=STEPS)
    assert max_coverage(weights, near, within=12, count=3, iterations=STEPS) == full


def test_progress_brings_a_whole_answer_before_the_last_step() -> None:
    rng = np.random.default_rng(6)
    minutes = rng.random((200, 40)) * 60
    heard: list[Progress] = []
    final = max_coverage(rng.integers(1, 90, 200), minutes, within=7, count=4, iterations=20, progress=heard.append)
    whole = [said.answer for said in heard if said.answer is not None]
    assert whole
    assert all(said.value <= final.value <= said.bound + 1e-9 for said in heard)
    assert len(whole[-1].sites) == len(final.sites)


@pytest.mark.parametrize("smallest", [750, 1500, 3000])
def test_premises_below_the_smallest_area_of_their_kind_are_left_out_and_said(smallest: int) -> None:
    minutes = np.array([[1.0, 9.0, 9.0, 9.0], [9.0, 1.0, 9.0, 9.0], [9.0, 9.0, 1.0, 9.0], [9.0, 9.0, 9.0, 1.0]])
    candidates = Candidates(
        kinds=["idle premises", "new land", "idle premises", "idle premises"],
        area_m2=[smallest - 1, 10.0, smallest, np.nan],
        minimum_m2={"idle premises": smallest},
    )
    answer = max_coverage([9.0, 1.0, 2.0, 5.0], minutes, within=5, count=4, candidates=candidates)
    assert list(answer.open) == [1, 2]
    assert {site.index: site.kind for site in answer.sites} == {1: "new land", 2: "idle premises"}
    assert [(item.index, item.why) for item in answer.left_out] == [(0, "too small"), (3, "area unknown")]
    assert list(answer.out_of_reach) == [0, 3]


def test_a_fixed_site_stays_although_it_is_small() -> None:
    candidates = Candidates(fixed=[True, False], area_m2=[100.0, 5000.0], minimum_m2=750)
    answer = max_coverage([1.0, 1.0], [[1.0, 9.0], [9.0, 1.0]], within=5, count=1, candidates=candidates)
    assert list(answer.open) == [0, 1]


def test_how_many_are_needed_counts_new_sites_beside_the_fixed() -> None:
    candidates = Candidates(fixed=[True, False])
    answer = set_cover([1.0, 1.0], [[1.0, 9.0], [9.0, 1.0]], within=5, candidates=candidates)
    assert (answer.value, list(answer.new), list(answer.open)) == (1.0, [1], [0, 1])
