"""Graduated people keep their groups' sums, and never become negative."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.engines.demography import graduate_population, group_ages
from laoyou.engines.demography.tests.rates import AGES, both_sexes

CENSUS_AGES = AGES[AGES <= 85]


@given(arrays(np.float64, (2, len(CENSUS_AGES)), elements=st.floats(0, 1e7, width=32)))
def test_every_group_keeps_its_sum(people):
    single = graduate_population(people, CENSUS_AGES, mx=both_sexes(), mx_age_from=AGES)
    assert (single >= 0).all()
    np.testing.assert_allclose(group_ages(single, CENSUS_AGES), people, rtol=1e-9, atol=1e-6)


def test_a_straight_line_of_ages_is_found_again():
    truth = 1000.0 - 8 * np.arange(101)
    single = graduate_population(group_ages(truth, AGES), AGES)
    np.testing.assert_allclose(single[10:90], truth[10:90], rtol=0.005)


def test_the_open_group_grows_thinner_with_age():
    people = np.full(len(CENSUS_AGES), 100.0)
    single = graduate_population(people, CENSUS_AGES, mx=both_sexes()[0], mx_age_from=AGES)
    assert (np.diff(single[85:100]) < 0).all()


def test_an_open_group_is_not_spread_without_mortality():
    with pytest.raises(DomainError) as refused:
        graduate_population(np.ones(len(CENSUS_AGES)), CENSUS_AGES)
    assert refused.value.code == "demography.missing"
