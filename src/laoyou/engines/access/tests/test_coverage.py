"""Everybody is counted once: inside, farther off, or unknown; unevenness is that of the people, not of the homes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.access import coverage, gaps_by_area, gini, weighted_quantile
from laoyou.engines.access.tests import small

TIMES = st.one_of(st.floats(0, 60), st.sampled_from([5.0, 10.0, 15.0, np.inf, np.nan]))
ROWS = st.lists(st.tuples(TIMES, st.integers(0, 50), st.integers(0, 50), st.integers(0, 2)), min_size=1, max_size=40)


@small.given(ROWS)
def test_everybody_is_inside_or_beyond_or_unknown_in_every_area(rows: list[tuple[float, int, int, int]]) -> None:
    minutes, elders, infants, area = (np.array(column, float) for column in zip(*rows, strict=True))
    found = coverage(minutes, [elders, infants], area=area, areas=3)
    for group, people in enumerate((elders, infants)):
        for place in range(3):
            here = area == place
            for step, limit in enumerate((5.0, 10.0, 15.0, 30.0)):
                assert found.inside[group, place, step] == people[here & (minutes <= limit)].sum()
            assert found.beyond[group, place] == people[here & (minutes > 30)].sum()
            assert found.unknown[group, place] == people[here & np.isnan(minutes)].sum()
            assert found.people[group, place] == people[here].sum()
    assert (found.total().people[:, 0] == [elders.sum(), infants.sum()]).all()


def test_a_share_of_nobody_is_unknown_and_those_of_unknown_way_are_no_part_of_it() -> None:
    found = coverage([3.0, 20.0, np.nan], [10, 30, 60], [15.0], area=[0, 0, 1], areas=2)
    assert found.share[0, :, 0].tolist() == pytest.approx([0.25, np.nan], nan_ok=True)
    assert found.unknown[0].tolist() == [0, 60]


@small.given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4)), min_size=1, max_size=25))
def test_the_gini_coefficient_is_the_mean_difference_between_two_people(rows: list[tuple[int, int]]) -> None:
    values, people = (np.array(column) for column in zip(*rows, strict=True))
    each = np.repeat(values, people).astype(float)
    expected = np.abs(each[:, None] - each[None, :]).mean() / (2 * each.mean()) if each.sum() else 0.0
    assert gini(values, people) == pytest.approx(expected, abs=1e-12)


def test_the_gini_coefficient_at_its_ends() -> None:
    assert gini([3, 3, 3], [1, 5, 2]) == pytest.approx(0.0, abs=1e-15)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert np.isnan(gini([np.nan], [5]))
    assert gini([0.0, 0.0]) == 0.0


def test_gaps_name_who_has_too_little_and_how_much_is_missing() -> None:
    found = gaps_by_area([0.0, 0.02, 0.05, np.nan], [100, 300, 200, 40], [0, 0, 1, 1], standard=0.03, areas=3)
    assert found.people.tolist() == [400, 200, 0]
    assert found.unknown.tolist() == [0, 40, 0]
    assert found.mean.tolist() == pytest.approx([0.015, 0.05, np.nan], nan_ok=True)
    assert found.below.tolist() == [400, 0, 0]
    assert found.missing.tolist() == pytest.approx([100 * 0.03 + 300 * 0.01, 0, 0])
    assert found.lowest.tolist() == pytest.approx([0.0, 0.05, np.nan], nan_ok=True)
    assert found.gini.tolist() == pytest.approx([0.25, 0.0, np.nan], nan_ok=True)


@small.given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=12),
    st.sampled_from([0.1, 0.25, 0.5, 0.9, 1.0]),
)
def test_a_weighted_quantile_is_that_of_the_people_in_a_row(rows: list[tuple[int, int]], share: float) -> None:
    values, people = (np.array(column) for column in zip(*rows, strict=True))
    each = np.sort(np.repeat(values, people))
    assert weighted_quantile(values, people, share) == np.quantile(each, share, method="inverted_cdf")


def test_a_negative_number_of_people_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        coverage([1.0, 2.0], [[3, 4], [3, -4]])
    assert refusal.value.code == "access.negative_people"
