"""Errors are counted as published, and bands hold what they promise about the cases they were made of."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.demography import accuracy, coverage, draw_bands, error_bands, random_paths, spread_of_band

RANDOM = np.random.default_rng(8)
SAID = RANDOM.uniform(50, 150, (500, 2, 3))
CAME = SAID * np.exp(RANDOM.normal(0.02, 0.1, SAID.shape))


def test_mean_median_and_bias_of_errors():
    found = accuracy([[110.0], [90.0], [100.0]], [[100.0], [100.0], [80.0]])
    assert found.cases == 3
    assert found.mean[0] == pytest.approx((0.1 + 0.1 + 0.25) / 3)
    assert found.median[0] == pytest.approx(0.1)
    assert found.bias[0] == pytest.approx((0.1 - 0.1 + 0.25) / 3)


@pytest.mark.parametrize("centred", [False, True])
def test_bands_hold_their_level_in_the_cases_they_were_made_of(centred):
    bands = error_bands(SAID, CAME, [5, 10], level=0.8, centred=centred)
    low, high = SAID[:, 1, 2] * bands.lower[1, 2], SAID[:, 1, 2] * bands.upper[1, 2]
    assert coverage(low, high, CAME[:, 1, 2]) == pytest.approx(0.8, abs=0.005)


def test_bands_open_from_nothing_and_go_on_opening():
    bands = error_bands(SAID, CAME, [5, 10]).of(0)
    low, high = bands.around(np.full(5, 100.0), [0, 3, 5, 10, 20])
    assert low[0] == high[0] == 100
    assert (np.diff(high - low)[[0, 1, 3]] > 0).all()
    assert high[2] == pytest.approx(100 * bands.upper[0])


def test_bands_of_several_things_must_be_told_apart():
    with pytest.raises(DomainError):
        error_bands(SAID, CAME, [5, 10]).around([1.0], [5])


@pytest.mark.parametrize(
    ("said", "came", "horizons", "level", "code"),
    [
        (SAID[:10], CAME[:10], [5, 10], 0.8, "demography.too_few"),
        (SAID, CAME * 0, [5, 10], 0.8, "demography.empty"),
        (SAID, CAME, [10, 5], 0.8, "demography.years"),
        (SAID, CAME, [5, 10], 1.0, "demography.choice"),
        (SAID, CAME, [5], 0.8, "demography.shape"),
    ],
)
def test_bands_that_cannot_be_made_are_refused(said, came, horizons, level, code):
    with pytest.raises(DomainError) as refused:
        error_bands(said, came, horizons, level=level)
    assert refused.value.code == code


def test_paths_repeat_with_their_seed_and_spread_as_asked():
    walk = random_paths(3, draws=4000, years=10, spread=0.1)
    np.testing.assert_array_equal(walk, random_paths(3, draws=4000, years=10, spread=0.1))
    np.testing.assert_allclose(walk.std(0), 0.1 * np.sqrt(np.arange(1, 11)), rtol=0.06)
    steady = random_paths(3, draws=4000, years=10, spread=np.linspace(0.1, 0.2, 10), persistence=0.9, areas=2)
    assert steady.shape == (2, 4000, 10)
    np.testing.assert_allclose(steady[1].std(0), np.linspace(0.1, 0.2, 10), rtol=0.06)


def test_a_published_band_gives_its_standard_deviation():
    assert spread_of_band(0.858, 1.171) == pytest.approx(0.1221, abs=0.0001)
    with pytest.raises(DomainError):
        spread_of_band(2.0, 1.0)


def test_the_bands_of_draws_are_their_quantiles():
    low, middle, high = draw_bands(np.arange(101.0)[None, :, None], level=0.8)
    np.testing.assert_allclose([low[0, 0], middle[0, 0], high[0, 0]], [10, 50, 90])
