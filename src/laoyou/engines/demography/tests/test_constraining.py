"""Raked tables have the margins that were asked for, or say why they cannot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.engines.demography import constrain_to_totals, linear_totals, rake

positive = st.floats(1, 100)


@given(arrays(np.float64, (4, 2, 3), elements=positive), arrays(np.float64, (4, 2, 3), elements=positive))
def test_margins_of_any_axes_are_met(seed, other):
    margins = [((0,), other.sum((1, 2))), ((2, 1), other.sum(0).T)]
    table = rake(seed, margins)
    np.testing.assert_allclose(table.sum((1, 2)), other.sum((1, 2)), rtol=1e-8)
    np.testing.assert_allclose(table.sum(0), other.sum(0), rtol=1e-8)


def test_odds_ratios_of_the_seed_are_kept():
    seed = np.array([[4.0, 1.0], [2.0, 3.0]])
    table = rake(seed, [((0,), [10.0, 20.0]), ((1,), [12.0, 18.0])])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(6.0)


def test_what_was_zero_stays_zero_and_an_impossible_margin_is_refused():
    seed = np.array([[0.0, 1.0], [2.0, 3.0]])
    assert rake(seed, [((0,), [10.0, 20.0]), ((1,), [12.0, 18.0])])[0, 0] == 0
    with pytest.raises(DomainError) as refused:
        rake(np.array([[0.0, 0.0], [2.0, 3.0]]), [((0,), [10.0, 20.0]), ((1,), [12.0, 18.0])], rounds=50)
    assert refused.value.code == "demography.not_reached"


def test_margins_that_disagree_are_refused():
    with pytest.raises(DomainError) as refused:
        rake(np.ones((2, 2)), [((0,), [10.0, 20.0]), ((1,), [12.0, 19.0])])
    assert refused.value.code == "demography.totals_disagree"


def test_people_are_scaled_to_their_totals():
    people = np.arange(1.0, 13.0).reshape(2, 2, 3)
    scaled = constrain_to_totals(people, [42.0, 10.0])
    np.testing.assert_allclose(scaled.sum((1, 2)), [42.0, 10.0])
    with pytest.raises(DomainError):
        constrain_to_totals(people * 0, [42.0, 10.0])


def test_a_straight_line_is_continued():
    np.testing.assert_allclose(linear_totals([2010, 2020], [[100, 120]], [2025, 2030]), [[130, 140]])
    np.testing.assert_allclose(linear_totals([2000, 2005, 2010], [10, 20, 30], [2011]), [32])


@pytest.mark.parametrize(
    ("years", "totals", "targets", "code"),
    [
        ([2020], [1], [2021], "demography.too_few"),
        ([2020, 2010], [1, 2], [2021], "demography.too_few"),
        ([2010, 2020], [1, 2], [2020], "demography.years"),
        ([2010, 2020], [100, 10], [2040], "demography.trend_below_zero"),
        ([2010, 2020], [100, np.nan], [2040], "demography.missing"),
    ],
)
def test_a_line_that_cannot_be_is_refused(years, totals, targets, code):
    with pytest.raises(DomainError) as refused:
        linear_totals(years, totals, targets)
    assert refused.value.code == code
