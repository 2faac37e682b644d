"""Names read as their bearers say them, and whatever is typed for them means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.people.domain.names import COMPOUND_SURNAMES, Looks, read, surname_starts, understand

HAN = st.text(alphabet="王李张曾单解仇查欧阳尉迟万俟小明秀英国乐长", min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("曾小贤", "zengxiaoxian", "zxx"),
        ("单田芳", "shantianfang", "stf"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("仇英", "qiuying", "qy"),
        ("查良镛", "zhaliangyong", "zly"),
        ("欧阳娜娜", "ouyangnana", "oynn"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("吕布", "lvbu", "lb"),
        ("Anna Smith", "annasmith", "as"),
    ],
)
def test_a_name_reads_as_its_bearer_says_it(name, pinyin, initials):
    assert (read(name).pinyin, read(name).initials) == (pinyin, initials)


@given(HAN)
def test_the_reading_of_the_first_characters_begins_the_reading_of_the_whole(name):
    """Prefix searches rest on this: else a person could not be found by the first characters of his name."""
    for length in range(1, len(name) + 1):
        assert any(read(name).pinyin.startswith(start) for start in surname_starts(name[:length]))


@pytest.mark.parametrize("typed", ["王小明", " 王 小明 ", "王\u3000小明"])
def test_spaces_in_a_chinese_name_mean_nothing(typed):
    assert understand(typed).text == "王小明"


@pytest.mark.parametrize("typed", ["wangxiaoming", "Wáng Xiǎo-míng", "WANG XIAO MING", "ｗａｎｇｘｉａｏｍｉｎｇ"])
def test_pinyin_in_any_spelling_is_the_same(typed):
    assert understand(typed).text == "wangxiaoming"


@pytest.mark.parametrize("typed", ["lü", "lǚ", "lv", "lyu"])
def test_the_letter_ü_in_any_spelling_is_the_same(typed):
    assert understand(typed).text == "lv"


@pytest.mark.parametrize("typed", ["13812345678", "138 1234 5678", "11010519491231002x", "023-49812345", "X000000123"])
def test_a_whole_number_is_looked_up_as_a_number(typed):
    assert understand(typed).looks is Looks.NUMBER


def test_a_compound_surname_has_as_many_syllables_as_characters():
    assert all(len(surname) == len(reading.split()) for surname, reading in COMPOUND_SURNAMES.items())
