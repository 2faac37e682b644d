"""What leaves the room: batches and live counts say the same, and nothing published is about a person."""

from dataclasses import asdict
from datetime import date

import pytest

from laoyou.core import registers
from laoyou.core.domain.roles import Role
from laoyou.packs.models.measure import REGISTER_TABLES, Count
from laoyou.providers.commands import beds, facilities, places, staff
from laoyou.providers.public import public_facilities
from laoyou.providers.queries.published import selection_of
from laoyou.providers.queries.rows import rows
from laoyou.providers.tests.conftest import AT, ID_NUMBER, SYSTEM, TODAY, holder

pytestmark = pytest.mark.django_db
TABLES = ("facilities", "beds", "childcare_places", "staff")
COUNTS = [
    {"table": "facilities", "count": True},
    {"table": "facilities", "count": True, "where": {"kinds": {"has_any": ["care_home", "canteen"]}}},
    {"table": "facilities", "count": True, "where": {"kinds": {"has_none": ["care_home"]}}},
    {
        "table": "facilities",
        "count": True,
        "where": {"registers": {"has_all": ["elder_care"]}, "closed_on": {"empty": True}},
    },
    {"table": "facilities", "count": True, "where": {"registers": {"has_all": ["elder_care", "childcare"]}}},
    {"table": "facilities", "count": True, "where": {"ownership": {"not": "private"}}},
    {"table": "beds", "sum": "approved"},
    {"table": "beds", "sum": "actual", "where": {"nursing": True, "facility_kind": ["care_home", "town_care_centre"]}},
    {"table": "beds", "sum": "occupied"},
    {"table": "beds", "sum": "filed", "where": {"tier": {"in": ["market"]}}},
    {"table": "beds", "count": True},
    {"table": "childcare_places", "sum": "filed"},
    {"table": "childcare_places", "sum": "enrolled", "where": {"class_kind": "toddler"}},
    {"table": "staff", "count": True, "where": {"job": "nurse"}},
    {"table": "staff", "count": True, "where": {"credentials": {"has_any": ["nurse_licence"]}}},
    {"table": "staff", "count": True, "where": {"credentials": {"has_none": ["nurse_licence"]}}},
]


@pytest.fixture
def busy(sample):
    """More of everything, one closed facility, one occupied bed, one credential that ran out and one that holds."""
    beds.add(sample.home.pk, "102", approved=True, filed=True, tier="market", by=SYSTEM, at=AT)
    beds.add(sample.home.pk, "103", by=SYSTEM, at=AT)
    beds.occupy(sample.bed.pk, began_on=date(2026, 5, 1), by=SYSTEM, at=AT)
    places.set_readings(sample.place.pk, enrolled=True, by=SYSTEM, at=AT)
    both = facilities.add("综合体", ["old_young_complex"], area_id="500118001902", ownership="public", by=SYSTEM, at=AT)
    beds.add(both.pk, "1", actual=True, nursing=True, by=SYSTEM, at=AT)
    shut = facilities.add("老站", ["community_care_station", "canteen"], area_id="500118002901", by=SYSTEM, at=AT)
    facilities.close(shut.pk, on=TODAY, reason="搬迁", by=SYSTEM, at=AT)
    for number, expires in enumerate((date(2026, 1, 1), date(2027, 1, 1))):
        nurse = staff.add(sample.home.pk, f"护士{number}", "nurse", by=SYSTEM, at=AT)
        staff.add_credential(nurse.pk, "nurse_licence", "1", expires_on=expires, by=SYSTEM, at=AT)
    return sample


def rows_of(table):
    """The rows of all batches, as dictionaries."""
    found = []
    for batch in registers.table(table).batches(TODAY):
        assert set(batch) == set(registers.table(table).columns)
        found += [dict(zip(batch, values, strict=True)) for values in zip(*batch.values(), strict=True)]
    return found


def holds(test, value):
    """One condition on one cell, read as a person would."""
    if not hasattr(test, "model_fields_set"):
        return value in test if isinstance(test, tuple) else value == test
    checks = {
        "ge": lambda want: value >= want,
        "lt": lambda want: value < want,
        "is_in": lambda want: value in want,
        "is_not": lambda want: value is not None and value != want,
        "has_all": lambda want: set(want) <= set(value),
        "has_any": lambda want: bool(set(want) & set(value)),
        "has_none": lambda want: not set(want) & set(value),
        "empty": lambda want: (value is None) is want,
    }
    return all(checks[name](getattr(test, name)) for name in test.model_fields_set)


@pytest.mark.parametrize("spec", COUNTS, ids=str)
def test_live_counts_batches_and_the_list_behind_them_agree(busy, spec):
    count = Count.model_validate(spec)
    measures = registers.measures_of(count.table)
    expected = {}
    for row in rows_of(count.table):
        if all(holds(test, row[name]) for name, test in count.where.items()):
            town = row["area"][:9]
            expected[town] = expected.get(town, 0) + (row[count.sum] if count.sum else 1)
    expected = {town: number for town, number in expected.items() if number}
    counted = measures.by_town(count, on=TODAY)
    assert {town: number for town, number in counted.items() if number} == expected
    assert measures.rows_count(count, area="500118", on=TODAY) == sum(expected.values())
    selection = selection_of(count, "500118")
    if measures.rows_url(count, area="500118", on=TODAY) is not None:
        assert rows(selection, SYSTEM, on=TODAY).count() == sum(expected.values())


def test_changing_one_bed_changes_the_measure_of_its_town_and_no_other(busy):
    count = Count.model_validate({"table": "beds", "sum": "actual"})
    measures = registers.measures_of("beds")
    before = measures.by_town(count, on=TODAY)
    beds.add(busy.home.pk, "104", actual=True, by=SYSTEM, at=AT)
    after = measures.by_town(count, on=TODAY)
    assert {town: after[town] - before.get(town, 0) for town in after} == {"500118001": 1}


def test_the_rows_behind_a_number_are_those_that_the_reader_may_see(busy):
    count = Count.model_validate({"table": "beds", "sum": "approved"})
    measures = registers.measures_of("beds")
    asked = {"area": "500118", "on": TODAY, "after": 0, "size": 50}
    assert len(measures.page(count, by=holder(Role.PLANNER, "500118"), **asked)) == 2
    assert measures.page(count, by=holder(Role.PLANNER, "500118002"), **asked) == []


def test_every_column_of_the_vocabulary_is_there():
    for table in TABLES:
        assert set(REGISTER_TABLES[table].columns) <= set(registers.table(table).columns)


def test_what_is_published_holds_open_facilities_in_order_and_nobody_at_work(busy):
    staff.add(busy.home.pk, "王护理", "carer", id_number=ID_NUMBER, by=SYSTEM, at=AT)
    published = list(public_facilities(TODAY))
    assert [one.name for one in published] == ["安康养老院"]
    home = published[0]
    assert (home.beds, home.free_beds) == (1, 0)
    assert (home.kind_words.zh, home.kind_words.en) == ("养老机构", "Care home")
    assert "王护理" not in str([asdict(one) for one in published])
    assert ID_NUMBER not in str([asdict(one) for one in published])
