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

_THEN = r"(?:(?:19|20)\d{2}年?[底末初]?|上一?年度?(?:末|底|同期)?|去年(?:末|底|同期)?|[年期]初|基期|同期|(?:年初|年度|全年)?(?:预算|计划|目标|任务)(?:数|安排)?|“?十[三四五]五”?末)"
_THAN = re.compile(rf"[，、（]?(?:同)?[比较]{_THEN}?的?(?:约)?")
_RISE = r"(?:超出|超支|多出|增加|增长|提高|提升|上升|扩大|新增|净增|增)"
_FALL = r"(?:结余|节余|节约|减少|下降|降低|缩减|压减|减)"
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
EACH = re.compile(
    r"(?:(?P<one>[户人床])均|每(?P<unit>户|人|名|位|张|个|家|所|处|套|台|餐|次)(?!百|千|万)(?:[^，。；、（）\d]{0,12}))(?:[^，。；、（）\d]{0,8})$"
)
_COUNTED_BY = {
    "户": ("户",), "人": ("人", "名", "位", "人次"), "床": ("张",), "名": ("人", "名", "位"), "位": ("人", "名", "位"), "餐": ("人次", "份", "餐"), "次": ("次", "人次"),
}  # fmt: skip
"""What is counted where a price is for each."""
_RATE = re.compile(r"^(?P<stem>[\u4e00-\u9fff]{1,3})率(?:为|达到|达|约|仅)*$")
_SHARE = re.compile(r"，占(?:全部|全[区市县]|总)?(?P<whole>[^，。；（）\d]{0,10}?)的?(?:比重|比例)?(?:为|达到|达|约)?")
_ALL = ("总数", "总量", "总额", "数", "人口", "总人口", "比", "总")
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
            yield from _rate_behind(evidence, one, together)
            yield from _share_of_all(evidence, one, together)
            yield from _years_of_whole(evidence, one, together)
            yield from _two_kinds(evidence, one, together)
            yield from _spent_on(evidence, one, together)
        before: list[Quantity] = []
        for full in full_sentences(one, found):
            yield from _that_is(evidence, full)
            yield from _the_rest(evidence, one, full, before)
            before = full


def full_sentences(one: Passage, found: Sequence[Quantity]) -> list[list[Quantity]]:
    """The numbers between two full stops: what stands before a semicolon belongs to what stands behind it."""
    groups: dict[int, list[Quantity]] = {}
    for quantity in found:
        groups.setdefault(_begin(one, quantity), []).append(quantity)
    return list(groups.values())


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
            yield made(
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
        if match is None:
            continue
        yield from _change(evidence, then, now, evidence.fact(change), falling=bool(match["fall"]))
        if index + 2 < len(found) and found[index + 2].unit == "%" and not change.is_ratio:
            more = found[index + 2]
            again = _BY_PER_CENT.match(one.text[change.end : more.start])
            if again:
                yield from _change(evidence, then, now, evidence.fact(more), falling=bool(again["fall"]))


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
    yield made(evidence, change, value, formula, (now, then))


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
            yield made(
                evidence,
                evidence.fact(rate),
                got.value / aim.value * 100,
                f"{got.printed}÷{aim.printed}×100",
                (got, aim),
            )


def _by_the_head(evidence: Evidence, found: Sequence[Quantity]) -> Iterator[Finding]:
    """完成改造900户，户均补助3000元，共发放270万元; 64个食堂，日均服务5120人次，平均每个食堂80人次: in any order, where only one pair can be meant."""
    for each in found:
        match = EACH.search(each.before)
        if match is None or each.is_ratio or not each.value:
            continue
        unit = match["one"] or match["unit"]
        counts = [
            other for other in found
            if other is not each and not other.is_ratio and not other.each and other.role in ("level", "new") and other.unit in _COUNTED_BY.get(unit, (unit,))
        ]  # fmt: skip
        totals = [
            other for other in found
            if other is not each and other.unit == each.unit and other.value > each.value and other not in counts and not EACH.search(other.before)
        ]  # fmt: skip
        summed = [other for other in totals if re.search(r"总|共|合计", other.before)]
        totals = summed if len(totals) > 1 else totals
        if not counts or len(totals) != 1 or each.depth != totals[0].depth:
            continue
        if counts[0].value < max(other.value for other in counts):
            continue  # the first must be the number of all: 64个，其中城区40个
        many, price, whole = evidence.fact(counts[0]), evidence.fact(each), evidence.fact(totals[0])
        months = 12 if re.search(r"月", each.before[-6:]) and re.search(r"年", totals[0].before) else 1
        value = many.value * price.value * months
        if not Decimal("0.4") < value / whole.value < Decimal("2.5"):
            continue
        times = f"×{months}" if months > 1 else ""
        yield made(
            evidence, whole, value, f"{many.printed}×{price.printed}{times}", (many, price), exact=rate(each, price)
        )


def rate(each: Quantity, price: Fact) -> tuple[Fact, ...]:
    """A price that is set, 每户补助0.3万元, is exact; an average, 户均0.3万元, is as exact as its last place."""
    return () if re.search(r"均|约", each.before) else (price,)


def _rate_behind(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """社区卫生服务中心25家，已签约20家，签约率80%: the rate bears the name of what was counted last."""
    for whole, part, rate in zip(found, found[1:], found[2:], strict=False):
        match = _RATE.search(rate.before)
        if rate.unit != "%" or match is None or not _alike(whole, part) or whole.is_ratio or part.value > whole.value:
            continue
        if (
            one.text[part.end : rate.start] != "，" + rate.before
            or whole.depth != part.depth
            or whole.each
            or part.each
        ):
            continue
        if not all(char in part.before for char in match["stem"]) or whole.planned != part.planned:
            continue
        upper, lower = evidence.fact(part), evidence.fact(whole)
        yield made(
            evidence,
            evidence.fact(rate),
            upper.value / lower.value * 100,
            f"{upper.printed}÷{lower.printed}×100",
            (upper, lower),
        )


def _share_of_all(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """全县总人口72万人，其中老年人15.84万人，占总人口的22%."""
    for whole, part, share in zip(found, found[1:], found[2:], strict=False):
        match = _SHARE.fullmatch(one.text[part.end : share.start])
        if share.unit != "%" or match is None or not _alike(whole, part) or whole.is_ratio or part.value > whole.value:
            continue
        between = one.text[whole.end : part.start]
        if not re.match(r"，其中", between) or whole.depth != part.depth or whole.each or part.each:
            continue
        named = match["whole"]
        if named and not (named in _ALL or (named in whole.before + whole.subject.phrase)):
            continue
        upper, lower = evidence.fact(part), evidence.fact(whole)
        yield made(
            evidence,
            evidence.fact(share),
            upper.value / lower.value * 100,
            f"{upper.printed}÷{lower.printed}×100",
            (upper, lower),
        )


def _that_is(evidence: Evidence, found: Sequence[Quantity]) -> Iterator[Finding]:
    """托位达到2800个；普惠托位占比提高到70%，即达到1960个: the number that a share comes to."""
    for index, count in enumerate(found):
        if index == 0 or count.is_ratio or found[index - 1].unit != "%":
            continue
        share = found[index - 1]
        text = share.passage.text
        if not re.match(r"，即", text[share.end : count.start]) or not re.search(
            r"占|比例|比重", text[: share.start][-24:]
        ):
            continue
        wholes = [
            other for other in found[: index - 1]
            if other.kind == count.kind and other.role == "level" and other.value > count.value and other.subject.head == count.subject.head
        ]  # fmt: skip
        if len(wholes) == 1:
            of, part = evidence.fact(wholes[0]), evidence.fact(share)
            yield made(
                evidence, evidence.fact(count), of.value * part.value / 100, f"{of.printed}×{part.printed}", (of, part)
            )


def _the_rest(
    evidence: Evidence, one: Passage, found: Sequence[Quantity], before: Sequence[Quantity]
) -> Iterator[Finding]:
    """共需5600万元。其中区级承担2240万元，上级补助1680万元，其余由社会投入1680万元: what is left of the whole before them."""
    for index, rest in enumerate(found):
        if rest.is_ratio or rest.each or rest.depth or not re.search(r"其余|剩余|余下", rest.before):
            continue
        alike = [other for other in found[:index] if other.unit == rest.unit and not other.each and other.depth == 0]
        whole: Quantity | None = None
        parts: Sequence[Quantity] = ()
        if re.match(r"其中", one.text[_begin(one, found[0]) :]):
            wholes = [
                other for other in before if other.unit == rest.unit and not other.each and re.search(r"共|总|合计", other.before)
            ]  # fmt: skip
            whole, parts = (wholes[0] if len(wholes) == 1 else None), alike
        elif len(alike) >= 2 and "其中" in one.text[alike[0].end : alike[1].start]:
            whole, parts = alike[0], alike[1:]
        if whole is None or not parts:
            continue
        facts = [evidence.fact(other) for other in parts]
        all_of = evidence.fact(whole)
        value = all_of.value - sum((fact.value for fact in facts), Decimal(0))
        if value > 0:
            formula = f"{all_of.printed}-{terms(facts, '-')}"
            yield made(evidence, evidence.fact(rest), value, formula, (all_of, *facts))


def _begin(one: Passage, quantity: Quantity) -> int:
    """Where the full sentence of a number begins."""
    return max(one.text.rfind(char, 0, quantity.start) for char in "。\n") + 1


def _years_of_whole(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """三年共需资金5600万元。…2026年安排1800万元，2027年安排2050万元，2028年安排1750万元."""
    run: list[Quantity] = []
    for quantity in [*found, None]:
        follows = (
            quantity is not None and quantity.year is not None and not quantity.is_ratio and quantity.depth == 0
            and (not run or (quantity.unit == run[-1].unit and quantity.year == (run[-1].year or 0) + 1))
        )  # fmt: skip
        if follows and quantity is not None:
            run.append(quantity)
            continue
        if len(run) >= 2:
            yield from _years_against(evidence, one, run)
        run = (
            [quantity]
            if quantity is not None and quantity.year and not quantity.is_ratio and quantity.depth == 0
            else []
        )


def _years_against(evidence: Evidence, one: Passage, run: Sequence[Quantity]) -> Iterator[Finding]:
    word = {2: "两|二|2", 3: "三|3", 4: "四|4", 5: "五|5"}.get(len(run), "")
    wholes = [
        other for other in evidence.quantities[one.number]
        if word and other.start < run[0].start and other.unit == run[0].unit and not other.each and other.year is None
        and re.search(rf"(?:{word})年(?:内|间)?(?:共|合计|总计|累计|总)", other.before)
        and (other.unit == "元" or other.subject.head == run[0].subject.head)
    ]  # fmt: skip
    if len(wholes) == 1:
        yield _summed(evidence, evidence.fact(wholes[0]), [evidence.fact(other) for other in run])


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


def made(
    evidence: Evidence,
    stated: Fact,
    value: Decimal,
    formula: str,
    used: Sequence[Fact],
    *,
    soft: bool = False,
    bounds: bool = True,
    exact: Sequence[Fact] = (),
) -> Finding:
    """
    The finding; a question where anything is only about so much, or at least so much.

    bounds  whether 不超过 and 不少于 leave it open: not where a norm is reckoned with
    exact   what is as printed, however few its places: a rate paid by the head
    """
    verdict = agreement(
        stated,
        value,
        *_bounds(stated, value, [fact for fact in used if fact not in exact], times=bool(set("×÷") & set(formula))),
    )
    soft = soft or any(fact.approx or (fact.bound and bounds) or fact.upper is not None for fact in (stated, *used))
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


def _bounds(stated: Fact, value: Decimal, used: Sequence[Fact], *, times: bool) -> tuple[Decimal, Decimal]:
    """How far the value may lie off by the precision of what it was computed from: in proportion where it is a product or quotient."""
    halves = [(fact, (fact.interval()[1] - fact.interval()[0]) / 2) for fact in used]
    if times:
        off = abs(value) * sum((half / abs(fact.value) for fact, half in halves if fact.value), Decimal(0))
    else:
        off = sum((half for _, half in halves), Decimal(0))
    return value - off, value + off
