"""Parts add up to the whole, and what is said to close a gap closes it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.plans.domain.gap import Gap
from laoyou.plans.domain.shares import difference, largest_remainder

weights = st.lists(st.integers(0, 200_000), min_size=1, max_size=40)


@given(total=st.integers(0, 1_000_000), of=weights)
def test_the_parts_add_up_and_each_is_its_quota_rounded_down_or_up(total: int, of: list[int]) -> None:
    parts = largest_remainder(total, of)
    assert sum(parts) == total
    whole = sum(of)
    for part, weight in zip(parts, of, strict=True):
        quota = Fraction(total * weight, whole) if whole else Fraction(total, len(of))
        assert abs(part - quota) < 1


@given(total=st.integers(0, 1_000_000), of=weights, times=st.integers(1, 50))
def test_the_parts_do_not_change_with_the_unit_of_the_weights(total: int, of: list[int], times: int) -> None:
    assert largest_remainder(total, of) == largest_remainder(total, [weight * times for weight in of])


@given(total=st.integers(0, 100_000), of=weights)
def test_who_weighs_more_gets_no_less(total: int, of: list[int]) -> None:
    parts = largest_remainder(total, of)
    for one, weight in zip(parts, of, strict=True):
        for other, other_weight in zip(parts, of, strict=True):
            if weight > other_weight:
                assert one >= other


def test_a_remainder_goes_to_the_largest_and_to_the_earlier_among_equals() -> None:
    assert largest_remainder(10, [1, 1, 1]) == [4, 3, 3]
    assert largest_remainder(100, [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]) == [34, 33, 33]
    assert largest_remainder(5, [0, 0]) == [3, 2]
    assert difference(10, {"a": 4, "b": 5}) == -1


@pytest.mark.parametrize(("total", "of"), [(-1, [1]), (1, []), (1, [1, -1])])
def test_what_cannot_be_divided_is_refused(total: int, of: list[int]) -> None:
    with pytest.raises(ValueError, match="divided"):
        largest_remainder(total, of)


amounts = st.integers(0, 5_000).map(Decimal)


@given(
    numerator=amounts,
    denominator=st.integers(1, 5_000).map(Decimal),
    target=st.integers(1, 99).map(Decimal),
    added=amounts,
    shares=st.booleans(),
    operator=st.sampled_from([">=", ">"]),
)
def test_the_missing_units_close_the_gap_and_one_fewer_does_not(
    numerator: Decimal, denominator: Decimal, target: Decimal, added: Decimal, shares: bool, operator: str
) -> None:
    below = added if shares else Decimal(0)
    gap = Gap(numerator, denominator + numerator, Decimal(100), target, operator, added, below, shares)
    missing = gap.missing
    assert missing is not None

    def with_more(units: int) -> bool | None:
        more = below + units if shares else Decimal(0)
        return Gap(
            numerator, denominator + numerator, Decimal(100), target, operator, added + units, more, shares
        ).closes

    assert with_more(missing)
    assert missing == 0 or not with_more(missing - 1)


def test_places_per_thousand_residents() -> None:
    """1,400 places for 1,000,000 residents: 4.5 a thousand asks 4,500, and 1,440 that are to come leave 1,660 missing."""
    gap = Gap(Decimal(1400), Decimal(1_000_000), Decimal(1000), Decimal("4.5"), ">=", Decimal(1440))
    assert (gap.closes, gap.missing) == (False, 1660)
    assert gap.after == Decimal(2840) / Decimal(1_000_000) * 1000


def test_what_is_no_lower_bound_or_has_no_value_is_not_judged() -> None:
    assert Gap(Decimal(1), Decimal(2), Decimal(100), Decimal(50), "<=", Decimal(1)).closes is None
    assert Gap(Decimal(0), Decimal(0), Decimal(100), Decimal(50), ">=", Decimal(0)).missing is None
