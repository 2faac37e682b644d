"""Rates that a neighbour explains, and money by the piece: 入住老人3110人，入住率60%; 每张床位1万元，800张，共800万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from laoyou.engines.documents.checking import numerals
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Verdict, agreement, near, number, operand
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.checking.quantities import Quantity

_RATE = re.compile(r"(?P<what>[\u4e00-\u9fff]{2})率(?:为|达到|达|约|仅)*$")
# What the numbers of a rate are called where the rate itself is called otherwise.
_ALSO = {
    "入托": ("收托", "入托", "在托"),
    "入住": ("入住", "收住", "在住"),
    "使用": ("使用", "入住", "入托", "在托", "收托"),
    "空置": ("空置",),
    "签约": ("签约", "签订"),
}
_OF = {"入托": ("婴幼儿", "托位"), "入住": ("床位",), "使用": ("床位", "托位"), "空置": ("床位", "托位")}
_EACH = re.compile(r"每(?P<unit>张|个|户|人|名|家|所|处|位|台|套|间|平方米)[^，。；、（）]*$")
_AVERAGE = re.compile(
    r"(?:(?:平均|均)每?(?P<unit>张|个|户|人|名|家|所|处|位|间)|(?<!年)(?P<one>[人户床])均)[^，。；、（）]*$"
)
_ONE_OF = {"人": ("人", "名", "位"), "户": ("户",), "床": ("张",)}
_IN_ALL = re.compile(r"共|合计|总计|累计")
_SUM_OF_MONEY = re.compile(r"合计|共(?!享|同|建|有)|总计|总投资|总额|累计|共补|共发|共投|需资金|所需|总资金|投资|资金")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for index, quantity in enumerate(found):
            if quantity.unit in ("%", "‰") and (match := _RATE.search(quantity.before)):
                yield from _rate(evidence, found, index, match["what"])
                yield from _so_many_of(evidence, one.text, found, index)
            if quantity.unit == "%" and quantity.before in ("的", "的约"):
                yield from _of_the_number_before(evidence, found, index)
        for sentence in {quantity.sentence for quantity in found}:
            together = [quantity for quantity in found if quantity.sentence == sentence]
            yield from _by_the_piece(evidence, together)
            yield from _so_many_each(evidence, together)
            yield from _on_average(evidence, together)
            yield from _every_year(evidence, together)


def _rate(evidence: Evidence, found: Sequence[Quantity], index: int, what: str) -> Iterator[Finding]:
    """A rate against the number beside it that carries its name, and what that is part of."""
    rate = evidence.fact(found[index])
    names = _ALSO.get(what, (what,))
    earlier = [other for other in found[:index] if not other.is_ratio and not other.each]
    parts = [
        other
        for other in earlier
        if other.sentence == found[index].sentence
        and any(name in other.before + other.subject.phrase for name in names)
    ]
    if not parts:
        return
    part = parts[-1]
    heads = _OF.get(what, (part.subject.head,))
    wholes = [
        evidence.fact(other)
        for other in earlier
        if other is not part and other.value > part.value and (other.subject.head in heads or (other.kind == part.kind and what not in _OF))
        and other.role == "level" and other.planned == part.planned
    ]  # fmt: skip
    if not wholes:
        return
    upper = evidence.fact(part)
    outcomes = [(whole, _outcome(rate, upper, whole)) for whole in reversed(wholes)]
    nearest = [one for one in wholes if one.sentence == rate.sentence]
    whole, verdict = next(
        ((one, outcome) for one, outcome in outcomes if outcome),
        (nearest[-1] if nearest else max(wholes, key=lambda fact: fact.value), None),
    )
    value = upper.value / whole.value * rate.percent_of
    if verdict is None and not near(value, rate.value, Decimal("1.6")):
        return
    together = [evidence.fact(other) for other in found[max(0, index - 2) : index]]
    beside = together == [whole, upper] and whole.sentence == rate.sentence  # 326人，其中持证293人，持证率…
    strong = beside or (len(wholes) == 1 and whole.subject.head in heads)
    yield make(
        evidence, "share", rate, value, f"{upper.printed}÷{whole.printed}×{rate.percent_of}", [operand(upper), operand(whole)],
        verdict or ("contradiction" if strong and not (upper.approx or whole.approx or rate.bound) else "definition"),
    )  # fmt: skip


def _so_many_of(evidence: Evidence, text: str, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """86个社区中，已有65个社区建成…，覆盖率75.6%: so many of so many."""
    before = [other for other in found[max(0, index - 3) : index] if other.sentence == found[index].sentence]
    for whole, part in pairwise(before):
        if (
            whole.unit != part.unit
            or part.value > whole.value
            or not re.fullmatch(r"[^，。；、（）\d]{1,12}中[，、]?(?:已经|已|现|共|有)*", text[whole.end : part.start])
        ):
            continue
        rate, upper, lower = evidence.fact(found[index]), evidence.fact(part), evidence.fact(whole)
        verdict = _outcome(rate, upper, lower)
        soft = upper.approx or lower.approx or rate.approx or rate.bound
        yield make(
            evidence, "share", rate, upper.value / lower.value * rate.percent_of, f"{upper.printed}÷{lower.printed}×{rate.percent_of}",
            [operand(upper), operand(lower)], verdict or ("definition" if soft else "contradiction"),
        )  # fmt: skip


def _of_the_number_before(evidence: Evidence, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """老年人口11.4万人，占常住人口38万人的30%: the whole stands inside the share."""
    if index < 2 or not re.search(r"占[^，。；]*$", found[index - 1].before):
        return
    part, whole = found[index - 2], found[index - 1]
    if not part.sentence == whole.sentence == found[index].sentence or part.kind != whole.kind or part.is_ratio:
        return
    rate, upper, lower = evidence.fact(found[index]), evidence.fact(part), evidence.fact(whole)
    verdict = _outcome(rate, upper, lower)
    value = upper.value / lower.value * rate.percent_of
    if verdict or near(value, rate.value, Decimal(2)):
        soft = upper.approx or lower.approx or rate.approx or rate.bound
        yield make(
            evidence, "share", rate, value, f"{upper.printed}÷{lower.printed}×{rate.percent_of}", [operand(upper), operand(lower)],
            verdict or ("definition" if soft else "contradiction"),
        )  # fmt: skip


def _so_many_each(evidence: Evidence, sentence: Sequence[Quantity]) -> Iterator[Finding]:
    """24个，每个设置床位60张，共设置床位1440张: so many of them, so much in each, so much in all."""
    for each in sentence:
        match = _EACH.search(each.before) if each.unit != "元" and not each.is_ratio else None
        if match is None or "平均" in each.before or "人均" in each.before:
            continue
        counts = [other for other in sentence if other.end <= each.start and not other.each and other.unit == match["unit"] and other.value > 1]  # fmt: skip
        totals = [
            other for other in sentence
            if other.start >= each.end and other.unit == each.unit and not other.each and _IN_ALL.search(other.before) and other.value > each.value
        ]  # fmt: skip
        if not counts or not totals:
            continue
        count, one, stated = evidence.fact(counts[-1]), evidence.fact(each), evidence.fact(totals[0])
        value = count.value * one.value
        verdict = agreement(stated, value)
        if verdict is None and one.bound and stated.value >= value and one.bound in (">=", ">"):
            verdict = "consistent"
        if verdict or near(value, stated.value, Decimal(2)):
            soft = any(fact.approx or fact.bound for fact in (count, one, stated)) or len(counts) > 1
            yield make(
                evidence, "product", stated, value, f"{count.printed}×{one.printed}", [operand(count), operand(one)],
                verdict or ("definition" if soft else "contradiction"),
            )  # fmt: skip


def _on_average(evidence: Evidence, sentence: Sequence[Quantity]) -> Iterator[Finding]:
    """152家，床位18620张，平均每家122.5张: the average of what stands before it."""
    for average in sentence:
        match = _AVERAGE.search(average.before)
        if match is None or average.is_ratio:
            continue
        before = [other for other in sentence if other.end <= average.start and not other.each and not other.is_ratio]
        of = (match["unit"],) if match["unit"] else _ONE_OF[match["one"]]
        counts = [evidence.fact(other) for other in before if other.unit in of and other.value > 1]
        wholes = [
            evidence.fact(other) for other in before if other.unit == average.unit and other.value > average.value
        ]
        stated = evidence.fact(average)
        outcomes = [
            (whole, count, agreement(stated, whole.value / count.value))
            for whole in wholes for count in counts
            if whole.places != count.places and near(whole.value / count.value, stated.value, Decimal(2))
        ]  # fmt: skip
        agreed = [one for one in outcomes if one[2]]
        if not agreed and len(outcomes) != 1:
            continue
        whole, count, verdict = (agreed or outcomes)[0]
        value = whole.value / count.value
        soft = any(fact.approx or fact.bound for fact in (count, whole, stated))
        yield make(
            evidence, "average", stated, value, f"{whole.printed}÷{count.printed}", [operand(whole), operand(count)],
            verdict or ("definition" if soft else "contradiction"),
        )  # fmt: skip


_YEARS = re.compile(r"(?P<years>[两二三四五六]|\d)年(?:间|内)?(?:共|累计|合计|总计)")


def _every_year(evidence: Evidence, sentence: Sequence[Quantity]) -> Iterator[Finding]:
    """每年2000万元，三年共6000万元."""
    for first, second in pairwise(sentence):
        match = _YEARS.search(second.before)
        if not match or first.kind != second.kind or not re.search(r"每年|年均|每年度", first.before):
            continue
        years = numerals.chinese(match["years"]) or Decimal(match["years"])
        yearly, total = evidence.fact(first), evidence.fact(second)
        low, high = yearly.interval()
        value = yearly.value * years
        verdict = agreement(total, value, low * years, high * years)
        if verdict or near(value, total.value, Decimal(2)):
            soft = yearly.approx or total.approx or yearly.bound or total.bound
            yield make(
                evidence, "product", total, value, f"{yearly.printed}×{number(years)}", [operand(yearly)],
                verdict or ("definition" if soft else "contradiction"),
            )  # fmt: skip


def _outcome(rate: Fact, upper: Fact, whole: Fact) -> Verdict | None:
    low, high = upper.interval(), whole.interval()
    if not high[0]:
        return None
    return agreement(
        rate,
        upper.value / whole.value * rate.percent_of,
        low[0] / high[1] * rate.percent_of,
        low[1] / high[0] * rate.percent_of,
    )


def _by_the_piece(evidence: Evidence, sentence: Sequence[Quantity]) -> Iterator[Finding]:
    """So much a piece, so many pieces, so much in all."""
    for price in sentence:
        match = _EACH.search(price.before) if price.unit == "元" else None
        if match is None:
            continue
        counts = [other for other in sentence if other.unit == match["unit"] and not other.each and other.value > 1]
        totals = [
            other for other in sentence
            if other.unit == "元" and other is not price and not _EACH.search(other.before) and other.value > price.value and _SUM_OF_MONEY.search(other.before)
        ]  # fmt: skip
        if not counts or not totals:
            continue
        unit_price = evidence.fact(price)
        for total in totals[:1]:
            stated = evidence.fact(total)
            outcomes = [(evidence.fact(count), agreement(stated, unit_price.value * count.value)) for count in counts]
            count, verdict = next(
                ((fact, outcome) for fact, outcome in outcomes if outcome),
                (max((fact for fact, _ in outcomes), key=lambda fact: fact.value), None),
            )
            value = unit_price.value * count.value
            if verdict is None and not near(value, stated.value, Decimal(2)):
                continue
            soft = unit_price.approx or stated.approx or stated.bound or unit_price.bound or len(counts) > 1
            yield make(
                evidence, "product", stated, value, f"{unit_price.printed}×{count.printed}", [operand(unit_price), operand(count)],
                verdict or ("definition" if soft else "contradiction"),
            )  # fmt: skip
