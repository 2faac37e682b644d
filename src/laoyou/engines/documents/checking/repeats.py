"""One quantity stated in several places: text with text, text with tables, indicators with tasks and annexes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from laoyou.engines.documents.checking import subjects
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Reading, Verdict, agreement, near, number, operand
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.checking.subjects import Relation

_FAR = Decimal("1.6")  # further apart, two figures are of different scope rather than one of them a slip
_MOST = 40  # statements of one thing that later ones are compared with: keeps the cost linear
_GENERIC_HEADS = frozenset({"面积", "项目", "中心", "家庭", "机构", "设施", "企业", "资金", "投资"})


def check(evidence: Evidence) -> Iterator[Finding]:
    """Each later statement against the first one of the same thing, time and role."""
    yield from _unions(evidence)
    yield from _alike(evidence)
    groups: dict[object, list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        if not _comparable(fact):
            continue
        seen = groups[fact.subject.core, fact.kind, fact.scope]
        finding = _against(evidence, fact, seen)
        if finding:
            yield finding
        if len(seen) < _MOST:
            seen.append(fact)


def _unions(evidence: Evidence) -> Iterator[Finding]:
    """Parts that one sentence lists, whose words together are those of a total elsewhere: 街道…7个、镇级…16个, 街道（镇）…23个."""
    listed: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    totals: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        if not _comparable(fact) or fact.role != "level" or fact.mention:
            continue
        if fact.origin == "text" and fact.table is None:
            listed[fact.sentence, fact.subject.head, fact.kind].append(fact)
        if len(fact.subject.core[1]) >= 2 and not fact.scope:
            totals[fact.subject.core, fact.kind].append(fact)
    for parts in listed.values():
        if not 2 <= len(parts) <= 5:
            continue
        for one, other in combinations(parts, 2):
            words, more = one.subject.core[1], other.subject.core[1]
            if not words or not more or words & more:
                continue
            for whole in totals.get(((one.subject.head, words | more), one.kind), [])[:3]:
                total = one.value + other.value
                verdict = agreement(whole, total)
                if verdict or near(total, whole.value):
                    yield make(
                        evidence, "parts", whole, total, f"{one.printed}+{other.printed}", [operand(one), operand(other)],
                        verdict or ("contradiction" if _time(evidence, one, whole) == 3 else "definition"),
                    )  # fmt: skip


def _alike(evidence: Evidence) -> Iterator[Finding]:
    """An indicator's target and the text's aim in other words: 养老服务相关专业招生数量, 养老托育相关专业年招生."""
    aims = [
        fact for fact in evidence.facts
        if _comparable(fact) and fact.origin == "text" and fact.role in ("level", "new", "demand") and not fact.mention and fact.year and len(fact.subject.phrase) >= 5
    ]  # fmt: skip
    targets = [fact for fact in evidence.facts if fact.origin == "indicator" and fact.year and fact.value]
    buckets: dict[object, list[Fact]] = defaultdict(list)
    for fact in [*targets, *aims]:
        pairs = _pairs(fact.subject.phrase)
        for other in buckets[fact.year, fact.kind]:
            if (
                other.subject.core == fact.subject.core
                or (other.origin == fact.origin and other.clause == fact.clause)
                or fact.origin == "indicator"
            ):
                continue
            if fact.subject.head == other.subject.head and fact.subject.head in subjects.HEADS:
                continue
            shared = _pairs(other.subject.phrase) & pairs
            likeness = Decimal(len(shared)) / max(1, min(len(pairs), len(_pairs(other.subject.phrase))))
            longer = Decimal(len(shared)) / max(1, max(len(pairs), len(_pairs(other.subject.phrase))))
            needed = (
                Decimal("0.75") if fact.kind == "share" else Decimal("0.5") if fact.value >= 100 else Decimal("0.6")
            )
            if likeness < needed or longer < needed * Decimal("0.75") or subjects.opposed(fact.subject, other.subject):
                continue
            if _same_value(fact, other):
                yield _made(evidence, fact, other, "consistent" if fact.value == other.value else "rounding")
                break
            if near(fact.value, other.value, Decimal("2.5") if longer >= Decimal("0.7") else Decimal("1.45")):
                yield _made(evidence, fact, other, "definition")
                break
        if len(buckets[fact.year, fact.kind]) < _MOST * 2:
            buckets[fact.year, fact.kind].append(fact)


def _pairs(phrase: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a phrase."""
    text = re.sub(r"[“”的及和与、（）]|数量|人数|达到", "", phrase)
    return frozenset(text[index : index + 2] for index in range(len(text) - 1))


def _comparable(fact: Fact) -> bool:
    return fact.origin != "cell" and not fact.each and bool(fact.subject.words) and fact.value != 0


def _against(evidence: Evidence, later: Fact, earlier: Sequence[Fact]) -> Finding | None:
    ranked = [
        (strength, fact) for fact in earlier
        if (fact.value == later.value or near(fact.value, later.value, _FAR)) and (strength := _strength(evidence, fact, later)) > 0
    ]  # fmt: skip
    equal = [(strength, fact) for strength, fact in ranked if _same_value(later, fact)]
    if equal:
        if later.mention and later.value <= 2:
            return None
        strength, first = max(equal, key=lambda pair: pair[0])
        verdict: Verdict = "consistent" if first.value == later.value else "rounding"
        return _made(evidence, later, first, verdict)
    ranked.sort(key=lambda pair: -pair[0])
    for strength, first in ranked:
        if not near(first.value, later.value, _FAR):
            continue
        if strength >= 3 and not _bounds_differ(later, first):
            return _made(evidence, later, first, "contradiction")
        if strength >= 2 or near(first.value, later.value, Decimal("1.5")):
            return _made(evidence, later, first, "definition")
    return None


def _same_value(later: Fact, first: Fact) -> bool:
    if later.value == first.value:
        return True
    if not near(later.value, first.value, Decimal("1.3")):
        return False
    return (
        agreement(later, first.value, *first.interval()) is not None
        or agreement(first, later.value, *later.interval()) is not None
    )


def _bounds_differ(later: Fact, first: Fact) -> bool:
    return bool(later.bound or later.approx) != bool(first.bound or first.approx)


def _strength(evidence: Evidence, first: Fact, later: Fact) -> int:
    """0 not the same thing; 1 only if the values are close; 2 likely; 3 surely the same thing at the same time."""
    if first.kind != later.kind or first.role != later.role or first.places == later.places:
        return 0
    if first.table is not None and first.table == later.table:
        return 0
    if first.mention != later.mention and first.subject.head in _GENERIC_HEADS:
        return 0
    relation = later.subject.relation(first.subject)
    if relation not in (Relation.SAME, Relation.NEAR):
        return 0
    if _in_list(first) or _in_list(later):
        return _listed_strength(first, later)
    time = _time(evidence, first, later)
    if time == 0 or (first.sentence == later.sentence and first.origin == later.origin == "text"):
        return 0
    if later.role == "new" and not (time == 3 and later.year):
        return 0
    specific = len(later.subject.words) >= 2 or later.subject.head not in _GENERIC_HEADS
    if relation is Relation.SAME and time == 3 and specific and not (first.mention or later.mention):
        return 3
    if first.mention or later.mention or not specific:
        return 1
    return 1 if time < 3 or relation is Relation.NEAR else 2


def _in_list(fact: Fact) -> bool:
    """Whether a figure stands in a wordy cell of a list (projects, factors): one line's own, not the district's."""
    return fact.origin == "text" and fact.table is not None


def _listed_strength(first: Fact, later: Fact) -> int:
    if first.table is not None and first.table == later.table:
        return 0
    dated = first.year is not None and first.year == later.year and later.value >= 50
    return 1 if len(later.subject.words) >= 2 or dated else 0


def _time(evidence: Evidence, first: Fact, later: Fact) -> int:
    """3: the same year or both “now”; 1: one of them unknown; 0: different times."""
    ahead_one, ahead_other = _ahead(evidence, first), _ahead(evidence, later)
    if first.year and later.year:
        return 3 if first.year == later.year else 0
    if ahead_one != ahead_other:
        return 0
    if not first.year and not later.year:
        return 3 if first.now == later.now and not ahead_one else 1
    printed = first.origin == "total" or later.origin == "total"
    if printed and not ahead_one and {first.year, later.year} == {None, evidence.latest} and all(evidence.is_of_now(one) for one in (first, later) if not one.year):  # fmt: skip
        return 3  # the part on how things stand, beside a table of the year before the plan
    return 1


def _ahead(evidence: Evidence, fact: Fact) -> bool:
    if fact.year and evidence.ends and fact.year >= evidence.ends:
        return True
    if fact.year and evidence.issued:
        return fact.year > evidence.issued or (fact.planned and fact.year == evidence.issued)
    return fact.planned or fact.role in ("demand", "gap")


def _made(evidence: Evidence, later: Fact, first: Fact, verdict: Verdict) -> Finding:
    readings: tuple[Reading, ...] = ()
    if verdict == "definition":
        readings = (
            Reading(f"此处的“{later.name}”", f"“{later.name}” here", later.printed, later.value),
            Reading(f"另一处的“{first.name}”", f"“{first.name}” elsewhere", first.printed, first.value),
        )
    clause = evidence.clause_path(first.clause) or "另一处"
    return make(
        evidence, "repeat", later, first.value, f"{clause} {first.name} {first.printed}", [operand(first)], verdict, readings=readings,
        reason=_reason(later, first, clause, verdict), reason_en=_reason_en(later, first, clause, verdict),
    )  # fmt: skip


def _reason(later: Fact, first: Fact, clause: str, verdict: Verdict) -> str:
    start = f"“{later.name}”此处为{later.printed}，{clause}“{first.name}”为{first.printed}"
    end = {
        "consistent": "，两处一致。",
        "rounding": "，差异在取整或约数范围内。",
        "contradiction": f"，两处不一致，相差{number(abs(later.value - first.value))}{later.unit}。",
    }.get(verdict, "；若为同一事项则不一致，若口径、时点或范围不同，建议注明。")
    return start + end


def _reason_en(later: Fact, first: Fact, clause: str, verdict: Verdict) -> str:
    start = f"“{later.name}” is {later.printed} here and {first.printed} in {clause} (“{first.name}”)"
    end = {
        "consistent": ": they agree.",
        "rounding": ": the difference is within rounding or approximate wording.",
        "contradiction": f": they differ by {number(abs(later.value - first.value))}.",
    }.get(verdict, ": a contradiction if the same thing is meant; if definition, date or scope differs, please say so.")
    return start + end
