"""The synthetic people keep every published total, are plausible where nothing is published, and can be no real people."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.base.ids import is_example_phone, parse_resident_id
from laoyou.demo import rows
from laoyou.demo.synthesis import households
from laoyou.demo.synthesis.households import NOBODY
from laoyou.demo.synthesis.population import BIRTH, CENSUS, NO_DAY, People, day_number, on_census_day
from laoyou.demo.synthesis.rollforward import living_here
from laoyou.demo.synthesis.tables import pick, proportional_fit, round_table, share_out, share_out_below
from laoyou.people.domain.checks import Rules
from laoyou.people.domain.column_checks import check_columns
from laoyou.people.domain.names import read

YEAR = 365.2425


def completed_years(birth, on):
    return np.array(
        [
            on.year - b.year - ((on.month, on.day) < (b.month, b.day))
            for b in birth.astype("datetime64[D]").astype(object)
        ]
    )


@pytest.fixture(scope="module", params=[None, 20_000, 2_200], ids=["whole district", "20,000", "2,200"])
def census_day(request, given_inputs):
    census = given_inputs.census if request.param is None else given_inputs.census.scaled(request.param)
    return census, on_census_day(census, given_inputs.rates, given_inputs.communities, np.random.default_rng(7))


def residents_of(census_day):
    census, district = census_day
    folk = district.people
    return census, district, folk, np.flatnonzero(folk.source == CENSUS)


def test_every_town_has_exactly_its_published_residents(census_day):
    census, district, folk, who = residents_of(census_day)
    town = np.array([community.town for community in district.communities])[folk.community[who]]
    assert np.bincount(town, minlength=len(census.towns)).tolist() == [town.people for town in census.towns]


def test_every_age_and_sex_has_exactly_its_published_residents(census_day):
    census, _, folk, who = residents_of(census_day)
    if len(who) > 100_000:
        # The day before the n-th birthday and the birthday itself fall on different sides: counted by whole years below.
        ages = (np.datetime64(census.day) - folk.birth[who].astype("datetime64[D]")).astype(int) / YEAR
        near = np.abs(ages - np.round(ages)) < 0.01
        ages[near] = completed_years(folk.birth[who][near], census.day)
        ages = np.floor(ages)
    else:
        ages = completed_years(folk.birth[who], census.day)
    group = np.searchsorted(census.age_starts, ages, side="right") - 1
    table = np.zeros(census.people.shape, dtype=int)
    np.add.at(table, (group, folk.sex[who]), 1)
    assert table.tolist() == census.people.tolist()


def test_households_number_what_the_census_says(census_day):
    census, district, folk, who = residents_of(census_day)
    size = np.bincount(folk.household[who], minlength=len(district.collective))
    family = ~district.collective
    assert int(family.sum()) == census.family_households
    assert int(size[family].sum()) == census.family_people
    assert int((size[family] == 1).sum()) == census.one_person_households
    assert (size > 0).all()


def test_everybody_lives_in_the_community_of_his_household(census_day):
    _, district, folk, who = residents_of(census_day)
    assert (district.household_community[folk.household[who]] == folk.community[who]).all()


def test_those_registered_elsewhere_number_what_the_census_says(census_day):
    census, district, folk, who = residents_of(census_day)
    assert int((folk.registered_far[who] == 1).sum()) == census.registered_other_county
    assert int((folk.registered_far[who] == 2).sum()) == census.registered_other_province
    town = np.array([community.town for community in district.communities])
    near = (folk.registered[who] != NOBODY) & (town[folk.registered[who]] != town[folk.community[who]])
    assert int(near.sum()) == census.registered_other_town


def test_families_are_plausible(census_day):
    _, district, folk, who = residents_of(census_day)
    family = who[~district.collective[folk.household[who]]]
    small = family[(folk.birth[family] > day_number(date(2002, 11, 1)))]
    size = np.bincount(folk.household[family], minlength=len(district.collective))
    assert (size[folk.household[small]] > 1).all(), "no child lives alone"
    for parent in (folk.mother, folk.father):
        known = family[parent[family] != NOBODY]
        gap = (folk.birth[known] - folk.birth[parent[known]]) / YEAR
        assert gap.min() > 13 and gap.max() < 62
        assert np.quantile(gap, 0.01) > 16 and np.quantile(gap, 0.99) < 48
    heads = np.bincount(
        folk.household[family[folk.relation[family] == households.HEAD]], minlength=len(district.collective)
    )
    assert (heads[~district.collective] == 1).all(), "every family has one head"
    married = family[folk.spouse[family] != NOBODY]
    assert (folk.spouse[folk.spouse[married]] == married).all()
    assert (folk.sex[married] != folk.sex[folk.spouse[married]]).all()


@pytest.fixture(scope="module")
def register(given_inputs):
    return rows.synthesise(given_inputs, 20_000, 7)


def test_the_same_seed_gives_the_same_people_and_another_seed_others(given_inputs, register):
    again, other = rows.synthesise(given_inputs, 20_000, 7), rows.synthesise(given_inputs, 20_000, 8)
    for field in fields(People):
        assert np.array_equal(getattr(register.district.people, field.name), getattr(again.district.people, field.name))
    assert (register.given == again.given).all()
    assert len(other) != len(register) or not np.array_equal(
        other.district.people.birth, register.district.people.birth
    )


def test_what_happened_since_is_labelled_and_in_order(given_inputs, register):
    folk, census, until = register.district.people, given_inputs.census, day_number(given_inputs.until)
    born = folk.source == BIRTH
    assert (folk.birth[born] >= day_number(census.day)).all()
    assert (
        born.any()
        and (folk.death != NO_DAY).any()
        and (folk.moved_in != NO_DAY).any()
        and (folk.moved_out != NO_DAY).any()
    )
    for event in (folk.birth, folk.death, folk.moved_in, folk.moved_out):
        assert (event <= until).all()
    for event in (folk.death, folk.moved_in, folk.moved_out):
        assert (event[event != NO_DAY] >= folk.birth[event != NO_DAY]).all()
    assert int((folk.source == CENSUS).sum()) == 20_000, "nobody of the census was taken away"
    mothers = folk.mother[born]
    alive = folk.death[mothers] == NO_DAY
    assert (alive | (folk.death[mothers] >= folk.birth[born])).all()


def test_siblings_are_twins_or_at_least_nine_months_apart(register):
    folk = register.district.people
    at_home = np.flatnonzero((folk.mother != NOBODY) & (folk.household == folk.household[np.maximum(folk.mother, 0)]))
    order = at_home[np.lexsort((folk.birth[at_home], folk.mother[at_home]))]
    same = folk.mother[order[1:]] == folk.mother[order[:-1]]
    gap = (folk.birth[order[1:]] - folk.birth[order[:-1]])[same]
    assert ((gap == 0) | (gap >= 270)).mean() > 0.995


def test_the_rows_pass_the_checks_of_the_register_in_a_demonstration_and_nowhere_else(given_inputs, register):
    columns = rows.ResidentRows(register)((0, len(register)))
    areas = frozenset(given_inputs.pack.areas)
    assert list(check_columns(columns, Rules(given_inputs.until, areas, accept_example=True))) == []
    refused = {row for row, _ in check_columns(columns, Rules(given_inputs.until, areas, accept_example=False))}
    numbered = {row for row, kind in enumerate(columns["id_document"]) if kind == "resident_id"}
    assert numbered <= refused


def test_nobody_can_have_these_numbers_and_no_two_have_the_same(given_inputs, register):
    columns = rows.ResidentRows(register)((0, len(register)))
    numbers = columns["id_number"]
    assert len(set(numbers)) == len(numbers)
    for number, kind in zip(numbers[:500], columns["id_document"], strict=False):
        assert (
            kind != "resident_id" or parse_resident_id(number, today=given_inputs.until, accept_example=True).is_example
        )
    phones = [phone for phone in columns["phone"] if phone]
    assert all(is_example_phone(phone) for phone in phones) and len(set(phones)) == len(phones)


def test_names_are_read_in_bulk_as_one_by_one(register):
    columns = rows.ResidentRows(register)((0, 3000))
    for name, pinyin, given_pinyin, initials in zip(
        *(columns[c] for c in ("name", "pinyin", "given_pinyin", "initials")), strict=True
    ):
        reading = read(name)
        assert (reading.pinyin, reading.given_pinyin, reading.initials) == (pinyin, given_pinyin, initials)


def test_facts_are_about_those_of_whom_they_can_be_true(given_inputs, register):
    folk, ties = register.district.people, register.ties
    age = (day_number(given_inputs.until) - folk.birth) / YEAR
    here = living_here(folk)
    by_kind = {facts.kind: facts for facts in ties.facts}
    for kind in ("lives_alone", "empty_nest", "disabled_elder", "extreme_hardship_in_care"):
        assert here[by_kind[kind].who].all()
    for kind in ("lives_alone", "empty_nest", "disabled_elder"):
        assert (age[by_kind[kind].who] >= 59.9).all()
    assert not set(by_kind["lives_alone"].who) & set(by_kind["empty_nest"].who)
    assert not set(by_kind["lives_alone"].who) & set(by_kind["extreme_hardship_in_care"].who)
    assert not set(by_kind["extreme_hardship"].who) & set(by_kind["min_living_allowance"].who)
    for facts in ties.facts:
        assert len(set(facts.who)) == len(facts.who), f"{facts.kind}: nobody has it twice"
        ended = facts.until != NO_DAY
        assert (facts.until[ended] > facts.since[ended]).all()


MARGINS = st.lists(st.integers(0, 400), min_size=2, max_size=8)


@settings(deadline=None)
@given(MARGINS, MARGINS, st.integers(0, 2**32 - 1))
def test_rounded_tables_meet_both_margins_exactly(rows_, columns, seed):
    rows_, columns = np.array(rows_), np.array(columns)
    if rows_.sum() == 0:
        rows_[0] = 5
    columns = share_out(int(rows_.sum()), columns + 1)
    table = proportional_fit(np.random.default_rng(seed).random((len(rows_), len(columns))) + 0.01, rows_, columns)
    whole = round_table(table, rows_, columns)
    assert (whole >= 0).all()
    assert (whole.sum(axis=1) == rows_).all() and (whole.sum(axis=0) == columns).all()


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.data())
def test_what_is_shared_out_is_all_and_stays_below_the_limits(limits, data):
    limits = np.array(limits)
    total = data.draw(st.integers(0, int(limits.sum())))
    parts = share_out_below(total, np.ones(len(limits)), limits)
    assert parts.sum() == total and (parts <= limits).all()


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 1000))
def test_whoever_is_picked_is_picked_once(count, size, seed):
    chosen = pick(np.ones(size), min(count, size), np.random.default_rng(seed))
    assert len(set(chosen.tolist())) == len(chosen) == min(count, size)
