"""Two checks of two versions of one draft: which findings went, which stayed, which are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from laoyou.engines.documents.checking import Finding
from laoyou.plans.domain.plan_check import DOUBTFUL

Numbered = tuple[int, Finding]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Doubtful findings with their numbers: those of the earlier version that went, the new ones, those in both."""

    went: tuple[Numbered, ...]
    new: tuple[Numbered, ...]
    stayed: tuple[tuple[Numbered, Numbered], ...]


def compare(earlier: Sequence[Finding], now: Sequence[Finding]) -> Comparison:
    """
    Pair the doubtful findings of two versions, first those that say the same of the same clause, then those that say the
    same wherever it has moved, then those about one quantity whose figure has changed and is still in doubt.
    """
    old = [one for one in enumerate(earlier, 1) if one[1].verdict in DOUBTFUL]
    new = [one for one in enumerate(now, 1) if one[1].verdict in DOUBTFUL]
    stayed: list[tuple[Numbered, Numbered]] = []
    for key in (_exact, _moved, _about):
        pairs = _paired(old, new, key)
        stayed += pairs
        gone, come = {one[0] for one, _ in pairs}, {one[0] for _, one in pairs}
        old = [one for one in old if one[0] not in gone]
        new = [one for one in new if one[0] not in come]
    return Comparison(tuple(old), tuple(new), tuple(sorted(stayed, key=lambda pair: pair[1][0])))


def _paired(
    old: Sequence[Numbered], new: Sequence[Numbered], key: Callable[[Finding], Any]
) -> list[tuple[Numbered, Numbered]]:
    waiting: dict[Any, list[Numbered]] = defaultdict(list)
    for one in old:
        waiting[key(one[1])].append(one)
    return [(waiting[key(one[1])].pop(0), one) for one in new if waiting[key(one[1])]]


def _exact(one: Finding) -> Any:
    return one.kind, one.clause, one.quantity, one.stated.printed, one.verdict, one.formula


def _moved(one: Finding) -> Any:
    return one.kind, one.quantity, one.stated.printed, one.verdict, one.formula


def _about(one: Finding) -> Any:
    return one.kind, one.clause, one.quantity, one.verdict
