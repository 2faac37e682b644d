"""A mask shows the ends of a value that looks as expected, and less of one that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core import masking


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        ("id_number", "500383193601011234", "500***********1234"),
        ("id_number", "50038319360101123X", "500***********123X"),
        ("id_number", "500383360101123", "500********1123"),
        ("id_number", "P500001234", "********34"),
        ("id_number", "12", "****"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "138 1234-5678", "138****5678"),
        ("phone", "02349812345", "********345"),
        ("phone", "110", "****"),
        ("account", "6217 0012 3456 7890 123", "***************0123"),
        ("account", "123", "****"),
        ("address", "重庆市永川区中山路街道汇龙大道8号", "重庆市永川区中山路街道****"),
        ("address", "永川区板桥镇大沟村3组", "永川区板桥镇****"),
        ("address", "四川省达州市通川区东城街道1号", "四川省达州市通川区东城街道****"),
        ("address", "永川区超市旁3号", "永川区****"),
        ("address", "汇龙小区3栋", "****"),
        ("address", "", "****"),
        ("name", "张三", "张*"),
        ("name", "王小明", "王*明"),
        ("name", "欧阳娜娜", "欧**娜"),
        ("name", "Anna Smith", "A***"),
        ("name", "王", "王*"),
        ("name", "", ""),
        ("everything", "x", "••••••"),
    ],
)
def test_published_examples(mask, value, shown):
    assert masking.MASKS[mask](value) == shown


@given(st.text(min_size=1, max_size=30), st.sampled_from(["id_number", "phone", "account"]))
def test_never_more_than_seven_characters_of_a_number_are_shown(value, mask):
    assert sum(character != "*" for character in masking.MASKS[mask](value)) <= 7


@given(st.text(alphabet="重庆永川区中山路街道汇龙大道8号小栋镇村", max_size=25))
def test_no_house_number_is_ever_shown(value):
    assert "8" not in masking.address(value)
