"""Who of a census is alive some years later, if nobody moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.demography import cohort_survival
from laoyou.engines.demography.tests.rates import AGES, both_sexes

CENSUS_AGES = AGES[AGES <= 85]
PEOPLE = np.stack([np.linspace(300, 20, len(CENSUS_AGES)), np.linspace(280, 40, len(CENSUS_AGES))])


def survive(years, *, people=PEOPLE, mx=None):
    return cohort_survival(people, CENSUS_AGES, both_sexes() if mx is None else mx, AGES, years=years)


def test_nothing_happens_in_no_time():
    assert survive(0).count(0) == pytest.approx(PEOPLE.sum())
    assert survive(0).count(60) == pytest.approx(PEOPLE[:, CENSUS_AGES >= 60].sum())


def test_those_aged_55_are_those_aged_60_less_the_dead():
    before, after = survive(0), survive(5)
    assert 0.95 * before.count(55, 60) < after.count(60, 65) < before.count(55, 60)
    assert 0.6 * before.count(55) < after.count(60) < before.count(55)


@given(st.floats(0, 9.9), st.floats(0.01, 5))
def test_fewer_of_the_same_people_live_ever_later(years, more):
    assert survive(years + more).count(60 + int(years + more) + 1) < survive(years).count(60)


def test_a_part_of_a_year_lies_between_whole_ones():
    assert survive(4).count(60) < survive(4.5).count(60) < survive(5).count(60)


def test_those_not_yet_born_are_unknown_and_not_zero():
    after = survive(4.5)
    assert np.isnan(after.people[:, :5]).all()
    assert np.isfinite(after.people[:, 5:]).all()
    with pytest.raises(DomainError) as refused:
        after.count(0, 3)
    assert refused.value.code == "demography.age_not_covered"


def test_improving_mortality_leaves_more_elders():
    frozen = both_sexes()
    improving = np.stack([frozen * 0.97**year for year in range(10)])
    assert survive(10, mx=improving).count(80) > 1.05 * survive(10, mx=frozen).count(80)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"years": -1.0}, "demography.years"),
        ({"people": -PEOPLE}, "demography.negative"),
        ({"people": np.where(PEOPLE > 100, np.nan, PEOPLE)}, "demography.missing"),
        ({"mx": np.stack([both_sexes()] * 2)}, "demography.horizon"),
    ],
)
def test_bad_input_is_refused(change, code):
    with pytest.raises(DomainError) as refused:
        survive(**{"years": 5.0} | change)
    assert refused.value.code == code
