"""What an instrument of assessment is: items with scores, dimensions, levels, and what raises a level. Data, never code for one standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Method = Literal["total", "combination", "rules"]


@dataclass(frozen=True, slots=True)
class Item:
    """
    One question (指标).

    scores  the points that an answer can have, each once
    """

    code: str
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Points from `low` to `high`, both included, that make a level or a class."""

    level: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """
    A group of items (一级指标).

    items    none where old files hold only the class
    classes  which points make which class, where the instrument gives each dimension one
    """

    code: str
    items: tuple[Item, ...] = ()
    classes: tuple[Span, ...] = ()

    @property
    def most(self) -> int:
        """The points of somebody who can do everything."""
        return sum(max(item.scores) for item in self.items)

    @property
    def least(self) -> int:
        return sum(min(item.scores) for item in self.items)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """
    What changes the level beside the points: a diagnosis, events of care.

    raises   how many levels it adds; several add no more than the largest of them
    sets     the level that it makes by itself, whatever the points
    needs    answers with which alone it can be true: {"consciousness": 0}
    """

    code: str
    raises: int = 0
    sets: int | None = None
    needs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A level that holds where classes are as said; of several rules that hold the highest level counts.

    where     dimension → the classes of which it has one
    others    (at least, at most, classes): so many of the dimensions that `where` does not name have one of the classes
    """

    level: int
    where: Mapping[str, frozenset[int]]
    others: tuple[tuple[int, int, frozenset[int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """
    An instrument (评估工具), as a pack describes it.

    method        "total": the points of all dimensions make the level; "combination": the class of the first dimension and the worst class
                  of the others; "rules": the highest level whose rule holds
    levels        for "total"
    combination   for "combination": class of the first dimension → level by the worst class of the others
    rules         for "rules"
    """

    code: str
    method: Method
    dimensions: tuple[Dimension, ...]
    levels: tuple[Span, ...] = ()
    combination: tuple[tuple[int, ...], ...] = ()
    rules: tuple[Rule, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()

    @property
    def items(self) -> dict[str, Item]:
        return {item.code: item for dimension in self.dimensions for item in dimension.items}

    @property
    def worst(self) -> int:
        """The highest level that the instrument knows."""
        if self.method == "total":
            return max(span.level for span in self.levels)
        if self.method == "combination":
            return max(level for row in self.combination for level in row)
        return max(rule.level for rule in self.rules)
