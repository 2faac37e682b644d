"""Numbers of people and organisations are read as the standards say, and a slip of the pen is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.base.ids import (
    credit_code_check_character,
    parse_credit_code,
    parse_resident_id,
    resident_id_check_digit,
)

TODAY = date(2026, 10, 31)


def refused(text: str, **options: object) -> str:
    with pytest.raises(DomainError) as caught:
        parse_resident_id(text, today=TODAY, **options)  # type: ignore[arg-type]
    assert "%(" not in caught.value.sentence()
    return caught.value.code


def test_the_standards_own_example_is_read():
    person = parse_resident_id("11010519491231002X", today=TODAY)
    assert (person.birth_date, person.sex, person.county) == (date(1949, 12, 31), "female", "110105")
    assert person.warnings == ()


def test_a_number_typed_on_a_chinese_keyboard_is_read():
    assert parse_resident_id("１１０１０５ 19491231 002x", today=TODAY).number == "11010519491231002X"


def test_an_old_15_digit_number_becomes_18_digits():
    person = parse_resident_id("110105491231002", today=TODAY)
    assert person.number == "11010519491231002X"
    assert person.was_15_digits


def test_an_unknown_county_warns_and_never_refuses():
    person = parse_resident_id("11010519491231002X", today=TODAY, known_counties={"500118"})
    assert [warning.code for warning in person.warnings] == ["base.resident_id.county"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "base.resident_id.shape"),
        ("1101051949123100", "base.resident_id.shape"),
        ("110105194912310021", "base.resident_id.check_digit"),
        ("110105491331002", "base.resident_id.birth_date"),
    ],
)
def test_what_is_wrong_is_said(text: str, code: str):
    assert refused(text) == code


def test_a_birth_date_after_today_is_refused():
    first_17 = "50011820261101001"
    assert refused(first_17 + resident_id_check_digit(first_17)) == "base.resident_id.future"


def test_an_example_number_is_only_read_where_examples_are_accepted():
    first_17 = "00011819500101001"
    number = first_17 + resident_id_check_digit(first_17)
    assert refused(number) == "base.resident_id.example"
    assert parse_resident_id(number, today=TODAY, accept_example=True).is_example


@given(st.integers(0, 16), st.integers(1, 9), st.integers(0, 999))
def test_any_single_wrong_digit_is_noticed(place: int, shift: int, serial: int):
    first_17 = f"50011819500101{serial:03d}"
    number = first_17 + resident_id_check_digit(first_17)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert refused(wrong) == "base.resident_id.check_digit"


def test_a_real_credit_code_is_read():
    assert parse_credit_code("11500104009286295n") == "11500104009286295N"


@pytest.mark.parametrize("text", ["11500104009286295", "1150010400928629IN", "B1500104009286295N"])
def test_a_credit_code_of_another_shape_is_refused(text: str):
    with pytest.raises(DomainError, match="18 位"):
        parse_credit_code(text)


def test_a_credit_code_with_a_slip_is_refused():
    with pytest.raises(DomainError, match="校验码"):
        parse_credit_code("11500104009286296N")


def test_an_example_credit_code_is_only_read_where_examples_are_accepted():
    first_17 = "0250011800000001A"
    code = first_17 + credit_code_check_character(first_17)
    with pytest.raises(DomainError, match="示例"):
        parse_credit_code(code)
    assert parse_credit_code(code, accept_example=True) == code
