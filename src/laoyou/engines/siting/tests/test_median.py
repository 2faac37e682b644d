"""The p-median equals brute force and published optima, with or without a compiler; its bound is a bound."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.siting import Candidates, InfeasibleError, Status, kernels, median, p_median
from laoyou.engines.siting.tests import brute

SOME = settings(max_examples=120, deadline=None)
STEPS = 300


@pytest.fixture(params=["compiled", "plain"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test twice: with the compiled loops and with those of NumPy."""
    if request.param == "plain":
        monkeypatch.setattr(kernels, "IS_COMPILED", False)


def town(rng: np.random.Generator, sites: int, places: int) -> tuple[np.ndarray, np.ndarray]:
    at, home = rng.random((sites, 2)) * 60, rng.random((places, 2)) * 60
    minutes = np.hypot(*(home[:, None] - at[None]).transpose(2, 0, 1))
    return rng.integers(1, 200, places).astype(float), minutes


@SOME
@given(brute.questions(missing=True), st.integers(1, 4), st.booleans())
def test_the_least_travel_is_found(question: dict[str, Any], count: int, plain: bool) -> None:
    best = min(brute.travelled(question, opened) for opened in brute.choices(question, count))

    def ask() -> median.Median:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kernels, "IS_COMPILED", kernels.IS_COMPILED and not plain)
            return p_median(
                question["weights"], question["minutes"], count=count,
                candidates=brute.candidates_of(question), iterations=STEPS,
            )  # fmt: skip

    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            ask()
        return
    answer = ask()
    assert answer.value == pytest.approx(best)
    assert answer.bound == pytest.approx(best, rel=2e-6)
    assert answer.bound <= best + 1e-9
    assert answer.status is Status.OPTIMAL
    assert set(np.flatnonzero(question["fixed"])) <= set(answer.open)
    assert not question["closed"][answer.open].any()
    assert answer.new.size <= count
    assert np.array_equal(answer.minutes, question["minutes"][:, answer.open].min(axis=1))
    for site in answer.sites:
        others = np.array([column for column in answer.open if column != site.index], int)
        assert site.saves == pytest.approx(brute.travelled(question, others) - best)


@SOME
@given(brute.questions(sites=7, places=12), st.integers(1, 4), st.integers(0, 4))
def test_a_bound_is_a_bound_however_early_the_search_is_stopped(
    question: dict[str, Any], count: int, steps: int
) -> None:
    best = min(brute.travelled(question, opened) for opened in brute.choices(question, count))
    asked = iter([False] * steps)
    answer = p_median(
        question["weights"], question["minutes"], count=count,
        candidates=brute.candidates_of(question), iterations=STEPS, should_stop=lambda: next(asked, True),
    )  # fmt: skip
    assert answer.bound - 1e-9 <= best <= answer.value + 1e-9
    assert (answer.status is Status.OPTIMAL) == (answer.gap <= 1e-6)


@SOME
@given(brute.questions(sites=7), st.integers(1, 3))
def test_one_candidate_more_never_makes_anybody_travel_more_in_all(question: dict[str, Any], count: int) -> None:
    fewer = question | {"closed": question["closed"].copy()}
    fewer["closed"][np.flatnonzero(~question["fixed"] & ~question["closed"])[:1]] = True
    if fewer["closed"].all():
        return
    values = [
        p_median(
            one["weights"], one["minutes"], count=count, candidates=brute.candidates_of(one), iterations=STEPS
        ).value
        for one in (fewer, question)
    ]
    assert values[1] <= values[0] + 1e-9


@pytest.mark.usefixtures("either_way")
def test_a_town_of_some_size_is_solved_to_optimality() -> None:
    weights, minutes = town(np.random.default_rng(3), 60, 400)
    answer = p_median(weights, minutes, count=6, iterations=600)
    assert answer.status is Status.OPTIMAL
    assert answer.value == pytest.approx(answer.bound, rel=2e-6)


@pytest.mark.usefixtures("either_way")
def test_keeping_only_near_pairs_changes_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    weights, minutes = town(np.random.default_rng(4), 80, 300)
    whole = p_median(weights, minutes, count=12, iterations=400)
    monkeypatch.setattr(median, "SMALL", 0)
    near = p_median(weights, minutes, count=12, iterations=400)
    assert near.bound <= whole.value + 1e-9
    assert near.gap < 0.01


def test_the_same_seed_and_steps_give_the_same_answer() -> None:
    weights, minutes = town(np.random.default_rng(5), 70, 300)
    one, other = (p_median(weights, minutes, count=9, iterations=80, seed=7) for _ in range(2))
    assert one == other
    assert (one.bound, one.iterations) == (other.bound, other.iterations)


def test_single_precision_tables_are_taken_as_they_are() -> None:
    weights, minutes = town(np.random.default_rng(6), 40, 100)
    single = p_median(weights, minutes.astype(np.float32), count=4, iterations=300)
    double = p_median(weights, minutes, count=4, iterations=300)
    assert list(single.open) == list(double.open)


def test_islands_that_need_a_site_each_get_one() -> None:
    """Three groups that cannot reach each other: two sites are too few, and three stand one on each."""
    minutes = np.full((9, 6), np.inf)
    for island in range(3):
        minutes[3 * island : 3 * island + 3, 2 * island : 2 * island + 2] = [[1, 5], [2, 5], [3, 1]]
    weights = np.ones(9)
    with pytest.raises(InfeasibleError, match="至少要开 3 个"):
        p_median(weights, minutes, count=2)
    answer = p_median(weights, minutes, count=3)
    assert sorted(answer.open // 2) == [0, 1, 2]
    assert answer.status is Status.OPTIMAL


def test_it_works_where_no_compiler_is_installed() -> None:
    """In a process in which numba cannot be imported at all."""
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "import numpy as np\n"
        "from laoyou.engines.siting import capacitated, kernels, max_coverage, p_median, set_cover\n"
        "assert not kernels.IS_COMPILED\n"
        "d = np.hypot(*(np.random.default_rng(1).random((2, 30, 8)) * 30)); w = np.arange(1.0, 31.0)\n"
        "print(p_median(w, d, count=3, iterations=200).status.value,"
        " capacitated(w, d, capacity=200, count=5, iterations=100).status.value,"
        " max_coverage(w, d, within=20, count=2).status.value, set_cover(w, d, within=40).status.value)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True)
    assert done.stdout.split() == ["optimal"] * 4, done.stderr


def test_who_is_out_of_everybodys_reach_is_named() -> None:
    minutes = np.array([[1.0, 2.0], [np.inf, np.inf], [3.0, 1.0]])
    with pytest.raises(InfeasibleError) as refusal:
        p_median([1.0, 4.0, 1.0], minutes, count=1)
    assert list(refusal.value.places) == [1]
    assert p_median([1.0, 0.0, 1.0], minutes, count=1).value == 3.0
    with pytest.raises(DomainError):
        p_median([1.0, 4.0, 1.0], minutes, count=1, candidates=Candidates(closed=[True, True]))
