"""Figures that one sentence states to follow from each other: 比去年的4200张增加1300张, 从38个发展到57个，增幅50%, 计划…实际…完成率."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, agreement, number, operand, sum_interval
from laoyou.engines.documents.checking.making import make, terms
from laoyou.engines.documents.checking.passage import Passage
from laoyou.engines.documents.checking.quantities import Quantity

_THEN = r"(?:(?:19|20)\d{2}年?[底末初]?|上一?年度?(?:末|底|同期)?|去年(?:末|底|同期)?|[年期]初|基期|同期|“?十[三四五]五”?末)"
_THAN = re.compile(rf"[，、（]?(?:同)?[比较]{_THEN}?的?(?:约)?")
_RISE = r"(?:增加|增长|提高|提升|上升|扩大|新增|净增|增)"
_FALL = r"(?:减少|下降|降低|缩减|压减|减)"
_CHANGED = re.compile(rf"^(?:净|同比|共)?(?:{_RISE}|(?P<fall>{_FALL}))(?:了|约|近|达)*$")
_DOUBLED = re.compile(r"^(?:已|约|基本)*翻(?:了)?(?P<times>一|两|二)?番")
_FROM = re.compile(r"[由从][^，。；]*$")
_GREW_TO = re.compile(
    r"^[^，。；\d]{0,10}?(?:发展|增加|增长|扩大|扩展|提高|提升|上升|壮大|拓展|增|升|减少|下降|降低|压减|降|减)(?:到|至|为)(?:约|近)?$"
)
_BY_PER_CENT = re.compile(
    r"^[，、](?:总体|累计|同比)?(?:增幅|增长率?|增速|升幅|涨幅|增加|提高|(?P<fall>降幅|下降|减少|降低))(?:了|为|达|达到|约)*$"
)
_PLANNED = re.compile(r"计划|任务|目标|预算|应|拟|指标")
_DONE = re.compile(r"实际|完成|建成|到位|执行|支出|实施|已")
_RATE_DONE = re.compile(r"(?:完成|执行|到位|建成|兑现|落实|支出|实施)(?:率|比例|进度)(?:为|达到|达|约|仅)*$")
_EACH_MONEY = re.compile(
    r"(?:(?P<one>[户人床])均(?:补助|补贴|投入|资助|改造|投资)?|每(?P<unit>户|人|名|张|个|家|所|处|位|套|台)(?:[^，。；、（）\d]{0,8}))(?:标准)?(?:为|约|按|达)*$"
)
_COUNTED_BY = {
    "户": ("户",),
    "人": ("人", "名", "位"),
    "床": ("张",),
    "名": ("人", "名", "位"),
    "位": ("人", "名", "位"),
}
_TOGETHER = re.compile(r"共|合计|总计|累计|总额|总投资")
_OPPOSITES = (
    ("公办", "民办"), ("公建", "民建"), ("公立", "民营"), ("城镇", "农村"), ("城市", "农村"), ("城区", "乡镇"), ("男性", "女性"), ("上半年", "下半年"),
    ("全日", "半日"), ("新建", "改扩建"), ("新建", "改建"), ("护理型", "非护理型"), ("普惠", "非普惠"), ("营利性", "非营利性"), ("专职", "兼职"),
)  # fmt: skip
_SPENT = re.compile(r"(?:支出|投入|安排|下达|拨付|使用|筹集|投资|经费|资金)[^，。；\d]{0,8}$")
_SPENT_ON = re.compile(r"^[，：](?:其中)?(?:分别)?(?:用于|投向|支持)")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for sentence in dict.fromkeys(quantity.sentence for quantity in found):
            together = [quantity for quantity in found if quantity.sentence == sentence]
            yield from _compared(evidence, one, together)
            yield from _grown(evidence, one, together)
            yield from _completed(evidence, together)
            yield from _by_the_head(evidence, together)
            yield from _two_kinds(evidence, one, together)
            yield from _spent_on(evidence, one, together)


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers of one sentence count the same: of one kind, or of one unit where the second names nothing."""
    return one.kind == other.kind or one.unit == other.unit


def _compared(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """达到5500张，比2025年的4200张增加1300张 (or 增长31%); 2480个，较2020年的1240个翻了一番."""
    for level, base in pairwise(found):
        between = one.text[level.end : base.start]
        if not _alike(level, base) or level.is_ratio != base.is_ratio or level.each or base.each:
            continue
        if level.role != "level" or level.depth != base.depth:
            continue
        if not _THAN.fullmatch(between):
            continue
        now, then = evidence.fact(level), evidence.fact(base)
        if then.value <= 0:
            continue
        doubled = _DOUBLED.match(one.text[base.end :])
        if doubled:
            times = 4 if doubled["times"] in ("两", "二") else 2
            yield _made(
                evidence,
                now,
                then.value * times,
                f"{then.printed}×{times}",
                (then,),
                soft=now.value > then.value * times,
            )
            continue
        index = found.index(base)
        if index + 1 >= len(found):
            continue
        change = found[index + 1]
        match = _CHANGED.match(one.text[base.end : change.start])
        if match:
            yield from _change(evidence, then, now, evidence.fact(change), falling=bool(match["fall"]))


def _change(evidence: Evidence, then: Fact, now: Fact, change: Fact, *, falling: bool) -> Iterator[Finding]:
    """What changed, as a number or in per cent, between two values."""
    sign = -1 if falling else 1
    if change.unit in ("%", "‰") and now.unit not in ("%", "‰"):
        value = sign * (now.value - then.value) / then.value * change.percent_of
        formula = f"（{now.printed}-{then.printed}）÷{then.printed}×{number(change.percent_of)}"
    elif change.kind in (now.kind, "points"):
        value = sign * (now.value - then.value)
        formula = f"{now.printed}-{then.printed}" if not falling else f"{then.printed}-{now.printed}"
    else:
        return
    if value < 0:
        return
    yield _made(evidence, change, value, formula, (now, then))


def _grown(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """从38个发展到57个，增幅50%."""
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        if first.kind != second.kind or third.unit != "%" or first.is_ratio or first.depth != second.depth:
            continue
        if not _FROM.search(one.text[max(0, first.start - 20) : first.start]):
            continue
        if not _GREW_TO.match(one.text[first.end : second.start]):
            continue
        match = _BY_PER_CENT.match(one.text[second.end : third.start])
        then, now = evidence.fact(first), evidence.fact(second)
        if match and then.value > 0:
            yield from _change(evidence, then, now, evidence.fact(third), falling=bool(match["fall"]))


def _completed(evidence: Evidence, found: Sequence[Quantity]) -> Iterator[Finding]:
    """计划建设1500张，实际建成1200张，完成率80%."""
    for planned, done, rate in zip(found, found[1:], found[2:], strict=False):
        if rate.unit != "%" or not _RATE_DONE.search(rate.before) or not _alike(planned, done) or planned.is_ratio:
            continue
        if not _PLANNED.search(planned.before) or not _DONE.search(done.before) or _PLANNED.search(done.before):
            continue
        aim, got = evidence.fact(planned), evidence.fact(done)
        if aim.value > 0:
            yield _made(
                evidence,
                evidence.fact(rate),
                got.value / aim.value * 100,
                f"{got.printed}÷{aim.printed}×100",
                (got, aim),
            )


def _by_the_head(evidence: Evidence, found: Sequence[Quantity]) -> Iterator[Finding]:
    """完成改造900户，户均补助3000元，共发放补助270万元."""
    for count, each, total in zip(found, found[1:], found[2:], strict=False):
        if each.unit != "元" or total.unit != "元" or count.is_ratio or not _TOGETHER.search(total.before):
            continue
        match = _EACH_MONEY.search(each.before)
        if match is None:
            continue
        unit = match["one"] or match["unit"]
        if count.unit not in _COUNTED_BY.get(unit, (unit,)):
            continue
        many, price, whole = evidence.fact(count), evidence.fact(each), evidence.fact(total)
        yield _made(evidence, whole, many.value * price.value, f"{many.printed}×{price.printed}", (many, price))


def _two_kinds(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """共有养老机构46家，公办14家、民办32家: two kinds that are opposites, right behind the number of all."""
    for whole, first, second in zip(found, found[1:], found[2:], strict=False):
        if len({whole.kind, first.kind, second.kind}) > 1 or whole.is_ratio or whole.each or whole.role != "level":
            continue
        if not re.fullmatch(r"[，：（]", one.text[whole.end : whole.end + 1]) or first.depth != second.depth:
            continue
        lead, join = one.text[whole.end + 1 : first.start], one.text[first.end : second.start]
        if not re.match(r"[、，和]", join) or not re.match(r"$|[，。；、）]", one.text[second.end : second.end + 1]):
            continue
        rest = one.text[second.end :]
        if re.match(r"[、，]", rest) and re.match(r"[、，](?:公|民|其他|混合|非)[^，。；\d]{0,8}\d", rest):
            continue  # a third kind follows
        for left, right in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
            if re.fullmatch(rf"{left}[^，。；、\d]{{0,6}}", lead) and re.fullmatch(
                rf"[、，和]{right}[^，。；、\d]{{0,6}}", join
            ):
                facts = [evidence.fact(first), evidence.fact(second)]
                yield _summed(evidence, evidence.fact(whole), facts)
                break


def _spent_on(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """全年支出3200万元，用于甲1900万元、乙800万元、丙500万元: a list of uses that ends with the sentence."""
    for index, whole in enumerate(found):
        if (
            whole.unit != "元"
            or whole.each
            or not _SPENT.search(whole.before)
            or not _SPENT_ON.match(one.text[whole.end :])
        ):
            continue
        parts: list[Quantity] = []
        end = whole.end
        for other in found[index + 1 :]:
            between = one.text[end : other.start]
            if other.unit != "元" or other.each or (parts and not re.match(r"[、，]|和|以及", between)):
                break
            parts.append(other)
            end = other.end
        if len(parts) >= 2 and re.match(r"[。；]|$", one.text[end:]) and parts[-1] is found[-1]:
            yield _summed(evidence, evidence.fact(whole), [evidence.fact(part) for part in parts])


def _summed(evidence: Evidence, stated: Fact, parts: Sequence[Fact]) -> Finding:
    total = sum((part.value for part in parts), Decimal(0))
    verdict = agreement(stated, total, *sum_interval(parts), exact=True)
    soft = any(fact.approx or fact.bound for fact in (stated, *parts))
    return make(
        evidence, "parts", stated, total, terms(parts), [operand(part) for part in parts],
        verdict or ("definition" if soft else "contradiction"),
    )  # fmt: skip


def _made(
    evidence: Evidence, stated: Fact, value: Decimal, formula: str, used: Sequence[Fact], *, soft: bool = False
) -> Finding:
    """The finding; a question where anything is only about so much, or at least so much."""
    verdict = agreement(stated, value, *_bounds(stated, value, used))
    soft = soft or any(fact.approx or fact.bound or fact.upper is not None for fact in (stated, *used))
    kind = "change" if stated.kind != "元" else "product"
    return make(
        evidence,
        kind,
        stated,
        value,
        formula,
        [operand(fact) for fact in used],
        verdict or ("definition" if soft else "contradiction"),
    )


def _bounds(stated: Fact, value: Decimal, used: Sequence[Fact]) -> tuple[Decimal, Decimal]:
    """How far the value may lie off by the precision of what it was computed from."""
    slack = Decimal(0)
    for fact in used:
        low, high = fact.interval()
        if fact.value:
            slack += abs(high - low) / 2 / abs(fact.value)
    off = (
        abs(value) * slack
        if stated.unit in ("%", "‰") or stated.kind == "元"
        else sum(((fact.interval()[1] - fact.interval()[0]) / 2 for fact in used), Decimal(0))
    )
    return value - off, value + off
