"""A measure means what its plain reading says, and ages are counted in completed months."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.month import age_in_months
from laoyou.core.domain.measure import Cell, counted, last_birth_date
from laoyou.packs.models.measure import Count

DAYS = st.dates(date(1900, 1, 1), date(2026, 10, 31))


@given(born=DAYS, on=st.dates(date(2020, 1, 1), date(2030, 12, 31)), months=st.integers(0, 1500))
def test_the_latest_birth_date_draws_the_same_line_as_counting_completed_months(born: date, on: date, months: int):
    assert (born <= last_birth_date(months, on)) == (age_in_months(born, on) >= months)


ROWS: list[dict[str, Cell]] = [
    {"age_months": 720, "statuses": ["lives_alone", "severe_disability"], "sex": "male"},
    {"age_months": 719, "statuses": ["lives_alone"], "sex": "female"},
    {"age_months": None, "statuses": [], "sex": None},
]


def measure(**where):
    return Count.model_validate({"table": "residents", "count": True, "where": where})


def test_a_condition_on_an_unknown_value_does_not_hold():
    assert counted(measure(age_months={"lt": 2000}), ROWS) == 2
    assert counted(measure(sex={"not": "female"}), ROWS) == 1


def test_codes_are_tested_as_sets():
    assert counted(measure(statuses={"has_all": ["lives_alone", "severe_disability"]}), ROWS) == 1
    assert counted(measure(statuses={"has_any": ["severe_disability", "left_behind"]}), ROWS) == 1
    assert counted(measure(statuses={"has_none": ["severe_disability"]}), ROWS) == 2


def test_a_sum_adds_the_rows_that_pass_and_what_is_unknown_adds_nothing():
    rows: list[dict[str, Cell]] = [
        {"nursing": True, "actual": 3},
        {"nursing": True, "actual": None},
        {"nursing": False, "actual": 5},
    ]
    count = Count.model_validate({"table": "beds", "sum": "actual", "where": {"nursing": True}})
    assert counted(count, rows) == 3
