"""What is there, what is added, what is to be there: stated in different clauses, for the whole and for its kinds.

A plan states the stock in its first part, the aim in a table of indicators and what is added in a task or an annex. Wherever all three are
stated of one thing, one of them follows from the others; where one kind of two is not stated, it follows from the whole and the other kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from laoyou.engines.documents.checking import subjects
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import (
    Fact,
    Finding,
    Reading,
    Verdict,
    agreement,
    near,
    operand,
    sum_interval,
)
from laoyou.engines.documents.checking.making import make, terms

KINDS_OF_TWO = (("公办", "民办"), ("城市", "农村"), ("街道", "镇"))
"""Words that divide a whole without a rest, as far as no third kind is named."""
_THIRD_KINDS = {"公办": ("公办民营", "公建民营"), "民办": ("公办民营", "公建民营")}
_RATIOS = ("share", "permille", "points", "days", "workdays", "years", "area", "年", "分钟")
_WHOLE_AREA = re.compile(r"全[区市县域]|[我本][区市县]|全面建成")
_BY_THE_END = re.compile(
    r"(?:到|至|截至)(?:20\d{2}年|“?十[四五六七]五”?末)|“?十[四五六七]五”?(?:期间|时期)|规划期|累计|20\d{2}年[底末]?前"
)
_IN_ONE_YEAR = re.compile(r"20\d{2}年[^，。；]*$")
_OF_ONE = re.compile(r"依托|利用|支持|鼓励|引导|部分|试点|其中|每[个年镇街]|该|项目|工程|选取")
_AIM_COLUMN = re.compile(r"目标|预期|成效")
_FAR = Decimal("1.6")
_MOST = 24

Key = tuple[str, frozenset[str], str, str]


@dataclass(slots=True)
class Ledger:
    """Each thing's figures by what they are of it: there now, aimed at, added; for the whole area."""

    present: dict[Key, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    aimed: dict[Key, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    added: list[tuple[Key, Fact]] = field(default_factory=list)


def check(evidence: Evidence) -> Iterator[Finding]:
    ledger = _ledger(evidence)
    yield from _grand_totals(evidence)
    for key, added in ledger.added:
        if _of_one_year(evidence, added):
            continue
        yield from _after(evidence, ledger, key, added)
        yield from _by_complement(evidence, ledger, key, added)
    yield from _kinds_together(evidence, ledger)


def _key(fact: Fact) -> Key:
    head, extra = subjects.parse(re.sub(r"新增|新建|净增|增设", "", fact.subject.phrase)).core
    return head, frozenset(extra), fact.kind, fact.scope


def _ledger(evidence: Evidence) -> Ledger:
    ledger = Ledger()
    for fact in evidence.facts:
        if (
            fact.each
            or fact.mention
            or fact.origin == "cell"
            or fact.kind in _RATIOS
            or fact.subject.head not in subjects.HEADS
        ):
            continue
        if "/" in fact.unit or any(word.startswith("每") for word in fact.subject.words):
            continue
        listed = fact.origin == "text" and fact.table is not None
        if fact.role == "new" or (fact.role == "rise" and fact.planned and not listed):
            if fact.value > 0 and not _is_past(evidence, fact) and (not listed or _is_aim_cell(evidence, fact)):
                ledger.added.append((_key(fact), fact))
        elif fact.role in ("level", "demand"):
            if listed and not (_is_aim_cell(evidence, fact) and fact.year):
                continue
            if _lies_ahead(evidence, fact):
                if fact.year or fact.origin == "indicator" or fact.role == "demand":
                    _remember(ledger.aimed[_key(fact)], fact)
            elif fact.role == "level" and not (fact.planned and not fact.year):
                _remember(ledger.present[_key(fact)], fact)
    return ledger


def _remember(facts: list[Fact], fact: Fact) -> None:
    """Keep the first statements of a thing: what a long document says again later adds nothing, and the cost stays linear."""
    if len(facts) < _MOST:
        facts.append(fact)


def _is_past(evidence: Evidence, added: Fact) -> bool:
    """Whether an increase is one that has been reached: of a year that is over, or told in the part on how things stand."""
    if added.year:
        return bool(evidence.latest_past and added.year <= evidence.latest_past)
    return not added.planned and evidence.is_of_now(added)


def _is_aim_cell(evidence: Evidence, fact: Fact) -> bool:
    """Whether a wordy cell stands in a column of aims (预期目标): what it says is the district's, not one project's."""
    if fact.table is None or fact.column is None:
        return False
    columns = evidence.document.tables[fact.table].columns
    return fact.column < len(columns) and bool(_AIM_COLUMN.search("".join(columns[fact.column])))


def _lies_ahead(evidence: Evidence, fact: Fact) -> bool:
    if fact.role == "demand":
        return True
    if fact.year and evidence.issued:
        return fact.year > evidence.issued or (fact.planned and fact.year == evidence.issued)
    if fact.year and evidence.ends:
        return fact.year >= evidence.ends
    return fact.planned


def _before(evidence: Evidence, fact: Fact) -> str:
    """The sentence of a text fact up to its number."""
    if fact.sentence[0] < 0:
        return ""
    passage = evidence.passages[fact.sentence[0]]
    quantity = next(
        (one for one in evidence.quantities[passage.number] if evidence.fact(one).places == fact.places), None
    )
    if quantity is None:
        return ""
    return passage.text[passage.text.rfind("。", 0, quantity.start) + 1 : quantity.start]


def _of_one_year(evidence: Evidence, added: Fact) -> bool:
    """Whether an increase is one year's of several: 2024年新增200个 without 到 or 累计, or listed beside other years."""
    if not added.year or added.origin != "text":
        return False
    others = {
        fact.year
        for fact in evidence.same_facts(added.subject, added.scope, added)
        if fact.sentence[0] == added.sentence[0] >= 0 and fact.role == added.role and fact.year
    }
    before = _before(evidence, added)
    return len(others) > 1 or bool(_IN_ONE_YEAR.search(before) and not _BY_THE_END.search(before))


def _is_whole_area(evidence: Evidence, added: Fact) -> bool:
    """Whether an increase is the district's and not one project's part of it."""
    if added.origin != "text" or _is_aim_cell(evidence, added):
        return True
    before = _before(evidence, added)
    if _WHOLE_AREA.search(before) or evidence.is_headed(added.clause, "目标"):
        return True
    return bool(_BY_THE_END.search(before)) and not _OF_ONE.search(before[-40:])


def _years_fit(added: Fact, target: Fact) -> bool:
    return not (added.year and target.year) or added.year == target.year


def _soft(*facts: Fact) -> bool:
    return any(fact.approx or fact.bound or fact.upper is not None for fact in facts)


# A table's grand total beside what running text states


def _grand_totals(evidence: Evidence) -> Iterator[Finding]:
    """What a table's parts come to for a year, against the need or the aim that running text states for that year."""
    for total in evidence.facts:
        if (
            total.origin not in ("total", "indicator")
            or not total.year
            or total.kind in _RATIOS
            or total.value <= 0
            or total.role != "level"
        ):
            continue
        if any(word.startswith("每") for word in total.subject.words) or total.subject.head not in subjects.HEADS:
            continue
        for fact in evidence.same_facts(total.subject, total.scope, total):
            if (
                fact.origin != "text" or fact.table is not None or fact.each or fact.mention or fact.kind != total.kind
                or fact.role != "demand" or fact.year != total.year
            ):  # fmt: skip
                continue
            yield from _total_beside(evidence, total, fact)


def _total_beside(evidence: Evidence, total: Fact, need: Fact) -> Iterator[Finding]:
    if total.origin == "indicator" and total.value != need.value and near(total.value, need.value, Decimal("1.02")):
        return  # an aim that is a rounded need
    title = total.context or evidence.clause_path(total.clause) or "表"
    formula = f"{title} {total.name} {total.printed}"
    verdict = agreement(need, total.value) or agreement(total, need.value, *need.interval())
    if verdict is None and ((need.bound in (">=", ">") and total.value >= need.value) or (need.bound in ("<=", "<") and total.value <= need.value)):  # fmt: skip
        verdict = "consistent"
    readings: tuple[Reading, ...] = ()
    if verdict is None:
        if not near(total.value, need.value, _FAR):
            return
        verdict = "contradiction" if total.origin == "total" and near(total.value, need.value, Decimal("1.25")) and not _soft(total) else "definition"  # fmt: skip
        readings = (
            Reading("正文所述需求或目标", "need or aim in the text", need.printed, need.value),
            Reading("分表各行合计", "sum of the table's rows", total.printed, total.value),
        )
    yield make(evidence, "repeat", need, total.value, formula, [operand(total)], verdict, readings=readings)


# Present, added, afterwards


@dataclass(frozen=True, slots=True)
class Pair:
    """What is there and what is aimed at, of one thing."""

    there: Fact
    aim: Fact

    @property
    def difference(self) -> Decimal:
        return self.aim.value - self.there.value


def _pairs(evidence: Evidence, ledger: Ledger, key: Key, added: Fact) -> list[Pair]:
    """Every pair of a stock and an aim that the increase can belong to; those of one row of indicators first."""
    present = ledger.present.get(key, ())
    latest = max((there.year for there in present if there.year), default=None)
    if latest and evidence.latest and latest < evidence.latest and any(not there.year for there in present):
        latest = None  # what stands without a year is later than what is of an earlier one
    found = [
        Pair(there, aim)
        for aim in ledger.aimed.get(key, ())[:8]
        for there in [one for one in present if one.year in (None, latest)][:8]
        if _years_fit(added, aim) and there.places != aim.places and (not there.year or not aim.year or there.year < aim.year)
    ]  # fmt: skip
    return sorted(found, key=_likelihood)


def _likelihood(pair: Pair) -> tuple[bool, ...]:
    """The surest pair first: of one row, an aim rather than a need, of a table of indicators, with a year."""
    one_row = pair.there.table is not None and (pair.there.table, pair.there.row) == (pair.aim.table, pair.aim.row)
    indicators = (pair.aim.origin != "indicator", pair.there.origin != "indicator")
    return (not one_row, pair.aim.role != "level", *indicators, not pair.aim.year, not pair.there.year)


def _after(evidence: Evidence, ledger: Ledger, key: Key, added: Fact) -> Iterator[Finding]:
    """现有1200个, 新增600个, 到2025年达到2000个, each in another clause."""
    pairs = _pairs(evidence, ledger, key, added)
    if not pairs:
        return
    for pair in pairs:
        verdict = agreement(added, pair.difference, *_difference_bounds(pair))
        if verdict:
            yield _increment(evidence, added, pair, verdict)
            return
    pair = pairs[0]
    after = pair.there.value + added.value
    if added.bound in (">=", ">") and after <= pair.aim.value:
        return
    if pair.aim.bound in (">=", ">") and after >= pair.aim.value:
        return
    if after < pair.aim.value and not (_is_whole_area(evidence, added) and added.value * 2 >= pair.difference):
        return  # one project's part of the increase
    if not near(after, pair.aim.value, _FAR) or pair.difference <= 0:
        return
    values = {one.there.value for one in pairs}
    sure = len(values) == 1 and not _soft(added, pair.there, pair.aim) and pair.aim.role == "level"
    yield _increment(evidence, added, pair, "contradiction" if sure else "definition")


def _difference_bounds(pair: Pair) -> tuple[Decimal, Decimal]:
    low, high = pair.aim.interval(), pair.there.interval()
    return low[0] - high[1], low[1] - high[0]


def _increment(evidence: Evidence, added: Fact, pair: Pair, verdict: Verdict) -> Finding:
    readings: tuple[Reading, ...] = ()
    if verdict == "definition":
        readings = (
            Reading("原文所述新增", "increase as stated", added.printed, added.value),
            Reading(
                "目标减现有", "aim less what is there", f"{pair.aim.printed}-{pair.there.printed}", pair.difference
            ),
        )
    return make(
        evidence, "increment", added, pair.difference, f"{pair.aim.printed}-{pair.there.printed}", [operand(pair.aim), operand(pair.there)],
        verdict, readings=readings,
    )  # fmt: skip


# One kind of two, from the whole and the other kind


def _by_complement(evidence: Evidence, ledger: Ledger, key: Key, added: Fact) -> Iterator[Finding]:
    """新增民办托位 against (all aimed at - public aimed at) - (all there - public there)."""
    head, extra, kind, scope = key
    for one, other in (*KINDS_OF_TWO, *((second, first) for first, second in KINDS_OF_TWO)):
        if one not in extra:
            continue
        whole_key: Key = (head, extra - {one}, kind, scope)
        other_key: Key = (head, extra - {one} | {other}, kind, scope)
        if ledger.present.get(key) and ledger.aimed.get(key):
            continue  # both are stated: no need to infer them
        wholes, others = _pairs(evidence, ledger, whole_key, added), _pairs(evidence, ledger, other_key, added)
        if not wholes or not others:
            continue
        third = any((head, extra - {one} | {word}, kind, scope) in ledger.present for word in _THIRD_KINDS.get(one, ()))
        yield from _complement(evidence, added, wholes, others, exhaustive=not third)


def _complement(
    evidence: Evidence, added: Fact, wholes: Sequence[Pair], others: Sequence[Pair], *, exhaustive: bool
) -> Iterator[Finding]:
    other = others[0]
    for whole in wholes:
        value = whole.difference - other.difference
        verdict = agreement(added, value)
        if verdict:
            yield _complement_made(evidence, added, whole, other, verdict)
            return
    whole = wholes[0]
    value = whole.difference - other.difference
    if not near(value, added.value, _FAR) or value <= 0 or (added.bound in (">=", ">") and added.value <= value):
        return
    sure = exhaustive and not _soft(added, whole.there, whole.aim, other.there, other.aim)
    yield _complement_made(evidence, added, whole, other, "contradiction" if sure else "definition")


def _complement_made(evidence: Evidence, added: Fact, whole: Pair, other: Pair, verdict: Verdict) -> Finding:
    formula = f"（{whole.aim.printed}-{other.aim.printed}）-（{whole.there.printed}-{other.there.printed}）"
    operands = [operand(fact) for fact in (whole.aim, other.aim, whole.there, other.there)]
    return make(evidence, "increment", added, whole.difference - other.difference, formula, operands, verdict)


# Increases of several kinds, together


def _kinds_together(evidence: Evidence, ledger: Ledger) -> Iterator[Finding]:
    """新增公办…200个、民办…1839个: what is there and all that is added, against the aim."""
    sentences: dict[object, list[tuple[Key, Fact]]] = defaultdict(list)
    for key, added in ledger.added:
        if added.origin == "text" and added.sentence[0] >= 0:
            sentences[added.sentence, key[0], key[2], key[3], added.year].append((key, added))
    for group in sentences.values():
        kinds = [key[1] for key, _ in group]
        if not 2 <= len(group) <= 6 or len(set(kinds)) < len(kinds):
            continue
        common = frozenset.intersection(*kinds)
        if any(kind == common for kind in kinds):
            continue
        head, _, kind, scope = group[0][0]
        facts = [added for _, added in group]
        exhaustive = any({one, other} == set().union(*(words - common for words in kinds)) for one, other in KINDS_OF_TWO)  # fmt: skip
        yield from _together(evidence, facts, _pairs(evidence, ledger, (head, common, kind, scope), facts[0]), exhaustive=exhaustive)  # fmt: skip


def _together(evidence: Evidence, facts: Sequence[Fact], pairs: Sequence[Pair], *, exhaustive: bool) -> Iterator[Finding]:  # fmt: skip
    added = sum((fact.value for fact in facts), Decimal(0))
    low, high = sum_interval(facts)
    for pair in pairs:
        there = pair.there.interval()
        verdict = agreement(pair.aim, pair.there.value + added, there[0] + low, there[1] + high)
        if verdict:
            yield _together_made(evidence, facts, pair, pair.there.value + added, verdict)
            return
    if not pairs:
        return
    pair = pairs[0]
    after = pair.there.value + added
    if not near(after, pair.aim.value, _FAR) or (after < pair.aim.value and not exhaustive):
        return
    if (pair.aim.bound in (">=", ">") and after >= pair.aim.value) or (after < pair.aim.value and any(fact.bound in (">=", ">") for fact in facts)):  # fmt: skip
        return
    sure = not _soft(pair.there, pair.aim, *facts)
    yield _together_made(evidence, facts, pair, after, "contradiction" if sure else "definition")


def _together_made(evidence: Evidence, facts: Sequence[Fact], pair: Pair, after: Decimal, verdict: Verdict) -> Finding:
    formula = f"{pair.there.printed}+{terms(facts)}"
    return make(
        evidence, "increment", pair.aim, after, formula, [operand(pair.there), *(operand(fact) for fact in facts)], verdict
    )  # fmt: skip
