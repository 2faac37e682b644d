"""What is wrong with an instrument, or with answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from laoyou.engines.assessing.instrument import Instrument, Item, Span


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake: a code and what it is about."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


class AssessmentError(ValueError):
    """Answers that the instrument does not know; `faults` names each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.code} {dict(fault.data)}" for fault in faults))
        self.faults = faults


def check(instrument: Instrument) -> Iterator[Fault]:
    """Everything in an instrument that cannot be right: points that make no level or two, a table with holes, names used twice."""
    codes = [item.code for dimension in instrument.dimensions for item in dimension.items]
    codes += [dimension.code for dimension in instrument.dimensions]
    codes += [circumstance.code for circumstance in instrument.circumstances]
    yield from (
        Fault("name_twice", {"name": code}) for code in sorted({code for code in codes if codes.count(code) > 1})
    )
    for dimension in instrument.dimensions:
        for item in dimension.items:
            if len(item.scores) < 2 or len(set(item.scores)) != len(item.scores):
                yield Fault("scores_of_item", {"name": item.code})
        if dimension.classes:
            yield from _spans(dimension.code, dimension.classes, _sums(dimension.items))
    if instrument.method == "total":
        every = [item for dimension in instrument.dimensions for item in dimension.items]
        yield from _spans(instrument.code, instrument.levels, _sums(every))
    elif instrument.method == "combination":
        yield from _combination(instrument)
    else:
        yield from _rules(instrument)
    for circumstance in instrument.circumstances:
        if (circumstance.sets is None) == (circumstance.raises == 0):
            yield Fault("circumstance_without_effect", {"name": circumstance.code})
        for code, score in circumstance.needs.items():
            if code not in instrument.items or score not in instrument.items[code].scores:
                yield Fault("unknown_answer", {"name": code, "score": score})


def _sums(items: Sequence[Item]) -> list[int]:
    """Every number of points that answers to the items can come to."""
    sums = {0}
    for item in items:
        sums = {before + score for before in sums for score in item.scores}
    return sorted(sums) if items else []


def _spans(name: str, spans: Sequence[Span], sums: Sequence[int]) -> Iterator[Fault]:
    """Each number of points that can come about belongs to one level, each level can be reached, and none lies outside."""
    for points in sums:
        held = [span for span in spans if span.low <= points <= span.high]
        if not held:
            yield Fault("points_without_level", {"name": name, "points": points})
        elif len(held) > 1:
            yield Fault("points_with_two_levels", {"name": name, "points": points})
    for span in spans:
        if span.low > span.high or (sums and not any(span.low <= points <= span.high for points in sums)):
            yield Fault("level_out_of_reach", {"name": name, "level": span.level})
        elif sums and (span.low < sums[0] or span.high > sums[-1]):
            yield Fault("level_beyond_points", {"name": name, "level": span.level, "most": sums[-1]})
    levels = [span.level for span in spans]
    for level in sorted({one for one in levels if levels.count(one) > 1}):
        yield Fault("level_twice", {"name": name, "level": level})


def _combination(instrument: Instrument) -> Iterator[Fault]:
    first, *others = instrument.dimensions
    if not first.classes or not others or not all(one.classes for one in others):
        yield Fault("combination_without_classes", {"name": instrument.code})
        return
    rows = {span.level for span in first.classes}
    columns = {span.level for one in others for span in one.classes}
    if rows != set(range(len(instrument.combination))) or any(
        set(range(len(row))) != columns for row in instrument.combination
    ):
        yield Fault("combination_size", {"name": instrument.code, "rows": len(rows), "columns": len(columns)})
        return
    table = instrument.combination
    for row in range(len(table)):
        for column in range(len(table[row])):
            if (row and table[row][column] < table[row - 1][column]) or (
                column and table[row][column] < table[row][column - 1]
            ):
                yield Fault("combination_falls", {"name": instrument.code, "row": row, "column": column})


def _rules(instrument: Instrument) -> Iterator[Fault]:
    names = {dimension.code for dimension in instrument.dimensions}
    for rule in instrument.rules:
        yield from (Fault("unknown_dimension", {"name": name}) for name in sorted(set(rule.where) - names))
    if not instrument.rules:
        yield Fault("no_rules", {"name": instrument.code})
    for dimension in instrument.dimensions:
        if not dimension.classes:
            yield Fault("dimension_without_classes", {"name": dimension.code})
