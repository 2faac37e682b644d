"""Stock, increase and aim in different clauses; kinds of a total; totals beside needs: kept, broken, and what only looks broken.

Each class is tried on figures drawn at random as well.
"""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from laoyou.engines.documents.checking import Finding
from laoyou.engines.documents.checking.tests.samples import findings


def contradictions(text: str) -> list[Finding]:
    return [one for one in findings(text) if one.verdict == "contradiction"]


def of_kind(text: str, kind: str) -> list[tuple[str, Decimal | None]]:
    return [(one.verdict, one.recomputed) for one in findings(text) if one.kind == kind]


# What is there, what is added, what is to be there

STOCK = """全区现有社区老年食堂{there}个。

二、发展目标

表1 主要指标
序号|指标名称|2022年|2027年|责任单位
1|社区老年食堂（个）|{there}|{aim}|区民政局
2|家庭养老床位（张）|10|20|区民政局

三、重点任务

（一）助餐服务。到2027年，全区新增社区老年食堂{added}个。
"""


@pytest.mark.parametrize("seed", range(8))
def test_stock_and_increase_make_the_aim(seed: int) -> None:
    rnd = random.Random(seed)
    there, added = rnd.randrange(20, 90), rnd.randrange(20, 90)
    kept = STOCK.format(there=there, added=added, aim=there + added)
    assert not contradictions(kept) and ("consistent", Decimal(added)) in of_kind(kept, "increment")
    more = max(3, added // 5)
    broken = contradictions(STOCK.format(there=there, added=added + more, aim=there + added))
    assert [(one.kind, one.recomputed) for one in broken] == [("increment", Decimal(added))]


ANNEX = """到2022年底，全区有托育机构40家。

二、发展目标

到2026年，托育机构达到62家。

附件

重大要素清单
序号|类别|要素名称|保障举措|预期目标|责任单位
1|机构|托育机构|支持社会力量办托。|到2026年，新增托育机构{added}家。|区卫生健康局
2|人才|保育员|加强培训。|培训覆盖率达到100%。|区卫生健康局
"""


def test_an_increase_in_an_annex_is_held_against_the_clauses() -> None:
    assert not contradictions(ANNEX.format(added=22))
    (found,) = contradictions(ANNEX.format(added=27))
    assert (found.kind, found.recomputed) == ("increment", 22)
    assert len(found.operands) == 2 and all(operand.places for operand in found.operands)


@pytest.mark.parametrize(
    "task",
    [
        "到2027年，全区新增社区老年食堂不少于30个。",
        "依托示例街道综合体新增社区老年食堂3个。",
        "2024年新增社区老年食堂12个。",
        "2023年新增社区老年食堂12个、2024年新增社区老年食堂14个。",
        "东街街道新增社区老年食堂2个。",
        "到2027年，支持国有企业新增社区老年食堂8个。",
    ],
)
def test_floors_parts_and_single_years_are_no_contradiction(task: str) -> None:
    text = STOCK.format(there=30, aim=70, added=40).replace("到2027年，全区新增社区老年食堂40个。", task)
    assert not contradictions(text)


def test_an_aim_that_is_a_floor_may_be_passed() -> None:
    text = STOCK.format(there=30, aim="≥70", added=44)
    assert not contradictions(text)


# One kind of two

KINDS = """全区有托位{whole}个，其中公办托位{public}个。

二、发展目标

表1 主要指标
序号|指标名称|现状值|目标值|责任单位
1|托位数（个）|{whole}|{aim}|区卫生健康委
2|公办托位数（个）|{public}|{publicly}|区卫生健康委

三、任务

规划新增公办托位{one}个、社会办托位{other}个。
"""


def kinds(seed: int, wrong: int) -> str:
    rnd = random.Random(seed)
    public, private = rnd.randrange(100, 400), rnd.randrange(300, 900)
    one, other = rnd.randrange(100, 300), rnd.randrange(300, 700)
    return KINDS.format(
        whole=public + private, public=public, aim=public + private + one + other, publicly=public + one, one=one, other=other + wrong
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_the_other_kind_follows_from_the_whole(seed: int) -> None:
    assert not contradictions(kinds(seed, 0))
    broken = contradictions(kinds(seed, 90))
    assert {one.kind for one in broken} == {"increment"} and len(broken) == 2
    assert any("-（" in one.formula for one in broken), "one of them by the whole and the other kind"


def test_with_a_third_kind_nothing_follows() -> None:
    text = kinds(1, 90).replace("其中公办托位", "其中公建民营托位50个、公办托位")
    assert not [one for one in contradictions(text) if "-（" in one.formula]


# A table's grand total beside a need

DIVIDED = """二、需求

到2026年，全市常住人口预计200万人，按照每千人口4.5个托位的标准，需提供托位{need}个。

表1 各区2026年托位目标分解表
区县|2026年托位数（个）
甲区|{first}
乙区|2400
丙区|1900
丁区|1700
合计|{total}
"""


@pytest.mark.parametrize(
    ("need", "first", "wrong"),
    [
        ("9000", 3000, 0),
        ("9000", 2600, 1),
        ("0.90万", 3000, 0),
        ("0.90万", 2600, 1),
        ("0.9万", 2600, 0),
        ("9000", 3003, 1),
    ],
)
def test_what_is_divided_comes_to_what_is_needed(need: str, first: int, wrong: int) -> None:
    text = DIVIDED.format(need=need, first=first, total=first + 6000)
    assert len([one for one in contradictions(text) if one.kind == "repeat"]) == wrong


def test_more_than_at_least_so_many_is_no_contradiction() -> None:
    assert not contradictions(DIVIDED.format(need="不少于8500", first=3000, total=9000).replace("200万人", "189万人"))


def test_totals_of_another_year_are_another_figure() -> None:
    assert not contradictions(DIVIDED.format(need="9000", first=2600, total=8600).replace("2026年托位", "2025年托位"))


# A count and its kinds


def counted(surplus: list[int], note: str = "") -> str:
    """Towns with a centre each that is an institution as well; `surplus` says how much more than the total the kinds come to."""
    rows, sums = [], [0, 0, 0, 0]
    for number, more in enumerate(surplus, 1):
        centres, stations, homes = 1, number + 2, number % 3 + 2
        values = [centres + stations + homes - more, centres, stations, homes]
        sums = [total + value for total, value in zip(sums, values, strict=True)]
        rows.append(f"第{number}镇|{'|'.join(map(str, values))}")
    head = "镇街|机构总数（个）|#养老服务中心机构（个）|#服务站机构（个）|#养老院机构（个）"
    return "\n".join(
        ["表1 养老服务机构现状（2022年）", head, *rows, "合计|" + "|".join(map(str, sums)), *([note] if note else [])]
    )


def test_one_kind_counted_twice_is_a_question_and_what_it_does_not_explain_is_a_slip() -> None:
    found = [one for one in findings(counted([1, 1, 1, 1, 1, 1, 2])) if one.kind == "row_sum"]
    assert [(one.quantity[:3], one.recomputed, one.stated.value) for one in found if one.verdict == "contradiction"][
        :1
    ] == [("第7镇", 13, 11)]
    explained = [one for one in found if one.verdict == "definition"]
    assert len(explained) >= 6 and all(len(one.readings) == 2 for one in explained)


def test_without_a_pattern_the_kinds_must_make_the_count() -> None:
    found = [one for one in contradictions(counted([0, 0, 0, 0, 3, 0, 0])) if one.kind == "row_sum"]
    assert any(one.quantity.startswith("第5镇") for one in found)


def test_a_note_that_things_are_counted_twice_is_believed() -> None:
    text = counted([1, 0, 2, 1, 0, 2, 1], "注：同一机构可能重复计入不同类别。")
    assert not [one for one in contradictions(text) if one.kind == "row_sum"]


def test_columns_that_are_no_kinds_are_not_added() -> None:
    head = "镇街|机构总数（个）|医养结合机构（个）|星级机构（个）|示范机构（个）"
    rows = "\n".join(f"第{at}镇|{20 + at}|{at % 4}|{at % 3}|{at % 2}" for at in range(1, 9))
    assert not contradictions(f"表1 机构情况\n{head}\n{rows}")
