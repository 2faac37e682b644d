"""From answers to a level, with every step: points, classes, the level they make, what raised it, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from laoyou.engines.assessing.faults import AssessmentError, Fault
from laoyou.engines.assessing.instrument import Circumstance, Dimension, Instrument, Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What answers come to.

    points    dimension → points; None where an answer is missing
    classes   dimension → class; None where it is not known yet, absent where the instrument gives none
    total     the points of all dimensions; None where one is missing
    first     the level by points and classes alone; None where it is open, or where no rule of the instrument holds
    level     the level in the end; None as above
    raised_by the circumstances that made it differ from `first`
    missing   items and, in old files, dimensions that have no answer
    possible  every level that the answers still allow; one where nothing that is missing can change it
    """

    points: Mapping[str, int | None]
    classes: Mapping[str, int | None]
    total: int | None
    first: int | None
    level: int | None
    raised_by: tuple[str, ...]
    missing: tuple[str, ...]
    possible: tuple[int, ...]


def grade(
    instrument: Instrument,
    answers: Mapping[str, int],
    circumstances: Mapping[str, bool | None] | None = None,
    classes: Mapping[str, int] | None = None,
) -> Outcome:
    """
    The level of somebody by an instrument.

    answers        item → points
    circumstances  code → whether it holds; None or absent where nobody knows: then the level stays open if it could change it
    classes        dimension → class, for dimensions without items, as old files have them

    AssessmentError where an answer, circumstance or class is none that the instrument knows.
    """
    held = dict(circumstances or {})
    given = dict(classes or {})
    _refuse(instrument, answers, held, given)
    ranges = {one.code: _range(one, answers) for one in instrument.dimensions}
    points = {
        code: low if low == high else None for code, (low, high) in ranges.items() if _dimension(instrument, code).items
    }
    known = {code: _classes(_dimension(instrument, code), ranges[code], given) for code in ranges}
    single = {
        code: next(iter(found)) if len(found) == 1 else None
        for code, found in known.items()
        if _dimension(instrument, code).classes
    }
    total = None if any(value is None for value in points.values()) else sum(value or 0 for value in points.values())
    firsts = _firsts(instrument, ranges, known)
    first = next(iter(firsts)) if len(firsts) == 1 else None
    outcomes = {(level, after, by) for level in firsts for after, by in _raised(instrument, level, held, answers)}
    possible = {after for _, after, _ in outcomes}
    level = next(iter(possible)) if len(possible) == 1 else None
    raised_by = (
        next((by for _, _, by in sorted(outcomes, key=lambda one: len(one[2]))), ()) if level is not None else ()
    )
    missing = [code for code in instrument.items if code not in answers]
    missing += [one.code for one in instrument.dimensions if not one.items and one.code not in given]
    return Outcome(
        points, single, total, first, level, raised_by if first is not None else (), tuple(missing),
        tuple(sorted(one for one in possible if one is not None)),
    )  # fmt: skip


def _dimension(instrument: Instrument, code: str) -> Dimension:
    return next(one for one in instrument.dimensions if one.code == code)


def _refuse(
    instrument: Instrument, answers: Mapping[str, int], held: Mapping[str, bool | None], given: Mapping[str, int]
) -> None:
    faults = []
    items = instrument.items
    for code, score in answers.items():
        if code not in items or score not in items[code].scores:
            faults.append(Fault("unknown_answer", {"name": code, "score": score}))
    known = {one.code: one for one in instrument.circumstances}
    for code, holds in held.items():
        if code not in known:
            faults.append(Fault("unknown_circumstance", {"name": code}))
        elif holds:
            for item, score in known[code].needs.items():
                if answers.get(item, score) != score:
                    faults.append(Fault("circumstance_against_answer", {"name": code, "item": item, "score": score}))
    for code, number in given.items():
        dimension = next((one for one in instrument.dimensions if one.code == code), None)
        if dimension is None or dimension.items or number not in {span.level for span in dimension.classes}:
            faults.append(Fault("unknown_class", {"name": code, "class": number}))
    if faults:
        raise AssessmentError(tuple(faults))


def _range(dimension: Dimension, answers: Mapping[str, int]) -> tuple[int, int]:
    """The fewest and the most points that the dimension can have with what is answered."""
    low = sum(answers.get(item.code, min(item.scores)) for item in dimension.items)
    high = sum(answers.get(item.code, max(item.scores)) for item in dimension.items)
    return low, high


def _classes(dimension: Dimension, points: tuple[int, int], given: Mapping[str, int]) -> frozenset[int]:
    if not dimension.items:
        return frozenset([given[dimension.code]]) if dimension.code in given else _levels(dimension.classes)
    return _levels(dimension.classes, *points)


def _levels(spans: Sequence[Span], low: int | None = None, high: int | None = None) -> frozenset[int]:
    """The levels that points between two bounds can make."""
    return frozenset(
        span.level for span in spans if (high is None or span.low <= high) and (low is None or span.high >= low)
    )


def _firsts(
    instrument: Instrument, ranges: Mapping[str, tuple[int, int]], known: Mapping[str, frozenset[int]]
) -> frozenset[int | None]:
    if instrument.method == "total":
        low, high = (sum(bounds[side] for bounds in ranges.values()) for side in (0, 1))
        return frozenset(_levels(instrument.levels, low, high))
    codes = [one.code for one in instrument.dimensions]
    combinations = product(*(sorted(known[code]) for code in codes))
    return frozenset(_of_classes(instrument, dict(zip(codes, chosen, strict=True))) for chosen in combinations)


def _of_classes(instrument: Instrument, classes: Mapping[str, int]) -> int | None:
    """The level of known classes; None where no rule of the instrument says one."""
    first, *others = (classes[one.code] for one in instrument.dimensions)
    if instrument.method == "combination":
        return instrument.combination[first][max(others)]
    held = [
        rule.level for rule in instrument.rules
        if all(classes[code] in allowed for code, allowed in rule.where.items())
        and all(
            least <= sum(value in allowed for code, value in classes.items() if code not in rule.where) <= most
            for least, most, allowed in rule.others
        )
    ]  # fmt: skip
    return max(held, default=None)


def _raised(
    instrument: Instrument, first: int | None, held: Mapping[str, bool | None], answers: Mapping[str, int]
) -> Collection[tuple[int | None, tuple[str, ...]]]:
    """What circumstances make of a level: for what holds, and for what nobody knows both ways."""
    if first is None:
        return [(None, ())]
    surely = [one for one in instrument.circumstances if held.get(one.code)]
    perhaps = [
        one for one in instrument.circumstances
        if held.get(one.code) is None and all(answers.get(item, score) == score for item, score in one.needs.items())
    ]  # fmt: skip
    # One unknown more or less at a time: they raise no further together than the strongest of them.
    return {_changed(instrument, first, [*surely, *more]) for more in ([], *([one] for one in perhaps))}


def _changed(
    instrument: Instrument, first: int, circumstances: Sequence[Circumstance]
) -> tuple[int | None, tuple[str, ...]]:
    sets = [one.sets for one in circumstances if one.sets is not None]
    level = max([min(instrument.worst, first + max((one.raises for one in circumstances), default=0)), *sets])
    if level == first:
        return level, ()
    by = tuple(
        one.code for one in circumstances
        if one.sets == level or (one.sets is None and min(instrument.worst, first + one.raises) == level)
    )  # fmt: skip
    return level, by
