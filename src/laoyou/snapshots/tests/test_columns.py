"""Columns say what the plain reading says: same canonical rows, same ages, same numbers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.base.month import age_in_months
from laoyou.core.domain.measure import Cell, counted
from laoyou.core.registers.registry import Column, Table
from laoyou.packs.models.measure import STATUSES, Count
from laoyou.snapshots import columns
from laoyou.snapshots.domain.canonical import Value, row_bytes, row_hash, table_hash

ON = date(2026, 10, 31)
RESIDENTS = Table(
    "residents",
    {
        "id": Column("key"),
        "birth_date": Column("birth_date"),
        "sex": Column("code"),
        "residence_area": Column("area"),
        "registered_area": Column("area"),
        "statuses": Column("codes"),
    },
    lambda on: (),
    None,
    0,
)
AREAS = st.none() | st.sampled_from(["500118001001", "500118002", "500118", "500119001"])
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 2**64 - 1),
            "birth_date": st.none() | st.dates(date(1915, 1, 1), ON),
            "sex": st.none() | st.sampled_from(["male", "female"]),
            "residence_area": AREAS,
            "registered_area": AREAS,
            "statuses": st.none() | st.lists(st.sampled_from(STATUSES), max_size=3),
        }
    ),
    min_size=1,
    max_size=12,
)


def as_frame(people: list[dict]):
    batch = {name: [person[name] for person in people] for name in RESIDENTS.columns}
    return columns.frame(RESIDENTS, batch, ON, {"id": batch["id"]})


def as_written(person: dict) -> dict[str, Value]:
    born = person["birth_date"]
    rest = {name: value for name, value in person.items() if name != "birth_date"}
    return {**rest, "age_months": None if born is None else age_in_months(born, ON)}


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_the_fast_hash_of_a_table_is_the_hash_of_its_canonical_rows(people: list[dict]):
    kinds = columns.written_columns(RESIDENTS)
    slow = sorted(row_hash(row_bytes(as_written(person), kinds)) for person in people)
    fast = columns.hash_of_table("residents", kinds, columns.row_digests(as_frame(people), kinds))
    assert fast == table_hash("residents", kinds, slow, len(people))


CODES = st.lists(st.sampled_from(STATUSES), min_size=1, max_size=2, unique=True)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "age_months": st.integers(0, 1400)
        | st.fixed_dictionaries({}, optional={"ge": st.integers(0, 900), "lt": st.integers(0, 1400)}).filter(bool),
        "sex": st.sampled_from(["male", "female"])
        | st.just(["male", "female"])
        | st.just({"not": "male"})
        | st.just({"empty": True}),
        "statuses": st.fixed_dictionaries({}, optional={"has_all": CODES, "has_any": CODES, "has_none": CODES}).filter(
            bool
        ),
    },
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, CONDITIONS, st.sampled_from([None, "registered_area"]))
def test_columns_count_what_the_plain_reading_counts(people: list[dict], where: dict, area_by: str | None):
    try:
        count = Count.model_validate({"table": "residents", "count": True, "where": where, "area_by": area_by})
    except ValueError:
        return  # the pack check refuses it, so no page ever asks
    rows: list[dict[str, Cell]] = [as_written(person) for person in people]  # type: ignore[misc]
    by_town = columns.measured_by_town({"one": count}, [as_frame(people)])["one"]
    placed = [row for row in rows if row[area_by or "residence_area"] is not None]
    assert sum(by_town.values()) == counted(count, placed)
    for town, number in by_town.items():
        inside = [row for row in rows if str(row[area_by or "residence_area"])[:9] == town]
        assert number == counted(count, inside)


def test_words_do_not_get_into_a_snapshot():
    person = {"id": 1, "birth_date": ON, "sex": "张三", "residence_area": None, "registered_area": None, "statuses": []}
    with pytest.raises(DomainError) as refused:
        as_frame([person])
    assert refused.value.code == "snapshots.not_a_code"


def test_codes_may_come_as_text_and_dates_as_text():
    one = {"id": 1, "birth_date": date(1950, 3, 31), "sex": "male", "residence_area": "500118", "registered_area": None}
    listed, texted = {**one, "statuses": ["left_behind", "lives_alone"]}, {**one, "statuses": "lives_alone,left_behind"}
    texted["birth_date"] = "1950-03-31"
    kinds = columns.written_columns(RESIDENTS)
    assert columns.row_digests(as_frame([listed]), kinds) == columns.row_digests(as_frame([texted]), kinds)
