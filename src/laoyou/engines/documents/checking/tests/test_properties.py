"""A document made to agree has no contradiction; one figure changed in it is found; no text makes the check fail."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.engines.documents.checking import Finding, check_document
from laoyou.engines.documents.checking.tests.samples import findings, quantities
from laoyou.engines.documents.model import Document, SourceLine
from laoyou.engines.documents.reading import read_document

DOUBTFUL = {"contradiction", "definition", "implausible"}


@dataclass(frozen=True)
class Made:
    """A made-up plan that agrees with itself."""

    text: str

    def document(self) -> Document:
        return read_document(tuple(SourceLine(number, line) for number, line in enumerate(self.text.split("\n"), 1)))


def share(part: int, whole: int, digits: str = "0.1") -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal(digits), ROUND_HALF_UP)


def made_up(seed: int) -> Made:
    """A plan whose figures are drawn at random and then follow from one another."""
    rnd = random.Random(seed)
    residents = rnd.randrange(200_000, 900_000, 1000)
    elders = rnd.randrange(residents // 6, residents // 4)
    public, private = rnd.randrange(5, 30), rnd.randrange(5, 60)
    beds = elders * rnd.randrange(15, 26) // 1000
    nursing = rnd.randrange(beds // 3, beds // 2)
    norm = rnd.choice((30, 32, 35, 40))
    later = elders + rnd.randrange(20, 60) * 1000 - elders % 1000
    demand = norm * later // 1000
    towns = [rnd.randrange(80, 900) for _ in range(8)]
    old = [rnd.randrange(10, town // 2) for town in towns]
    years = [rnd.randrange(100, 500) for _ in range(3)]
    rows = "\n".join(
        f"第{index}镇|{town}|{part}|{town - part}" for index, (town, part) in enumerate(zip(towns, old, strict=True), 1)
    )
    text = f"""某某区养老托育服务实施方案

一、发展现状

（一）基本情况。截至2021年底，全区常住人口{residents}人，其中60岁及以上老年人口{elders}人，占常住人口的{share(elders, residents)}%。

（二）养老服务。截至2021年底，全区有养老机构{public + private}家（公办{public}家、民办{private}家），养老床位{beds}张，其中护理型床位{nursing}张，占比{share(nursing, beds)}%。

二、发展目标

到2025年，60岁及以上老年人口预计达到{later}人，按照每千名老年人拥有养老床位{norm}张测算，养老床位需求为{demand}张，缺口{demand - beds}张。

到2025年，新增养老床位{sum(years)}张，其中2023年{years[0]}张、2024年{years[1]}张、2025年{years[2]}张。

表1 各镇床位
镇街|床位数（张）|公办床位数（张）|民办床位数（张）
{rows}
合计|{sum(towns)}|{sum(old)}|{sum(towns) - sum(old)}
"""
    return Made(text)


def keys(found: tuple[Finding, ...]) -> set[tuple[object, ...]]:
    return {
        (one.verdict, one.kind, one.quantity, one.stated.printed, one.recomputed, one.formula)
        for one in found
        if one.verdict in DOUBTFUL
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_that_agrees_has_no_contradiction(seed: int) -> None:
    found = check_document(made_up(seed).document())
    assert [one.reason for one in found if one.verdict == "contradiction"] == []
    assert sum(one.verdict == "consistent" for one in found) >= 20


@pytest.mark.parametrize("seed", range(12))
def test_one_changed_figure_is_found(seed: int) -> None:
    """Each of 15 figures of a plan, drawn at random, raised by a fifth and at least two units, gives a finding that was not there."""
    plan = made_up(seed)
    base = keys(check_document(plan.document()))
    rnd = random.Random(seed)
    spots = [
        match
        for match in re.finditer(r"(?<![\d.第表])\d+(?:\.\d)?(?![\d.年月]|岁)", plan.text)
        if float(match[0]) >= 10
    ]
    missed = []
    for spot in rnd.sample(spots, 15):
        old = Decimal(spot[0])
        step = Decimal("0.1") if "." in spot[0] else Decimal(1)
        new = old + max((old / 5).quantize(step), 2 * step)
        changed = Made(plan.text[: spot.start()] + str(new) + plan.text[spot.end() :])
        if not keys(check_document(changed.document())) - base:
            missed.append(plan.text[spot.start() - 12 : spot.end() + 4])
    assert missed == []


ALPHABET = "0123456789.,，。；、（）%‰万亿年月张个家人床位托位其中占比达到增加由至每千名新增缺口共计为约近余到预计2025"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=120))
def test_no_text_makes_the_check_fail(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(quantity.passage.text)
    for finding in findings(text):
        assert finding.reason and finding.reason_en
