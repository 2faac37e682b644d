"""Everything that can be wrong with a rule book, found before anybody is determined by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from laoyou.base.month import Month
from laoyou.engines.rules.book import (
    MOST_CLAUSES,
    MOST_TIERS,
    Benefit,
    Book,
    Conflict,
    Definition,
    Fact,
    Law,
    Parameter,
)
from laoyou.engines.rules.faults import Fault, RuleError
from laoyou.engines.rules.program import Preparer

IMPLIED_CLAUSES = 2
"""Tiers and amounts may each add a clause to those that are written."""


def check(book: Book) -> list[Fault]:
    """Every fault of a book, each once; what is wrong in one version or month does not hide the rest."""
    found: dict[tuple[object, ...], Fault] = {}
    for fault in (*_names(book), *_periods(book), *_shapes(book), *_conflicts(book), *_expressions(book)):
        data = {name: text for name, text in fault.data.items() if name != "month"}
        key: tuple[object, ...] = (fault.code, fault.place, *sorted(data.items()))
        if fault.code == "rule_circular":  # one circle, from wherever it is entered
            key = fault.code, frozenset(fault.data["chain"].split(" → "))
        found.setdefault(key, fault)
    return list(found.values())


def _names(book: Book) -> Iterator[Fault]:
    """Facts, parameters, definitions and benefits share one space of names, so that an expression reads in one way only."""
    everything: tuple[Fact | Parameter | Definition, ...] = (*book.facts, *book.parameters, *book.definitions)
    seen: set[str] = set()
    for named in everything:
        if named.name in seen:
            yield Fault("rule_name_twice", named.place, {"name": named.name})
        seen.add(named.name)
    for benefit in book.benefits:
        if benefit.name in seen:
            yield Fault("rule_name_twice", benefit.place, {"name": benefit.name})
        parts = [one.name for one in benefit.clauses] + [one.name for one in benefit.tiers]
        for name in sorted({part for part in parts if parts.count(part) > 1}):
            yield Fault("rule_name_twice", benefit.place, {"name": name})
    groups: tuple[tuple[Law | Conflict, ...], ...] = (book.laws, book.conflicts)
    for group in groups:
        known = [one.name for one in group]
        for one in group:
            if known.count(one.name) > 1:
                yield Fault("rule_name_twice", one.place, {"name": one.name})


def _periods(book: Book) -> Iterator[Fault]:
    """Versions of one benefit, and values of one parameter, follow each other and never hold together."""
    for parameter in book.parameters:
        dated = sorted(parameter.values, key=lambda value: value.start)
        for value in dated:
            if value.end is not None and value.end <= value.start:
                data = {"name": parameter.name, "from": str(value.start), "to": str(value.end)}
                yield Fault("rule_period", parameter.place, data)
        for one, after in pairwise(dated):
            if one.end is None or after.start < one.end:
                yield Fault("rule_overlap", parameter.place, {"name": parameter.name, "month": str(after.start)})
    ordered = sorted(book.benefits, key=lambda benefit: (benefit.name, benefit.start))
    for benefit in ordered:
        if benefit.end is not None and benefit.end <= benefit.start:
            data = {"name": benefit.name, "from": str(benefit.start), "to": str(benefit.end)}
            yield Fault("rule_period", benefit.place, data)
    for version, successor in pairwise(ordered):
        if version.name == successor.name and (version.end is None or successor.start < version.end):
            yield Fault("rule_overlap", successor.place, {"name": successor.name, "month": str(successor.start)})


def _shapes(book: Book) -> Iterator[Fault]:
    for benefit in book.benefits:
        if len(benefit.clauses) + IMPLIED_CLAUSES > MOST_CLAUSES or len(benefit.tiers) > MOST_TIERS:
            data = {"name": benefit.name, "clauses": str(MOST_CLAUSES - IMPLIED_CLAUSES), "tiers": str(MOST_TIERS)}
            yield Fault("rule_too_many", benefit.place, data)
        if benefit.period != "year" and benefit.due_month is not None:
            yield Fault("rule_due_month", benefit.place, {"name": benefit.name})
        both = bool(benefit.tiers) and benefit.amount is not None
        neither = benefit.money and not benefit.tiers and benefit.amount is None
        if both or neither or not (benefit.clauses or benefit.tiers):
            yield Fault("rule_without_amount", benefit.place, {"name": benefit.name})


def _conflicts(book: Book) -> Iterator[Fault]:
    """Only what can be compared can be the higher: one subject, one period, money with money."""
    for conflict in book.conflicts:
        members = [benefit for benefit in book.benefits if benefit.name in conflict.benefits]
        for name in conflict.benefits:
            if all(benefit.name != name for benefit in members):
                yield Fault("rule_unknown_name", conflict.place, {"text": conflict.name, "name": name})
        kinds = {(one.subject, one.period, one.due_month, one.money) for one in members}
        alone = len(conflict.benefits) < 2
        if alone or len(set(conflict.benefits)) < len(conflict.benefits) or len(kinds) > 1:
            yield Fault("rule_conflict", conflict.place, {"name": conflict.name})
        if any(not (benefit.tiers or benefit.amount) for benefit in members):
            yield Fault("rule_conflict", conflict.place, {"name": conflict.name})
    yield from _twice_in_conflict(book.conflicts)


def _twice_in_conflict(conflicts: Iterable[Conflict]) -> Iterator[Fault]:
    """A benefit stands in one conflict at the most: which of two would come first?"""
    seen: set[str] = set()
    for conflict in conflicts:
        if seen & set(conflict.benefits):
            yield Fault("rule_conflict", conflict.place, {"name": conflict.name})
        seen |= set(conflict.benefits)


def _expressions(book: Book) -> Iterator[Fault]:
    """Every expression, read in every month in which something that it may use changes."""
    changes = {dated.start for parameter in book.parameters for dated in parameter.values}
    changes |= {dated.end for parameter in book.parameters for dated in parameter.values if dated.end is not None}
    changes |= {benefit.start for benefit in book.benefits} | {one.end for one in book.benefits if one.end is not None}
    preparers: dict[Month, Preparer] = {}
    for benefit in book.benefits:
        for month in sorted({benefit.start, *(change for change in changes if benefit.holds(change))}):
            preparer = preparers.setdefault(month, Preparer(book, month))
            yield from _faults_of(preparer, benefit)
    yield from _definitions(book)


def _faults_of(preparer: Preparer, benefit: Benefit) -> list[Fault]:
    try:
        preparer.benefit(benefit)
    except RuleError as error:
        return list(error.faults)
    return []


def _definitions(book: Book) -> Iterator[Fault]:
    """A definition that no benefit uses is read as well, as if one did."""
    for definition in book.definitions:
        users = [one for one in book.benefits if one.subject == definition.subject and one.law in _laws(book)]
        for benefit in users[:1]:
            preparer = Preparer(book, benefit.start)
            try:
                preparer.definition(definition, benefit, preparer.laws[benefit.law])
            except RuleError as error:
                yield from error.faults


def _laws(book: Book) -> set[str]:
    return {law.name for law in book.laws}
