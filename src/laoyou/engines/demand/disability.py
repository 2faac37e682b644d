"""Disability under a named definition: 2 % to 26 % of the same elders, depending on who asks and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demand.quantities import (
    FloatArray,
    Given,
    Quantity,
    Source,
    Words,
    given,
    quantity,
)


class Definition(Enum):
    """A way of measuring disability; the value is (Chinese, English, names of the levels from 0)."""

    GB_T_42195 = (
        "GB/T 42195-2022 老年人能力等级",
        "Capability level by GB/T 42195-2022",
        ("能力完好", "轻度失能", "中度失能", "重度失能", "完全失能"),
    )
    LONG_TERM_CARE = (
        "长期护理失能等级（医保办发〔2021〕37号）",
        "Long-term-care grade (NHSA General Office, 2021, No. 37)",
        ("基本正常", "轻度失能", "中度失能", "重度失能Ⅰ级", "重度失能Ⅱ级", "重度失能Ⅲ级"),
    )
    MZ_T_039 = (
        "MZ/T 039-2013 老年人能力等级（旧）",
        "Capability level by MZ/T 039-2013 (superseded)",
        ("能力完好", "轻度失能", "中度失能", "重度失能"),
    )
    CENSUS_SELF_CARE = (
        "人口普查健康与自理状况",
        "Health and self-care as asked in the census",
        ("健康", "基本健康", "不健康但生活能自理", "生活不能自理"),
    )

    @property
    def words(self) -> Words:
        return Words(self.value[0], self.value[1])

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the levels, 0 being the ablest; they are terms of the standard and stay Chinese."""
        names: tuple[str, ...] = self.value[2]
        return names

    @property
    def highest(self) -> int:
        return len(self.levels) - 1


@dataclass(frozen=True)
class LevelShares:
    """
    Share of an age group that is at the levels `first` to `last` together.

    shares   (groups,) or (sexes, groups)
    """

    first: int
    last: int
    shares: FloatArray


@dataclass(frozen=True)
class Disability:
    """
    How many of an age group are disabled, by whose definition, and where that stands. `disability()` makes one.

    age_from   (groups,)   first ages; the last group is open, below the first nobody is counted
    """

    definition: Definition
    age_from: FloatArray
    rates: tuple[LevelShares, ...]
    source: Source

    def at_least(self, level: int) -> FloatArray:
        """Share at this level or worse, (groups,) or (sexes, groups); refused where the rates do not tell."""
        name = self.definition.words.zh
        if not 0 < level <= self.definition.highest:
            raise DomainError("demand.no_such_level", definition=name, level=level, highest=self.definition.highest)
        total = np.zeros(1)
        told: set[int] = set()
        for rate in self.rates:
            if rate.first < level <= rate.last:
                raise DomainError(
                    "demand.level_not_told_apart",
                    definition=name,
                    wanted=level,
                    **{"from": rate.first, "to": rate.last},
                )
            if rate.first >= level:
                total = total + rate.shares
                told |= set(range(rate.first, rate.last + 1))
        for wanted in range(level, self.definition.highest + 1):
            if wanted not in told:
                raise DomainError("demand.level_unknown", definition=name, level=wanted, wanted=level)
        return total


def disability(
    definition: Definition,
    *,
    age_from: ArrayLike,
    rates: Sequence[tuple[int, int, ArrayLike]],
    document: str = "",
    clause: str = "",
    verified: bool = False,
    assumed: str = "",
) -> Disability:
    """
    Rates of disability under a definition.

    age_from   (groups,)   first ages, rising; the last group is open
    rates      (first level, last level, shares (groups,) or (sexes, groups)): what the source tells together stays together
    document, clause, verified, assumed   where the rates stand
    """
    starts = given("年龄", "Age", age_from, "years_of_age").value
    if starts.ndim != 1 or (np.diff(starts) <= 0).any() or (starts % 1 != 0).any():
        raise DomainError("demand.shape", what="age_from", found=str(starts.shape), expected="(groups,)")
    found: list[LevelShares] = []
    taken: set[int] = set()
    for first, last, shares in rates:
        name = definition.words.zh
        if not 0 <= first <= last <= definition.highest:
            raise DomainError("demand.no_such_level", definition=name, level=last, highest=definition.highest)
        if both := taken & set(range(first, last + 1)):
            raise DomainError("demand.levels_overlap", definition=name, level=min(both))
        taken |= set(range(first, last + 1))
        array = given(name, definition.words.en, shares, "share").value
        if array.ndim not in (1, 2) or array.shape[-1] != len(starts) or (array.ndim == 2 and len(array) != 2):
            raise DomainError("demand.shape", what=name, found=str(array.shape), expected=f"(2, {len(starts)})")
        found.append(LevelShares(first, last, array))
    total = sum((rate.shares for rate in found), np.zeros(1))
    if total.max() > 1 + 1e-9:
        raise DomainError("demand.not_a_share", what=definition.words.zh, value=f"{total.max():g}")
    return Disability(definition, starts, tuple(found), Source(document, clause, verified, assumed))


def disabled_people(people: Given, rates: Disability, *, at_least: int) -> Quantity:
    """
    People who are disabled at a level or worse.

    people     persons, (..., sexes, ages) by single year of age from 0, the last open
    rates      a `Disability`; a bare percentage is refused: `demand.bare_percentage`
    at_least   level of the definition

    Returns persons (...).
    """
    if not isinstance(rates, Disability):
        raise DomainError("demand.bare_percentage")
    counts = people.value
    if counts.ndim < 2 or counts.shape[-2] != 2 or counts.shape[-1] <= rates.age_from[-1]:
        expected = f"(..., 2, > {rates.age_from[-1]:g})"
        raise DomainError("demand.shape", what=people.words.zh, found=str(counts.shape), expected=expected)
    share = rates.at_least(at_least)
    first = int(rates.age_from[0])
    grouped = np.add.reduceat(counts[..., first:], (rates.age_from - first).astype(np.int64), axis=-1)
    levels = rates.definition.levels
    if at_least < rates.definition.highest:
        zh = f"{levels[at_least]}及以上的老年人"
        en = f"Elders at level {at_least} or worse"
    else:
        zh, en = f"{levels[at_least]}的老年人", f"Elders at level {at_least}"
    rate = Given(
        Words(f"分年龄比率（{rates.definition.words.zh}）", f"Rates by age ({rates.definition.words.en})"),
        share,
        "share",
        rates.source,
    )
    return quantity(
        Words(zh, en),
        (grouped * share).sum((-1, -2)),
        "persons",
        Words("各年龄人数 × 各年龄比率，逐组相加", "people by age × rates by age, summed"),
        [people, rate],
        note=rates.definition.words,
    )
