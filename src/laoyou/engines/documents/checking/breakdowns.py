"""Parts and wholes in running text: 148个，其中…；50家（…）；…，共计…；shares that make up a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, permutations

from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Verdict, agreement, near, operand, sum_interval
from laoyou.engines.documents.checking.making import make, terms
from laoyou.engines.documents.checking.passage import Passage
from laoyou.engines.documents.checking.quantities import Quantity
from laoyou.engines.documents.checking.subjects import Relation

_COMPLEMENTS = [
    (r"公办|公立|公建", r"民办|社会办|社会力量|民营|非公"), (r"男", r"女"), (r"城镇|城市|城区", r"农村|乡村"), (r"机构", r"居家|社区|中心"),
    (r"市级|市本级", r"区级|县级|区县"), (r"常住", r"流动"), (r"全日|全托", r"半日|日托"), (r"建设", r"运营"), (r"新建", r"改建|扩建|改造"),
    (r"中央", r"地方|市级|省级"),
]  # fmt: skip
_TOTAL_BEFORE = re.compile(r"(?:共计|合计|总计|累计|共(?!享|同|建|有产))")
_OF_WHICH = re.compile(
    r"^[^，。；、（）]{0,4}(?:（[^（）]*）)?(?:，(?:年均|平均|人均|每年)[^，。；]*)?[，、]?(?:其中|包括|分别为|分为|分年度(?:为|是)?|含)[:：，]?"
)
_LATER = re.compile(r"(?P<between>[^。；]{0,40}?)[，、；。]?其中[:：，]?")
_SOURCE = re.compile(r"资金来源(?:为|包括|是)?[:：]?[^，。；\d]{0,16}$|资金由[^，。；\d]{0,16}$")
_COLON = re.compile(r"^[:：](?=[\u4e00-\u9fff])")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for index, whole in enumerate(found):
            if whole.is_ratio or whole.each:
                continue
            sentence = [other for other in found if other.sentence == whole.sentence]
            yield from _bracket(evidence, one, whole, sentence)
            yield from _of_which(evidence, one, whole, sentence)
            yield from _total_last(evidence, one, whole, found[:index])
            yield from _total_of_years(evidence, whole)
            yield from _by_source(evidence, one, found, index)
        yield from _shares(evidence, one, found)


def _bracket(evidence: Evidence, one: Passage, whole: Quantity, sentence: Sequence[Quantity]) -> Iterator[Finding]:
    match = re.match(r"(?:以上|左右|及以上)?（", one.text[whole.end :])
    if not match:
        return
    opening = whole.end + match.end() - 1
    closing = _closing(one.text, opening)
    inside = [other for other in sentence if opening < other.start < closing and other.depth == whole.depth + 1]
    parts = [other for other in inside if _addable(whole, other)]
    body = one.text[opening + 1 : closing]
    if re.match(r"(?:按|根据|以|比|较|不含|另)", body):
        return
    lead = body[: parts[0].start - opening - 1] if parts else ""
    of_which = bool(re.search(r"其中", lead)) or "包括" in lead or re.match(r"含", lead) is not None
    if len(parts) >= 2:
        yield from _sum(evidence, whole, parts, exhaustive=not of_which and "等" not in body[-3:], of_which=of_which)
    elif len(parts) == 1:
        yield from _subset(evidence, whole, parts[0])


def _of_which(evidence: Evidence, one: Passage, whole: Quantity, sentence: Sequence[Quantity]) -> Iterator[Finding]:
    begins = _where_parts_begin(evidence, one, whole)
    if begins is None or whole.role in ("rise", "fall") or re.search(r"年均|平均|人均|每年", whole.before):
        return
    at, listed = begins
    known = evidence.quantities[one.number]
    first = next((other.sentence for other in known if other.start >= at), whole.sentence)
    following = [
        other for other in known
        if other.start >= at and other.sentence in (whole.sentence, first) and other.depth == whole.depth and other.group == whole.group
    ]  # fmt: skip
    parts: list[Quantity] = []
    turns = _in_turns(following)
    for other in following:
        between = re.sub(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）", "", one.text[at : other.start])
        if parts and re.search(r"另有|此外|同时|目前|累计|人均|预计|缺口|[。；]|其中", between):
            break
        if other.is_ratio or (turns and other in turns and other.unit != whole.unit):
            at = other.end
            continue
        if not _addable(whole, other) or (turns and other not in turns):
            break
        parts.append(other)
        at = other.end
    if len(parts) >= 2:
        yield from _sum(evidence, whole, parts, exhaustive=listed, of_which=not listed)
    elif len(parts) == 1 and not listed:
        yield from _subset(evidence, whole, parts[0])


def _where_parts_begin(evidence: Evidence, one: Passage, whole: Quantity) -> tuple[int, bool] | None:
    """Where the parts of a number begin, and whether they are a list after a colon; a 其中 may follow one clause later."""
    rest = one.text[whole.end :]
    if match := _OF_WHICH.match(rest):
        return whole.end + match.end(), False
    if match := _COLON.match(rest):
        return whole.end + match.end(), True
    match = _LATER.match(rest)
    if match is None:
        return None
    between = [other for other in evidence.quantities[one.number] if whole.end <= other.start < whole.end + match.end()]
    changes = bool(between) and all(other.role in ("new", "rise", "fall") for other in between)
    if changes or (between and all(other.unit != whole.unit or other.is_ratio for other in between)):
        return whole.end + match.end(), False
    return None


def _in_turns(following: Sequence[Quantity]) -> list[Quantity]:
    """公办61家、床位7840张，民办91家、床位10780张: the numbers that take turns; none where they do not."""
    numbers = [other for other in following if not other.is_ratio]
    for period in (2, 3):
        units = [other.unit for other in numbers]
        if len(numbers) < 2 * period or len(set(units[:period])) < period:
            continue
        times = 1
        while units[times * period : (times + 1) * period] == units[:period]:
            times += 1
        if times >= 2:
            return numbers[: times * period]
    return []


def _total_last(evidence: Evidence, one: Passage, whole: Quantity, earlier: Sequence[Quantity]) -> Iterator[Finding]:
    if not _TOTAL_BEFORE.search(whole.before[-8:]):
        return
    parts: list[Quantity] = []
    limit = whole.start
    for other in reversed(earlier):
        if other.sentence != whole.sentence or other.depth != whole.depth:
            if other.depth > whole.depth:
                continue
            break
        between = one.text[other.end : limit]
        if not _addable(whole, other) or re.search(r"[。；]", between) or (len(between) > 40):
            break
        parts.insert(0, other)
        limit = other.start
    if len(parts) >= 2:
        yield from _sum(evidence, whole, parts, exhaustive=True, of_which=False)


def _by_source(evidence: Evidence, one: Passage, found: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """计划总投资23600万元，…。资金来源为中央补助10200万元、县级财政7400万元、社会投资6000万元."""
    first = found[index]
    if first.unit != "元" or not _SOURCE.search(one.text[max(0, first.start - 24) : first.start]):
        return
    parts = [first]
    for other in found[index + 1 :]:
        between = one.text[parts[-1].end : other.start]
        if other.unit != "元" or other.sentence != first.sentence or re.search(r"[。；（]|其中", between):
            break
        parts.append(other)
    wholes = [
        other
        for other in found[:index]
        if other.unit == "元" and re.search(r"总投资|投资总额|总资金|资金需求|共需|投资", other.before)
    ]
    if len(parts) >= 2 and wholes and first.sentence - wholes[0].sentence <= 2:
        yield from _sum(evidence, wholes[0], parts, exhaustive=True, of_which=False)


def _total_of_years(evidence: Evidence, whole: Quantity) -> Iterator[Finding]:
    """2024年…20个。2025年…25个。三年累计…75个: the years that stand in the lines before."""
    if not re.search(
        r"(?:年|期间|时期)(?:累计|共|合计|总计)",
        whole.before[-16:] + whole.passage.text[max(0, whole.start - 24) : whole.start],
    ):
        return
    stated = evidence.fact(whole)
    years: dict[int, Fact] = {}
    for fact in evidence.same_facts(whole.subject, stated.scope, stated):
        if (
            fact.year
            and fact.kind == stated.kind
            and fact.origin == "text"
            and fact.places != stated.places
            and not fact.each
            and 0 <= stated.sentence[0] - fact.sentence[0] <= 6
        ):
            years.setdefault(fact.year, fact)
    facts = [years[year] for year in sorted(years)]
    if len(facts) < 2 or any(fact.value >= stated.value for fact in facts):
        return
    total = sum((fact.value for fact in facts), Decimal(0))
    verdict = agreement(stated, total, *sum_interval(facts), exact=True)
    if verdict or near(total, stated.value):
        yield _made(evidence, stated, facts, total, verdict or "definition")


def _addable(whole: Quantity, part: Quantity) -> bool:
    return part.kind == whole.kind and not part.is_ratio and not part.each and part is not whole


def _sum(
    evidence: Evidence, whole: Quantity, parts: list[Quantity], *, exhaustive: bool, of_which: bool
) -> Iterator[Finding]:
    stated = evidence.fact(whole)
    facts = [evidence.fact(part) for part in parts]
    for size in _sizes(parts):
        total = sum((fact.value for fact in facts[:size]), Decimal(0))
        verdict = agreement(stated, total, *sum_interval(facts[:size]), exact=True)
        if verdict:
            yield _made(evidence, stated, facts[:size], total, verdict)
            return
    most = stated.interval()[1]
    fitting = next((size for size in _sizes(parts) if all(fact.interval()[0] <= most for fact in facts[:size])), 0)
    if fitting >= 2:
        parts, facts = (
            parts[:fitting],
            facts[:fitting],
        )  # what is too large to be a part stands behind a comma and is something else
    for fact in facts:
        if fact.interval()[0] > most:
            yield make(
                evidence, "subset", fact, stated.value, f"{fact.printed} ≤ {stated.printed}", [operand(stated)], "contradiction",
                reason=f"“{fact.name}”{fact.printed}大于其所属的“{stated.name}”{stated.printed}，部分不应大于整体。",
                reason_en=f"“{fact.name}” {fact.printed} is more than “{stated.name}” {stated.printed} that it is part of.",
            )  # fmt: skip
            return
    total = sum((fact.value for fact in facts), Decimal(0))
    verdict = _mismatch(whole, parts, total, exhaustive=exhaustive, of_which=of_which)
    if verdict:
        yield _made(evidence, stated, facts, total, verdict)


def _sizes(parts: Sequence[Quantity]) -> Iterator[int]:
    """All the parts; then, where a comma begins another way of dividing (公办、民办，护理型), those before it."""
    yield len(parts)
    for size in range(len(parts) - 1, 1, -1):
        text = parts[size].passage.text
        gaps = [text[one.end : other.start][:1] for one, other in pairwise(parts[: size + 1])]
        if gaps[-1] in ("，", "；") and all(gap in ("、", "和", "及", "（") for gap in gaps[:-1]):
            yield size


def _mismatch(
    whole: Quantity, parts: Sequence[Quantity], total: Decimal, *, exhaustive: bool, of_which: bool
) -> Verdict | None:
    """What it means that parts do not make up the whole: a slip, parts of several kinds, or a list that names only some."""
    yearly = len({part.year for part in parts}) == len(parts) and all(part.year for part in parts)
    closed = exhaustive or yearly or _complementary(parts)
    soft = any(part.approx or part.bound for part in (*parts, whole))
    ratio = total / whole.value if whole.value else Decimal(0)
    if total < whole.value and not closed:
        return "definition" if ratio >= Decimal("0.6") else None
    if soft and (Decimal("0.9") <= ratio <= Decimal("1.1")):
        return "definition"
    if not closed and total > whole.value:
        return "contradiction" if ratio < Decimal("1.5") else "definition"
    return "contradiction"


def _complementary(parts: Sequence[Quantity]) -> bool:
    phrases = [part.subject.phrase + part.before for part in parts]
    return any(
        re.search(one, first) and re.search(other, second) and not re.search(one, second)
        for one, other in _COMPLEMENTS
        for first, second in permutations(phrases, 2)
    )


def _made(evidence: Evidence, stated: Fact, facts: Sequence[Fact], total: Decimal, verdict: Verdict) -> Finding:
    return make(evidence, "parts", stated, total, terms(facts), [operand(fact) for fact in facts], verdict)


def _subset(evidence: Evidence, whole: Quantity, part: Quantity) -> Iterator[Finding]:
    stated, of = evidence.fact(part), evidence.fact(whole)
    related = (
        part.subject.relation(whole.subject) in (Relation.PART, Relation.SAME, Relation.NEAR, Relation.AGES)
        or part.subject.head == whole.subject.head
    )
    if not related and part.kind in ("places", "items", "kinds"):
        return
    if stated.interval()[0] > of.interval()[1]:
        yield make(
            evidence, "subset", stated, of.value, f"{stated.printed} ≤ {of.printed}", [operand(of)], "contradiction",
            reason=f"“{stated.name}”{stated.printed}大于其所属的“{of.name}”{of.printed}，部分不应大于整体。",
            reason_en=f"“{stated.name}” {stated.printed} is more than “{of.name}” {of.printed} that it is part of.",
        )  # fmt: skip
    else:
        yield make(
            evidence, "subset", stated, of.value, f"{stated.printed} ≤ {of.printed}", [operand(of)], "consistent",
            reason=f"“{stated.name}”{stated.printed}不大于其所属的“{of.name}”{of.printed}。",
            reason_en=f"“{stated.name}” {stated.printed} is not more than “{of.name}” {of.printed} that it is part of.",
        )  # fmt: skip


def _shares(evidence: Evidence, one: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Shares of one whole that stand side by side: 占比65%、占比35%."""
    by_sentence: dict[int, list[Quantity]] = {}
    for quantity in found:
        if (
            quantity.unit == "%"
            and re.search(r"占比?$|占[^，。；]{0,12}的?$|比重|比例", quantity.before)
            and quantity.role != "rise"
        ):
            by_sentence.setdefault(quantity.sentence, []).append(quantity)
    for shares in by_sentence.values():
        shares = [share for share in shares if share.group == shares[0].group and share.bound == ""]
        if not 2 <= len(shares) <= 8 or len({(share.year, share.now) for share in shares}) > 1:
            continue
        facts = [evidence.fact(share) for share in shares]
        total = sum((fact.value for fact in facts), Decimal(0))
        last = facts[-1]
        rest = Decimal(100) - (total - last.value)
        low, high = sum_interval(facts)
        slack = max((high - low) / 2, Decimal("0.1") if any(fact.step < 1 for fact in facts) else Decimal(0))
        formula = f"100%-{terms(facts[:-1], '-')}"
        operands = [operand(fact) for fact in facts[:-1]]
        if total == 100:
            yield make(evidence, "shares", last, rest, formula, operands, "consistent")
        elif abs(total - 100) <= slack and abs(total - 100) < 2:
            yield make(evidence, "shares", last, rest, formula, operands, "rounding")
        elif Decimal(80) <= total <= Decimal(120) and len({share.subject.head for share in shares}) == 1:
            yield make(evidence, "shares", last, rest, formula, operands, "definition")


def _closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += text[index] == "（"
        depth -= text[index] == "）"
        if depth == 0:
            return index
    return len(text)
