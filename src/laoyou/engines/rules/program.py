"""A rule book made ready for one month and one kind of subject: every benefit as trees over facts and constants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Final

from laoyou.base.month import Month
from laoyou.engines.rules.book import (
    MOST_CLAUSES,
    Benefit,
    Book,
    Definition,
    Fact,
    Law,
    Parameter,
)
from laoyou.engines.rules.faults import Fault, RuleError
from laoyou.engines.rules.grammar import World, not_below_zero, read
from laoyou.engines.rules.tree import (
    FALSE,
    TRUE,
    Const,
    Given,
    Known,
    Node,
    Sum,
    Type,
    all_of,
    any_of,
    choose,
    compare,
    extreme,
    negated,
    never_unknown,
    told,
    type_of,
)

TIER_CLAUSE: Final = "_tier"
AMOUNT_CLAUSE: Final = "_amount"
"""Clauses that follow from the rest: some tier applies; the facts of the amount are known."""

UNKNOWN_SHIFT: Final = MOST_CLAUSES
TIER_SHIFT: Final = 2 * MOST_CLAUSES
MAY_BE_HIGHER: Final = 1 << 28
SUPERSEDED: Final = 1 << 29
PARAMETER_MISSING: Final = 1 << 30
NOT_DUE: Final = 1 << 31
FALSE_MASK: Final = (1 << MOST_CLAUSES) - 1
UNKNOWN_MASK: Final = FALSE_MASK << UNKNOWN_SHIFT


@dataclass(frozen=True)
class Ready:
    """
    A benefit for a month.

    clauses   name and condition of each clause, in order; a determination's code has a bit for each
    least     the amount that is certain; most: what it may be once the unknown is known; None for what has no amount
    tier      number of the tier that applies, from 1, at its place in the code; None without tiers
    higher    whether somebody entitled may be owed more than is certain
    superseded  whether another benefit takes its place (从高不重复)
    """

    benefit: Benefit
    clauses: tuple[tuple[str, Node], ...]
    least: Node | None
    most: Node | None
    tier: Node | None
    higher: Node
    superseded: Node
    not_due: bool

    @property
    def name(self) -> str:
        return self.benefit.name

    @cached_property
    def entitled(self) -> Node:
        """Whether every clause is true: false where one is false, else unknown where one is unknown."""
        return all_of(*(condition for _, condition in self.clauses))

    @cached_property
    def due(self) -> Node | None:
        """What is due for the month: 0 for who is not entitled, unknown while a fact is missing; None for what has no amount."""
        if self.least is None:
            return None
        kind = type_of(self.least)
        nothing, unknown = Const(0, kind), Const(None, kind)
        owed = nothing if self.not_due else choose(self.superseded, nothing, self.least, nothing)
        return choose(self.entitled, owed, nothing, unknown)

    @cached_property
    def extra(self) -> Node:
        """Tier and flags of the code of somebody entitled; 0 for everybody else."""
        nothing = Const(0, "int")
        found: Node = Const(NOT_DUE if self.not_due else 0, "int")
        if self.tier is not None:
            found = _plus(found, self.tier)
        missing = negated(told(self.least)) if self.least is not None else FALSE
        for flag, bit in ((self.higher, MAY_BE_HIGHER), (self.superseded, SUPERSEDED), (missing, PARAMETER_MISSING)):
            if flag != FALSE:
                found = _plus(found, choose(flag, Const(bit, "int"), nothing, nothing))
        return choose(self.entitled, found, nothing, nothing)

    @cached_property
    def digest(self) -> str:
        """
        SHA-256 of what determines this benefit in this month: conditions, parameters, law of the month, conflicts.

        Equal digests determine alike; a determination that names it can be recomputed years later.
        """
        lines = [f"{self.name} {' '.join(name for name, _ in self.clauses)}"]
        numbers: dict[Node, int] = {}
        for root in _parts(self):
            for node in root.walk():
                if node not in numbers:
                    numbers[node] = len(numbers)
                    lines.append(
                        f"{type(node).__name__} {[_spelled(getattr(node, one.name), numbers) for one in fields(node)]}"
                    )
            lines.append(f"= {numbers[root]}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _spelled(value: object, numbers: dict[Node, int]) -> str:
    if isinstance(value, Node):
        return f"#{numbers[value]}"
    if isinstance(value, tuple):
        return f"({' '.join(_spelled(part, numbers) for part in value)})"
    return repr(value)


@dataclass(frozen=True)
class Program:
    """The benefits of one kind of subject in one month."""

    month: Month
    subject: str
    benefits: tuple[Ready, ...]
    facts: tuple[Fact, ...]

    def benefit(self, name: str) -> Ready:
        return next(ready for ready in self.benefits if ready.name == name)


def prepare(book: Book, month: Month, subject: str = "person", only: Sequence[str] | None = None) -> Program:
    """
    Everything of `book` that concerns `subject` in `month`; `only` these benefits where they are named.

    RuleError with every fault of what is used.
    """
    return Preparer(book, month).program(subject, only)


class Preparer:
    """Resolves the names of one month, each once."""

    def __init__(self, book: Book, month: Month) -> None:
        self.book = book
        self.month = month
        self.names: dict[str, Fact | Parameter | Definition] = {}
        everything: tuple[Fact | Parameter | Definition, ...] = (*book.facts, *book.parameters, *book.definitions)
        for named in everything:
            self.names.setdefault(named.name, named)
        self.laws = {law.name: law for law in book.laws}
        self.benefits = {benefit.name: benefit for benefit in book.benefits if benefit.holds(month)}
        self.known = {benefit.name for benefit in book.benefits}
        self.conditions: dict[tuple[str, str], Node] = {}
        self.ready: dict[str, Ready] = {}
        self.open: list[str] = []

    def program(self, subject: str, only: Sequence[str] | None) -> Program:
        found: dict[str, Ready] = {}
        faults: list[Fault] = []
        wanted = [b for b in self.benefits.values() if b.subject == subject and (only is None or b.name in only)]
        for benefit in wanted:
            try:
                found[benefit.name] = self.benefit(benefit)
            except RuleError as error:
                faults += error.faults
        if faults:
            raise RuleError({fault.key: fault for fault in faults}.values())
        settled = self.settle(found)
        used = {name for ready in settled for node in _parts(ready) for name in _names(node)}
        facts = tuple(fact for fact in self.book.facts if fact.name in used)
        return Program(self.month, subject, tuple(settled), facts)

    def world(self, benefit: Benefit, law: Law) -> World:
        def named(name: str) -> Fact | Parameter | Node | None:
            found = self.names.get(name)
            return self.definition(found, benefit, law) if isinstance(found, Definition) else found

        return World(
            self.month, law, benefit.subject, named, lambda name: self.entitled(name, benefit.place, benefit.subject)
        )

    def definition(self, definition: Definition, benefit: Benefit, law: Law) -> Node:
        if definition.subject != benefit.subject:
            data = {"text": "", "name": definition.name, "subject": benefit.subject, "other": definition.subject}
            raise RuleError([Fault("rule_other_subject", definition.place, data)])
        key = definition.name, law.name
        if key not in self.conditions:
            self.conditions[key] = self.within(
                definition.name,
                definition.place,
                lambda: read(definition.when, ("bool",), self.world(benefit, law), definition.place),
            )
        return self.conditions[key]

    def entitled(self, name: str, place: object, subject: str) -> Node:
        if name not in self.known:
            raise RuleError([Fault("rule_unknown_name", place, {"text": f"entitled({name})", "name": name})])
        if name not in self.benefits:
            return FALSE  # not in force in this month
        other = self.benefits[name]
        if other.subject != subject:
            data = {"text": f"entitled({name})", "name": name, "subject": subject, "other": other.subject}
            raise RuleError([Fault("rule_other_subject", place, data)])
        return self.benefit(other).entitled

    def within(self, name: str, place: object, work: Callable[[], Node]) -> Node:
        """Do `work` for `name`, which must not lead back to itself."""
        if name in self.open:
            chain = " → ".join([*self.open[self.open.index(name) :], name])
            raise RuleError([Fault("rule_circular", place, {"chain": chain})])
        self.open.append(name)
        try:
            return work()
        finally:
            self.open.pop()

    def benefit(self, benefit: Benefit) -> Ready:
        if benefit.name not in self.ready:
            self.within(benefit.name, benefit.place, lambda: self.make(benefit))
        return self.ready[benefit.name]

    def make(self, benefit: Benefit) -> Node:
        law = self.laws.get(benefit.law)
        if law is None:
            raise RuleError([Fault("rule_law_missing", benefit.place, {"name": benefit.law})])
        world = self.world(benefit, law)
        faults: list[Fault] = []

        def attempt(text: str, expected: tuple[Type, ...], place: object) -> Node:
            try:
                return not_below_zero(read(text, expected, world, place))
            except RuleError as error:
                faults.extend(error.faults)
                return TRUE

        kind: Type = "fen" if benefit.money else "int"
        clauses = [(one.name, attempt(one.when, ("bool",), one.place)) for one in benefit.clauses]
        tiers = [
            (attempt(one.when, ("bool",), one.place), attempt(one.amount, (kind,), one.place)) for one in benefit.tiers
        ]
        amount = attempt(benefit.amount, (kind,), benefit.place) if benefit.amount is not None else None
        if faults:
            raise RuleError(faults)
        self.ready[benefit.name] = _assemble(benefit, clauses, tiers, amount, kind, self.month)
        return TRUE

    def settle(self, found: dict[str, Ready]) -> list[Ready]:
        """Put into each benefit of a conflict what the others mean for it."""
        for conflict in self.book.conflicts:
            names = [name for name in conflict.benefits if name in found]
            if not conflict.holds(self.month) or len(names) < 2:
                continue
            members = [found[name] for name in names]
            for number, member in enumerate(members):
                found[member.name] = _settled(members, number)
        return list(found.values())


def _assemble(
    benefit: Benefit,
    clauses: list[tuple[str, Node]],
    tiers: list[tuple[Node, Node]],
    amount: Node | None,
    kind: Type,
    month: Month,
) -> Ready:
    least, most = amount, amount
    tier: Node | None = None
    if tiers:
        least, most, tier = Const(None, kind), Const(0, kind), Const(0, "int")
        for number in range(len(tiers), 0, -1):
            when, its = tiers[number - 1]
            least = choose(when, its, least, extreme("min", its, least))
            most = choose(when, its, most, extreme("max", its, most))
            tier = choose(when, Const(number << TIER_SHIFT, "int"), tier, tier)
        clauses = [*clauses, (TIER_CLAUSE, any_of(*(when for when, _ in tiers)))]
    asked = _amount_known(tiers or ([(TRUE, amount)] if amount is not None else []))
    if asked != TRUE:
        clauses = [*clauses, (AMOUNT_CLAUSE, asked)]
    certain = least == most
    higher = FALSE if certain or least is None or most is None else compare(">", most, least)
    not_due = benefit.period == "year" and benefit.due_month is not None and benefit.due_month != month.month
    return Ready(benefit, tuple(clauses), least, most, tier, higher, FALSE, not_due)


def _amount_known(tiers: list[tuple[Node, Node]]) -> Node:
    """
    Whether the facts of the amount are known, never false: those of the tier that applies, and none that only another tier needs.

    What every tier needs stands beside the choice, so that it is asked for while it is open which tier applies.
    """
    needs = [[part for part in its.walk() if isinstance(part, Known)] for _, its in tiers]
    common = [part for part in dict.fromkeys(needs[0]) if all(part in each for each in needs)] if needs else []
    found: Node = TRUE
    for (when, its), facts in zip(reversed(tiers), reversed(needs), strict=True):
        own = any_of(told(its), Given(tuple(dict.fromkeys(facts)))) if facts else TRUE
        found = choose(when, own, found, all_of(own, found))
    return all_of(Given(tuple(common)), found) if common else found


def _settled(members: list[Ready], number: int) -> Ready:
    """
    The member `number` of a conflict: superseded where another is certain and higher (or equal and before it).

    It may be higher where another that is not certain, or not known in its amount, could be.
    """
    own = members[number]
    beaten: list[Node] = []
    higher: list[Node] = [own.higher]
    for place, other in enumerate(members):
        if place == number or own.least is None or other.least is None or other.most is None:
            continue
        above = compare(">=" if place < number else ">", other.least, own.least)
        beaten.append(_surely(all_of(other.entitled, above)))
        # The other is not excluded, is not settled, and could be more than what is certain here, or its amount is not known.
        could = any_of(negated(told(other.most)), _surely(compare(">", other.most, own.least)))
        unsettled = any_of(negated(told(other.entitled)), negated(told(other.least)), _surely(other.higher))
        higher.append(all_of(_possible(other.entitled), could, unsettled))
    return replace(own, higher=any_of(*(_surely(one) for one in higher)), superseded=any_of(*beaten))


def _surely(condition: Node) -> Node:
    """True where a condition is true; false where it is false or unknown."""
    return condition if never_unknown(condition) else choose(condition, TRUE, FALSE, FALSE)


def _possible(condition: Node) -> Node:
    """True where a condition is true or unknown."""
    return condition if never_unknown(condition) else choose(condition, TRUE, FALSE, TRUE)


def _plus(one: Node, other: Node) -> Node:
    """A sum without what is nothing."""
    nothing = Const(0, "int")
    return other if one == nothing else one if other == nothing else Sum("+", one, other)


def _parts(ready: Ready) -> list[Node]:
    due = [ready.due] if ready.due is not None else []
    return [*(condition for _, condition in ready.clauses), *due, ready.extra]


def _names(node: Node) -> set[str]:
    return {part.name for part in node.walk() if isinstance(part, Known)}
