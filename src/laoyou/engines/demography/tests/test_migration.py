"""Moves that were never counted: set up so that what was counted comes out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.engines.demography import (
    migration_schedule,
    project,
    residual_migration,
    survival_ratios,
    synthetic_migration,
)
from laoyou.engines.demography.migration import raise_and_lower
from laoyou.engines.demography.tests.test_projection import FERTILITY, MOVES, MX, PEOPLE, run

numbers = st.floats(0.001, 1e6)


@given(
    arrays(np.float64, 5, elements=numbers),
    arrays(np.float64, 5, elements=numbers),
    arrays(np.float64, 5, elements=st.floats(-1e6, 1e6)),
)
def test_the_factor_turns_gross_moves_into_the_net_ones(arriving, departing, net):
    factor = raise_and_lower(arriving, departing, net)
    assert (factor > 0).all()
    made = arriving * factor - departing / factor
    np.testing.assert_allclose(made, net, atol=1e-8 * (np.abs(net) + arriving + departing).max())


def test_the_schedule_sums_to_one_and_is_highest_in_the_twenties():
    shape = migration_schedule()
    assert shape.sum() == pytest.approx(1)
    assert 20 <= int(np.argmax(shape)) <= 26
    assert shape[12] < shape[1]


def test_net_moves_are_found_again_from_two_censuses():
    """Project with known moves, then look at the two populations alone."""
    found = run(migration=MOVES, keep="components", target_year=2021)
    newborn, cohort = zip(survival_ratios(MX[0], sex="male"), survival_ratios(MX[1], sex="female"), strict=True)
    net = residual_migration(
        PEOPLE,
        found.people[:, 0, 1],
        newborn=np.stack(newborn),
        cohort=np.stack(cohort),
        births=found.components.births[:, 0, :, :, 0],
        years=1,
    )
    np.testing.assert_allclose(net, (found.components.arrivals - found.components.departures)[:, 0, 0], atol=1e-8)


def test_synthetic_moves_make_the_net_ones_and_no_gross_flow_is_negative():
    net = np.random.default_rng(2).normal(0, 0.05, PEOPLE.shape) * PEOPLE
    made = synthetic_migration(PEOPLE, net, turnover=0.05)
    assert made.leaving.min() >= 0
    assert made.arriving.min() >= 0
    np.testing.assert_allclose(made.arriving - made.leaving * PEOPLE, net, atol=1e-9)


def test_an_area_that_is_left_does_not_run_out_of_people():
    """Net loss goes on for a hundred years and nobody becomes negative, where net moves themselves would have."""
    net = -0.04 * PEOPLE * (migration_schedule() / migration_schedule().max())
    made = synthetic_migration(PEOPLE, net, turnover=0.03)
    found = project(
        PEOPLE,
        base_year=0,
        target_year=100,
        mx=MX,
        fertility=FERTILITY,
        boys_per_girl=1.06,
        migration=made,
        keep="people",
    )
    assert found.people.min() >= 0
    assert found.net_migration[0, 0, 0] < 0


@pytest.mark.parametrize("turnover", [0.0, 1.0, -0.1])
def test_a_turnover_that_is_no_share_is_refused(turnover):
    with pytest.raises(DomainError) as refused:
        synthetic_migration(PEOPLE, PEOPLE * 0, turnover=turnover)
    assert refused.value.code == "demography.rate_above_one"
