"""What is wrong is refused with a sentence; nothing wrong becomes a zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from laoyou.base.errors import DomainError, declared
from laoyou.engines.siting import Candidates, InfeasibleError, capacitated, max_coverage, p_median, set_cover

W = [3.0, 1.0, 2.0]
D = [[1.0, 9.0], [9.0, 1.0], [2.0, 2.0]]


def four(weights: Any = W, minutes: Any = D, candidates: Candidates | None = None) -> list[Callable[[], Any]]:
    """The same question to all four."""
    return [
        lambda: max_coverage(weights, minutes, within=5, count=1, candidates=candidates),
        lambda: p_median(weights, minutes, count=1, candidates=candidates),
        lambda: set_cover(weights, minutes, within=5, candidates=candidates),
        lambda: capacitated(weights, minutes, capacity=9, count=1, candidates=candidates),
    ]


@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("weights_negative", {"weights": [3.0, -1.0, 2.0]}),
        ("weights_unknown", {"weights": [3.0, np.nan, 2.0]}),
        ("weights_unknown", {"weights": [3.0, np.inf, 2.0]}),
        ("weights_shape", {"weights": [[3.0, 1.0, 2.0]]}),
        ("weights_shape", {"weights": []}),
        ("nothing_to_serve", {"weights": [0.0, 0.0, 0.0]}),
        ("minutes_unknown", {"minutes": [[1.0, 9.0], [np.nan, 1.0], [2.0, 2.0]]}),
        ("minutes_negative", {"minutes": [[1.0, 9.0], [9.0, -1.0], [2.0, 2.0]]}),
        ("minutes_negative", {"minutes": sparse.csr_array([[1.0, 9.0], [9.0, -1.0], [2.0, 2.0]])}),
        ("minutes_unknown", {"minutes": sparse.csr_array([[1.0, 9.0], [9.0, np.nan], [2.0, 2.0]])}),
        ("minutes_shape", {"minutes": [[1.0, 9.0, 2.0], [9.0, 1.0, 2.0]]}),
        ("minutes_shape", {"minutes": [1.0, 9.0, 2.0]}),
        ("no_candidates", {"candidates": Candidates(closed=[True, True])}),
        ("no_candidates", {"candidates": Candidates(area_m2=[700.0, np.nan], minimum_m2=750)}),
        ("no_candidates", {"candidates": Candidates(minimum_m2=750)}),
        ("fixed_and_closed", {"candidates": Candidates(fixed=[True, False], closed=[True, False])}),
        ("candidates_shape", {"candidates": Candidates(fixed=[True])}),
        ("candidates_shape", {"candidates": Candidates(closed=[0, 5])}),
        ("candidates_shape", {"candidates": Candidates(kinds=["a"])}),
        ("candidates_shape", {"candidates": Candidates(area_m2=[1.0])}),
        ("candidates_value", {"candidates": Candidates(area_m2=[1.0, -1.0])}),
        ("candidates_value", {"candidates": Candidates(opening_fen=[1.5, 2])}),
        ("candidates_value", {"candidates": Candidates(opening_fen=[-1, 2])}),
        ("candidates_value", {"candidates": Candidates(minimum_m2=-5.0)}),
    ],
)
def test_wrong_arrays_are_refused_by_all_four(which: int, code: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        four(**wrong)[which]()
    assert refusal.value.code == f"siting.{code}"
    assert "%(" not in refusal.value.sentence()


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("count", lambda: max_coverage(W, D, within=5, count=0)),
        ("count", lambda: max_coverage(W, D, within=5, count=-1, candidates=Candidates(fixed=[True, False]))),
        ("count", lambda: p_median(W, D, count=2.5)),  # type: ignore[arg-type]
        ("count", lambda: max_coverage(W, D, within=5)),
        ("count", lambda: p_median(W, D, count=True)),
        ("within", lambda: max_coverage(W, D, within=0, count=1)),
        ("within", lambda: set_cover(W, D, within=np.nan)),
        ("within", lambda: capacitated(W, D, capacity=9, count=1, within=-5)),
        ("share", lambda: set_cover(W, D, within=5, share=0)),
        ("share", lambda: set_cover(W, D, within=5, share=95)),
        ("share", lambda: set_cover(W, D, within=5, share=float("nan"))),
        ("effort", lambda: p_median(W, D, count=1, seconds=-1)),
        ("effort", lambda: p_median(W, D, count=1, gap=float("nan"))),
        ("effort", lambda: capacitated(W, D, capacity=9, count=1, unserved_minutes=-1)),
        ("budget", lambda: max_coverage(W, D, within=5, budget_fen=-1)),
        ("budget", lambda: max_coverage(W, D, within=5, budget_fen=10.5)),  # type: ignore[arg-type]
        ("budget_costs", lambda: max_coverage(W, D, within=5, budget_fen=10)),
        ("budget_costs", lambda: set_cover(W, D, within=5, by_cost=True)),
        (
            "budget_too_small",
            lambda: max_coverage(W, D, within=5, budget_fen=4, candidates=Candidates(opening_fen=[5, 9])),
        ),
        (
            "budget_too_small",
            lambda: capacitated(W, D, capacity=9, budget_fen=4, candidates=Candidates(opening_fen=[5, 9])),
        ),
        ("budget_too_small", lambda: capacitated(W, D, capacity=9, budget_fen=4, bed_fen=5)),
        (
            "budget_too_small",
            lambda: capacitated(
                W, D, capacity=9, budget_fen=9, minimum_beds=2, bed_fen=3, candidates=Candidates(opening_fen=[4, 9])
            ),
        ),
        ("limit_missing", lambda: capacitated(W, D, capacity=9)),
        ("existing_not_fixed", lambda: capacitated(W, D, capacity=9, existing=[1, 0], count=1)),
        ("capacity_below", lambda: capacitated(W, D, capacity=9, minimum_beds=10, count=1)),
        ("candidates_value", lambda: capacitated(W, D, capacity=-1, count=1)),
        ("candidates_value", lambda: capacitated(W, D, capacity=[1.5, 2], count=1)),
        ("candidates_shape", lambda: capacitated(W, D, capacity=[9, 9, 9], count=1)),
    ],
)
def test_a_wrong_question_is_refused(code: str, ask: Callable[[], Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        ask()
    assert refusal.value.code == f"siting.{code}"
    assert "%(" not in refusal.value.sentence()


FAR = np.array([[1.0, 9.0], [np.inf, np.inf], [2.0, 2.0]])


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("cannot_cover", lambda: set_cover(W, FAR, within=5)),
        ("cannot_cover", lambda: set_cover(W, FAR, within=5, share=0.9)),
        ("places_unreachable", lambda: p_median(W, FAR, count=2)),
        ("places_unreachable", lambda: capacitated(W, FAR, capacity=9, count=2)),
    ],
)
def test_who_cannot_be_served_is_named(code: str, ask: Callable[[], Any]) -> None:
    with pytest.raises(InfeasibleError) as refusal:
        ask()
    assert refusal.value.code == f"siting.{code}"
    assert list(refusal.value.places) == [1]


def test_a_covering_that_reaches_nobody_is_no_zero() -> None:
    with pytest.raises(InfeasibleError) as refusal:
        max_coverage(W, D, within=0.5, count=1)
    assert list(refusal.value.places) == [0, 1, 2]


def test_who_is_out_of_reach_is_named_although_others_are_covered() -> None:
    answer = max_coverage(W, FAR, within=5, count=2)
    assert (answer.value, list(answer.out_of_reach)) == (5.0, [1])


def test_every_refusal_has_a_sentence_that_takes_its_data() -> None:
    assert len([code for code in declared() if code.startswith("siting.")]) >= 25
