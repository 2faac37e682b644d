"""Counts of things that the document itself lists: 5大类, 三个方面：一是…, 共26项指标, 附件1 to 4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from laoyou.engines.documents.checking import numerals
from laoyou.engines.documents.checking.facts import Evidence, is_indicator_table
from laoyou.engines.documents.checking.findings import Fact, Finding, Operand, Verdict, agreement
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.checking.passage import Passage
from laoyou.engines.documents.checking.quantities import Quantity

_ORDERED = re.compile(r"(?:^|[。；，：])(?P<number>[一二三四五六七八九十])是")
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}
_ITEMS = re.compile(r"(?P<items>[^，。；：（）]*、[^，。；：（）]*?)(?P<rest>等|这|共|以上)?$")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        yield from _big_ones(evidence, one)
        yield from _rows_above(evidence, one, found)
        for quantity in found:
            yield from _listed_before(evidence, one, quantity)
            yield from _ordered_after(evidence, one, quantity)
            yield from _indicator_rows(evidence, one, quantity)


_BIG = re.compile(r"(?P<number>[两二三四五六七八九十])大(?P<what>[\u4e00-\u9fff]{2,4}?)(?=”|[：:。，])")


def _big_ones(evidence: Evidence, one: Passage) -> Iterator[Finding]:
    """五大工程：一是…五是…."""
    for match in _BIG.finditer(one.text):
        value = numerals.chinese(match["number"])
        ordered = list(_ORDERED.finditer(one.text, match.end() - 1))
        if value is None or not ordered or ordered[0].start() - match.end() > 12 or ordered[0]["number"] != "一":
            continue
        count = 0
        for found in ordered:
            if _DIGITS[found["number"]] != count + 1:
                break
            count += 1
        if count < 2:
            continue
        stated = Fact(
            match["what"],
            value,
            Decimal(1),
            "项",
            "items",
            match[0],
            one.places(match.start(), match.end()),
            one.clause,
        )
        listed = Operand("逐条列出", Decimal(count), "项")
        yield make(
            evidence,
            "list_count",
            stated,
            Decimal(count),
            "逐项计数",
            [listed],
            agreement(stated, Decimal(count)) or "contradiction",
        )


def _rows_above(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """以上4个项目 against the rows of the table above."""
    for quantity in found:
        if (
            quantity.unit not in ("个", "项")
            or not re.search(r"(?:以上|上述)$", one.text[: quantity.start])
            or not re.match(r"(?:重点|重大)?(?:项目|工程)", one.text[quantity.end :])
        ):
            continue
        places = one.places(quantity.start, quantity.end)
        above = [table for table in evidence.document.tables if places and table.last_line < places[0].line]
        if not above:
            continue
        table = above[-1]
        count = Decimal(len(table.rows) - len(table.total_rows))
        stated = evidence.fact(quantity)
        listed = Operand(table.title or table.label or "上表", count, quantity.unit)
        yield make(
            evidence, "list_count", stated, count, "表内逐行计数", [listed], agreement(stated, count) or "contradiction"
        )


def _listed_before(evidence: Evidence, one: Passage, quantity: Quantity) -> Iterator[Finding]:
    """A、B、C等3类: a closed list with its count."""
    if (
        quantity.unit not in ("类", "大类", "项", "个", "种", "方面", "条", "家", "所", "处")
        or quantity.value > 30
        or quantity.step != 1
    ):
        return
    start = max(one.text.rfind(char, 0, quantity.start) for char in "，。；：（）\n") + 1
    match = _ITEMS.match(one.text[start : quantity.start])
    if not match or not match["rest"] or re.search(r"\d", match["items"]):
        return
    items = [item for item in re.split(r"[、和与及]", _without_lead(match["items"])) if item]
    if len(items) < 2:
        return
    stated = evidence.fact(quantity)
    value = Decimal(len(items))
    listed = Operand("列出的项目", value, quantity.unit, one.places(start, start + len(match["items"])), match["items"])
    if value == quantity.value:
        yield make(evidence, "list_count", stated, value, "逐项计数", [listed], "consistent")
    elif value > quantity.value or match["rest"] != "等":
        verdict: Verdict = "definition" if re.search(r"[和与及]", match["items"]) else "contradiction"
        yield make(evidence, "list_count", stated, value, "逐项计数", [listed], verdict)
    elif len(items) >= 3 and quantity.value <= value * 2:
        yield make(evidence, "list_count", stated, value, "逐项计数", [listed], "definition")


def _without_lead(text: str) -> str:
    """The items without the verb in front of the first: 建立包括A、B → A、B."""
    first, mark, rest = text.partition("、")
    match = re.match(r".*(?:包括|涵盖|包含|覆盖|建成|形成|提供|开展|制定|支持|落实)(.+)$", first)
    return (match[1] if match else first) + mark + rest


def _ordered_after(evidence: Evidence, one: Passage, quantity: Quantity) -> Iterator[Finding]:
    """三个方面：一是…二是…三是…."""
    if quantity.unit not in ("方面", "个", "项", "大类", "类", "条", "种") or not re.match(
        r"[^，。；]{0,10}[：:。]", one.text[quantity.end :]
    ):
        return
    numbers = [_DIGITS[match["number"]] for match in _ORDERED.finditer(one.text, quantity.end)]
    if not numbers or numbers[0] != 1:
        return
    count = 0
    for found in numbers:
        if found != count + 1:
            break
        count = found
    if count < 2:
        return
    stated = evidence.fact(quantity)
    listed = Operand("逐条列出", Decimal(count), quantity.unit)
    yield make(
        evidence,
        "list_count",
        stated,
        Decimal(count),
        "逐项计数",
        [listed],
        agreement(stated, Decimal(count)) or "contradiction",
    )


def _indicator_rows(evidence: Evidence, one: Passage, quantity: Quantity) -> Iterator[Finding]:
    """共26项指标 against the rows of the table of indicators."""
    around = one.text[max(0, quantity.start - 12) : quantity.end + 8]
    if quantity.unit not in ("项", "个") or (
        not re.match(r"(?:主要|具体|核心|发展)*指标", one.text[quantity.end :])
        and not re.search(r"指标(?:共|共有|共计|合计)$", one.text[: quantity.start])
    ):
        return
    if re.search(r"约束性|预期性|其中", around):
        return
    tables = [table for table in evidence.document.tables if is_indicator_table(table)]
    if len(tables) != 1:
        return
    stated: Fact = evidence.fact(quantity)
    count = Decimal(len(tables[0].rows) - len(tables[0].total_rows))
    yield make(
        evidence,
        "list_count",
        stated,
        count,
        "指标表逐行计数",
        [Operand(tables[0].title or "指标表", count, quantity.unit)],
        agreement(stated, count) or "contradiction",
    )
