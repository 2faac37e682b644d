"""Places follow their formulas, and today's births are the children of two years from now."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.base.month import Month, age_in_months
from laoyou.engines import demand
from laoyou.engines.demand import Source, birth_radar, given

WANT = given("入托意愿", "Wanting", 0.3, "share", document="survey")
FIRST = Month(2023, 1)
BIRTHS = np.arange(2.0 * 48).reshape(2, 48) % 17
REGISTER = Source("births register", "by month", True)


def test_places_three_ways():
    residents = given("常住人口", "Residents", 100_000, "persons", document="census")
    norm = given("每千人托位数", "Places per 1,000", 4.5, "places_per_1000_residents", document="plan")
    assert demand.places_by_norm(residents, norm).value == pytest.approx(450)
    children = given("婴幼儿", "Children", 2000, "persons")
    assert demand.places_by_stated_need(children, WANT).value == pytest.approx(600)
    use = demand.places_by_use(
        given("在托", "Enrolled", 120, "persons"), children, given("届时", "Then", 1500, "persons"),
        given("使用率", "Occupancy", 75, "percent"),
    )  # fmt: skip
    assert use.value == pytest.approx(120)


def test_places_on_paper_against_places_in_use():
    found = demand.places_in_use(
        given("备案", "Filed", 200, "places"),
        given("开放", "Open", 150, "places"),
        given("在托", "Enrolled", 90, "persons"),
    )
    assert (found.only_on_paper.value, found.empty.value, found.used.value) == (50, 60, 60)


def test_childcare_workers_are_whole_people_for_each_kind_of_class():
    found = demand.childcare_workers(
        [
            (given("乳儿班", "Infants", [10.0, 9.0], "persons"), given("比", "Ratio", 3, "children_per_carer")),
            (given("托大班", "Older", [20.0, 0.0], "persons"), given("比", "Ratio", 7, "children_per_carer")),
        ]
    )
    np.testing.assert_allclose(found.value, [4 + 3, 3])


@pytest.mark.parametrize("months", [6, 12, 24])
def test_the_radar_counts_children_of_the_age_and_no_others(months):
    """Compared with birthdays: born on the 10th of each month, counted on the last day of the target month."""
    later = np.arange(2.0 * 18).reshape(2, 18) % 5
    found = birth_radar(BIRTHS, first=FIRST, wanting=WANT, ahead=[months], expected=later, source=REGISTER)[months]
    everyone = np.concatenate([BIRTHS, later], axis=1)
    target = FIRST.plus(47 + months)
    assert found.month == target
    last_day = date.fromordinal(target.end.toordinal() - 1)
    counted = np.zeros(2)
    for column in range(everyone.shape[1]):
        born = FIRST.plus(column).first_day.replace(day=10)
        if 6 <= age_in_months(born, last_day) < 36:
            counted += everyone[:, column]
    total = found.born.value + (found.expected.value if found.expected else 0)
    np.testing.assert_allclose(total, counted)
    np.testing.assert_allclose(found.places.value, 0.3 * counted)
    assert found.complete


def test_without_expected_births_the_far_months_say_at_least():
    found = birth_radar(BIRTHS, first=FIRST, wanting=WANT, source=REGISTER)
    assert found[6].complete
    assert not found[12].complete
    assert found[12].expected is None
    assert "only" in found[12].places.note.en.lower()
    assert found[24].born.value.sum() < found[12].born.value.sum()
    assert found[6].places.at(0).operands[0].operands[0].words.en == "Births 2024-07 to 2026-12"


def test_children_who_move_away_need_no_place():
    stay = given("仍在当地", "Still here", 0.9, "share", assumed="example")
    with_moves = birth_radar(BIRTHS, first=FIRST, wanting=WANT, staying=stay)[6].places.value
    np.testing.assert_allclose(with_moves, 0.9 * birth_radar(BIRTHS, first=FIRST, wanting=WANT)[6].places.value)


@examples(arrays(np.float64, (3, 40), elements=st.floats(0, 500)))
def test_towns_are_counted_apart(births):
    whole = birth_radar(births, first=FIRST, wanting=WANT)
    alone = birth_radar(births[1:2], first=FIRST, wanting=WANT)
    for months, point in whole.items():
        assert point.places.at(1).value == pytest.approx(alone[months].places.value.item())


@pytest.mark.parametrize(
    ("births", "changes", "code"),
    [
        (BIRTHS[:, :20], {}, "demand.births_missing"),
        (-BIRTHS - 1, {}, "demand.negative"),
        (np.full((2, 48), np.nan), {}, "demand.missing"),
        (BIRTHS[0], {}, "demand.shape"),
        (BIRTHS, {"expected": np.ones((3, 18))}, "demand.shape"),
        (BIRTHS, {"age_months": (36, 6)}, "demand.shape"),
    ],
)
def test_bad_births_are_refused(births, changes, code):
    with pytest.raises(DomainError) as refused:
        birth_radar(births, first=FIRST, wanting=WANT, **changes)
    assert refused.value.code == code
    assert refused.value.sentence()
