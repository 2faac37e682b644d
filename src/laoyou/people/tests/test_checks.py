"""The check of whole columns refuses what the check of the single record refuses, and nothing else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.base.ids import resident_id_check_digit
from laoyou.people.domain.checks import Rules, check_record
from laoyou.people.domain.column_checks import check_columns

TODAY = date(2026, 10, 31)
AREAS = frozenset({"500118001901", "500118001902"})


def number_of(birth: date, sex: str, region: str = "000118") -> str:
    first = f"{region}{birth:%Y%m%d}{'001' if sex == 'male' else '002'}"
    return first + resident_id_check_digit(first)


def good(**changes):
    birth = changes.get("birth_date", "1950-03-07")
    sex = changes.get("sex", "female")
    record = {
        "name": "王小明", "sex": sex, "birth_date": birth, "death_date": None, "id_document": "resident_id",
        "id_number": number_of(date.fromisoformat(birth), sex) if sex in ("male", "female") else None,
        "phone": "10400000001", "residence_area_id": "500118001901", "residence_elsewhere": "",
        "registered_area_id": None, "registered_elsewhere": "四川省成都市",
    }  # fmt: skip
    return {**record, **changes}


WRONG = [
    ({"name": ""}, "people.name_missing"),
    ({"name": " 王"}, "people.name_missing"),
    ({"sex": "?"}, "people.sex_unknown"),
    ({"birth_date": "1850-01-01"}, "people.birth_date_impossible"),
    ({"birth_date": "2026-11-01"}, "people.birth_date_impossible"),
    ({"death_date": "1949-01-01"}, "people.death_date_impossible"),
    ({"death_date": "2027-01-01"}, "people.death_date_impossible"),
    ({"id_document": "library_card"}, "people.id_document_unknown"),
    ({"id_document": "none"}, "people.id_number_unwanted"),
    ({"id_number": None}, "people.id_number_missing"),
    ({"id_number": "000118195003070029"}, "base.resident_id.check_digit"),
    ({"id_number": number_of(date(1951, 3, 7), "female")}, "people.id_number_birth_date"),
    ({"id_number": number_of(date(1950, 3, 7), "male")}, "people.id_number_sex"),
    ({"id_number": "12345"}, "base.resident_id.shape"),
    ({"phone": "12345"}, "people.phone_shape"),
    ({"phone": "104abcdefgh"}, "people.phone_shape"),
    ({"residence_area_id": "999"}, "people.area_unknown"),
    ({"residence_elsewhere": "北京"}, "people.area_and_elsewhere"),
]


@pytest.mark.parametrize(("changes", "code"), WRONG)
def test_each_mistake_is_refused_with_its_own_sentence(changes, code):
    refusals = check_record(good(**changes), Rules(TODAY, AREAS, accept_example=True))
    assert code in [refusal.error.code for refusal in refusals]
    assert "%(" not in refusals[0].error.sentence()


@pytest.mark.parametrize("accept", [True, False])
def test_numbers_of_the_example_range_pass_in_a_demonstration_only(accept):
    refusals = [refusal.error.code for refusal in check_record(good(), Rules(TODAY, AREAS, accept))]
    assert refusals == ([] if accept else ["base.resident_id.example", "people.phone_example"])


MUTATED = st.lists(st.sampled_from([{}, *(changes for changes, _ in WRONG), {"id_document": "birth_certificate", "id_number": "X000000001"},
                                    {"phone": None}, {"phone": "13812345678"}, {"name": "Anna Smith"}]), min_size=1, max_size=30)  # fmt: skip


@settings(deadline=None)
@given(MUTATED, st.booleans())
def test_columns_are_refused_row_by_row_as_single_records_are(mutations, accept):
    rules = Rules(TODAY, AREAS, accept)
    records = [good(**changes) for changes in mutations]
    columns = {name: [record[name] for record in records] for name in records[0]}
    one_by_one = [
        (row, refusal.error.code) for row, record in enumerate(records) for refusal in check_record(record, rules)
    ]
    assert [(row, refusal.error.code) for row, refusal in check_columns(columns, rules)] == one_by_one
