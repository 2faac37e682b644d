"""What is counted: a noun phrase taken apart into words, so that two wordings of one thing can be told from two things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

# Words that say nothing about what is counted: whose district, “in all”, “number of”.
_EMPTY = re.compile(
    r"^总(?!投资|建筑)|全部|所有(?!制|权)|全区|全市|全县|全镇|全域|本区|本市|本县|我区|我市|我县|辖区内?|区内|市内|县内|现有|已有|共有|拥有|具有|总计|合计|总数|总量|总规模|总容量|数量|规模|"
    r"名额|人数|个数|户数|家数|件数|张数|床位数(?=$)|各类|各级|左右|以上$|有关|相关|目前|截至|现状|规划(?=床位|托位|学位|养老|托育|机构|设施|总)|的|了|等|将|与|和|及(?!时)|其(?!他|它)|(?<!平)均|也|、|“|”|《|》|/|\s"
)
_SYNONYMS = [
    (re.compile(r"(\d+)(?:周岁|岁)(?:及)?以上"), r"\1+"),
    (re.compile(r"老年人口|老年人|老人|长者"), "老年人"),
    (re.compile(r"婴幼儿人口|婴幼儿"), "婴幼儿"),
    (re.compile(r"托育服务机构"), "托育机构"),
    (re.compile(r"托幼机构"), "托幼托育机构"),
    (re.compile(r"养老服务机构"), "养老机构"),
    (re.compile(r"养老服务床位"), "养老床位"),
    (re.compile(r"托位数|托位总数"), "托位"),
    (re.compile(r"床位数|床位总数"), "床位"),
    (re.compile(r"机构数"), "机构"),
    (re.compile(r"护理床位"), "护理型床位"),
    (re.compile(r"民办|社会办|社会力量举办"), "民办"),
    (re.compile(r"公立|公办"), "公办"),
    (re.compile(r"兜底型|兜底性|兜底保障型"), "兜底"),
    (re.compile(r"普惠型|普惠性"), "普惠"),
    (re.compile(r"护理型|护理性"), "护理型"),
    (re.compile(r"街道（镇）|镇（街道）|乡镇（街道）|镇街|街镇"), "街道镇"),
    (re.compile(r"实际收托(?:总数)?|收托总数|收托人数|在托人数"), "开放托位"),
    (re.compile(r"镇级|乡镇级"), "镇"),
    (re.compile(r"街道级"), "街道"),
    (re.compile(r"社会工作者|社工"), "社会工作者"),
    (re.compile(r"工作人员|从业者"), "从业人员"),
    (re.compile(r"所占比例|所占比重|比例$|比重$"), "占比"),
]
HEADS = (
    "床位", "托位", "学位", "人口", "老年人", "婴幼儿", "儿童", "新生儿", "养老机构", "托育机构", "幼儿园", "养老服务中心", "养老服务站",
    "养老服务设施", "服务设施", "日间照料中心", "日间照料机构", "互助养老点", "服务站点", "敬老院", "福利院", "养护院", "老年大学", "教学点", "社区食堂",
    "老年食堂", "助餐点", "医院", "卫生院", "卫生服务中心", "综合体", "指导站", "指导中心", "街道", "社区", "村", "镇", "乡镇", "从业人员", "护理员",
    "护理人员", "社会工作者", "保育员", "评估员", "院长", "家庭", "项目", "投资", "资金", "补贴", "补助", "面积", "设施", "机构", "中心", "服务站", "站点",
    "志愿者", "母婴室", "母婴设施", "企业", "基地", "医师", "护士",
)  # fmt: skip
MODIFIERS = frozenset((
    "占比", "覆盖率", "护理型", "公办民营", "公建民营", "公办", "民办", "普惠", "兜底", "家庭", "社区", "村级", "街道镇", "街道", "镇", "农村", "城市", "城区", "示范", "新增",
    "医养结合", "机构", "养老", "托育", "托幼", "服务", "常住", "户籍", "失能", "失智", "特困", "高龄", "独居", "空巢", "留守", "备案", "幼儿园", "嵌入式", "专职", "兼职",
    "全托", "日托", "拟申请", "总投资", "中央预算内", "适老化改造", "市级", "区级", "县级", "运营", "建设", "发放", "改造",
))  # fmt: skip
_WORDS = re.compile("|".join(sorted({re.escape(word) for word in (*HEADS, *MODIFIERS)}, key=len, reverse=True)))
# Words whose absence seldom changes what is counted.
_SOFT = frozenset(
    [
        "养老",
        "托育",
        "托幼",
        "服务",
        "老年人",
        "婴幼儿",
        "全托",
        "日托",
        "3岁以下",
        "拥有",
        "开放",
        "常住",
        "照护",
        "健康",
        "养老服务",
        "相关",
        "专业",
    ]
)
_SOFT_BESIDE = {
    "床位": frozenset({"养老机构", "核定"}), "托位": frozenset({"机构", "托育机构", "托幼机构", "最大", "容量", "人口", "备案", "登记"}),
    "占比": frozenset({"机构", "养老机构"}), "总投资": frozenset({"项目", "工程"}), "投资": frozenset({"项目", "工程"}),
}  # fmt: skip
_OPPOSED = (frozenset({"养老", "老年人", "养老机构"}), frozenset({"托育", "婴幼儿", "托育机构", "托幼机构"}))
_AGES = re.compile(r"(\d{1,3})(?:[-—~至到](\d{1,3}))?(?:周岁|岁)(及以上|以上|及以下|以下|以内)?")
_BASIS = re.compile(r"常住|户籍")
_DEFAULT_AGES = {"老年人": (60, None), "婴幼儿": (0, 3)}


_WRITTEN_WITH_BRACKETS = frozenset({"（街道）", "（镇）", "（市）", "（区）", "（社区）", "（村）"})


class Relation(Enum):
    """How the thing that one phrase names lies to what another names."""

    SAME = "same"
    NEAR = "near"
    PART = "part"
    WHOLE = "whole"
    BASIS = "basis"
    AGES = "ages"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Subject:
    """`phrase` as printed, its words, the word that it ends with, ages in whole years (from, below), usual residence or registration."""

    phrase: str
    words: frozenset[str]
    head: str
    ages: tuple[int | None, int | None] | None = None
    basis: str = ""

    @property
    def known(self) -> bool:
        """Whether the phrase names anything at all."""
        return bool(self.words)

    @property
    def core(self) -> tuple[str, frozenset[str]]:
        """Equal for two phrases exactly where they can be the same or nearly the same thing."""
        soft = _SOFT | _SOFT_BESIDE.get(self.head, frozenset())
        return self.head, self.words - {self.head, "常住", "户籍"} - soft

    def relation(self, other: Subject) -> Relation:
        """What this is beside `other`: the same, nearly the same, a part of it, the whole of it, or something else."""
        if not self.words or not other.words or self.head != other.head:
            return Relation.OTHER
        return _words_relation(self, other)


def _words_relation(one: Subject, other: Subject) -> Relation:
    soft = _SOFT | _SOFT_BESIDE.get(one.head, frozenset())
    mine, theirs = one.words - {one.head} - {"常住", "户籍"}, other.words - {other.head} - {"常住", "户籍"}
    ages_mine = one.ages or _DEFAULT_AGES.get(one.head)
    ages_theirs = other.ages or _DEFAULT_AGES.get(other.head)
    hard_mine, hard_theirs = mine - soft, theirs - soft
    if opposed(one, other):
        return Relation.OTHER
    if hard_mine == hard_theirs:
        if ages_mine != ages_theirs:
            return Relation.AGES
        if one.basis != other.basis and "户籍" in (one.basis, other.basis):
            return Relation.BASIS
        return Relation.SAME if mine == theirs and one.basis == other.basis else Relation.NEAR
    if hard_mine > hard_theirs:
        return Relation.PART
    if hard_mine < hard_theirs:
        return Relation.WHOLE
    return Relation.OTHER


def opposed(first: Subject, second: Subject) -> bool:
    """Whether one phrase is of the old and the other of the young."""
    old, young = _OPPOSED
    one, other = first.words, second.words
    return bool(one & old and not one & young and other & young and not other & old) or bool(
        one & young and not one & old and other & old and not other & young
    )


def years_of(text: str) -> tuple[tuple[int | None, int | None] | None, str]:
    """The ages that a phrase names, and the phrase without them."""
    match = _AGES.search(text)
    if not match:
        return None, text
    low, high, bound = int(match[1]), match[2], match[3] or ""
    ages: tuple[int | None, int | None]
    if high:
        ages = (low, int(high))
    elif "上" in bound:
        ages = (low, None)
    elif bound:
        ages = (0, low)
    else:
        ages = (low, low + 1)
    return ages, text[: match.start()] + text[match.end() :]


@lru_cache(maxsize=65536)
def parse(phrase: str) -> Subject:
    """A noun phrase taken apart. An empty or unreadable one has no words."""
    ages, rest = years_of(
        re.sub(r"（[^（）]*(?:）|$)", lambda match: match[0] if match[0] in _WRITTEN_WITH_BRACKETS else "", phrase)
    )
    for pattern, word in _SYNONYMS:
        rest = pattern.sub(word, rest)
    found_basis = _BASIS.search(rest)
    rest = _EMPTY.sub("", rest)
    words: list[str] = []
    end = 0
    for match in _WORDS.finditer(rest):
        if match.start() > end:
            words.append(rest[end : match.start()])
        words.append(match[0])
        end = match.end()
    if end < len(rest):
        words.append(rest[end:])
    words = [part for word in words for part in (("街道", "镇") if word == "街道镇" else (word,)) if part]
    head = words[-1] if words else ""
    if head == "人口" and ages:
        head = "老年人" if (ages[0] or 0) >= 60 else "婴幼儿" if (ages[1] or 99) <= 4 else head
        words = [word for word in words if word != "人口"] + [head]
    return Subject(phrase, frozenset(words), head, ages, found_basis[0] if found_basis else "")


NOTHING = Subject("", frozenset(), "")
