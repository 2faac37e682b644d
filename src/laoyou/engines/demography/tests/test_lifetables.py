"""Life tables agree with printed ones, with each other, and with counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.engines.demography import (
    abridge_rates,
    extend_rates,
    graduate_rates,
    life_table,
    life_table_from_deaths,
    survival_ratios,
)
from laoyou.engines.demography.tests.rates import AGES, both_sexes, gompertz

# Austria, males, 1992: rates and life table as printed in Preston, Heuveline & Guillot (2001), box 3.1.
AUSTRIA_AGES = np.array([0, 1, *range(5, 86, 5)], dtype=float)
AUSTRIA_DEATHS = [
    419, 70, 36, 46, 249, 420, 403, 441, 508, 769, 1154, 1866, 2043, 3496, 4366, 4337, 5279, 6460, 6146,
]  # fmt: skip
AUSTRIA_PEOPLE = [
    47925, 189127, 234793, 238790, 254996, 326831, 355086, 324222, 269963, 261971, 238011, 261612, 181385, 187962,
    153832, 105169, 73694, 57512, 32248,
]  # fmt: skip
AUSTRIA_AX = [
    0.068, 1.626, 2.500, 3.143, 2.724, 2.520, 2.481, 2.601, 2.701, 2.663, 2.698, 2.676, 2.645, 2.624, 2.619, 2.593,
    2.518, 2.423, 5.247,
]  # fmt: skip
# As far as the copy at hand shows the column of qx; the expectation of life at birth is printed as 72.889.
AUSTRIA_QX = [
    0.008672164, 0.001479187, 0.000766339, 0.000962845, 0.004871602, 0.006404927, 0.005658505, 0.006778776,
    0.009368169, 0.014577196, 0.023974985,
]  # fmt: skip


def test_the_printed_life_table_of_austria_comes_out():
    people = np.array(AUSTRIA_PEOPLE, dtype=float)
    rates = np.array(AUSTRIA_DEATHS) / people
    table = life_table(rates, AUSTRIA_AGES, ax=AUSTRIA_AX)
    np.testing.assert_allclose(table.qx[: len(AUSTRIA_QX)], AUSTRIA_QX, atol=5e-10)
    assert table.expectation(0) == pytest.approx(72.889, abs=0.0005)


def test_deaths_and_population_give_the_same_table_as_their_rates():
    people = np.array(AUSTRIA_PEOPLE, dtype=float)
    by_counts = life_table_from_deaths(np.array(AUSTRIA_DEATHS) * 3.0, people, AUSTRIA_AGES, sex="male", years=3)
    by_rates = life_table(np.array(AUSTRIA_DEATHS) / people, AUSTRIA_AGES, sex="male")
    np.testing.assert_allclose(by_counts.ex, by_rates.ex, rtol=1e-12)


@given(st.floats(1e-6, 3e-4), st.floats(0.06, 0.13), st.sampled_from(["male", "female", "both"]))
def test_a_table_accounts_for_everybody(level, growth, sex):
    table = life_table(gompertz(level=level, growth=growth), AGES, sex=sex)
    assert table.dx.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(table.dx, table.mx * table.person_years, atol=1e-12)
    assert table.ex[0] == pytest.approx(table.person_years.sum(), rel=1e-12)
    assert (np.diff(table.lx) <= 1e-15).all()


@given(st.floats(1e-6, 2e-4), st.floats(0.07, 0.12), st.sampled_from(["male", "female", "both"]))
def test_the_single_year_table_passes_through_the_abridged_one(level, growth, sex):
    rates = gompertz(level=level, growth=growth)
    single = graduate_rates(rates, AGES, sex=sex)
    abridged = life_table(rates, AGES, sex=sex)
    by_year = life_table(single, np.arange(101), sex=sex)
    np.testing.assert_allclose(by_year.lx[AGES.astype(int)], abridged.lx, rtol=1e-9, atol=1e-12)
    assert by_year.ex[0] == pytest.approx(abridged.ex[0], abs=0.15)


def test_graduated_rates_have_no_steps_that_the_abridged_ones_do_not_have():
    single = graduate_rates(gompertz(), AGES)
    growth = np.diff(np.log(single[30:100]))
    assert growth.min() > 0.03
    assert growth.max() < 0.16


@pytest.mark.parametrize("middle", [0.01, 0.1, 0.3, 0.8, 1.6])
def test_five_years_of_a_growing_force_are_survived_as_its_integral_says(middle):
    """Exact: a force growing by a tenth a year; the table sees only the rates of the group and of its neighbours."""

    def group(start):
        age = np.linspace(start, start + 5, 20001)
        force = middle * np.exp(0.1 * (age - 87.5))
        alive = np.exp(-np.concatenate([[0], np.cumsum((force[1:] + force[:-1]) / 2 * np.diff(age))]))
        return (1 - alive[-1]) / np.trapezoid(alive, age), 1 - alive[-1]

    rates = gompertz()
    for start in (80, 85, 90):
        rates[np.flatnonzero(start == AGES)[0]] = group(start)[0]
    found = life_table(rates, AGES).qx[np.flatnonzero(AGES == 85)[0]]
    assert found == pytest.approx(group(85)[1], rel=0.004)


def test_abridging_the_single_years_gives_the_groups_back():
    rates = both_sexes()
    again = abridge_rates(graduate_rates(rates, AGES), AGES)
    np.testing.assert_allclose(again[:, :-1], rates[:, :-1], rtol=0.02)


def test_an_early_open_group_is_extended_on_a_logistic_line():
    ages = AGES[AGES <= 85]
    force = 1 / (1 + np.exp(-(-11.0 + 0.11 * (ages + np.append(np.diff(ages) / 2, 2.5)))))
    rates, starts = extend_rates(force, ages)
    assert list(starts[-4:]) == [85, 90, 95, 100]
    np.testing.assert_allclose(
        rates[-4:-1], 1 / (1 + np.exp(-(-11.0 + 0.11 * np.array([87.5, 92.5, 97.5])))), rtol=1e-6
    )


def test_survival_ratios_age_a_stationary_population_into_itself():
    """One birth a year for ever: the people of the life table stay the people of the life table."""
    single = graduate_rates(both_sexes(), AGES)
    newborn, cohort = survival_ratios(single)
    lived = life_table(single, np.arange(101)).person_years
    older = np.empty_like(lived)
    older[:, 0] = newborn
    older[:, 1:] = lived[:, :-1] * cohort[:, :-1]
    older[:, -1] += lived[:, -1] * cohort[:, -1]
    np.testing.assert_allclose(older, lived, rtol=1e-9)


@given(arrays(np.float64, (3, 4), elements=st.floats(0.01, 0.9)))
def test_survival_is_a_share(rates):
    newborn, cohort = survival_ratios(rates)
    assert ((newborn >= 0) & (newborn <= 1)).all()
    assert ((cohort >= 0) & (cohort <= 1)).all()


@pytest.mark.parametrize(
    ("rates", "ages", "code"),
    [
        ([0.01, -0.1, 0.2], [0, 1, 5], "demography.negative"),
        ([0.01, np.nan, 0.2], [0, 1, 5], "demography.missing"),
        ([0.01, 0.1], [0, 1, 5], "demography.shape"),
        ([0.01, 0.1, 0.2], [0, 5, 1], "demography.ages"),
        ([0.01, 0.1, 0.2], [1, 5, 10], "demography.ages"),
        ([0.01, 0.1, 0.0], [0, 1, 5], "demography.empty"),
        ([0.01, None, 0.2], [0, 1, 5], "demography.missing"),
    ],
)
def test_bad_rates_are_refused(rates, ages, code):
    with pytest.raises(DomainError) as refused:
        life_table(rates, ages)
    assert refused.value.code == code
