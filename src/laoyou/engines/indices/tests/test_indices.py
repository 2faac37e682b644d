"""The composite index: as an independent library computes it, monotone, without units, and honest about what is unknown."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from laoyou.engines.indices import Measures, Spread, evaluate, grades, stability

PILLAR = np.array([0, 0, 1, 1, 2, 3])
LOW = np.array([0.0, 10.0, 5.0, 0.0, 100.0, -2.0])
HIGH = np.array([50.0, 2.0, 9.0, 1.0, 200.0, 4.0])
MEASURES = Measures(LOW, HIGH, PILLAR)


def drawn(seed: int, places: int = 200) -> Any:
    random = np.random.default_rng(seed)
    return LOW + (HIGH - LOW) * random.uniform(-0.3, 1.3, (places, len(LOW)))


def by_scipy(values: Any, low: Any, high: Any, pillar: Any) -> Any:
    """The same index place by place: NumPy's interpolation, the standard library's mean, SciPy's geometric mean."""
    found = []
    for row in values:
        points = []
        for value, worst, best in zip(row, low, high, strict=True):
            # np.interp wants rising abscissae: where less is better both are turned round.
            sign = 1 if best > worst else -1
            points.append(max(float(np.interp(sign * value, [sign * worst, sign * best], [0, 100])), 1.0))
        pillars = [
            statistics.fmean(one for one, own in zip(points, pillar, strict=True) if own == each)
            for each in sorted(set(pillar))
        ]
        found.append(stats.gmean(pillars))
    return np.array(found)


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_scipy_to_a_billionth(seed: int) -> None:
    values = drawn(seed)
    np.testing.assert_allclose(evaluate(values, MEASURES).total, by_scipy(values, LOW, HIGH, PILLAR), rtol=0, atol=1e-9)


numbers = st.floats(-1e3, 1e3, allow_nan=False)
rows = arrays.arrays(np.float64, (3, len(LOW)), elements=numbers)


@given(rows, st.integers(0, len(LOW) - 1), st.floats(0, 100))
@settings(max_examples=200, deadline=None)
def test_a_better_measure_never_lowers_the_total(values: Any, column: int, step: float) -> None:
    better = values.copy()
    better[:, column] += np.sign(HIGH[column] - LOW[column]) * step
    assert (evaluate(better, MEASURES).total >= evaluate(values, MEASURES).total - 1e-9).all()


@given(
    rows,
    arrays.arrays(np.float64, len(LOW), elements=st.floats(0.01, 100)),
    arrays.arrays(np.float64, len(LOW), elements=st.floats(-50, 50)),
)
@settings(max_examples=200, deadline=None)
def test_other_units_give_the_same_index(values: Any, factor: Any, shift: Any) -> None:
    other = Measures(LOW * factor + shift, HIGH * factor + shift, PILLAR)
    np.testing.assert_allclose(
        evaluate(values * factor + shift, other).total, evaluate(values, MEASURES).total, rtol=1e-6
    )


@given(rows)
@settings(max_examples=200, deadline=None)
def test_contributions_add_up_to_the_total(values: Any) -> None:
    found = evaluate(values, MEASURES, passed=np.array([True, False, True]), cap=40.0)
    np.testing.assert_allclose(100 + found.contributions.sum(axis=1) + found.gated, found.total, atol=1e-9)
    assert (found.contributions <= 1e-12).all()


@given(rows, arrays.arrays(np.bool_, (3, len(LOW))))
@settings(max_examples=200, deadline=None)
def test_what_is_unknown_is_no_zero_and_the_truth_lies_within_the_bounds(values: Any, hidden: Any) -> None:
    truth = evaluate(values, MEASURES).total
    found = evaluate(np.where(hidden, np.nan, values), MEASURES)
    unknown = hidden.any(axis=1)
    assert np.isnan(found.total[unknown]).all()
    assert np.isfinite(found.total[~unknown]).all()
    assert (found.low <= truth + 1e-9).all()
    assert (truth <= found.high + 1e-9).all()
    assert not np.isnan(found.low).any()


def test_the_bound_is_reached_when_the_unknown_is_at_its_worst_and_best() -> None:
    values = drawn(1, 1)
    values[0, 4] = np.nan
    found = evaluate(values, MEASURES)
    for edge, bound in ((LOW[4], found.low), (HIGH[4], found.high)):
        values[0, 4] = edge
        np.testing.assert_allclose(evaluate(values, MEASURES).total, bound)


def test_a_gate_that_is_not_passed_caps_the_total_however_good_the_rest() -> None:
    values = np.vstack([HIGH, HIGH])
    found = evaluate(values, MEASURES, passed=np.array([True, False]), cap=59.0)
    assert found.total.tolist() == [pytest.approx(100.0), 59.0]


def test_what_lacks_in_one_pillar_is_not_made_up_by_another() -> None:
    """Two places with the same mean of pillars: the balanced one is the better."""
    measures = Measures(np.zeros(2), np.full(2, 100.0), np.array([0, 1]))
    balanced, uneven = evaluate(np.array([[60.0, 60.0], [100.0, 20.0]]), measures).total
    assert balanced == pytest.approx(60.0)
    assert uneven == pytest.approx(np.sqrt(2000.0))


def test_draws_hold_the_total_and_the_same_seed_gives_the_same_answer() -> None:
    values = drawn(3, 30)
    values[0, 0] = np.nan
    options: dict[str, Any] = {"draws": 400, "seed": 7, "spread": Spread()}
    found, again = stability(values, MEASURES, **options), stability(values, MEASURES, **options)
    np.testing.assert_array_equal(found.low, again.low)
    total = evaluate(values, MEASURES).total
    inside = (found.low <= total + 1e-9) & (total <= found.high + 1e-9)
    assert inside[1:].mean() > 0.9
    assert found.high[0] - found.low[0] > 0


def test_without_spread_every_draw_is_the_total() -> None:
    values = drawn(4, 10)
    found = stability(values, MEASURES, draws=5, seed=1, spread=Spread(0, 0, curve=1))
    for bound in (found.low, found.median, found.high):
        np.testing.assert_allclose(bound, evaluate(values, MEASURES).total)


def test_bands_count_the_thresholds_that_are_reached_and_leave_the_unknown_out() -> None:
    assert grades(np.array([59.9, 60.0, 95.0, np.nan]), np.array([60.0, 75.0, 90.0])).tolist() == [0, 1, 3, -1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": np.array([1.0, 1.0]), "high": np.array([1.0, 2.0]), "pillar": np.array([0, 0])},
        {"low": np.zeros(2), "high": np.ones(2), "pillar": np.array([0, 2])},
        {"low": np.zeros(2), "high": np.ones(3), "pillar": np.array([0, 1])},
        {"low": np.zeros(2), "high": np.ones(2), "pillar": np.array([0, 1]), "weights": np.array([1.0, 0.0])},
    ],
)
def test_goalposts_pillars_and_weights_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        Measures(**wrong)


def test_how_often_a_place_is_in_which_band_adds_up_and_follows_the_interval() -> None:
    values = np.array([[20.0, 15.0], [36.0, np.nan], [40.0, 10.0]])
    measures = Measures(np.array([0.0, 30.0]), np.array([40.0, 10.0]), np.array([0, 1]))
    thresholds = np.array([60.0, 90.0])
    firm = stability(values, measures, draws=400, seed=3, thresholds=thresholds)
    np.testing.assert_allclose(firm.bands.sum(axis=1), 1.0)
    assert firm.bands[2].tolist() == [0.0, 0.0, 1.0], "full marks under every choice"
    assert (firm.bands[1] > 0.05).all(), "what is unknown may be anywhere"
    low, high = grades(firm.low, thresholds), grades(firm.high, thresholds)
    assert (firm.bands[np.arange(3), low] > 0).all()
    assert (firm.bands[np.arange(3), high] > 0).all()


def test_a_gate_that_nobody_knows_widens_the_bounds_and_settles_nothing() -> None:
    values = np.array([[40.0, 10.0], [4.0, 29.0]])
    measures = Measures(np.array([0.0, 30.0]), np.array([40.0, 10.0]), np.array([0, 1]))
    found = evaluate(values, measures, passed=[np.nan, np.nan], cap=60.0)
    assert np.isnan(found.total[0])
    assert (found.low[0], found.high[0]) == (60.0, 100.0)
    assert found.total[1] == found.low[1] == found.high[1] < 60.0, "below the cap the gate makes no difference"
    firm = stability(
        values, measures, draws=400, seed=3, passed=[np.nan, np.nan], cap=60.0, thresholds=np.array([70.0])
    )
    assert 0.4 < firm.bands[0, 0] < 0.6
