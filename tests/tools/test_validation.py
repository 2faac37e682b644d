"""Validation reports are computed anew by one command, and say what is missing instead of guessing."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tools.validation import __main__ as command
from tools.validation import backtest, demography, wpp

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation-demography.md"


def world(*, surprise: float = 1.0) -> wpp.World:
    """Thirty made-up countries; with `surprise`, nobody could have foreseen the people of 2020."""
    random = np.random.default_rng(1)
    shape = (30, 2, len(wpp.GROUPS), len(wpp.POPULATION_YEARS))
    people = random.uniform(90, 110, (30, 2, 1, 1)) * np.exp(-np.arange(21) / 8)[:, None] * np.ones(shape)
    people[..., -1] *= surprise
    ages = np.array(wpp.RATE_AGES)
    rates = 1e-4 * np.exp(0.09 * ages)[:, None] * np.exp(-0.05 * np.arange(14))
    mx = random.uniform(0.8, 1.2, (30, 2, 1, 1)) * rates
    pattern = np.repeat(np.array([5.0, 25, 30, 20, 12, 6, 2])[None, :, None], 30, axis=0) * np.ones(14)
    return wpp.World(
        tuple(str(number) for number in range(30)),
        ("",) * 30,
        people,
        mx,
        np.full((30, 14), 2.1),
        pattern,
        np.full((30, 14), 1.05),
    )


def test_missing_data_are_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = PAGE.read_text(encoding="utf-8")
    assert command.main(["demography", "--data", str(tmp_path)]) == 2
    assert "wpp2019_world/mxF.tsv.gz" in capsys.readouterr().err
    assert PAGE.read_text(encoding="utf-8") == before


def test_a_forecast_sees_nothing_after_its_base_year() -> None:
    known, unknown = (
        backtest.forecasts(world(surprise=surprise), 2010, demography.SETTINGS) for surprise in (1.0, 3.0)
    )
    for method in backtest.METHODS:
        np.testing.assert_array_equal(known[method], unknown[method])
    assert (backtest.actual(world(surprise=3.0), 2010)[:, 1] > backtest.actual(world(), 2010)[:, 1]).all()


def test_what_does_not_hold_is_said() -> None:
    surprised = world(surprise=3.0)
    said = {year: backtest.forecasts(surprised, year, demography.SETTINGS) for year in (1990, 2000, 2010)}
    came = {year: backtest.actual(surprised, year) for year in said}
    test = demography.Backtest(surprised, said, came)
    assert demography._covered(test, [2000], 2010)[1].max() < 0.2
    bands = demography._bands(test, [2000])
    assert bands.cases == 30


def test_the_page_in_docs_says_that_everything_holds() -> None:
    assert "**全部成立。**" in PAGE.read_text(encoding="utf-8")


@pytest.mark.full
def test_the_page_in_docs_is_what_the_command_computes() -> None:
    data = Path(os.environ.get("LAOYOU_DATA", "absent"))
    if demography.files_missing(data):
        pytest.skip("LAOYOU_DATA has not the UN's tables")
    assert demography.run(data)[0] == PAGE.read_text(encoding="utf-8")
