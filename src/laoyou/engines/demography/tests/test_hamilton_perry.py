"""Cohort change from two censuses: published arithmetic, and no explosion."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.demography import cohort_change, hamilton_perry

BEFORE = np.random.default_rng(1).integers(200, 900, (3, 2, 18)).astype(float)
AFTER = BEFORE * np.array([1.3, 0.8, 1.02])[:, None, None]


def test_the_ratio_is_the_cohort_ten_years_older_over_itself():
    change = cohort_change(BEFORE, AFTER, step=2, width=5)
    assert change.ratio[0, 0, 5] == pytest.approx(AFTER[0, 0, 5] / BEFORE[0, 0, 3])
    open_group = BEFORE[0, 1, -1] + BEFORE[0, 1, -2] + BEFORE[0, 1, -3]
    assert change.ratio[0, 1, -1] == pytest.approx(AFTER[0, 1, -1] / open_group)
    assert np.isnan(change.ratio[..., :2]).all()
    assert change.child_ratio[2, 0, 1] == pytest.approx(AFTER[2, 0, 1] / AFTER[2, 1, 3:9].sum())
    assert list(change.growing) == [True, False, True]


def test_one_step_by_ratios_repeats_the_last_change():
    change = cohort_change(BEFORE, AFTER, step=2, width=5)
    found = hamilton_perry(BEFORE, change, steps=1, width=5, method="ratio")
    np.testing.assert_allclose(found[:, 0, :, 2:], AFTER[..., 2:], rtol=1e-12)


def test_differences_hold_growing_areas_back_and_mixed_takes_each_where_it_fits():
    change = cohort_change(BEFORE, AFTER, step=2, width=5)
    ratio, difference, mixed = (
        hamilton_perry(AFTER, change, steps=4, width=5, method=method) for method in ("ratio", "difference", "mixed")
    )
    assert ratio[0, -1].sum() > 1.2 * difference[0, -1].sum()
    np.testing.assert_allclose(mixed[0], difference[0])
    np.testing.assert_allclose(mixed[1], ratio[1])
    assert difference.min() >= 0


def test_a_small_cell_borrows_from_all_areas_together():
    small = BEFORE.copy()
    small[1] = 2.0
    after = AFTER.copy()
    after[1] = 9.0
    own, borrowed = (cohort_change(small, after, step=2, width=5, smooth=smooth) for smooth in (0.0, 50.0))
    common = after[:, 0, 6].sum() / small[:, 0, 4].sum()
    assert own.ratio[1, 0, 6] == pytest.approx(4.5)
    assert abs(borrowed.ratio[1, 0, 6] - common) < 0.05 * abs(4.5 - common) + 1e-12
    assert borrowed.ratio[0, 0, 6] == pytest.approx(own.ratio[0, 0, 6], rel=0.25)


def test_totals_that_are_known_are_met():
    change = cohort_change(BEFORE, AFTER, step=2, width=5)
    totals = np.array([[20000.0, 21000.0], [9000.0, 8000.0], [14000.0, 14000.0]])
    found = hamilton_perry(AFTER, change, steps=2, width=5, totals=totals)
    np.testing.assert_allclose(found.sum((2, 3)), totals)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: cohort_change(BEFORE, -AFTER, step=2, width=5), "demography.negative"),
        (lambda: cohort_change(BEFORE * 0, AFTER, step=2, width=5), "demography.empty"),
        (lambda: cohort_change(BEFORE, AFTER, step=0, width=5), "demography.years"),
        (lambda: cohort_change(BEFORE, AFTER[:2], step=2, width=5), "demography.shape"),
        (
            lambda: hamilton_perry(AFTER, cohort_change(BEFORE, AFTER, step=2, width=5), steps=0, width=5),
            "demography.years",
        ),
        (
            lambda: hamilton_perry(
                AFTER, cohort_change(BEFORE, AFTER, step=2, width=5), steps=1, width=5, method="best"
            ),
            "demography.choice",
        ),
    ],
)
def test_bad_input_is_refused(call, code):
    with pytest.raises(DomainError) as refused:
        call()
    assert refused.value.code == code
