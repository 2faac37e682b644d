"""Fertility schedules keep their total and each group's share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.engines.demography import fertility_schedule, mean_age_at_birth

STARTS = np.arange(15, 50, 5)


@given(st.floats(0.1, 9), arrays(np.float64, 7, elements=st.floats(0.01, 50)))
def test_the_total_and_every_groups_share_are_kept(total, pattern):
    rates = fertility_schedule(total, pattern, STARTS)
    assert (rates >= 0).all()
    assert rates.sum() == pytest.approx(total, rel=1e-9)
    groups = rates[15:50].reshape(7, 5).sum(1)
    np.testing.assert_allclose(groups, total * pattern / pattern.sum(), rtol=1e-9)


def test_many_years_at_once():
    rates = fertility_schedule([1.0, 1.5], [[1, 2, 3, 2, 1, 1, 1], [0, 1, 2, 3, 2, 1, 0]], STARTS)
    assert rates.shape == (2, 101)
    np.testing.assert_allclose(rates.sum(-1), [1.0, 1.5])
    assert mean_age_at_birth(rates)[1] > mean_age_at_birth(rates)[0]


@pytest.mark.parametrize(
    ("total", "pattern", "code"),
    [
        (-1, np.ones(7), "demography.negative"),
        (1, np.zeros(7), "demography.empty"),
        (1, np.ones(6), "demography.shape"),
        (1, [np.nan, 1, 1, 1, 1, 1, 1], "demography.missing"),
    ],
)
def test_bad_input_is_refused(total, pattern, code):
    with pytest.raises(DomainError) as refused:
        fertility_schedule(total, pattern, STARTS)
    assert refused.value.code == code
