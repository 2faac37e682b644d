"""Each relation, once kept, once broken, and in the wordings that must not be called a contradiction."""

from __future__ import annotations

import pytest

from laoyou.engines.documents.checking.tests.samples import findings, verdicts


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("全区有养老机构50家（民办23家、公办民营16家、公办11家）。", "consistent"),
        ("全区有养老机构52家（民办23家、公办民营16家、公办11家）。", "contradiction"),
        ("全区有床位300张，其中公办床位100张、民办床位200张。", "consistent"),
        ("全区有床位300张，其中公办床位100张、民办床位260张。", "contradiction"),
        ("公办床位100张、民办床位200张，共计310张。", "contradiction"),
        ("公办床位100张、民办床位200张，共计300张。", "consistent"),
        ("新增托位5.7万个（2022年1.1万个，2023年1.4万个，2024年1.6万个，2025年1.6万个）。", "consistent"),
        ("新增托位5.7万个（2022年1.1万个，2023年1.4万个，2024年2.6万个，2025年1.6万个）。", "contradiction"),
        ("投入资金约1.43亿元，其中补贴8992万元、建设补助1951万元、运营补助3396万元。", "consistent"),
    ],
)
def test_parts_and_wholes(text: str, verdict: str) -> None:
    assert verdicts(text, "parts") == [verdict]


def test_parts_that_only_name_some_are_no_contradiction() -> None:
    assert "contradiction" not in verdicts("全区有从业人员500人，其中护理员120人、社会工作者60人等。")


def test_a_part_larger_than_its_whole_is_a_contradiction() -> None:
    assert "contradiction" in verdicts("全区有床位300张，其中护理型床位360张。")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("全区有床位1915张，其中护理型床位716张，占比37.4%。", "consistent"),
        ("全区有床位1915张，其中护理型床位716张，占比47.4%。", "contradiction"),
        ("全区常住人口58.87万人，60岁及以上老年人口11.63万人，老龄化率19.76%。", "consistent"),
        ("全区常住人口58.87万人，60岁及以上老年人口11.63万人，老龄化率29.76%。", "contradiction"),
    ],
)
def test_shares(text: str, verdict: str) -> None:
    assert verdicts(text, "share") == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("预计2025年常住人口达到135万人，按每千人口拥有托位4.5个测算，托位需求量将达到6075个。", "consistent"),
        ("预计2025年常住人口达到135万人，按每千人口拥有托位4.5个测算，托位需求量将达到7290个。", "contradiction"),
        (
            "预计2025年60岁以上老年人口达30万人左右，按照每千名老年人口拥有养老床位30张测算，养老床位需求为9000张。",
            "consistent",
        ),
    ],
)
def test_products_of_norm_and_people(text: str, verdict: str) -> None:
    assert verdicts(text, "product") == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("目前有养老床位1915张。预计2025年养老床位需求达4000张，缺口2085张。", "consistent"),
        ("目前有养老床位1915张。预计2025年养老床位需求达4000张，缺口2585张。", "contradiction"),
        ("目前有养老床位4155张。预计2025年养老床位需求达9000张，需新增养老床位4800张。", "rounding"),
    ],
)
def test_gaps(text: str, verdict: str) -> None:
    assert verdicts(text, "gap") == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("床位由100张增加到150张，增长50%。", "consistent"),
        ("床位由100张增加到150张，增长60%。", "contradiction"),
        ("覆盖率由60%提高到80%，提高20个百分点。", "consistent"),
        ("床位由100张增加到150张，增加70张。", "contradiction"),
    ],
)
def test_changes(text: str, verdict: str) -> None:
    assert verdicts(text, "change") == [verdict]


def test_the_same_figure_in_two_places() -> None:
    text = "2021年，全区有养老床位1200张。\n\n二、目标\n\n截至2021年底，养老床位为{}张。"
    assert verdicts(text.format(1200), "repeat") == ["consistent"]
    assert verdicts(text.format(1500), "repeat") == ["contradiction"]


def test_different_years_are_different_figures() -> None:
    assert verdicts("2020年，全区有养老床位1200张。2025年，全区养老床位达到1500张。", "repeat") == []


def test_a_finding_says_where_its_figures_stand() -> None:
    (finding,) = [
        one for one in findings("全区有养老机构52家（民办23家、公办民营16家、公办11家）。") if one.kind == "parts"
    ]
    assert [place.end - place.start for place in finding.stated.places] == [3]
    assert all(operand.places for operand in finding.operands)
    assert finding.recomputed == 50
    assert finding.clause.startswith("一")
