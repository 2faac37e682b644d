"""Growth: yearly rates between two populations or shares, growth since a named year, doubling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from laoyou.engines.documents.checking import subjects
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Reading, Verdict, agreement, near, number, operand
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.checking.quantities import Quantity, strip_before

_YEARLY = re.compile(
    r"(?P<what>[^，。；（）]*?)(?:的)?(?:以)?(?:年均|年平均|平均每年|每年)(?:复合)?(?P<way>投入|安排|培训|增长|递增|增加|提高|上升|下降|减少|递减|降低)(?:率|速度|幅度)?(?:为|约|达到|达|在)*$"
)
_SINCE = re.compile(r"(?:比|较)(?P<year>(?:19|20)\d{2})年?末?(?P<way>增长|增加|提高|上升|下降|减少|降低)(?:了|约)*$")
_THEN = re.compile(r"^(?:同比)?(?:增长|增幅|增速|下降|降幅|减少)(?:了|约|为|达|达到)*$")
_FALLING = ("下降", "减少", "递减", "降低")
_DOUBLED = re.compile(r"翻(?P<times>一|两|二)?番")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for index, quantity in enumerate(found):
            segment = one.text[_segment(one.text, quantity.start) : quantity.start]
            if (match := _YEARLY.search(segment)) and quantity.unit not in ("%", "‰", "个百分点", "百分点"):
                yield from _yearly_number(evidence, found, index)
            elif match:
                yield from _yearly(
                    evidence, found, index, strip_before(match["what"]), falling=match["way"] in _FALLING
                )
            elif _THEN.search(segment) and quantity.unit == "%" and index >= 2:
                yield from _after_increase(evidence, found, index, falling=bool(re.search(r"降|减", segment)))
            elif match := _SINCE.search(segment):
                yield from _since(evidence, found, index, int(match["year"]), falling=match["way"] in _FALLING)
        yield from _doubled(evidence, one.text, found)


def _segment(text: str, at: int) -> int:
    return max(text.rfind(char, 0, at) for char in "，。；：（）\n") + 1


def _yearly_number(evidence: Evidence, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """新增1511张，年均增加302张: the increase over the years of the plan."""
    yearly = evidence.fact(found[index])
    total = next(
        (
            other
            for other in reversed(found[:index])
            if other.sentence == found[index].sentence
            and other.kind == found[index].kind
            and (other.role in ("new", "rise") or re.search(r"累计|共", other.before))
        ),
        None,
    )
    if total is None:
        return
    period = evidence.document.period
    named = re.search(r"(20\d{2})年?(?:-|—|~|至|到)(20\d{2})年", found[index].passage.text[: found[index].start])
    spans = [int(named[2]) - int(named[1]) + 1] if named else []
    spans += [period[1] - period[0] + 1] if period else []
    spans = [years for years in spans if years > 0]
    spans += [years for years in (5, 4, 3) if years not in spans]
    increase = evidence.fact(total)
    outcomes = [(years, increase.value / years) for years in spans]
    for years, value in outcomes:
        verdict = agreement(yearly, value)
        if verdict:
            yield make(
                evidence, "yearly_change", yearly, value, f"{increase.printed}÷{years}", [operand(increase)], verdict
            )
            return
    years, value = outcomes[0]
    if near(value, yearly.value, Decimal(2)):
        yield make(
            evidence, "yearly_change", yearly, value, f"{increase.printed}÷{years}", [operand(increase)], "definition"
        )


def _yearly(
    evidence: Evidence, found: Sequence[Quantity], index: int, what: str, *, falling: bool
) -> Iterator[Finding]:
    """A yearly rate against the value now and the value then, for as many years as lie between them."""
    rate = evidence.fact(found[index])
    wanted = subjects.parse(what) if len(what) >= 2 else found[index - 1].subject if index else subjects.NOTHING
    series = [
        evidence.fact(other)
        for other in found[:index]
        if other.subject.core == wanted.core and not other.each and other.sentence >= found[index].sentence - 1 and other.role == "level"
    ]  # fmt: skip
    if len(what) < 2:
        pair = _pair_before(evidence, found, index)
        series = pair or series
    ends = [fact for fact in series if fact.year]
    if not series or not ends or rate.value == 0:
        return
    end = ends[-1]
    start = next(
        (fact for fact in series if fact is not end and (fact.now or (fact.year or 0) < (end.year or 0))), None
    )
    if start is None or start.kind != end.kind or start.value <= 0 or not end.year:
        return
    spans = [years for years in _spans(evidence, start, end) if years > 0]
    if not spans:
        return
    points = start.unit in ("%", "‰") and rate.unit in ("%", "个百分点", "百分点")
    outcomes = [(years, _rate(start, end, years, points=points, falling=falling)) for years in spans]
    for years, value in outcomes:
        low, high = _rate_bounds(start, end, years, points=points, falling=falling)
        verdict = agreement(rate, value, low, high)
        if verdict:
            yield _yearly_made(evidence, rate, start, end, years, value, verdict, points=points)
            return
    for years, _ in outcomes if not points else ():
        grown = start.value * (1 + (-rate.value if falling else rate.value) / 100) ** years
        verdict = agreement(end, grown)
        if verdict:
            formula = (
                f"{start.printed}×（1{'-' if falling or rate.value < 0 else '+'}{number(abs(rate.value))}%）^{years}"
            )
            yield make(evidence, "yearly_change", end, grown, formula, [operand(start), operand(rate)], verdict)
            return
    years, value = min(outcomes, key=lambda outcome: abs(outcome[1] - rate.value))
    if near(value, rate.value, Decimal(2)) and (value > 0) == (rate.value > 0):
        verdict = "contradiction" if len(spans) == 1 else "definition"
        yield _yearly_made(evidence, rate, start, end, years, value, verdict, points=points)


def _pair_before(evidence: Evidence, found: Sequence[Quantity], index: int) -> list[Fact]:
    """由甲增加到乙 in the same sentence, before the rate."""
    same = [other for other in found[:index] if other.sentence == found[index].sentence and not other.is_ratio]
    for first, second in pairwise(same):
        if first.now and first.kind == second.kind and re.search(r"[由从]", first.before):
            return [evidence.fact(first), evidence.fact(second)]
    return []


def _spans(evidence: Evidence, start: Fact, end: Fact) -> list[int]:
    """Years between the two: known, or from the census or the document's first year where the start is only “now”."""
    assert end.year is not None
    if start.year:
        return [end.year - start.year]
    begins = evidence.document.period[0] if evidence.document.period else 2021
    firsts = {2020, begins - 1, begins, (evidence.issued or begins) - 1, evidence.issued or begins}
    return sorted({end.year - first for first in firsts if end.year > first}, reverse=True)


def _rate(start: Fact, end: Fact, years: int, *, points: bool, falling: bool) -> Decimal:
    if points:
        change = (end.value - start.value) / years
    else:
        change = ((end.value / start.value) ** (Decimal(1) / years) - 1) * 100
    return -change if falling else change


def _rate_bounds(start: Fact, end: Fact, years: int, *, points: bool, falling: bool) -> tuple[Decimal, Decimal]:
    (low, high), (end_low, end_high) = start.interval(), end.interval()
    if points:
        bounds = ((end_low - high) / years, (end_high - low) / years)
    else:
        power = Decimal(1) / years
        bounds = (((end_low / high) ** power - 1) * 100, ((end_high / low) ** power - 1) * 100)
    return (-bounds[1], -bounds[0]) if falling else bounds


def _yearly_made(
    evidence: Evidence,
    rate: Fact,
    start: Fact,
    end: Fact,
    years: int,
    value: Decimal,
    verdict: Verdict,
    *,
    points: bool,
) -> Finding:
    formula = (
        f"（{end.printed}-{start.printed}）÷{years}" if points else f"（{end.printed}÷{start.printed}）^（1/{years}）-1"
    )
    readings: tuple[Reading, ...] = ()
    if points and rate.unit == "%" and verdict in ("consistent", "rounding"):
        compound = ((end.value / start.value) ** (Decimal(1) / years) - 1) * 100
        readings = (
            Reading("按每年变化的百分点计", "in percentage points a year", formula, value),
            Reading(
                "按年均增长率计",
                "as a yearly rate of growth",
                f"（{end.printed}÷{start.printed}）^（1/{years}）-1",
                compound,
            ),
        )
        return make(
            evidence, "yearly_change", rate, value, formula, [operand(start), operand(end)], "definition", readings=readings,
            reason=f"“{rate.name}”年均变化写作{rate.printed}，按{years}年计为{number(value)}个百分点，与原文数值相符，但单位应为“个百分点”；按年均增长率则为{number(compound)}%。",
            reason_en=f"The yearly change of “{rate.name}” is printed as {rate.printed}; over {years} years it is {number(value)} percentage points, which agrees, but a rate of growth would be {number(compound)} %.",
        )  # fmt: skip
    return make(evidence, "yearly_change", rate, value, formula, [operand(start), operand(end)], verdict)


def _since(evidence: Evidence, found: Sequence[Quantity], index: int, year: int, *, falling: bool) -> Iterator[Finding]:
    """比2020年增长20%: the value before it, against that year's value of the same thing."""
    change = evidence.fact(found[index])
    before = next(
        (
            evidence.fact(other)
            for other in reversed(found[:index])
            if other.sentence == found[index].sentence and other.role == "level"
        ),
        None,
    )
    if before is None:
        return
    base = next(
        (
            fact for fact in evidence.same_facts(before.subject, before.scope, before)
            if fact.subject.core == before.subject.core and fact.year == year and fact.kind == before.kind and fact.places != before.places
        ),
        None,
    )  # fmt: skip
    if base is None or base.value <= 0:
        return
    sign = -1 if falling else 1
    if change.unit in ("%", "‰") and before.unit not in ("%", "‰"):
        value = sign * (before.value - base.value) / base.value * change.percent_of
        formula = f"（{before.printed}-{base.printed}）÷{base.printed}"
    elif change.kind in (before.kind, "points"):
        value = sign * (before.value - base.value)
        formula = f"{before.printed}-{base.printed}"
    else:
        return
    verdict = agreement(change, value) or ("contradiction" if near(value, change.value, Decimal(2)) else "definition")
    yield make(evidence, "change", change, value, formula, [operand(base), operand(before)], verdict)


def _after_increase(evidence: Evidence, found: Sequence[Quantity], index: int, *, falling: bool) -> Iterator[Finding]:
    """达到4140个，较2022年增加1116个，增长36.9%: the growth follows from the two numbers before it."""
    level, change = found[index - 2], found[index - 1]
    if not (
        level.sentence == change.sentence == found[index].sentence
        and level.kind == change.kind
        and level.role == "level"
        and change.role in ("rise", "fall", "new")
    ):
        return
    growth, after, by = evidence.fact(found[index]), evidence.fact(level), evidence.fact(change)
    sign = -1 if falling else 1
    before = after.value - sign * by.value
    if before <= 0:
        return
    value = by.value / before * 100
    formula = f"{by.printed}÷（{after.printed}{'+' if falling else '-'}{by.printed}）×100"
    low, high = by.interval()
    verdict = agreement(growth, value, low / before * 100, high / before * 100)
    if verdict or near(value, growth.value, Decimal(2)):
        yield make(
            evidence, "change", growth, value, formula, [operand(after), operand(by)], verdict or "contradiction"
        )


def _doubled(evidence: Evidence, text: str, found: Sequence[Quantity]) -> Iterator[Finding]:
    """由…增加到…，翻一番."""
    for match in _DOUBLED.finditer(text):
        before = [
            quantity for quantity in found if quantity.end <= match.start() and match.start() - quantity.end < 30
        ][-2:]
        if (
            len(before) < 2
            or before[0].kind != before[1].kind
            or not re.search(r"(?:由|从)[^，。；]*$", text[max(0, before[0].start - 20) : before[0].start])
        ):
            continue
        start, end = evidence.fact(before[0]), evidence.fact(before[1])
        times = Decimal(4 if match["times"] in ("两", "二") else 2)
        value = start.value * times
        verdict = agreement(end, value) or ("definition" if end.value > value else "contradiction")
        yield make(evidence, "change", end, value, f"{start.printed}×{times}", [operand(start)], verdict)
