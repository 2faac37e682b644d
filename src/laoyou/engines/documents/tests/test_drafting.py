"""What is drafted from made-up documents: owners in every phrasing, deadlines, aims, parameters, lists, restored points."""

from __future__ import annotations

from decimal import Decimal

import pytest

from laoyou.engines.documents.drafting import PlanDraft, draft_plan
from laoyou.engines.documents.drafting.owners import owners_at_end, split_names
from laoyou.engines.documents.drafting.quantities import quantities
from laoyou.engines.documents.model import SourceLine
from laoyou.engines.documents.reading import read_document


def draft(text: str) -> PlanDraft:
    """The draft of a text."""
    return draft_plan(read_document([SourceLine(at, line) for at, line in enumerate(text.split("\n"), start=1)]))


@pytest.mark.parametrize(
    ("ending", "lead", "responsible", "supporting", "by_duty"),
    [
        ("（区民政局、区卫健委牵头，区教委、各镇人民政府参与）", ("区民政局", "区卫健委"), (), ("区教委", "各镇人民政府"), False),
        ("（区民政局牵头）", ("区民政局",), (), (), False),
        ("（牵头单位：区民政局，责任单位：区教委、各街道办事处）", ("区民政局",), ("区教委", "各街道办事处"), (), False),
        ("(牵头单位:区民政局;配合单位:区教委)", ("区民政局",), (), ("区教委",), False),
        ("[责任单位：市民政局、市卫健委按职责分工负责，各区（市）县政府（管委会）负责]", (), ("市民政局", "市卫健委", "各区（市）县政府（管委会）"), (), True),
        ("【责任单位：市民政局】", (), ("市民政局",), (), False),
        ("（区民政局、区卫健委按职责分工负责）", (), ("区民政局", "区卫健委"), (), True),
        ("（区民政局负责，区教委配合）", (), ("区民政局",), ("区教委",), False),
        ("（区民政局、区卫健委、各镇街）", (), ("区民政局", "区卫健委", "各镇街"), (), False),
    ],
)  # fmt: skip
def test_units_are_found_in_every_phrasing(
    ending: str, lead: tuple[str, ...], responsible: tuple[str, ...], supporting: tuple[str, ...], by_duty: bool
) -> None:
    text = f"二、重点任务\n（一）健全体系。完善服务网络，提高服务质量，方便老年人。{ending}\n"
    (task,) = draft(text).tasks
    assert (task.owners.lead, task.owners.responsible, task.owners.supporting) == (lead, responsible, supporting)
    assert task.owners.by_duty is by_duty
    assert "民政局" not in task.text


@pytest.mark.parametrize("text", ["（含托管站）", "（试行）。", "对象为老年人（60岁及以上）", "（如区图书馆）"])
def test_a_bracket_that_names_nobody_is_no_owner(text: str) -> None:
    assert owners_at_end(text) is None


def test_names_that_a_copy_has_run_together_are_parted_and_brackets_are_kept() -> None:
    assert split_names("区财政局 区大数据局区健康公司") == ("区财政局", "区大数据局", "区健康公司")
    assert split_names("区民政局及相关镇街、区医院（儿童医院、妇幼院）") == (
        "区民政局",
        "相关镇街",
        "区医院（儿童医院、妇幼院）",
    )
    assert split_names("市规划和自然资源局") == ("市规划和自然资源局",)


def test_units_within_the_text_are_taken_with_a_doubt() -> None:
    (task,) = draft("四、保障措施\n（一）加强领导。建立工作机制。区发改委牵头成立工作小组，统筹推进各项工作。\n").tasks
    assert task.owners.lead == ("区发改委",)
    assert task.safeguard and max(doubt.score for doubt in task.doubts) == 0.5


@pytest.mark.parametrize(
    ("sentence", "name", "operator", "value", "upper", "unit", "year", "basis"),
    [
        ("到2025年，培育企业1家。", "培育企业", ">=", 1, None, "家", 2025, "assumed"),
        ("到2025年，访视率不低于90%。", "访视率", ">=", 90, None, "%", 2025, "stated"),
        ("到2027年，建成2-4个友好社区。", "建成友好社区", "range", 2, 4, "个", 2027, "stated"),
        ("到2025年，新增床位300张以上。", "新增床位", ">=", 300, None, "张", 2025, "stated"),
        ("力争到2025年，达标率超75%。", "达标率", ">", 75, None, "%", 2025, "stated"),
        ("2026年底前，改造1,200户。", "改造", ">=", 1200, None, "户", 2026, "assumed"),
        ("2026年，各区新建一所老年医院。", "新建老年医院", ">=", 1, None, "所", 2026, "assumed"),
    ],
)  # fmt: skip
def test_quantities_are_read_with_their_comparison_and_year(
    sentence: str, name: str, operator: str, value: int, upper: int | None, unit: str, year: int, basis: str
) -> None:
    (one,) = quantities(sentence)
    got = one.value
    assert (one.name, got.operator, got.value, got.upper, got.unit, got.year, got.basis) == (
        name, operator, value, upper, unit, year, basis,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "永府发〔2021〕90号",
        "2025年12月1日",
        "60岁及以上老年人",
        "“1+12+263”三级平台",
        "运用5G技术",
        "第七次全国人口普查",
    ],
)
def test_years_ages_numbers_of_documents_and_formulas_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


def test_two_numbers_behind_one_respectively_go_to_their_own_subjects() -> None:
    text = "二、任务\n（一）普惠。到2025年，普惠床位、普惠托位占比分别不低于55%、50%。（区民政局牵头）\n"
    (task,) = draft(text).tasks
    assert [(aim.name, aim.value.operator, aim.value.value) for aim in task.aims] == [
        ("普惠床位占比", ">=", 55), ("普惠托位占比", ">=", 50),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "operator", "value", "unit"),
    [
        ("对普惠机构给予每个托位2400元/年的补贴。", "=", 2400, "元/年"),
        ("收费标准不高于市场平均价格的70%。", "<=", 70, "%"),
        ("将不低于55%的福彩公益金用于养老服务。", ">=", 55, "%"),
        ("按照人均用地不少于0.1平方米的标准设置养老设施。", ">=", Decimal("0.1"), "平方米"),
        ("新建居住区按照每千人口不少于10个托位标准建设。", ">=", 10, "个"),
        ("构建15分钟养老服务圈。", "=", 15, "分钟"),
    ],
)
def test_numbers_that_fix_a_rule_are_parameters(sentence: str, operator: str, value: object, unit: str) -> None:
    found = draft(f"二、任务\n（一）政策。{sentence}（区民政局牵头）\n")
    ((parameter,), (task,)) = (found.parameters, found.tasks)
    assert (parameter.value.operator, parameter.value.value, parameter.value.unit) == (operator, value, unit)
    assert task.aims == ()


def test_lists_of_an_annex_become_items_with_money_period_and_aims() -> None:
    text = """二、任务
（一）略。完善体系，健全机制，推动发展。（区民政局牵头）
附件1
重大项目清单
\t序号
\t项目名称
\t建设期限
\t建设内容和规模
\t总投资（万元）
\t责任单位

\t一、养老项目

\t1
\t区养老中心
\t2024-2026
\t建筑面积8000平方米，设置床位200张。
\t7500
\t区民政局

\t2
\t区康复中心
\t2025
\t设置床位80张。
\t
\t区卫健委
"""
    first, second = draft(text).items
    assert (first.kind, first.name, first.group, first.start, first.end) == (
        "project",
        "区养老中心",
        "养老项目",
        2024,
        2026,
    )
    assert [(aim.value.value, aim.value.unit) for aim in first.aims] == [(8000, "平方米"), (200, "张")]
    assert [(one.value.value, one.value.unit) for one in first.money] == [(7500, "万元")]
    assert second.owners.responsible == ("区卫健委",) and second.money == ()


LOST = """一、基础
据普查,全市６０岁及以上常住人口总量达４３２４０万人、老龄化率１８８０％.
全市每千人口拥有托位数２７３个.
表１　指标
序号 指标名称 ２０２０年 ２０２５年
１ 人均预期寿命(岁) ８１５２ ８２４２
２ 每千人口拥有托位数(个) ２６４ ４７５
３ 疫苗接种率(％) ９７７９ ≥９０
表２　分解
区县 ２０２５年常住人口(万人) ２０２５年托位数(个) ２０２５年每千人口托位数(个)
东区 ９２０００ ４３７００ ４７５
西区 ６９０００ ３２７７５ ４７５
南区 ６９０００ ３２７７５ ４７５
合计 ２３００００ １０９２５０ ４７５
"""


def test_lost_decimal_points_come_back_only_with_a_reason() -> None:
    document = read_document([SourceLine(at, line) for at, line in enumerate(LOST.split("\n"), start=1)])
    indicators, split = document.tables
    assert [str(cell.number) for cell in split.cells if cell.column == 1] == ["920.00", "690.00", "690.00", "2300.00"]
    assert {str(cell.number) for cell in split.cells if cell.column == 3} == {"4.75"}
    numbers = [str(cell.number) for cell in indicators.cells if cell.column >= 2]
    assert numbers == ["81.52", "82.42", "2.64", "4.75", "97.79", "90"]
    assert "老龄化率18.80%" in document.paragraphs[1].text and "托位数2.73个" in document.paragraphs[2].text
    assert "总量达432.40万人" in document.paragraphs[1].text
    repairs = [repair for repair in document.repairs if repair.kind == "decimal_point"]
    assert all(repair.reason for repair in repairs)
    at = document.paragraphs[1].text.index("18.80")
    (place,) = document.paragraphs[1].place(at, at + 5)
    assert document.lines[place.line - 1].text[place.start : place.end] == "１８８０"


def test_where_two_readings_fit_nothing_is_restored() -> None:
    """A tenth of the people would give 20 million residents and 0.475 places each thousand, which nothing in the text rules out."""
    fewer = LOST.replace("９２０００ ４３７００", "８０００ ３８００").replace(
        "６９０００ ３２７７５", "６０００ ２８５０"
    )
    fewer = fewer.replace("２３００００ １０９２５０", "２００００ ９５００")
    document = read_document([SourceLine(at, line) for at, line in enumerate(fewer.split("\n"), start=1)])
    split = document.tables[1]
    assert [str(cell.number) for cell in split.cells if cell.column == 1] == ["8000", "6000", "6000", "20000"]


def test_a_document_with_points_loses_and_gains_none() -> None:
    kept = LOST.replace("２７３个", "２.７３个")
    document = read_document([SourceLine(at, line) for at, line in enumerate(kept.split("\n"), start=1)])
    assert not [repair for repair in document.repairs if repair.kind == "decimal_point"]
    assert str(document.tables[0].cells[2].number) == "8152"
