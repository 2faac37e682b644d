"""Gaps and increments: what is needed, what is there, what is missing; what is new and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from laoyou.engines.documents.checking import subjects
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Reading, Verdict, agreement, near, operand
from laoyou.engines.documents.checking.making import make, terms
from laoyou.engines.documents.checking.quantities import Quantity
from laoyou.engines.documents.checking.subjects import Relation

_CLOSE = (Relation.SAME, Relation.NEAR)
_TO = re.compile(r"^[^，。；]{0,8}?(?:增加|增长|提高|提升|上升|扩大|减少|下降|降低|降|升|增)(?:到|至|为)")
_BY = re.compile(r"(?:增加|增长|提高|提升|上升|新增|净增|减少|下降|降低)(?:了|约)?$")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for index, quantity in enumerate(found):
            if quantity.role == "gap" and not quantity.is_ratio:
                yield from _gap(evidence, found, index)
            if quantity.role == "new" and quantity.depth and not quantity.is_ratio:
                yield from _part_of_gap(evidence, found, index)
            yield from _from_to(evidence, found, index)
            yield from _level_and_new(evidence, found, index)
    yield from _increments(evidence)


def _gap(evidence: Evidence, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    gap = evidence.fact(found[index])
    demands = [
        evidence.fact(other)
        for other in reversed(found[:index])
        if other.kind == found[index].kind and other.role in ("demand", "level") and other.value > 0
        and other.subject.relation(found[index].subject) in _CLOSE and other.depth <= found[index].depth
    ]  # fmt: skip
    demand = next((one for one in demands if one.role == "demand"), demands[0] if demands else None)
    if demand is None:
        return
    choices = _existing(evidence, gap, demand)
    for parts in choices:
        there = sum((part.value for part in parts), Decimal(0))
        low = demand.interval()[0] - sum((part.interval()[1] for part in parts), Decimal(0))
        high = demand.interval()[1] - sum((part.interval()[0] for part in parts), Decimal(0))
        verdict = agreement(gap, demand.value - there, low, high)
        if verdict:
            yield _gap_made(evidence, gap, demand, parts, verdict)
            yield from _baseline_beside(evidence, gap, parts, there)
            yield from _plans_for(evidence, found, index, gap)
            return
    yield from _plans_for(evidence, found, index, gap)
    close = [
        parts
        for parts in choices
        if near(demand.value - sum((part.value for part in parts), Decimal(0)), gap.value, Decimal("1.6"))
    ]
    if close:
        yield _gap_made(
            evidence,
            gap,
            demand,
            close[0],
            "definition"
            if len(choices) > 1 and len(close) < len(choices) and _uncertain(close[0], gap)
            else "contradiction",
        )
    elif gap.value > demand.value:
        yield _gap_made(evidence, gap, demand, (), "contradiction")


def _baseline_beside(evidence: Evidence, gap: Fact, parts: Sequence[Fact], there: Decimal) -> Iterator[Finding]:
    """What the gap takes as existing, where it is the sum of several figures, against the total that is stated elsewhere."""
    if len(parts) < 2:
        return
    for fact in evidence.level_facts(gap.subject.head, gap.scope, gap):
        if (
            fact.origin in ("indicator", "total")
            and not fact.planned
            and fact.kind == gap.kind
            and fact.subject.relation(gap.subject) in _CLOSE
        ):
            verdict = agreement(fact, there)
            if verdict or near(fact.value, there):
                yield make(
                    evidence,
                    "parts",
                    fact,
                    there,
                    terms(parts),
                    [operand(part) for part in parts],
                    verdict or ("contradiction" if fact.now else "definition"),
                )


def _plans_for(evidence: Evidence, found: Sequence[Quantity], index: int, gap: Fact) -> Iterator[Finding]:
    """规划新增公办托位…个、社会办托位…个 in the sentence of a gap: together they should come to it."""
    new = [
        other for other in found[index + 1 :]
        if other.sentence == found[index].sentence and other.role == "new" and other.kind == found[index].kind and other.subject.head == found[index].subject.head
        and other.depth == found[index].depth
    ]  # fmt: skip
    if len(new) < 2:
        return
    facts = [evidence.fact(other) for other in new]
    largest = max(facts, key=lambda fact: fact.value)
    rest = [fact for fact in facts if fact is not largest]
    value = gap.value - sum((fact.value for fact in rest), Decimal(0))
    verdict = agreement(largest, value)
    total = sum((fact.value for fact in facts), Decimal(0))
    if verdict is None and not near(total, gap.value, Decimal(2)):
        return
    yield make(
        evidence, "gap_plan", largest, value, f"{gap.printed}-{terms(rest, '-')}", [operand(gap), *(operand(fact) for fact in rest)],
        verdict or "contradiction",
    )  # fmt: skip


def _part_of_gap(evidence: Evidence, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """需新增4400张（其中新增护理型3600张）, where the sentence says what share of the demand they are to be and an indicator what share they are now."""
    part = found[index]
    sentence = [
        other for other in found[:index] if other.passage is part.passage and other.sentence >= part.sentence - 1
    ]
    named = _without_new(evidence.fact(part))
    shares = [
        other
        for other in sentence
        if other.unit == "%" and part.subject.head in other.subject.words and named.core[1] & other.subject.words
    ]
    demands = [other for other in sentence if other.role == "demand" and other.kind == part.kind]
    if not shares or not demands or not named.core[1]:
        return
    share, demand, stated = evidence.fact(shares[-1]), evidence.fact(demands[-1]), evidence.fact(part)
    wanted = demand.value * share.value / 100
    choices: list[tuple[Decimal, str, list[Fact]]] = []
    choices += [
        (fact.value, fact.printed, [fact])
        for fact in evidence.same_facts(named, stated.scope, stated)
        if fact.kind == stated.kind
        and fact.role == "level"
        and not fact.planned
        and fact.origin in ("total", "text")
        and fact.table is None
    ]
    existing = [parts[0] for parts in _existing(evidence, demand, demand) if len(parts) == 1]
    for baseline, _ in indicator_pairs(evidence):
        words = baseline.subject.words
        if baseline.unit == "%" and part.subject.head in words and named.core[1] <= words and existing:
            choices.append(
                (
                    existing[0].value * baseline.value / 100,
                    f"{existing[0].printed}×{baseline.printed}%",
                    [existing[0], baseline],
                )
            )
    for there, formula, used in choices:
        value = wanted - there
        verdict = agreement(stated, value)
        if verdict or near(value, stated.value):
            whole = f"{demand.printed}×{share.printed}-{formula}"
            readings = (
                Reading("原文", "as stated", stated.printed, stated.value),
                Reading("按需求、占比和现有量推算", "from demand, share and what is there", whole, value),
            )
            yield make(
                evidence, "gap", stated, value, whole, [operand(demand), operand(share), *(operand(fact) for fact in used)], verdict or "definition",
                readings=() if verdict else readings,
            )  # fmt: skip
            return


def _uncertain(parts: Sequence[Fact], gap: Fact) -> bool:
    return any(part.subject.relation(gap.subject) is not Relation.SAME for part in parts)


def _existing(evidence: Evidence, gap: Fact, demand: Fact) -> list[tuple[Fact, ...]]:
    """What may be there already: stated totals of the same thing first, then sums of those that one sentence lists."""
    single: list[tuple[int, int, Fact]] = []
    listed: dict[tuple[int, int], list[Fact]] = {}
    for position, fact in enumerate(evidence.level_facts(gap.subject.head, gap.scope, gap)):
        if (
            fact.kind != gap.kind
            or fact.role != "level"
            or fact.origin == "cell"
            or fact.each
            or fact.mention
            or fact.value >= demand.value
        ):
            continue
        if (
            fact.planned
            or (fact.year and evidence.document.period and fact.year >= evidence.document.period[1])
            or (fact.table is not None and fact.origin == "text")
        ):
            continue
        relation = fact.subject.relation(gap.subject)
        if relation in _CLOSE:
            single.append((0 if relation is Relation.SAME else 1, position, fact))
        if fact.origin == "text" and relation in (*_CLOSE, Relation.PART):
            listed.setdefault(fact.sentence, []).append(fact)
    choices: list[tuple[Fact, ...]] = [(fact,) for _, _, fact in sorted(single, key=lambda item: item[:2])]
    choices += [tuple(facts) for facts in listed.values() if 2 <= len(facts) <= 3]
    return choices[:12]


def _gap_made(evidence: Evidence, gap: Fact, demand: Fact, parts: Sequence[Fact], verdict: Verdict) -> Finding:
    there = sum((part.value for part in parts), Decimal(0))
    formula = f"{demand.printed}-{terms(parts, '-')}" if parts else f"{gap.printed} ≤ {demand.printed}"
    value = demand.value - there
    readings: tuple[Reading, ...] = ()
    if verdict == "definition":
        readings = (
            Reading("原文缺口", "gap as stated", gap.printed, gap.value),
            Reading(f"以“{parts[0].name}”为现有量", f"with “{parts[0].name}” as what is there", formula, value),
        )
    return make(
        evidence,
        "gap",
        gap,
        value,
        formula,
        [operand(demand), *(operand(part) for part in parts)],
        verdict,
        readings=readings,
    )


# So many in all, so many of them new


def _level_and_new(evidence: Evidence, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """达到50所，新增8所: what is there now follows."""
    if index == 0:
        return
    level, new = found[index - 1], found[index]
    if not (
        new.role in ("new", "rise")
        and new.inherited
        and level.role == "level"
        and level.kind == new.kind
        and level.sentence == new.sentence
    ):
        return
    after, by = evidence.fact(level), evidence.fact(new)
    if not after.planned and not after.year:
        return
    before = [
        fact
        for fact in evidence.level_facts(level.subject.head, after.scope, after)
        if fact.kind == after.kind and fact.role == "level" and not fact.planned and not fact.mention and fact.origin != "cell"
        and fact.places != after.places and fact.subject.relation(level.subject) in _CLOSE and (not fact.year or not after.year or fact.year < after.year)
        and not (fact.table is not None and fact.origin == "text")
    ]  # fmt: skip
    value = after.value - by.value
    match = next((fact for fact in before if agreement(fact, value)), None)
    if match is None and (not before or not near(before[0].value, value)):
        return
    base = match or max(before, key=lambda fact: fact.year or 0)
    verdict = agreement(by, after.value - base.value)
    yield make(
        evidence, "increment", by, after.value - base.value, f"{after.printed}-{base.printed}", [operand(after), operand(base)],
        verdict or ("contradiction" if base.subject.relation(level.subject) is Relation.SAME and not by.bound and not after.bound else "definition"),
    )  # fmt: skip


# From … to …, by …


def _from_to(evidence: Evidence, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """由A增加到B，增加C / 增长D%."""
    if index + 2 >= len(found):
        return
    first, second, third = found[index : index + 3]
    text = first.passage.text
    if not (first.sentence == second.sentence == third.sentence and first.kind == second.kind):
        return
    if not re.search(r"(?:由|从)[^，。；]*$", text[max(0, first.start - 20) : first.start]) or not _TO.match(
        text[first.end : second.start]
    ):
        return
    if not _BY.search(text[second.end : third.start]):
        return
    start, end, change = evidence.fact(first), evidence.fact(second), evidence.fact(third)
    falling = bool(re.search(r"减少|下降|降低", text[second.end : third.start]))
    if third.unit in ("%", "‰") and first.unit not in ("%", "‰"):
        value = (end.value - start.value) / start.value * change.percent_of
        formula = f"（{end.printed}-{start.printed}）÷{start.printed}×{change.percent_of}"
    elif third.kind in (first.kind, "points"):
        value = end.value - start.value
        formula = f"{end.printed}-{start.printed}"
    else:
        return
    value = -value if falling else value
    verdict = agreement(change, value) or "contradiction"
    if verdict == "contradiction" and "年均" in text[second.end : third.start]:
        return
    yield make(evidence, "change", change, value, formula, [operand(start), operand(end)], verdict)


# What is new, against target minus baseline


def _increments(evidence: Evidence) -> Iterator[Finding]:
    """新增公办托位200个 against the indicator 公办托位 100 → 300."""
    pairs = indicator_pairs(evidence)
    for fact in evidence.facts:
        if (
            fact.role != "new"
            or fact.origin != "text"
            or fact.kind in ("share", "permille")
            or fact.each
            or fact.table is not None
        ):
            continue
        yield from _stated_increase(evidence, fact)
        for baseline, target in pairs:
            if baseline.kind != fact.kind:
                continue
            named = _without_new(fact)
            if target.subject.relation(named) not in _CLOSE or target.subject.core != named.core:
                continue
            value = target.value - baseline.value
            verdict = agreement(fact, value)
            if verdict is None and fact.value < value and not evidence.is_headed(fact.clause, "目标"):
                continue  # one project's part of the increase
            if verdict or near(value, fact.value):
                yield make(
                    evidence, "increment", fact, value, f"{target.printed}-{baseline.printed}", [operand(target), operand(baseline)],
                    verdict or ("definition" if fact.bound or target.bound else "contradiction"),
                )  # fmt: skip


def _stated_increase(evidence: Evidence, fact: Fact) -> Iterator[Finding]:
    """新增护理型床位1018张 against the number aimed at and the number now, where the text states both."""
    named = _without_new(fact)
    if not named.core[1]:
        return
    levels = [
        other for other in evidence.same_facts(named, fact.scope, fact)
        if other.kind == fact.kind and other.role == "level" and other.origin == "text" and other.table is None and not other.mention and not other.each
    ]  # fmt: skip
    targets, baselines = (
        [one for one in levels if one.planned and not one.now],
        [one for one in levels if not one.planned],
    )
    if not targets or not baselines:
        return
    target, baseline = targets[0], baselines[0]
    value = target.value - baseline.value
    verdict = agreement(fact, value)
    if verdict or (evidence.is_headed(fact.clause, "目标") and near(value, fact.value)):
        yield make(
            evidence,
            "increment",
            fact,
            value,
            f"{target.printed}-{baseline.printed}",
            [operand(target), operand(baseline)],
            verdict or "definition",
        )


def _without_new(fact: Fact) -> subjects.Subject:
    return subjects.parse(re.sub(r"新增", "", fact.subject.phrase))


def indicator_pairs(evidence: Evidence) -> list[tuple[Fact, Fact]]:
    """(baseline, target) of each indicator that has both."""
    found = []
    for facts in evidence.cell_facts.values():
        rows: dict[int, list[Fact]] = {}
        for (row, _), fact in facts.items():
            if fact.origin == "indicator":
                rows.setdefault(row, []).append(fact)
        for row_facts in rows.values():
            ordered = sorted(row_facts, key=lambda fact: fact.column or 0)
            target = next((fact for fact in reversed(ordered) if fact.planned), None)
            baseline = next((fact for fact in ordered if not fact.planned), None)
            if baseline and target:
                found.append((baseline, target))
    return found
