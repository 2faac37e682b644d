"""Lee-Carter finds what it was made of, and its second stage hits what it aims at."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.demography import lee_carter, life_table
from laoyou.engines.demography.tests.rates import AGES, both_sexes, gompertz

RESPONSE = np.linspace(2, 0.5, len(AGES))
RESPONSE /= RESPONSE.sum()
INDEX = np.array([12.0, 7.0, 5.0, -1.0, -4.0, -8.0, -11.0])
RATES = np.exp(np.log(gompertz())[:, None] + RESPONSE[:, None] * INDEX)


def test_a_surface_made_by_the_model_is_found_again():
    found = lee_carter(RATES)
    np.testing.assert_allclose(found.response, RESPONSE, atol=1e-9)
    np.testing.assert_allclose(found.index, INDEX - INDEX.mean(), atol=1e-8)
    assert found.explained == pytest.approx(1)
    assert found.drift == pytest.approx((INDEX[-1] - INDEX[0]) / 6)
    np.testing.assert_allclose(found.rates(found.index), RATES.T, rtol=1e-8)


def test_many_populations_at_once_give_what_each_gives_alone():
    noisy = RATES * np.exp(np.random.default_rng(3).normal(0, 0.05, (4, 2, *RATES.shape)))
    together, alone = lee_carter(noisy), lee_carter(noisy[2, 1])
    np.testing.assert_allclose(together.response[2, 1], alone.response, atol=1e-9)
    np.testing.assert_allclose(together.forecast([1, 2])[2, 1], alone.forecast([1, 2]), rtol=1e-9)


def test_the_second_stage_gives_the_observed_deaths():
    noisy = RATES * np.exp(np.random.default_rng(4).normal(0, 0.1, RATES.shape))
    people = np.linspace(5000, 10, len(AGES))[:, None] * np.ones(RATES.shape[1])
    found = lee_carter(noisy, adjust="deaths", population=people)
    model = (people * found.rates(found.index).T).sum(0)
    np.testing.assert_allclose(model, (people * noisy).sum(0), rtol=1e-9)
    plain = lee_carter(noisy)
    assert np.abs((people * plain.rates(plain.index).T).sum(0) - (people * noisy).sum(0)).max() > 1


def test_the_second_stage_gives_the_observed_expectation_of_life():
    noisy = RATES * np.exp(np.random.default_rng(5).normal(0, 0.1, RATES.shape))
    found = lee_carter(noisy, adjust="expectation", age_from=AGES)
    wanted = life_table(noisy.T, AGES).expectation(0)
    np.testing.assert_allclose(life_table(found.rates(found.index), AGES).expectation(0), wanted, atol=1e-8)


def test_forecasts_begin_where_the_observations_end_and_go_on_falling():
    found = lee_carter(RATES)
    ahead = found.forecast([0.0, 1.0, 2.0])
    np.testing.assert_allclose(ahead[0], RATES[:, -1], rtol=1e-9)
    assert (np.diff(ahead, axis=0) < 0).all()


def test_draws_spread_with_time_and_repeat_with_their_seed():
    noisy = RATES * np.exp(np.random.default_rng(6).normal(0, 0.05, RATES.shape))
    found = lee_carter(np.stack([noisy, noisy * both_sexes().mean() * 50]))
    draws = found.sample(8, draws=400, seed=9)
    assert draws.shape == (2, 400, 8, len(AGES))
    np.testing.assert_array_equal(draws, found.sample(8, draws=400, seed=9))
    spread = np.log(draws[0, :, :, 10]).std(0)
    assert (np.diff(spread) > 0).all()
    np.testing.assert_allclose(np.median(draws[0], axis=0), found.forecast(np.arange(1, 9))[0], rtol=0.1)


@pytest.mark.parametrize(
    ("rates", "options", "code"),
    [
        (RATES[:, :2], {}, "demography.too_few"),
        (-RATES, {}, "demography.negative"),
        (RATES, {"adjust": "magic"}, "demography.choice"),
        (RATES, {"adjust": "deaths"}, "demography.shape"),
        (RATES, {"adjust": "expectation"}, "demography.missing"),
    ],
)
def test_bad_input_is_refused(rates, options, code):
    with pytest.raises(DomainError) as refused:
        lee_carter(rates, **options)
    assert refused.value.code == code
