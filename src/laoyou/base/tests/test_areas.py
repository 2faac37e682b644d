"""An area's id tells its level and its descendants, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.areas import area_id, level_of, prefix_range, within
from laoyou.base.errors import DomainError

DIGITS = st.text("0123456789", min_size=6, max_size=6)


def test_the_length_tells_the_level():
    ids = ["0", "50", "5001", "500118", "500118001", "500118001001", "50011800100101"]
    levels = [level_of(area_id(text)) for text in ids]
    assert levels == ["nation", "province", "city", "district", "town", "community", "grid"]


@pytest.mark.parametrize("text", ["", "1", "500", "50011８", "5001a8"])
def test_anything_else_is_refused(text: str):
    with pytest.raises(DomainError, match="区域编号"):
        area_id(text)


@given(DIGITS, st.text("0123456789", max_size=8))
def test_the_range_of_an_area_holds_exactly_what_lies_within(parent: str, rest: str):
    low, high = prefix_range("500118")
    for area in (parent + rest, "500118" + rest):
        assert (low <= area < high) == within(area, "500118")


def test_everything_lies_within_the_nation():
    low, high = prefix_range("0")
    assert within("500118", "0")
    assert low <= "999999" < high
