"""Populations and forecasts beside reference figures: the census, and how many of those counted then are alive later.

What is called implausible names the reference figure, its source and the band that it lies outside of. A figure of another date than the
reference, as far as the reference cannot be carried to that date, is not implausible: the date is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Operand, Reading, Verdict, near, number
from laoyou.engines.documents.checking.making import make, shown

MOST_GROWTH = Decimal("0.03")
"""Residents of a district that grow or shrink by more than this share a year are asked about."""
SURVIVOR_BAND = Decimal("0.10")
"""How far elders may lie from those counted: other definitions of who lives here."""
SURVIVOR_BAND_A_YEAR = Decimal("0.01")
"""By how much that band widens with every year since the census: moves, and mortality that is not the nation's."""
INFANT_BAND = Decimal("0.20")
INFANTS_APART = Decimal("0.60")
"""Further from the census than this no fall or rise of births within a plan's period explains a number of infants."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One figure from outside the document, with its source in both languages."""

    value: Decimal
    name: str
    source: str
    source_en: str


@dataclass(frozen=True, slots=True)
class References:
    """
    What is known of a district apart from its plan.

    year       of the census
    counted    (age from, age below or None) -> people of that age in the census
    survivors  (age from, age below or None, year) -> those of the census who are that old at the end of that year; None where the
               census cannot know (children born since)
    """

    area: str
    year: int
    residents: Decimal
    counted: Callable[[int, int | None], Decimal]
    survivors: Callable[[int, int | None, int], Decimal | None]
    source: str
    source_en: str
    survival_source: str
    survival_source_en: str


def check(evidence: Evidence, references: References | None) -> Iterator[Finding]:
    """Nothing without references."""
    if references is None:
        return
    done: set[tuple[object, ...]] = set()
    for fact in evidence.facts:
        if not _is_population(fact):
            continue
        key = (fact.subject.core, fact.subject.ages, fact.value, fact.year)
        if key in done:
            continue
        done.add(key)
        finding = _one(evidence, fact, references)
        if finding:
            yield finding


def _is_population(fact: Fact) -> bool:
    head, extra = fact.subject.core
    if head not in ("人口", "老年人", "婴幼儿") or fact.kind != "persons" or fact.subject.basis == "户籍":
        return False
    if fact.role not in ("level", "demand") or fact.origin == "cell" or fact.mention or fact.each or fact.bound:
        return False
    return not extra - {"城镇", "3岁以下", "总"} and "城镇" not in extra and fact.value >= 1000


def _one(evidence: Evidence, fact: Fact, references: References) -> Finding | None:
    if fact.subject.head == "人口":
        return _residents(evidence, fact, references)
    if fact.subject.head == "老年人":
        return _elders(evidence, fact, references)
    return _infants(evidence, fact, references)


def _years(evidence: Evidence, fact: Fact, references: References) -> list[int]:
    """The years that the figure can be of: its own, or from the census to the document."""
    if fact.year:
        return [fact.year]
    last = evidence.issued or (evidence.document.period[0] if evidence.document.period else references.year)
    return sorted({references.year, last})


def _residents(evidence: Evidence, fact: Fact, references: References) -> Finding | None:
    if fact.value < references.residents / 2 or fact.value > references.residents * 2:
        return None
    year = max(_years(evidence, fact, references))
    years = max(Decimal(year - references.year), Decimal(1))
    growth = (fact.value / references.residents) ** (1 / years) - 1
    given = Operand(
        f"{references.year}年普查常住人口",
        references.residents,
        "人",
        (),
        number(references.residents),
        references.source,
    )
    formula = f"（{fact.printed}÷{number(references.residents)}人）^（1/{number(years)}）-1 = {number(growth * 100)}%"
    verdict: Verdict
    if abs(growth) <= MOST_GROWTH:
        verdict, reason = (
            "consistent",
            f"“{fact.name}”{fact.printed}与{references.year}年普查的{number(references.residents)}人相比，年均变化{number(growth * 100)}%。",
        )
        english = f"“{fact.name}” {fact.printed}: {number(growth * 100)} % a year beside the {number(references.residents)} of the {references.year} census."
    else:
        verdict = "implausible"
        reason = (
            f"“{fact.name}”{fact.printed}，参照值为{references.year}年普查常住人口{number(references.residents)}人（来源：{references.source}），年均变化{number(growth * 100)}%，"
            f"超出容许范围（年均±{number(MOST_GROWTH * 100)}%），建议复核预测依据。"
        )
        english = (
            f"“{fact.name}” {fact.printed}; the reference is {number(references.residents)} residents in the {references.year} census (source: {references.source_en}): "
            f"{number(growth * 100)} % a year, outside the band of ±{number(MOST_GROWTH * 100)} % a year; please check the basis."
        )
    return make(
        evidence,
        "residents",
        fact,
        references.residents,
        formula,
        [given],
        verdict,
        reason=reason,
        reason_en=english,
        tolerance=MOST_GROWTH,
    )


def _elders(evidence: Evidence, fact: Fact, references: References) -> Finding | None:
    low, high = fact.subject.ages or (60, None)
    if low is None or low < 60:
        return None
    options: list[tuple[int, Decimal]] = []
    for year in _years(evidence, fact, references):
        value = references.counted(low, high) if year <= references.year else references.survivors(low, high, year)
        if value:
            options.append((year, value))
    if not options:
        return None
    year, expected = min(options, key=lambda option: abs(option[1] - fact.value))
    if not near(expected, fact.value, Decimal("2.5")):
        return None
    band = SURVIVOR_BAND + SURVIVOR_BAND_A_YEAR * max(year - references.year, 0)
    within = abs(fact.value - expected) <= band * expected
    source, source_en = (
        (references.source, references.source_en)
        if year <= references.year
        else (references.survival_source, references.survival_source_en)
    )
    given = Operand(f"{year}年{low}岁及以上人口参照值", expected, "人", (), number(expected), source)
    share, allowed = number((fact.value / expected - 1) * 100), number(band * 100)
    reason = (
        f"“{fact.name}”{fact.printed}，{year}年参照值约{shown(rounded_to_hundred(expected), fact)}（来源：{source}），相差{share}%，"
        + (f"在容许范围（±{allowed}%）以内。" if within else f"超出容许范围（±{allowed}%），建议复核。")
    )
    english = (
        f"“{fact.name}” {fact.printed}; the reference for {year} is about {number(rounded_to_hundred(expected))} (source: {source_en}): {share} % apart, "
        f"{'within' if within else 'outside'} the band of ±{allowed} %."
    )
    return make(
        evidence,
        "elders",
        fact,
        rounded_to_hundred(expected),
        source,
        [given],
        "consistent" if within else "implausible",
        reason=reason,
        reason_en=english,
        tolerance=band * expected,
    )


def _infants(evidence: Evidence, fact: Fact, references: References) -> Finding | None:
    ages = fact.subject.ages or (0, 3)
    if (fact.year and fact.year > references.year + 2) or fact.planned:
        return None
    three, four = references.counted(0, 3), references.counted(0, 4)
    if not near(three, fact.value, Decimal(4)):
        return None
    inclusive = bool(re.search(r"0[-—~至到]3岁", fact.name + fact.subject.phrase))
    given = Operand(f"{references.year}年普查3岁以下人口", three, "人", (), number(three), references.source)
    within = abs(fact.value - three) <= INFANT_BAND * three
    if within and (not inclusive or abs(fact.value - three) <= abs(fact.value - four)):
        return make(
            evidence,
            "infants",
            fact,
            three,
            references.source,
            [given],
            "consistent",
            tolerance=INFANT_BAND * three,
        )
    if ages[1] == 3 and inclusive and abs(fact.value - four) <= SURVIVOR_BAND * four:
        readings = (
            Reading(
                "3岁以下（0、1、2三个单岁）", "under three: single years 0, 1, 2", f"{references.year}年普查", three
            ),
            Reading(
                "0至3岁（含3岁，四个单岁）", "0 to 3 inclusive: four single years", f"{references.year}年普查", four
            ),
        )
        return make(evidence, "infants", fact, three, references.source, [given], "definition", readings=readings)
    apart = abs(fact.value - three) / three
    if fact.year != references.year and apart <= INFANTS_APART:
        readings = (
            Reading(f"{references.year}年普查时点", f"at the {references.year} census", f"{references.year}年普查", three),
            Reading("方案编制时点，出生人数已变化", "when the plan was written, births having changed", fact.printed, fact.value),
        )  # fmt: skip
        return make(evidence, "infants", fact, three, references.source, [given], "definition", readings=readings)
    allowed = number((INFANT_BAND if fact.year == references.year else INFANTS_APART) * 100)
    return make(
        evidence, "infants", fact, three, references.source, [given], "implausible", tolerance=INFANT_BAND * three,
        reason=f"“{fact.name}”{fact.printed}，参照值为{references.year}年普查3岁以下人口{number(three)}人（来源：{references.source}），相差{number((fact.value / three - 1) * 100)}%，超出容许范围（±{allowed}%），建议复核。",
        reason_en=f"“{fact.name}” {fact.printed}; the reference is {number(three)} children under three in the {references.year} census (source: {references.source_en}): {number((fact.value / three - 1) * 100)} % apart, outside the band of ±{allowed} %; please check.",
    )  # fmt: skip


def rounded_to_hundred(value: Decimal) -> Decimal:
    return (value / 100).quantize(Decimal(1)) * 100
