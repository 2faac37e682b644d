"""Figures that follow from others over more than one sentence: 是2022年的3倍（2022年为420张）, 按6∶4分担，市级承担720万元, 每人服务不超过200人…需80人."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from laoyou.engines.documents.checking import subjects
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, near
from laoyou.engines.documents.checking.making import terms
from laoyou.engines.documents.checking.passage import Passage
from laoyou.engines.documents.checking.quantities import Quantity, strip_before
from laoyou.engines.documents.checking.sentences import EACH, full_sentences, made, rate

_TIMES = re.compile(
    r"^，?(?:约|已)*(?:是|为|相当于|达到|达)(?:(?P<year>(?:19|20)\d{2})年?末?|上年末?|去年末?|期初|基期)(?:的)?(?:约|近)?$"
)
_WAS = re.compile(r"(?P<when>(?:19|20)\d{2}年?末?|上一?年末?|去年末?|期初|基期)(?:的)?(?:为|是|仅为|仅)?$")
_LAST = re.compile(
    r"^(?:，)?(?:而)?(?:上一?年度?(?:末|底|同期)?|去年(?:末|底|同期)?|[年期]初|基期)(?:为|是|仅为|仅)(?:约)?$"
)
_SPLIT = re.compile(
    r"(?:由)?(?P<one>[\u4e00-\u9fff]{1,4}?)(?:级|政府|财政)?[、和与](?P<other>[\u4e00-\u9fff]{1,4}?)(?:两级|双方|两方|财政|级)?(?:财政)?(?:各自)?按照?(?P<a>\d{1,2})[∶:：比](?P<b>\d{1,2})(?:的?比例)?(?:分担|承担|负担|配套|共担|安排|筹集)"
)
_SERVED = re.compile(
    r"每(?:名|位|个|家|所|处)(?P<who>[^，。；\d]{1,12}?)(?:平均)?(?:服务|照护|照料|看护|负责|覆盖|辐射|联系|管理)[^，。；\d]{0,12}(?:不超过|不多于|最多|至多)?(?:约)?$"
)
_RECKONED = re.compile(r"^(?:左右)?(?:计算?|测算|推算|估算|匹配|配备|配置|设置)")
_NEEDED = re.compile(r"(?:需要?|应|须|拟)(?:配备|配置|配|建设?|设置?|设立)?")
_NEW = re.compile(r"新增|新建|建成|增设|共建|新设|增加")
_FROM_TO = re.compile(
    r"[由从](?:现在|目前|现有|当前|现状)?的?$|[由从][^，。；\d]{0,10}的?$|[由从](?:19|20)\d{2}年(?:末|底)?的?$"
)
_TO = re.compile(r"^(?:逐步|进一步)?(?:增加|增长|扩大|发展|提高|增|扩)(?:到|至|为)$")
_SHARE_LEFT = re.compile(r"^，占(?:比)?(?:为|约|达)?$")
_WHOLE = re.compile(r"共|总|合计|累计")
_SLIPPED = Decimal("2.5")
"""How far a product may lie off before it is taken to be of something else."""
_ALL_MONEY = re.compile(r"(?:总投资|投资总额|投资额|总投入|总资金|资金总额|投资|合计)(?:（[^（）]*）)?$")
_IN_ALL = re.compile(
    r"(?:规划|计划|项目|估算|概算|预计)*(?:总投资|总投入|投资总额|资金总额|资金总需求)(?:共|约|为|达|额)*$"
)
_OF_MONEY = re.compile(
    r"(?:^|[，；])(?:其中)?[，：]?(?P<what>[\u4e00-\u9fff]{2,8}(?:资金|资本|投入|补助|债券|自筹|贷款))占(?:比)?(?:约|为|达)?$"
)


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        before: list[Quantity] = []
        for full in full_sentences(one, found):
            yield from _times_of(evidence, one, full)
            yield from _last_year(evidence, one, full)
            yield from _split_between(evidence, one, full)
            yield from _so_many_each(evidence, one, full)
            yield from _from_to_by(evidence, one, full)
            yield from _share_of_what_went_before(evidence, one, full, before)
            before = full
        yield from _each_of_what_stands_elsewhere(evidence, found)
    yield from _money_of_the_table(evidence)


def _times_of(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """累计达到1260张，是2022年的3倍（2022年为420张）: the earlier value stands beside it."""
    for index, times in enumerate(found):
        if times.unit != "倍" or not index:
            continue
        level = found[index - 1]
        match = _TIMES.match(one.text[level.end : times.start])
        if match is None or level.is_ratio or level.each or times.value <= 0:
            continue
        base = next(
            (
                other for other in found[index + 1 : index + 2]
                if other.unit == level.unit and (was := _WAS.search(other.before)) and (match["year"] or "") in was["when"]
            ),
            None,
        )  # fmt: skip
        if base is None or base.value <= 0:
            continue
        now, then = evidence.fact(level), evidence.fact(base)
        yield made(evidence, evidence.fact(times), now.value / then.value, f"{now.printed}÷{then.printed}", (now, then))


def _last_year(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """老年人15.84万人，…。与上年相比增加0.64万人，上年末为15.2万人: what is there, less what was added."""
    for change, then in pairwise(found):
        if (
            change.kind != then.kind
            or change.role not in ("rise", "fall", "new")
            or change.is_ratio
            or change.depth
            or then.depth
        ):
            continue
        if not _LAST.match(one.text[change.end : then.start]):
            continue
        now = next(
            (
                other for other in reversed(evidence.quantities[one.number])
                if other.end <= change.start and other.sentence >= change.sentence - 2 and other.kind == then.kind
                and other.role == "level" and not other.each and other.subject.core == change.subject.core
            ),
            None,
        )  # fmt: skip
        if now is None:
            continue
        sign = 1 if change.role == "fall" else -1
        level, by = evidence.fact(now), evidence.fact(change)
        value = level.value + sign * by.value
        if value > 0:
            formula = f"{level.printed}{'+' if sign > 0 else '-'}{by.printed}"
            yield made(evidence, evidence.fact(then), value, formula, (level, by))


def _split_between(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """总投入1200万元，由市、区两级按6∶4分担，市级承担720万元."""
    for match in _SPLIT.finditer(one.text):
        a, b = Decimal(match["a"]), Decimal(match["b"])
        wholes = [
            other
            for other in found
            if other.end <= match.start() and other.unit == "元" and not other.each and not EACH.search(other.before)
        ]
        if not wholes or a + b <= 0:
            continue
        whole = evidence.fact(wholes[-1])
        names = {re.sub(r"^由", "", match["one"])[-1]: a, match["other"][:1]: b}
        for part in found:
            if part.start < match.end() or part.unit != "元" or part.each:
                continue
            named = [
                share
                for name, share in names.items()
                if re.match(rf"[，；]?(?:其中)?[，：]?{name}", one.text[part.start - len(part.before) : part.start])
            ]
            if len(named) == 1:
                formula = f"{whole.printed}×{named[0]}÷{a + b}"
                yield made(evidence, evidence.fact(part), whole.value * named[0] / (a + b), formula, (whole,))


def _so_many_each(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """每名助老员服务不超过200人，按1.6万人计，需配备助老员80人: so many for each, rounded up."""
    for each, served, needed in zip(found, found[1:], found[2:], strict=False):
        match = _SERVED.search(each.before)
        if (
            match is None
            or each.value <= 0
            or served.is_ratio
            or each.kind != served.kind
            or served.value <= each.value
        ):
            continue
        if not re.search(r"按照?[^，。；]*$|以[^，。；]*$", served.before) or not _RECKONED.match(
            one.text[served.end : needed.start]
        ):
            continue
        who = subjects.parse(strip_before(match["who"]))
        if not _NEEDED.search(needed.before) or (
            not set(who.words) & set(needed.subject.words) and who.phrase not in needed.before
        ):
            continue
        many, by, stated = evidence.fact(served), evidence.fact(each), evidence.fact(needed)
        value = many.value / by.value
        whole = value.to_integral_value(ROUND_CEILING)
        yield made(
            evidence,
            stated,
            whole if stated.step == 1 and abs(whole - value) < 1 else value,
            f"{many.printed}÷{by.printed}",
            (many, by),
            bounds=False,
        )


def _from_to_by(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """每年新建20个，三年共建成60个；由现在的90个增加到150个: what is added between is what is built."""
    for first, second in pairwise(found):
        if (
            first.kind != second.kind
            or first.is_ratio
            or first.depth
            or second.depth
            or not _FROM_TO.search(one.text[max(0, first.start - 16) : first.start])
        ):
            continue
        if not _TO.match(one.text[first.end : second.start]):
            continue
        adds = [
            other for other in found
            if other.end <= first.start and other.unit == first.unit and not other.depth and _NEW.search(other.before)
            and re.search(r"共|累计|合计|总", other.before) and other.subject.head == first.subject.head
        ]  # fmt: skip
        if len(adds) == 1:
            then, now, by = evidence.fact(first), evidence.fact(second), evidence.fact(adds[0])
            yield made(evidence, now, then.value + by.value, f"{then.printed}+{by.printed}", (then, by))


def _share_of_what_went_before(
    evidence: Evidence, one: Passage, found: Sequence[Quantity], before: Sequence[Quantity]
) -> Iterator[Finding]:
    """三年共需5600万元。其中…；争取上级补助1680万元，占30%."""
    if not found or not re.match(r"其中", one.text[found[0].start - len(found[0].before) :]):
        return
    for part, share in pairwise(found):
        if (
            share.unit != "%"
            or part.is_ratio
            or part.each
            or part.depth
            or not _SHARE_LEFT.match(one.text[part.end : share.start])
        ):
            continue
        wholes = [
            other for other in before if other.unit == part.unit and not other.each and _WHOLE.search(other.before)
        ]
        if len(wholes) != 1 or wholes[0].value <= part.value:
            continue
        upper, lower = evidence.fact(part), evidence.fact(wholes[0])
        yield made(
            evidence,
            evidence.fact(share),
            upper.value / lower.value * 100,
            f"{upper.printed}÷{lower.printed}×100",
            (upper, lower),
        )


def _each_of_what_stands_elsewhere(evidence: Evidence, found: Sequence[Quantity]) -> Iterator[Finding]:
    """三年共需5600万元，每个新增托位平均投入5万元: the number of the new places stands in another part."""
    for each in found:
        match = EACH.search(each.before)
        if match is None or each.unit != "元" or not match["unit"] or each.value <= 0:
            continue
        noun = re.match(
            rf"每{match['unit']}(?P<noun>[^，。；、（）\d]{{2,14}}?)(?:平均|约|的)?(?:投入|投资|补助|补贴|资助|奖补|奖励|安排)",
            each.before[match.start() :],
        )
        if noun is None:
            continue
        wanted = subjects.parse(noun["noun"].replace("新增", "").replace("新建", ""))
        new = "新增" in noun["noun"] or "新建" in noun["noun"]
        beside = [other for other in found if other.sentence == each.sentence and other is not each]
        totals = [
            other
            for other in beside
            if other.unit == "元"
            and other.value > each.value
            and not EACH.search(other.before)
            and _WHOLE.search(other.before)
        ]
        own = [other for other in beside if other.unit == match["unit"] and not other.each]
        price = evidence.fact(each)
        if len(totals) == 1 and not own:
            whole = evidence.fact(totals[0])
            counts = [
                fact for fact in evidence.same_facts(wanted, "", price)
                if fact.unit == match["unit"] and fact.origin in ("text", "total") and not fact.each and (fact.role == "new") == new
            ]  # fmt: skip
            yield from _one_of(evidence, whole, price, rate(each, price), counts)
        elif len(own) == 1 and not totals:
            sums = [
                fact for facts in evidence.cell_facts.values() for fact in facts.values()
                if fact.unit == "元" and _ALL_MONEY.search(fact.name) and noun["noun"] in fact.name
            ]  # fmt: skip
            count, value = evidence.fact(own[0]), price.value * own[0].value
            if len({fact.value for fact in sums}) == 1 and near(value, sums[0].value, _SLIPPED):
                yield made(
                    evidence,
                    sums[0],
                    value,
                    f"{count.printed}×{price.printed}",
                    (count, price),
                    exact=rate(each, price),
                )


def _one_of(
    evidence: Evidence, whole: Fact, price: Fact, exact: Sequence[Fact], counts: Sequence[Fact]
) -> Iterator[Finding]:
    """The whole against the price by the number, where the document knows just one such number."""
    values = {fact.value for fact in counts}
    if len(values) != 1:
        return
    count = counts[0]
    value = price.value * count.value
    if near(value, whole.value, _SLIPPED):
        yield made(evidence, whole, value, f"{terms([count])}×{price.printed}", (count, price), exact=exact)


def _money_of_the_table(evidence: Evidence) -> Iterator[Finding]:
    """规划总投资1.3亿元，财政资金占60% beside the one table of investments and its total row."""
    totals = [
        fact for table in evidence.cell_facts.values() for fact in table.values()
        if fact.origin == "total" and fact.unit == "元" and re.search(r"总投资|投资总额|总投入|资金总额", fact.name) and re.match(r"总计|合计|共计", fact.name)
    ]  # fmt: skip
    if len(totals) != 1:
        return
    total = totals[0]
    row = {} if total.table is None else {
        fact.name.rsplit("·", 1)[-1]: fact for (at, _), fact in evidence.cell_facts[total.table].items() if at == total.row and fact.unit == "元"
    }  # fmt: skip
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for quantity in found:
            if quantity.depth or quantity.each or quantity.scope:
                continue
            fact = evidence.fact(quantity)
            if fact.table is not None:
                continue
            if (
                quantity.unit == "元"
                and _IN_ALL.fullmatch(quantity.before)
                and Decimal("0.6") < fact.value / total.value < Decimal("1.6")
            ):
                yield made(evidence, fact, total.value, total.printed, (total,))
            match = _OF_MONEY.search(one.text[max(0, quantity.start - 20) : quantity.start])
            if quantity.unit != "%" or match is None or match["what"] not in row:
                continue
            if any(
                other.unit == "元" and other.sentence == quantity.sentence and _IN_ALL.fullmatch(other.before)
                for other in found
            ):
                part = row[match["what"]]
                yield made(
                    evidence, fact, part.value / total.value * 100, f"{part.printed}÷{total.printed}×100", (part, total)
                )
