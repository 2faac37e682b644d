"""Beds, carers and meals follow their formulas, and every number leads back to what it was made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines import demand
from laoyou.engines.demand import Definition, disability, disabled_people, given

NORM = given("每千名老年人床位数", "Beds per 1,000 elders", 30, "beds_per_1000_elders", document="plan", clause="2")
FULL = given("入住率", "Occupancy", 0.8, "share", assumed="example")
ELDERS = given("老年人", "Elders", [1000.0, 2500.0], "persons", document="census", clause="t", verified=True)


def rates(*, definition=Definition.GB_T_42195, levels=((1, 1, [0.1, 0.2]), (2, 2, [0.05, 0.1]), (3, 4, [0.02, 0.2]))):
    return disability(definition, age_from=[60, 80], rates=levels, document="survey", clause="table 1")


def people(count=1.0):
    ages = np.zeros((2, 2, 101))
    ages[0, :, 65] = 100 * count
    ages[1, :, 90] = 50 * count
    return given("人口", "People", ages, "persons", document="census", clause="t", verified=True)


def test_beds_by_norm_and_their_trace():
    found = demand.beds_by_norm(ELDERS, NORM)
    np.testing.assert_allclose(found.value, [30, 75])
    town = found.at(1)
    assert town.value == 75
    assert [operand.value.item() for operand in town.operands] == [2500, 30]
    assert town.formula.en == "elders × beds per 1,000 elders ÷ 1,000"
    assert {source.document for source in town.sources()} == {"census", "plan"}
    assert not town.verified


def test_disabled_elders_are_counted_by_age_and_level():
    found = disabled_people(people(), rates(), at_least=2)
    np.testing.assert_allclose(found.value, [2 * 100 * 0.07, 2 * 50 * 0.3])
    assert "中度失能" in found.words.zh
    assert found.note == Definition.GB_T_42195.words


def test_a_rate_for_each_sex_is_used_for_it():
    by_sex = rates(levels=[(3, 4, [[0.1, 0.1], [0.3, 0.3]])])
    np.testing.assert_allclose(disabled_people(people(), by_sex, at_least=3).value, [40, 20])


@pytest.mark.parametrize(
    ("levels", "at_least", "code"),
    [
        ([(2, 3, [0.1, 0.1]), (4, 4, [0.1, 0.1])], 3, "demand.level_not_told_apart"),
        ([(2, 2, [0.1, 0.1])], 2, "demand.level_unknown"),
        ([(2, 4, [0.1, 0.1])], 1, "demand.level_unknown"),
        ([(2, 4, [0.1, 0.1])], 5, "demand.no_such_level"),
        ([(2, 4, [0.1, 0.1])], 0, "demand.no_such_level"),
        ([(2, 3, [0.1, 0.1]), (3, 4, [0.1, 0.1])], 2, "demand.levels_overlap"),
        ([(2, 5, [0.1, 0.1])], 2, "demand.no_such_level"),
        ([(2, 4, [7.0, 12.0])], 2, "demand.not_a_share"),
        ([(2, 3, [0.8, 0.1]), (4, 4, [0.4, 0.1])], 2, "demand.not_a_share"),
        ([(2, 4, [0.1])], 2, "demand.shape"),
        ([(2, 4, [0.1, None])], 2, "demand.missing"),
    ],
)
def test_levels_that_the_source_does_not_tell_are_not_made_up(levels, at_least, code):
    with pytest.raises(DomainError) as refused:
        disabled_people(people(), rates(levels=levels), at_least=at_least)
    assert refused.value.code == code
    assert refused.value.sentence()


def test_a_bare_percentage_of_disability_is_refused():
    with pytest.raises(DomainError) as refused:
        disabled_people(people(), 0.18, at_least=1)  # type: ignore[arg-type]
    assert refused.value.code == "demand.bare_percentage"


def test_two_definitions_are_not_added_up():
    """The same elders under two definitions would be counted twice."""
    one = disabled_people(people(), rates(levels=[(3, 4, [0.1, 0.1])]), at_least=3)
    other = disabled_people(
        people(), rates(definition=Definition.CENSUS_SELF_CARE, levels=[(3, 3, [0.1, 0.1])]), at_least=3
    )
    share = given("入住机构的比例", "Share in institutions", 0.3, "share", assumed="example")
    with pytest.raises(DomainError) as refused:
        demand.beds_by_need([(one, share), (other, share)], FULL)
    assert refused.value.code == "demand.definitions_differ"


def test_beds_by_need_are_the_disabled_cared_for_in_homes_over_occupancy():
    worse = disabled_people(people(), rates(), at_least=2)
    share = given("入住机构的比例", "Share in institutions", 0.25, "share", assumed="example")
    found = demand.beds_by_need([(worse, share)], FULL)
    np.testing.assert_allclose(found.value, [14 * 0.25 / 0.8, 30 * 0.25 / 0.8])
    deep = found.at(0).operands[0].operands[1]
    assert deep.source.document == "survey"


def test_beds_by_use_by_age_see_the_ageing_that_totals_do_not():
    occupied = given("已入住", "Occupied", [10.0, 90.0], "beds", document="register")
    now = given("现有", "Now", [1000.0, 300.0], "persons", document="census")
    then = given("届时", "Then", [900.0, 600.0], "persons", document="projection")
    by_age = demand.beds_by_use(occupied, now, then, FULL, by_age=True)
    assert by_age.value == pytest.approx((9 + 180) / 0.8)
    total = demand.beds_by_use(
        given("已入住", "Occupied", 100, "beds"),
        given("现有", "Now", 1300, "persons"),
        given("届时", "Then", 1500, "persons"),
        FULL,
    )
    assert total.value == pytest.approx(100 / 1300 * 1500 / 0.8)
    assert by_age.value > total.value


@examples(st.floats(1, 1e6), st.floats(1, 200), st.floats(0, 1))
def test_nursing_beds_and_their_share_are_inverse(elders, norm, share):
    beds = demand.beds_by_norm(
        given("老年人", "Elders", elders, "persons"), given("标准", "Norm", norm, "beds_per_1000_elders")
    )
    nursing = demand.nursing_beds(beds, given("占比", "Share", share * 100, "percent"))
    assert demand.nursing_share(nursing, beds).value == pytest.approx(share * 100)


def test_home_care_beds():
    worse = disabled_people(people(), rates(), at_least=2)
    home = given("居家", "At home", 0.9, "share")
    want = given("需要", "In need", 10, "percent")
    np.testing.assert_allclose(demand.home_care_beds(worse, home, want).value, [14 * 0.09, 30 * 0.09])


def test_carers_are_whole_people_for_each_group():
    groups = [
        (given("失能", "Disabled", 31, "persons"), given("照护比", "Ratio", 3, "persons_per_carer")),
        (given("自理", "Able", 40, "persons"), given("照护比", "Ratio", 10, "persons_per_carer")),
    ]
    assert demand.carers_by_ratio(groups).value == 11 + 4
    hours = demand.carers_by_hours(
        given("居家失能", "At home", 120, "persons"),
        given("每周时数", "Hours a week", 7, "hours_per_week"),
        given("工时", "Worked", 40, "hours_per_week"),
        given("照护比例", "With clients", 70, "percent"),
    )
    assert hours.value == 30
    assert demand.people_for_each_carer(given("入住", "Residents", 90, "persons"), hours).value == 3


def test_meals_a_day():
    found = demand.meals_each_day(
        ELDERS, given("比例", "Share", 5, "percent"), given("餐数", "Meals", 1.2, "meals_per_day")
    )
    np.testing.assert_allclose(found.value, [60, 150])


def test_the_gap_keeps_its_sign():
    wanted = demand.beds_by_norm(ELDERS, NORM)
    found = demand.gap(wanted, given("实有床位", "Actual beds", [45.0, 60.0], "beds", document="register"))
    np.testing.assert_allclose(found.value, [-15, 15])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: given("老年人", "Elders", None, "persons"), "demand.missing"),
        (lambda: given("老年人", "Elders", [1.0, np.nan], "persons"), "demand.missing"),
        (lambda: given("老年人", "Elders", -1, "persons"), "demand.negative"),
        (lambda: given("比例", "Share", 18, "share"), "demand.not_a_share"),
        (lambda: demand.beds_by_norm(NORM, ELDERS), "demand.unit"),
        (lambda: demand.beds_by_need([], FULL), "demand.missing"),
        (lambda: demand.gap(demand.beds_by_norm(ELDERS, NORM), ELDERS), "demand.unit"),
        (
            lambda: demand.beds_by_use(
                given("已入住", "Occupied", 9, "beds"), given("现有", "Now", 0, "persons"), ELDERS, FULL
            ),
            "demand.zero_divisor",
        ),
        (
            lambda: demand.beds_by_use(
                given("已入住", "Occupied", 9, "beds"), ELDERS, ELDERS, given("入住率", "Occupancy", 0, "share")
            ),
            "demand.zero_divisor",
        ),
        (
            lambda: demand.nursing_beds(demand.beds_by_norm(ELDERS, NORM), given("占比", "Share", 173, "percent")),
            "demand.not_a_share",
        ),
    ],
)
def test_bad_input_is_refused_and_never_taken_for_zero(call, code):
    with pytest.raises(DomainError) as refused:
        call()
    assert refused.value.code == code
    assert refused.value.sentence()


def test_carers_by_use_keep_today_s_level_and_are_whole():
    now, then = given("现有老年人", "Elders now", [1000, 500], "persons"), given("届时", "Then", [1210, 500], "persons")
    carers = given("护理员", "Carers", [20, 3], "persons", document="register")
    assert demand.carers_by_use(carers, now, then).value.tolist() == [25, 3]
