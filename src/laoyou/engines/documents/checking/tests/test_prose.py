"""What one sentence, or two, states to follow from each other: each rule kept once and broken once, and what only looks like it."""

from __future__ import annotations

import pytest

from laoyou.engines.documents.checking.tests.samples import verdicts

FOLLOWS = [
    ("养老床位达到5500张，比2025年的4200张增加{}张。", "1300", "1500"),
    ("养老床位达到6300张，比2025年的4200张增长{}%。", "50", "60"),
    ("全区托位2480个，较2020年的{}个翻了一番。", "1240", "1420"),
    ("老年助餐点从38个发展到57个，增幅{}%。", "50", "60"),
    ("年度计划建设家庭养老床位1500张，实际建成1200张，完成率{}%。", "80", "85"),
    ("完成居家适老化改造900户，户均补助3000元，共发放补助{}万元。", "270", "290"),
    ("新增普惠托位1066个，每个一次性补助1万元，共需补助{}万元。", "1066", "1266"),
    ("全市社区卫生服务中心25家，已签约{}家，签约率80%。", "20", "22"),
    ("全县总人口72万人，其中老年人15.84万人，占总人口的{}%。", "22", "24"),
    ("全区托位达到2800个；普惠托位占比提高到70%，即普惠托位达到{}个。", "1960", "1690"),
    ("三年共需资金5600万元。其中区级财政承担2240万元，争取上级补助1680万元，其余由社会力量投入{}万元。", "1680", "1980"),
    ("三年共需资金5600万元。其中区级财政承担2240万元，争取上级补助1680万元，占{}%。", "30", "35"),
    ("三年共需资金5600万元。其中2026年安排1800万元，2027年安排2050万元，2028年安排{}万元。", "1750", "1950"),
    ("全区共有养老机构46家，公办{}家、民办32家。", "14", "16"),
    ("全年支出3200万元，用于养老服务1900万元、托育服务{}万元、老年健康500万元。", "800", "900"),
    ("家庭养老床位累计达到1260张，是2022年的{}倍（2022年为420张）。", "3", "4"),
    ("全县老年人15.84万人。与上年相比，老年人增加0.64万人，上年末为{}万人。", "15.2", "14.2"),
    ("改造总投入1200万元，由市、区两级按6∶4分担，市级承担{}万元。", "720", "820"),
    ("每名助老员服务老年人不超过200人，按服务重点老年人1.6万人计，需配备助老员不少于{}人。", "80", "60"),
    ("三年共建成社区养老服务站60个；到2028年底，社区养老服务站由现在的90个增加到{}个。", "150", "170"),
    ("到2028年，三年新增托位1120个。三年共需资金5600万元，每个新增托位平均投入{}万元。", "5", "6"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), FOLLOWS, ids=[text[:12] for text, _, _ in FOLLOWS])
def test_what_follows_is_kept_and_what_does_not_is_called_so(text: str, right: str, wrong: str) -> None:
    assert "contradiction" not in verdicts(text.format(right))
    assert "consistent" in verdicts(text.format(right))
    assert "contradiction" in verdicts(text.format(wrong))


@pytest.mark.parametrize(
    "text",
    [
        "2025年高龄津贴发放1.8万人次，支出2160万元；2026年预算2300万元，按每人每月100元标准执行。",
        "年内改造提升街道养老服务中心3个、社区站12个，争取上级资金900万元，区级配套不低于450万元。",
        "老年助餐点约从38个发展到近60个，增幅五成以上。",
        "每名助老员服务老年人约200人，现有助老员60人，全县老年人15.84万人。",
        "全区托位2480个，其中公办托位360个，其余为民办机构、单位办托和家庭托育点提供。",
        "全市社区卫生服务中心25家，已与养老机构签约20家。",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert "contradiction" not in verdicts(text)


def test_a_table_of_investments_is_held_beside_the_text() -> None:
    text = """表1 项目资金来源（万元）
项目|总投资|财政资金|社会资本
养老项目|8600|5200|3400
托育项目|4400|2600|1800
总计|13000|7800|5200

规划总投资{}亿元，财政资金占{}%，其余由社会资本投入。
"""
    assert "contradiction" not in verdicts(text.format("1.3", "60"))
    assert "contradiction" in verdicts(text.format("1.5", "60"))
    assert "contradiction" in verdicts(text.format("1.3", "66"))
