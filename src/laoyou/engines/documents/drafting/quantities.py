"""Quantities in running text: number, unit, comparison, year, and what they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from laoyou.engines.documents.drafting.model import Value

_BEFORE: Final = r"不低于|不少于|不小于|不得低于|不得少于|至少|高于|超过|超|大于|突破|达到|达|为|至|约|近|力争|低于|不高于|不超过|不大于|不多于|小于|控制在|≥|≤|>|<|新增|增加到|增加至|提高到|提高至|到"
_UNIT: Final = (
    r"元/年[·/]人|元/人[·/]年|元/人[·/]月|元/床[·/]月|元/年|元/月|元/日|元/天|元/张|元/人|元/户|万元/年|万元|亿元|元|平方米/人|万平方米|平方米|㎡|亩|公顷|公里|米|"
    r"人次|人·次|%|‰|个百分点|万人次|万人|万张|万个|万户|万名|人|名|张|个|家|所|户|处|项|种|类|门|支|套|间|座|条|辆|台|场|期|批|次|分钟|小时|天|周|万"
)
_QUANTITY: Final = re.compile(
    rf"(?P<before>{_BEFORE})?\s*(?P<low>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<low_unit>%|‰)?\s*(?:[-—~～至]\s*(?P<high>\d+(?:\.\d+)?))?\s*"
    rf"(?P<big>万|亿)?(?P<more>余|多)?\s*(?P<unit>{_UNIT})?(?P<after>以上|及以上|以下|以内|左右|或以上)?(?:以上)?"
)
_CHINESE: Final = re.compile(
    r"(?P<verb>建设|新建|设立|建成|建立|设置|改造|培育|打造)(?P<number>[一二两三四五六七八九十])(?P<unit>所|家|处|座|个)(?!以|一)"
)
_YEAR: Final = re.compile(
    r"(?:(?P<aim>力争到|力争|到|至|截至|截止到|截止)\s*)?(?P<year>20\d\d)年(?P<end>底前|底|末|前|年底前|年底|年末)?"
)
_NOT_QUANTITY: Final = re.compile(r"^(?:年|月|日|岁|号|届|世纪|版|级|G|周岁|月龄|\+)")
_OPERATORS: Final = {
    "不低于": ">=", "不少于": ">=", "不小于": ">=", "不得低于": ">=", "不得少于": ">=", "至少": ">=", "≥": ">=",
    "高于": ">", "超过": ">", "超": ">", "大于": ">", "突破": ">", ">": ">", "低于": "<", "小于": "<", "<": "<",
    "不高于": "<=", "不超过": "<=", "不大于": "<=", "不多于": "<=", "控制在": "<=", "≤": "<=",
    "以上": ">=", "及以上": ">=", "或以上": ">=", "以下": "<=", "以内": "<=",
}  # fmt: skip
_CHINESE_DIGITS: Final = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_SEGMENT: Final = re.compile(r"[，；。：！？\n]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: its value, where it stands in the text, what it is of, and whether a goal year stands before it."""

    value: Value
    start: int
    end: int
    name: str
    segment: str
    sentence: tuple[int, int]
    goal: bool


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of a text, by 。 and ；."""
    start = 0
    for match in re.finditer(r"[。；！？]", text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a text with a unit, in order; years, ages, dates, document numbers and formulas (1+3+N) are none."""
    found: list[Quantity] = []
    last_end = 0
    year: int | None = None
    goal = False
    for start, end in sentences(text):
        sentence = text[start:end]
        marks = list(_YEAR.finditer(sentence))
        if marks:
            year, goal = None, False
        for match in _QUANTITY.finditer(sentence):
            if not _is_quantity(match, sentence):
                continue
            before = [mark for mark in marks if mark.start() <= match.start()]
            if before:
                year = int(before[-1]["year"])
                goal = before[-1]["aim"] is not None or before[-1]["end"] in ("底前", "年底前", "前")
            elif marks:
                year, goal = None, False
            found.append(_quantity(match, sentence, start, end, year, goal, max(last_end - start, 0)))
            last_end = start + match.end()
        found += _in_words(sentence, start, end, marks)
        year, goal = (year, goal) if goal and text[end - 1 : end] != "。" else (None, False)
    return sorted(found, key=lambda one: one.start)


def _is_quantity(match: re.Match[str], sentence: str) -> bool:
    rest = sentence[match.end() :]
    before = sentence[: match.start("low")]
    if match["unit"] is None and match["low_unit"] is None:
        return False
    if match["unit"] is None and not (match["big"] or match["low_unit"]):
        return False
    if _NOT_QUANTITY.match(rest) and match["unit"] is None:
        return False
    if re.search(r"[〔+第A-Za-z.\-—]$", before) or re.search(r"〔\d*$", before):
        return False
    if match["unit"] == "个" and rest.startswith("百分点"):
        return False
    return match["unit"] not in ("万",) or not rest.startswith(("元",))


def _quantity(
    match: re.Match[str], sentence: str, start: int, end: int, year: int | None, goal: bool, after_last: int
) -> Quantity:
    low = Decimal(match["low"].replace(",", ""))
    high = Decimal(match["high"]) if match["high"] else None
    unit = (match["big"] or "") + (match["unit"] or match["low_unit"] or "")
    before, after = match["before"], match["after"]
    operator, basis = ">=", "assumed"
    stated = _OPERATORS.get(before or "") or _OPERATORS.get(after or "")
    word = re.search(r"(不低于|不少于|不高于|不超过|至少)[^，。；、\d]{0,24}$", sentence[: match.start()])
    if before not in _OPERATORS and word is not None:
        stated = _OPERATORS[word[1]]
    if high is not None and high > low:
        operator, basis = "range", "stated"
    elif stated:
        operator, basis = stated, "stated"
        high = None
    elif match["more"]:
        operator, basis = ">", "stated"
        high = None
    else:
        high = None
    at = match.start("low")
    around = re.match(r"[^，。；、“”和]{2,20}", sentence[match.end() :]) if unit == "分钟" else None
    head, tail = sentence[: match.start()], sentence[match.end() :]
    left = max((m.end() for m in _SEGMENT.finditer(head)), default=0)
    right = _SEGMENT.search(tail)
    segment = sentence[left : match.end() + (right.start() if right else len(tail))]
    printed = sentence[match.start("before") if before in _OPERATORS else at : match.end()]
    value = Value(printed, low, operator, "stated" if basis == "stated" else "assumed", high, unit, year)
    re.match(r"[^，。；、“”和]{2,20}", tail) if unit == "分钟" else None
    return Quantity(
        value,
        start + at,
        start + match.end(),
        around[0]
        if around
        else _whole_name(_name(head[max(left, min(after_last, len(head))) :], tail, head[left:]), before, unit, tail),
        segment,
        (start, end),
        goal,
    )


def _in_words(sentence: str, start: int, end: int, marks: list[re.Match[str]]) -> Iterator[Quantity]:
    """Small numbers in Chinese after a verb of building: 新建一所……."""
    for match in _CHINESE.finditer(sentence):
        number = Decimal(_CHINESE_DIGITS[match["number"]])
        before = [mark for mark in marks if mark.start() <= match.start()]
        year = int(before[-1]["year"]) if before else None
        tail = re.split(r"[，。；、]", sentence[match.end() :])[0]
        value = Value(match["number"] + match["unit"], number, ">=", "assumed", None, match["unit"], year)
        yield Quantity(
            value, start + match.start("number"), start + match.end(), f"{match['verb']}{tail}"[:40], match[0] + tail,
            (start, end), True,
        )  # fmt: skip


_VERB: Final = r"(?:建成|建设|新建|新增|培育|打造|设置|完成|累计|建立|引入|新创建|评定|配备|发放|改造|每年|增加|建有|设立|预留|拥有|增设|给予|达到|构建|形成|开展)"


def _whole_name(name: str, before: str | None, unit: str, tail: str) -> str:
    """A name with what its last word calls for: 新增 before it, 比例 or the thing itself behind 的."""
    if before == "新增" and not name.startswith("新增"):
        name = "新增" + name
    if len(name) <= 6 and (of := re.match(r"的[^，。；、和进“]{1,14}", tail)) and not name.endswith("的"):
        return name + of[0]
    if name.endswith("的"):
        thing = re.match(r"[^，。；、和进]{1,8}", tail)
        name = name + ("比例" if unit == "%" else thing[0] if thing else "")
    return name


def _without_thing(head: str, whole: str) -> str:
    """The words since the last quantity, without the thing that it was of: “10个托位、老城区不少于” → 老城区不少于."""
    if head == whole or not re.match(r"[\u4e00-\u9fff]", head):
        return head
    return re.sub(r"^[\u4e00-\u9fff]{1,6}、", "", head)


def _name(head: str, tail: str, whole: str) -> str:
    """What a quantity is of: the words before it in its part of the sentence, with those behind it where a verb stands between."""
    name = re.sub(r"^(?:[、，和及（）”]|其中)+", "", _YEAR.sub("", _without_thing(head, whole)).strip())
    if not name and whole != head:
        name = re.sub(r"\d.*$", "", whole)
    name = re.split(r"（", name)[-1] if name.count("（") > name.count("）") else name
    name = re.split(r"、(?=[^、]*$)", name)[-1] if len(name) > 30 else name
    name = re.sub(
        r"^(?:其中|以“|“|力争|要|确保|实现|到|并|分别|按照|按|根据|将|对|全[市区县省]|我[市区县省]|本[市区县省])+",
        "",
        name.strip("、，：“” （"),
    )
    name = re.sub(
        r"(?:分别)?(?:不低于|不少于|不高于|不超过|达到|达|为|至少|超过|超|约|近|占|控制在|提高到|增加到|扩大到)$",
        "",
        name,
    )
    following = re.match(r"[^，。；、“]{0,28}", tail)
    after = following[0] if following else ""
    after = (
        after[: after.index("）")]
        if ("）" in after and after.find("（") > after.index("）")) or after.count("）") > after.count("（")
        else after
    )
    if not name or (
        re.search(rf"{_VERB}.{{0,2}}$|每千(?:名)?(?:常住)?(?:人口|老年人口?)$|人均(?:用地)?$|每[个所户张名]", name)
        and len(name) <= 24
    ):
        return (name + after).strip("的、和 ")[:48] or name
    return name[-40:]
