"""Tables, rates, prices, lists, periods, projects, indicators, populations: each kept once and broken once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from laoyou.engines.documents.checking import References
from laoyou.engines.documents.checking.tests.samples import findings, verdicts

TABLE = """表1 各镇床位
镇街|床位数（张）|公办床位数（张）|民办床位数（张）|常住人口（人）|每千人床位数
甲镇|{first}|200|363|42000|13.40
乙镇|747|231|516|51000|14.65
丙镇|468|165|303|39000|12.00
丁镇|887|400|487|60000|14.78
合计|{total}|996|1669|192000|13.88
"""


def test_the_sums_and_quotients_of_a_table_are_found_and_kept() -> None:
    found = findings(TABLE.format(first=563, total=2665))
    assert {finding.kind for finding in found} >= {"row_sum", "column_sum", "row_ratio"}
    assert {finding.verdict for finding in found} == {"consistent"}


def test_a_wrong_cell_breaks_its_row_and_its_column() -> None:
    wrong = [finding for finding in findings(TABLE.format(first=653, total=2665)) if finding.verdict == "contradiction"]
    assert {finding.kind for finding in wrong} == {"row_sum", "column_sum", "row_ratio"}


def test_a_wrong_total_is_found_from_below_and_from_the_side() -> None:
    wrong = [finding for finding in findings(TABLE.format(first=563, total=2565)) if finding.verdict == "contradiction"]
    assert {finding.kind for finding in wrong} >= {"row_sum", "column_sum"}
    assert {finding.recomputed for finding in wrong if finding.kind == "column_sum"} == {Decimal(2665)}


@pytest.mark.parametrize(
    ("text", "kind", "verdict"),
    [
        ("全区有养老床位5184张，入住老人3110人，入住率60%。", "share", "consistent"),
        ("全区有养老床位5184张，入住老人3110人，入住率72%。", "share", "contradiction"),
        ("每张床位补贴1万元，共补贴800张，合计800万元。", "product", "consistent"),
        ("每张床位补贴1万元，共补贴800张，合计960万元。", "product", "contradiction"),
        ("每年安排专项资金2000万元，三年共安排6000万元。", "product", "consistent"),
        ("每年安排专项资金2000万元，三年共安排7200万元。", "product", "contradiction"),
        ("失能老年人6000余人（按老年人口总数的5%测算）。全区老年人口12.5万人。", "product", "consistent"),
        ("建立探访、助餐、助浴、助洁、关爱等5大类服务清单。", "list_count", "consistent"),
        ("建立探访、助餐、助浴、助洁、关爱、康复等5大类服务清单。", "list_count", "contradiction"),
        ("存在三个方面：一是床位不足，二是人员不足，三是资金不足。", "list_count", "consistent"),
        ("存在四个方面：一是床位不足，二是人员不足，三是资金不足。", "list_count", "contradiction"),
        ("“十四五”（2021—2025年）期间。", "period", "consistent"),
        ("“十四五”（2022—2026年）期间。", "period", "contradiction"),
        ("建设期为2025年至2023年。", "period", "contradiction"),
        ("定于2023年13月5日开工。", "period", "contradiction"),
        ("到2025年，养老床位比2020年增加200张。", "change", None),
        ("选择机构的占比65%、选择居家的占比35%。", "shares", "consistent"),
    ],
)  # fmt: skip
def test_one_sentence(text: str, kind: str, verdict: str | None) -> None:
    assert verdicts(text, kind) == ([verdict] if verdict else [])


def test_a_yearly_rate_of_a_share_printed_in_per_cent_depends_on_its_meaning() -> None:
    text = "目前，全区老龄化率为19.76%，预计到2025年，老龄化率达22.01%（老龄化率以年均增长0.45%左右测算）。"
    (finding,) = [one for one in findings(text) if one.kind == "yearly_change"]
    assert finding.verdict == "definition" and len(finding.readings) == 2


def test_parts_of_the_area_are_not_compared_with_each_other() -> None:
    text = "龙潭镇有养老床位500张，其中护理型床位200张。\n\n凤山镇有养老床位600张，其中护理型床位240张。"
    assert "contradiction" not in verdicts(text) and "definition" not in verdicts(text)


def test_households_registered_and_resident_are_two_populations() -> None:
    text = "全区户籍老年人口19.1万人。\n\n全区常住老年人口17.3万人。"
    assert verdicts(text) == []


INDICATORS = """表1 主要指标
序号|指标名称|2020年|2025年|属性|责任单位
1|养老床位总数（张）|4264|5775|预期性|区民政局
2|新生儿访视率（%）|99.2|90|预期性|区卫生健康委
3|护理型床位占比（%）|—|55|约束性|
"""


def test_indicators_want_a_baseline_an_owner_and_no_step_back() -> None:
    found = {(finding.kind, finding.quantity): finding.verdict for finding in findings(INDICATORS)}
    assert found["direction", "新生儿访视率"] == "implausible"
    assert found["missing_baseline", "护理型床位占比"] == "incomplete"
    assert found["missing_owner", "护理型床位占比"] == "incomplete"


def test_projects_that_do_not_close_the_gap_are_incomplete() -> None:
    text = """目前有托位1205个。预计2025年托位需求达5875个，缺口4670个。

附件1

重大项目清单
序号|项目名称|建设内容和建设规模|责任单位
1|托育示范中心|总建筑面积4000平方米，设置90个托位。|区卫生健康委
2|普惠托育点|建设普惠托育点20个，设置800个托位。|区教委
"""
    (finding,) = [one for one in findings(text) if one.kind == "projects"]
    assert (finding.verdict, finding.recomputed) == ("incomplete", Decimal(890))


def known() -> References:
    """A district of 500,000 with 100,000 elders and 10,000 children of each single year."""
    return References(
        "某某区", 2020, Decimal(500000), lambda low, high: Decimal(100000) if high is None else Decimal(10000 * (high - low)),
        lambda low, high, year: Decimal(100000 + 4000 * (year - 2020)) if high is None else None, "普查", "census", "存活推算", "survivors",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("预计2025年常住人口达到52万人。", "consistent"),
        ("预计2025年常住人口达到65万人。", "implausible"),
        ("预计2025年60岁及以上老年人口达到12.5万人。", "consistent"),
        ("预计2025年60岁及以上老年人口达到16万人。", "implausible"),
        ("目前全区3岁以下婴幼儿2.9万人。", "consistent"),
        ("2020年全区3岁以下婴幼儿1.6万人。", "implausible"),
        ("目前全区3岁以下婴幼儿1.6万人。", "definition"),
        ("目前全区3岁以下婴幼儿0.9万人。", "implausible"),
        ("预计2025年60岁及以上老年人口达到13.7万人。", "consistent"),
        ("2020年60岁及以上老年人口11.3万人。", "implausible"),
        ("目前全区0-3岁婴幼儿4.1万人。", "definition"),
    ],
)
def test_populations_beside_the_census(text: str, verdict: str) -> None:
    assert [
        finding.verdict for finding in findings(text, known()) if finding.kind in ("residents", "elders", "infants")
    ] == [verdict]


def test_what_is_called_implausible_names_reference_source_and_band() -> None:
    text = "预计2025年常住人口达到65万人，60岁及以上老年人口达到16万人。目前全区3岁以下婴幼儿0.9万人。"
    found = [finding for finding in findings(text, known()) if finding.verdict == "implausible"]
    assert {finding.kind for finding in found} == {"residents", "elders", "infants"}
    for finding in found:
        assert finding.recomputed and finding.operands[0].source
        assert "参照值" in finding.reason and "来源：" in finding.reason and "容许范围（" in finding.reason
        assert "source: " in finding.reason_en and "band of " in finding.reason_en


def test_a_floor_below_its_baseline_is_asked_about_and_a_plain_target_is_implausible() -> None:
    text = INDICATORS.replace("|99.2|90|", "|99.2|{}|")
    found = {bound: [one for one in findings(text.format(bound)) if one.kind == "direction" and "访视" in one.quantity] for bound in ("≥90", "90")}  # fmt: skip
    assert [one.verdict for one in found["≥90"]] == ["definition"]
    assert [one.verdict for one in found["90"]] == ["implausible"]
    assert "参照值99.2（来源：" in found["90"][0].reason and "容许范围：" in found["90"][0].reason


def test_without_references_populations_are_not_judged() -> None:
    assert verdicts("预计2025年常住人口达到65万人。") == []
