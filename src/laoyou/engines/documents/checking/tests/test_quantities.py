"""Every number with a unit is found with its value, wording and subject; what counts nothing is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from laoyou.engines.documents.checking import numerals
from laoyou.engines.documents.checking.subjects import Relation, parse
from laoyou.engines.documents.checking.tests.samples import quantities


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("常住人口23.88万人", "238800", "人"),
        ("床位１２３４张", "1234", "张"),
        ("床位1,234张", "1234", "张"),
        ("投入资金约1.43亿元", "143000000", "元"),
        ("下降0.5个百分点", "0.5", "个百分点"),
        ("出生率为7.00‰", "7.00", "‰"),
        ("年均增长率为-0.68%", "-0.68", "%"),
        ("占比百分之六十", "60", "%"),
        ("建设二十三处站点", "23", "处"),
        ("改造3万余张床位", "30000", "张"),
        ("补贴3600元/年", "3600", "元/年"),
        ("建筑面积4000平方米", "4000", "平方米"),
    ],
)
def test_a_quantity_has_its_value_and_unit(text: str, value: str, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "根据《通知》（渝府办发〔2021〕90号）精神", "到2025年，2022年12月29日印发", "“十四五”期间，两院一体、三级网络、一老一小", "电话023-49812345，手机13812345678",
        "见附件3和表1-2", "建立“1+12+263”三级平台", "60岁及以上、0-3岁、65周岁以上", "第七次全国人口普查，第3条", "运用5G技术",
    ],
)  # fmt: skip
def test_dates_ages_document_numbers_and_set_phrases_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "approx", "bound"),
    [
        ("床位约300张", "about", ""), ("床位300张左右", "about", ""), ("近300张床位", "nearly", ""), ("床位300余张", "over", ""),
        ("床位不低于300张", "", ">="), ("床位300张以上", "", ">="), ("价格不高于300元", "", "<="), ("床位超过300张", "", ">"),
    ],
)  # fmt: skip
def test_the_wording_is_kept(text: str, approx: str, bound: str) -> None:
    (found,) = quantities(text)
    assert (found.approx, found.bound) == (approx, bound)


def test_a_range_has_two_ends() -> None:
    (found,) = quantities("建成2-4个社区")
    assert (found.value, found.upper) == (2, 4)


def test_the_year_is_the_last_one_named_and_now_ends_it() -> None:
    first, second, third = quantities("2021年底有床位100张，到2025年达到200张，目前有站点3个")
    assert (first.year, second.year, third.year) == (2021, 2025, None)
    assert second.planned and third.now


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("养老床位", "养老服务床位数", Relation.NEAR), ("护理型床位", "床位", Relation.PART), ("床位", "护理型养老床位", Relation.WHOLE), ("托位", "床位", Relation.OTHER),
        ("60岁及以上老年人口", "65岁及以上老年人口", Relation.AGES), ("户籍老年人口", "常住老年人口", Relation.BASIS), ("养老从业人员", "托育从业人员", Relation.OTHER),
        ("民办养老机构", "社会办养老机构", Relation.SAME),
    ],
)  # fmt: skip
def test_two_phrases_are_told_apart(one: str, other: str, relation: Relation) -> None:
    assert parse(one).relation(parse(other)) in ({relation, Relation.SAME} if relation is Relation.NEAR else {relation})


@pytest.mark.parametrize(
    ("text", "value"), [("二十三", "23"), ("十", "10"), ("一百零五", "105"), ("两万", "20000"), ("四点五", "4.5")]
)
def test_chinese_numerals(text: str, value: str) -> None:
    assert numerals.chinese(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "三甲", "点五", "四点百"])
def test_what_is_no_chinese_number(text: str) -> None:
    assert numerals.chinese(text) is None
