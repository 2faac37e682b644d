"""Ages and birth dates are two sides of one thing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from laoyou.people.domain.ages import born_between, latest_birth, months_old, years_old

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
MONTHS = st.integers(0, 1300)


@given(DAYS, MONTHS)
def test_the_latest_birth_date_of_an_age_is_the_last_day_with_it(on, months):
    latest = latest_birth(months, on)
    assert months_old(latest, on) >= months
    assert months_old(latest + timedelta(days=1), on) < months


@given(DAYS, st.integers(0, 40_000))
def test_a_year_is_twelve_months(on, back):
    born = on - timedelta(days=back)
    assert months_old(born, on) // 12 == years_old(born, on)


@given(DAYS, st.integers(0, 5000), st.integers(0, 60), st.integers(1, 60))
def test_the_range_of_birth_dates_holds_exactly_those_of_the_age(on, back, low, width):
    born = on - timedelta(days=back)
    after, until = born_between(low, low + width, on)
    assert after is not None and until is not None
    assert (after < born <= until) == (low <= months_old(born, on) < low + width)


def test_somebody_born_on_the_29th_of_february_is_a_year_older_on_the_first_of_march():
    assert years_old(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert years_old(date(2024, 2, 29), date(2025, 3, 1)) == 1
