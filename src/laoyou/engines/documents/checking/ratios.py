"""Products and quotients: so many per thousand, shares, named rates, growth; each with the figures that it must follow from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from laoyou.engines.documents.checking import subjects
from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Reading, Verdict, agreement, near, number, operand
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.checking.quantities import Quantity, strip_before
from laoyou.engines.documents.checking.subjects import Relation, Subject

_PER = re.compile(
    r"每(?P<per>百|千|万|十万)(?:名|个|位|张)?(?P<of>(?:常住|户籍)?(?:\d+(?:周岁|岁)(?:及)?以上)?(?:常住|户籍)?(?:老年人口|老年人|老人|人口|居民|婴幼儿|儿童|人|户|新生儿))"
    r"(?P<rest>[^，。；每]*)$"
)
_PER_HEAD = re.compile(
    r"每?(?P<per>百|千|万|十万)(?:名|个|位|张)?(?P<of>(?:常住|户籍)?(?:\d+(?:周岁|岁)(?:及)?以上)?(?:常住|户籍)?(?:老年人口|老年人|老人|人口|居民|婴幼儿|儿童|人|户))(?P<rest>.*)$"
)
_PERS = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000), "十万": Decimal(100000)}
_SHARE_OF = re.compile(r"^(?P<part>.*?)占(?P<whole>(?!比)[^，。；]{1,24}?)(?:的|比重|比例|比|的比重|的比例)*$")
_SHARE = re.compile(r"^(?P<part>.*?)(?:占比|所占比例|所占比重|比例|比重|占)(?:为|达到|达|约)?$")
_BY_SHARE = re.compile(r"按照?(?P<whole>[^，。；（）]{2,20}?)的?(?:约)?$")
# Rates whose definition is general knowledge: what is divided by what.
_NAMED = (
    (
        re.compile(r"老龄化率|老龄化程度|人口老龄化水平|老年人口(?:占比|比重|比例)|老龄化水平"),
        "60岁及以上老年人口",
        "常住人口",
    ),
    (re.compile(r"老龄化系数"), "65岁及以上老年人口", "常住人口"),
)
_SCOPE = re.compile(r"新建|老城区|旧城区|已建成|居住区|城区|农村|乡镇|中心城")
_MOST = 24


@dataclass(frozen=True, slots=True)
class Ratio:
    """A stated ratio: what is divided by what, and by how much it is multiplied (100, 1000)."""

    fact: Fact
    upper: Subject
    lower: Subject
    per: Decimal
    upper_fact: Fact | None = None
    lower_fact: Fact | None = None
    named: bool = False
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A figure that can be one side of a ratio, with how well it fits: subject, time, place."""

    fact: Fact
    score: Decimal


def check(evidence: Evidence) -> Iterator[Finding]:
    for ratio in ratios_of(evidence):
        if not ratio.scope and not _between(evidence, ratio.fact):
            yield from _checked(evidence, ratio)
    yield from _norms_again(evidence)
    yield from _shares_of_neighbours(evidence)


def _between(evidence: Evidence, fact: Fact) -> bool:
    """Whether an indicator's value stands between its first and its last year: the text seldom has the figures of such a year."""
    if fact.origin != "indicator" or not fact.year or fact.table is None or fact.row is None:
        return False
    years = [
        other.year for (row, _), other in evidence.cell_facts[fact.table].items() if row == fact.row and other.year
    ]
    return min(years) < fact.year < max(years)


def ratios_of(evidence: Evidence) -> list[Ratio]:
    """Every ratio that names, or lets one find, what it divides by what."""
    found = [
        ratio for fact in evidence.facts if fact.origin in ("indicator", "total") and (ratio := _named_ratio(fact))
    ]
    for one in evidence.passages:
        quantities = evidence.quantities[one.number]
        for index, quantity in enumerate(quantities):
            ratio = _text_ratio(evidence, quantity, quantities[:index])
            if ratio:
                found.append(ratio)
    return found


def _named_ratio(fact: Fact) -> Ratio | None:
    """The ratio that an indicator's or a column's name spells out: 每千名老年人养老床位数, 护理型床位占比."""
    name = fact.name.rpartition("·")[2] if fact.origin == "total" else fact.name
    match = _PER_HEAD.match(name)
    if match and match["rest"]:
        phrase = re.sub(r"^(?:拥有|配备|配置|占有)|数$", "", match["rest"])
        return Ratio(fact, subjects.parse(phrase), subjects.parse(match["of"]), _PERS[match["per"]])
    if fact.unit not in ("%", "‰"):
        return None
    per = Decimal(1000) if fact.unit == "‰" else Decimal(100)
    for pattern, upper, lower in _NAMED:
        if pattern.search(name):
            return Ratio(fact, subjects.parse(upper), subjects.parse(lower), per, named=True)
    share = _SHARE_OF.match(name) or _SHARE.match(name)
    if share:
        part = subjects.parse(share["part"])
        if "whole" in share.re.groupindex:
            return Ratio(fact, part, subjects.parse(share["whole"]), per)
        whole = _broader(part)
        return Ratio(fact, part, whole, per) if whole else None
    return None


def _broader(part: Subject) -> Subject | None:
    """What a share of such a kind is a share of: all of its head, as 床位 for 护理型床位."""
    if part.head in ("老年人", "婴幼儿") and not part.core[1]:
        return subjects.parse("常住人口" if part.basis != "户籍" else "户籍人口")
    if len(part.words) < 2 or part.head in ("", "人口"):
        return None
    return subjects.parse(part.head)


def _text_ratio(evidence: Evidence, quantity: Quantity, earlier: Sequence[Quantity]) -> Ratio | None:
    fact = evidence.fact(quantity)
    text = quantity.passage.text
    start = max(text.rfind(char, 0, quantity.start) for char in "，。；：（\n") + 1
    before = text[start : quantity.start]
    per = _PER.search(before)
    if per:
        phrase = re.sub(r"^(?:拥有|配备|配置|占有|有|设)+", "", strip_before(per["rest"]))
        if not phrase:
            after = re.match(
                r"(?:3岁以下)?(?:婴幼儿)?([一-龥]{2,8}?)(?=标准|数|，|。|的|、|设|规划|建设|进行|来|测算|计算|预测|配置|要求|）|”|$)",
                text[quantity.end :],
            )
            phrase = after[1] if after else ""
        _, high = _sentence_bounds(quantity)
        norm = bool(re.search(r"标准|测算|预测|预计|要求|推算", text[quantity.end : min(high, quantity.end + 40)]))
        fact = replace(fact, name=f"每{per['per']}{per['of']}{phrase}", each=False, planned=fact.planned or norm)
        if per["of"] == "人":
            people = next((other for other in reversed(earlier) if other.kind == "persons" and other.value >= 1000 and other.sentence == quantity.sentence), None)  # fmt: skip
            if people is not None and phrase:
                return Ratio(
                    fact, subjects.parse(phrase), people.subject, _PERS[per["per"]], lower_fact=evidence.fact(people)
                )
        scope = _SCOPE.search(
            text[max(text.rfind(char, 0, quantity.start) for char in "，。；、\n") + 1 : quantity.start]
        )
        return (
            Ratio(
                fact,
                subjects.parse(phrase),
                subjects.parse(per["of"]),
                _PERS[per["per"]],
                scope=scope[0] if scope else "",
            )
            if phrase
            else None
        )
    if quantity.unit not in ("%", "‰") or (
        re.search(r"增长|增加|下降|减少|提高|降低|率(?:不低于|达到|达|为|不高于)?$", before) and not _named_in(before)
    ):
        return None
    if quantity.role in ("rise", "fall"):
        return None
    scale = Decimal(1000) if quantity.unit == "‰" else Decimal(100)
    named = _named_in(before)
    if named:
        return Ratio(fact, subjects.parse(named[0]), subjects.parse(named[1]), scale, named=True)
    return _text_share(evidence, quantity, earlier, before, fact, scale)


def _sentence_bounds(quantity: Quantity) -> tuple[int, int]:
    return next(
        ((low, high) for low, high in quantity.passage.sentences() if low <= quantity.start < high),
        (0, len(quantity.passage.text)),
    )


def _named_in(before: str) -> tuple[str, str] | None:
    return next(((upper, lower) for pattern, upper, lower in _NAMED if pattern.search(before)), None)


def _text_share(
    evidence: Evidence, quantity: Quantity, earlier: Sequence[Quantity], before: str, fact: Fact, scale: Decimal
) -> Ratio | None:
    match = _SHARE_OF.match(before) or _SHARE.match(before)
    if not match:
        return None
    part_phrase = strip_before(match["part"])
    beside = [other for other in earlier if other.sentence == quantity.sentence and not other.is_ratio]
    part_fact: Fact | None = None
    if len(part_phrase) < 2:
        near_ones = [other for other in beside if other.group == quantity.group or other.depth < quantity.depth]
        if not near_ones:
            return None
        part_fact = evidence.fact(near_ones[-1])
        part = part_fact.subject
    else:
        part = subjects.parse(part_phrase)
    if "whole" in match.re.groupindex:
        named = match["whole"]
        whole = subjects.parse(named if "新增" in named else strip_before(named))
        return Ratio(fact, part, whole, scale, part_fact) if whole.words else None
    wholes = [
        evidence.fact(other)
        for other in beside
        if other.kind == (part_fact.kind if part_fact else other.kind)
        and other.subject.head == part.head
        and (part_fact is None or other.value > part_fact.value)
        and part.relation(other.subject) is Relation.PART
    ]
    if not wholes and part_fact is not None:
        wholes = _whole_before(evidence, quantity.passage.text, beside, part_fact)
    broader = _broader(part)
    if wholes:
        close = Ratio(fact, part, wholes[0].subject, scale, part_fact, max(wholes, key=lambda one: one.value))
        if (
            broader is None
            or part.head not in ("老年人", "婴幼儿")
            or part_fact is None
            or _outcome(close, part_fact, close.lower_fact or part_fact)
        ):
            return close
    return Ratio(fact, part, broader, scale, part_fact) if broader else None


def _whole_before(evidence: Evidence, text: str, beside: Sequence[Quantity], part: Fact) -> list[Fact]:
    """甲1240人，其中乙860人，占…: the number before 其中."""
    for index, other in enumerate(beside):
        if index and evidence.fact(other).places == part.places:
            before = beside[index - 1]
            if "其中" in text[before.end : other.start] and before.kind == other.kind and before.value > other.value:
                return [evidence.fact(before)]
    return []


# What a ratio is recomputed from


def _checked(evidence: Evidence, ratio: Ratio) -> Iterator[Finding]:
    uppers = [Match(ratio.upper_fact, Decimal(2))] if ratio.upper_fact else _matches(evidence, ratio, ratio.upper)
    lowers = [Match(ratio.lower_fact, Decimal(2))] if ratio.lower_fact else _matches(evidence, ratio, ratio.lower)
    pairs = sorted(
        (
            (one.score * other.score * _together_score(one.fact, other.fact), one.fact, other.fact)
            for one in uppers
            for other in lowers
            if one.fact is not other.fact
            and other.fact.value > 0
            and one.fact.places != other.fact.places
            and _years_fit(ratio.fact, one.fact, other.fact)
        ),
        key=lambda item: -item[0],
    )
    if not pairs:
        return
    best_score, upper, lower = pairs[0]
    outcome = _outcome(ratio, upper, lower)
    if outcome:
        yield _made(evidence, ratio, upper, lower, outcome, best_score)
        yield from _demand_beside(evidence, ratio, upper, lower, [match.fact for match in uppers])
        return
    alternatives = [
        (score, one, other, verdict)
        for score, one, other in pairs[1:]
        if score >= best_score / 10 and (verdict := _outcome(ratio, one, other))
    ]
    doubt = _doubt(evidence, ratio, upper, lower, best_score)
    if not alternatives:
        if doubt:
            yield _made(evidence, ratio, upper, lower, doubt, best_score)
        return
    score, one, other, verdict = alternatives[0]
    if score >= best_score * Decimal("0.99") or (_one_row(one, other) and not _same_time(upper, lower, ratio.fact)):
        yield _made(evidence, ratio, one, other, verdict, score)
    elif one is upper:
        yield _two_readings(evidence, ratio, (upper, lower), (one, other))
        return
    elif other is lower:
        yield make(
            evidence, "share" if ratio.per == 100 else "per_thousand", ratio.fact, ratio.per * one.value / other.value,
            f"{one.printed}÷{other.printed}×{number(ratio.per)}", [operand(one), operand(other)], verdict,
        )  # fmt: skip
    else:
        yield _two_readings(evidence, ratio, (upper, lower), (one, other))
        return
    if doubt and upper.sentence == ratio.fact.sentence and upper.sentence[0] >= 0 and one is not upper:
        yield _made(evidence, ratio, upper, lower, doubt, best_score)


def _demand_beside(
    evidence: Evidence, ratio: Ratio, upper: Fact, lower: Fact, uppers: Sequence[Fact]
) -> Iterator[Finding]:
    """The demand that the sentence of a norm states, where another figure was the best match."""
    for fact in uppers:
        if (
            fact is not upper
            and fact.role == "demand"
            and fact.sentence == ratio.fact.sentence
            and fact.sentence[0] >= 0
        ):
            verdict = _outcome(ratio, fact, lower) or _doubt(evidence, ratio, fact, lower, Decimal(1))
            if verdict:
                yield _made(evidence, ratio, fact, lower, verdict, Decimal(1))


def _doubt(evidence: Evidence, ratio: Ratio, upper: Fact, lower: Fact, score: Decimal) -> Verdict | None:
    """What it means that nothing fits: a contradiction where all three surely belong together, else a question of definition."""
    if len({_ahead(evidence, fact) for fact in (ratio.fact, upper, lower)}) > 1:
        return None
    value = ratio.per * upper.value / lower.value
    if "新增" in ratio.lower.words:
        return "definition" if near(value, ratio.fact.value) else None
    if ratio.per == 100 and value > 100 >= ratio.fact.value:
        return None  # the part found is larger than the whole found: they are no part and whole
    if ratio.per == 100 and ratio.fact.origin == "indicator" and ratio.fact.planned and value > ratio.fact.value:
        return "definition"  # a share to be reached is a floor, however it is printed: more than it is no contradiction
    elsewhere = not (ratio.fact.sentence[0] == upper.sentence[0] == lower.sentence[0]) and ratio.fact.origin == "text"
    if elsewhere and near(value, ratio.fact.value, Decimal("1.02")):
        return "definition"
    if score >= Decimal("0.9") and not ratio.fact.bound and not (upper.approx or lower.approx):
        return "contradiction"
    return "definition" if near(value, ratio.fact.value, Decimal(2)) else None


def _norms_again(evidence: Evidence) -> Iterator[Finding]:
    """The same so-many-per-thousand in several places: an indicator's target, a norm in a task."""
    seen: dict[object, list[Ratio]] = {}
    for ratio in ratios_of(evidence):
        if ratio.per == 100 or ratio.named:
            continue
        key = (ratio.upper.core, ratio.lower.head, ratio.lower.basis, ratio.per, ratio.scope, ratio.fact.scope)
        for other in seen.get(key, ()):
            if _ahead(evidence, ratio.fact) != _ahead(evidence, other.fact) or ratio.fact.value == 0:
                continue
            if ratio.fact.year and other.fact.year and ratio.fact.year != other.fact.year:
                continue
            if ratio.fact.value == other.fact.value:
                yield _same_norm(evidence, ratio.fact, other.fact, "consistent")
                break
            if near(ratio.fact.value, other.fact.value) and (ratio.fact.year, ratio.fact.now) == (
                other.fact.year,
                other.fact.now,
            ):
                yield _same_norm(evidence, ratio.fact, other.fact, "definition")
                break
        seen.setdefault(key, []).append(ratio)
        if len(seen[key]) > _MOST:
            seen[key].pop()


def _same_norm(evidence: Evidence, later: Fact, first: Fact, verdict: Verdict) -> Finding:
    clause = evidence.clause_path(first.clause) or "另一处"
    return make(
        evidence, "repeat", later, first.value, f"{clause} {first.name} {first.printed}", [operand(first)], verdict
    )


def _years_fit(ratio: Fact, one: Fact, other: Fact) -> bool:
    """Whether the years that are named can belong together: both sides of one year, and that within a year of the ratio's."""
    if one.year and other.year and one.year != other.year:
        return False
    return not any(ratio.year and fact.year and abs(ratio.year - fact.year) > 1 for fact in (one, other))


def _together(one: Fact, other: Fact) -> bool:
    """Whether two figures are of the same time, as far as is said."""
    if one.year and other.year:
        return one.year == other.year
    return one.planned == other.planned


def _one_row(one: Fact, other: Fact) -> bool:
    return one.table is not None and (one.table, one.row) == (other.table, other.row)


def _same_time(upper: Fact, lower: Fact, ratio: Fact) -> bool:
    """Whether all three figures name one year."""
    return bool(ratio.year) and upper.year == lower.year == ratio.year


def _together_score(one: Fact, other: Fact) -> Decimal:
    if one.table is not None and one.table == other.table and one.row == other.row:
        return Decimal("1.5")
    return Decimal(1) if _together(one, other) else Decimal("0.6")


def _matches(evidence: Evidence, ratio: Ratio, wanted: Subject) -> list[Match]:
    found: list[Match] = []
    if not wanted.words:
        return found
    new = "新增" in wanted.words
    if new:
        wanted = subjects.parse(wanted.phrase.replace("新增", ""))
    for fact in evidence.same_facts(wanted, ratio.fact.scope, ratio.fact):
        if (
            fact.kind in ("share", "permille", "points")
            or fact.each
            or fact.mention
            or fact.places == ratio.fact.places
            or fact.origin == "cell"
        ):
            continue
        if (
            (fact.role in ("gap", "new", "rise", "fall")) != new
            or _is_per(fact)
            or (fact.table is not None and fact.origin == "text")
        ):
            continue
        score = _subject_score(wanted, fact.subject) * _time_score(evidence, ratio.fact, fact)
        if fact.sentence == ratio.fact.sentence and fact.sentence[0] >= 0:
            score *= Decimal("1.4")
        elif fact.sentence[0] == ratio.fact.sentence[0] >= 0:
            score *= Decimal("1.2")
        if score > Decimal("0.15"):
            found.append(Match(fact, score))
    found.sort(key=lambda match: -match.score)
    return found[:_MOST]


def _is_per(fact: Fact) -> bool:
    return (
        (bool(re.match(r"每?[百千万十]*(?:名|人)", fact.name)) and "每" in fact.name[:1])
        or "每千" in fact.name
        or "千人" in fact.name
    )


def _subject_score(wanted: Subject, given: Subject) -> Decimal:
    relation = given.relation(wanted)
    if relation is Relation.BASIS and wanted.basis == "户籍":
        return Decimal(0)
    used = Decimal("0.6") if (given.words ^ wanted.words) & {"开放", "最大"} else Decimal(1)
    return used * {
        Relation.SAME: Decimal(1), Relation.NEAR: Decimal("0.9"), Relation.BASIS: Decimal("0.4"), Relation.AGES: Decimal("0.25"),
        Relation.PART: Decimal("0.2"),
    }.get(relation, Decimal(0))  # fmt: skip


def _time_score(evidence: Evidence, one: Fact, other: Fact) -> Decimal:
    if one.year and other.year:
        return (
            Decimal(1)
            if one.year == other.year
            else Decimal("0.3")
            if abs(one.year - other.year) <= 1
            else Decimal("0.2")
        )
    ahead, other_ahead = _ahead(evidence, one), _ahead(evidence, other)
    if ahead != other_ahead:
        return Decimal("0.3")
    if (
        not ahead
        and {one.year, other.year} == {None, evidence.latest}
        and all(evidence.is_of_now(fact) for fact in (one, other) if not fact.year)
    ):
        return Decimal(1)  # 截至2023年底 in one sentence, 现有 in the next
    return Decimal(1) if one.year == other.year and one.now == other.now else Decimal("0.75")


def _ahead(evidence: Evidence, fact: Fact) -> bool:
    if fact.role in ("demand", "gap") or (fact.year and evidence.ends and fact.year >= evidence.ends):
        return True
    if fact.year and (evidence.issued or evidence.document.period):
        start = evidence.issued or (evidence.document.period[0] if evidence.document.period else 0)
        return fact.year > start or (fact.planned and fact.year >= start)
    return fact.planned


def _outcome(ratio: Ratio, upper: Fact, lower: Fact) -> Verdict | None:
    value = ratio.per * upper.value / lower.value
    up, low = upper.interval(), lower.interval()
    verdict = agreement(
        ratio.fact, value, ratio.per * up[0] / low[1], ratio.per * up[1] / low[0] if low[0] > 0 else value
    )
    if verdict:
        return verdict
    product = lower.value * ratio.fact.value / ratio.per
    if upper.kind not in ("share",) and (
        found := agreement(upper, product, low[0] * ratio.fact.value / ratio.per, low[1] * ratio.fact.value / ratio.per)
    ):
        return found
    return None


def _made(evidence: Evidence, ratio: Ratio, upper: Fact, lower: Fact, verdict: Verdict, score: Decimal) -> Finding:
    """The finding about whichever of the three follows from the others: a demand from its norm, else the ratio."""
    if upper.role == "demand" or (
        upper.sentence == ratio.fact.sentence and upper.places > ratio.fact.places and upper.sentence[0] >= 0
    ):
        value = lower.value * ratio.fact.value / ratio.per
        formula = f"{lower.printed}×{ratio.fact.printed}÷{number(ratio.per)}"
        return make(evidence, "product", upper, value, formula, [operand(lower), operand(ratio.fact)], verdict)
    value = ratio.per * upper.value / lower.value
    formula = f"{upper.printed}÷{lower.printed}×{number(ratio.per)}"
    kind = "share" if ratio.per == 100 else "per_thousand"
    return make(
        evidence,
        kind,
        ratio.fact,
        value,
        formula,
        [operand(upper), operand(lower)],
        verdict,
        readings=_readings(ratio, upper, lower, verdict),
    )


def _readings(ratio: Ratio, upper: Fact, lower: Fact, verdict: Verdict) -> Sequence[Reading]:
    if verdict != "definition":
        return ()
    value = ratio.per * upper.value / lower.value
    floor = ratio.per == 100 and ratio.fact.origin == "indicator" and ratio.fact.planned and value > ratio.fact.value
    meant = ("目标值为最低要求（不低于）", "the target is a floor") if floor else ("原文所用的分子分母", "numerator and denominator that the document has in mind")  # fmt: skip
    return (
        Reading(*meant, ratio.fact.printed, ratio.fact.value),
        Reading(
            f"以“{upper.name}”{upper.printed}和“{lower.name}”{lower.printed}计", f"from “{upper.name}” and “{lower.name}”",
            f"{upper.printed}÷{lower.printed}×{number(ratio.per)}", value,
        ),
    )  # fmt: skip


def _two_readings(evidence: Evidence, ratio: Ratio, best: tuple[Fact, Fact], other: tuple[Fact, Fact]) -> Finding:
    """The figure holds only with a numerator or denominator of another date or scope than the wording suggests."""
    readings = tuple(
        Reading(
            f"以“{lower.name}”{_when(lower)}{lower.printed}为分母", f"with “{lower.name}” {lower.printed} as denominator",
            f"{upper.printed}÷{lower.printed}×{number(ratio.per)}", ratio.per * upper.value / lower.value,
        )
        for upper, lower in (best, other)
    )  # fmt: skip
    upper, lower = best
    if upper.role == "demand" or (upper.sentence == ratio.fact.sentence and upper.sentence[0] >= 0):
        value = lower.value * ratio.fact.value / ratio.per
        formula = f"{lower.printed}×{ratio.fact.printed}÷{number(ratio.per)}"
        return make(
            evidence,
            "product",
            upper,
            value,
            formula,
            [operand(lower), operand(ratio.fact), operand(other[1])],
            "definition",
            readings=readings,
        )
    return make(
        evidence, "share" if ratio.per == 100 else "per_thousand", ratio.fact, ratio.per * upper.value / lower.value,
        f"{upper.printed}÷{lower.printed}×{number(ratio.per)}", [operand(upper), operand(lower), operand(other[0]), operand(other[1])],
        "definition", readings=readings,
    )  # fmt: skip


def _when(fact: Fact) -> str:
    return f"{fact.year}年" if fact.year else ""


# A share and what it comes to, side by side: 占比65%左右、近4000人; 6000余人（按老年人口总数的5%进行测算）


def _shares_of_neighbours(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        found = evidence.quantities[one.number]
        for index, share in enumerate(found):
            if share.unit not in ("%", "‰") or share.role in ("rise", "fall"):
                continue
            pair = _count_beside(one.text, found, index)
            if pair is None:
                continue
            count, base_phrase = pair
            bases = _bases(evidence, found, index, count, base_phrase)
            if not bases:
                continue
            per = Decimal(1000) if share.unit == "‰" else Decimal(100)
            stated, share_fact = evidence.fact(count), evidence.fact(share)
            outcomes = [(base, _share_outcome(stated, base, share_fact, per)) for base in bases]
            nearest = min(
                bases,
                key=lambda one: (
                    abs((one.value * share_fact.value / per / stated.value).log10()) if stated.value > 0 else one.value
                ),
            )
            base, verdict = next(((one, outcome) for one, outcome in outcomes if outcome), (nearest, None))
            value = base.value * share_fact.value / per
            if verdict is None:
                if not near(value, stated.value, Decimal(2)):
                    continue
                verdict = "contradiction" if base_phrase and not (base.approx or share_fact.approx) else "definition"
            yield make(
                evidence,
                "product",
                stated,
                value,
                f"{base.printed}×{share_fact.printed}",
                [operand(base), operand(share_fact)],
                verdict,
            )


def _count_beside(text: str, found: Sequence[Quantity], index: int) -> tuple[Quantity, str] | None:
    share = found[index]
    opening = text.rfind("（", 0, share.start)
    if share.depth and opening >= 0:
        match = _BY_SHARE.search(text[opening + 1 : share.start])
        before = [other for other in found[:index] if other.end <= opening and other.sentence == share.sentence]
        if match and before and opening - before[-1].end <= 3:
            return before[-1], match["whole"]
    if index + 1 < len(found) and re.search(r"占|承担|分担|负担|配套|补助", share.before):
        after = found[index + 1]
        if (
            after.inherited
            and after.sentence == share.sentence
            and re.fullmatch(
                r"(?:左右|以上)?[、，（](?:约|近|即|为|共|达|到|将|预计|预测|计|有|大约)*",
                text[share.end : after.start],
            )
        ):
            named = re.search(r"占(?P<whole>[^，。；（）]{2,16}?)的?(?:约)?$", share.before)
            return after, named["whole"] if named and "预" in text[share.end : after.start] else ""
    return None


def _share_outcome(stated: Fact, base: Fact, share: Fact, per: Decimal) -> Verdict | None:
    low, high = base.interval()
    share_low, share_high = share.interval()
    return agreement(stated, base.value * share.value / per, low * share_low / per, high * share_high / per)


def _bases(evidence: Evidence, found: Sequence[Quantity], index: int, count: Quantity, phrase: str) -> list[Fact]:
    """What the share is taken of: the thing named, else the numbers before it in the sentence that are larger and of the same unit, largest first."""
    if phrase:
        wanted = subjects.parse(strip_before(phrase))
        stated = evidence.fact(count)
        ranked = sorted(
            (
                (_subject_score(wanted, fact.subject) * _time_score(evidence, stated, fact), -abs(fact.sentence[0] - stated.sentence[0]), position, fact)
                for position, fact in enumerate(evidence.same_facts(wanted, stated.scope, stated))
                if fact.kind == stated.kind and fact.value > stated.value and fact.role == "level"
            ),
            reverse=True,
            key=lambda item: item[:3],
        )  # fmt: skip
        return [ranked[0][3]] if ranked and ranked[0][0] >= Decimal("0.2") else []
    words = found[index].subject.words
    before = [
        other
        for other in found[:index]
        if count.sentence - 1 <= other.sentence <= count.sentence
        and other.kind == count.kind
        and other.value > count.value
        and other.depth == count.depth
    ]
    related = [other for other in before if len(other.subject.words & words) >= min(2, len(other.subject.words))]
    others = [other for other in before[-4:] if other not in related]
    return [evidence.fact(other) for group in (related, others) for other in sorted(group, key=lambda one: -one.value)]
