"""
The syntax tree of rules in a form that every engine can carry out: facts, constants and three-valued operations.

A node is a value: equal nodes are equal conditions, so that what several rules ask is computed once. Ages, laws of the month and parameters
are constants here; a tree belongs to one month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Literal, cast

Type = Literal["bool", "int", "fen", "percent", "date", "open_date", "code", "area"]


@dataclass(frozen=True, eq=False)
class Node:
    """Part of an expression. Parts may be shared: what looks like a tree is a graph, and is walked as one."""

    def __hash__(self) -> int:
        known = self.__dict__.get("_hash")
        if known is None:
            known = hash((type(self).__name__, *(getattr(self, one.name) for one in fields(self))))
            self.__dict__["_hash"] = known
        return known

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or hash(self) != hash(other):
            return False
        # 1 == True in Python, and they are not one constant.
        return all(
            type(mine := getattr(self, one.name)) is type(its := getattr(other, one.name)) and mine == its
            for one in fields(self)
        )

    @cached_property
    def children(self) -> tuple[Node, ...]:
        found: list[Node] = []
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Node):
                found.append(value)
            elif isinstance(value, tuple):
                found += [part for part in value if isinstance(part, Node)]
        return tuple(found)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, each once, what is below first."""
        seen: set[Node] = set()

        def below(node: Node) -> Iterator[Node]:
            if node not in seen:
                seen.add(node)
                for child in node.children:
                    yield from below(child)
                yield node

        yield from below(self)


@dataclass(frozen=True, eq=False)
class Known(Node):
    """A fact of the subject."""

    name: str
    type: Type


@dataclass(frozen=True, eq=False)
class Const(Node):
    """A constant; None is unknown, and `missing` then names the parameter that nobody has entered."""

    value: bool | int | str | date | None
    type: Type
    missing: str = ""


@dataclass(frozen=True, eq=False)
class Not(Node):
    of: Node


@dataclass(frozen=True, eq=False)
class And(Node):
    """False where any is false, else unknown where any is unknown, else true."""

    of: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Or(Node):
    """True where any is true, else unknown where any is unknown, else false."""

    of: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Compare(Node):
    sign: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Among(Node):
    """Whether a code is one of several."""

    of: Node
    values: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Within(Node):
    """Whether an area is another or lies below it: ids are paths."""

    of: Node
    area: str


@dataclass(frozen=True, eq=False)
class NotBefore(Node):
    """Whether an open date has no end, or ends on a day or later; never unknown."""

    of: Known
    day: date


@dataclass(frozen=True, eq=False)
class Given(Node):
    """True where all are known, else unknown; never false."""

    of: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Told(Node):
    """Whether a value is known; never unknown. No rule can say it: of what is missing no right may be lost."""

    of: Node


@dataclass(frozen=True, eq=False)
class Sum(Node):
    sign: Literal["+", "-", "*"]
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Extreme(Node):
    """The least or the greatest of two; unknown where one is."""

    which: Literal["min", "max"]
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Share(Node):
    """So many hundredths of a per cent of an amount, rounded half up."""

    of: Node
    percent: Node


@dataclass(frozen=True, eq=False)
class Choose(Node):
    """One value where a condition is true, another where it is false, a third where it is unknown."""

    when: Node
    then: Node
    otherwise: Node
    doubt: Node


TRUE = Const(True, "bool")
FALSE = Const(False, "bool")


def all_of(*nodes: Node) -> Node:
    """Their conjunction, without what is always true."""
    flat: list[Node] = []
    for node in nodes:
        for part in node.of if isinstance(node, And) else (node,):
            if part == FALSE:
                return FALSE
            if part != TRUE and part not in flat:
                flat.append(part)
    return TRUE if not flat else flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(*nodes: Node) -> Node:
    """Their disjunction, without what is always false."""
    flat: list[Node] = []
    for node in nodes:
        for part in node.of if isinstance(node, Or) else (node,):
            if part == TRUE:
                return TRUE
            if part != FALSE and part not in flat:
                flat.append(part)
    return FALSE if not flat else flat[0] if len(flat) == 1 else Or(tuple(flat))


def told(node: Node) -> Node:
    """Whether a value is known."""
    return Const(node.value is not None, "bool") if isinstance(node, Const) else Told(node)


def negated(node: Node) -> Node:
    """The opposite of a condition."""
    return Const(not node.value, "bool") if isinstance(node, Const) and node.value is not None else Not(node)


def compare(sign: Literal["<", "<=", ">", ">="], left: Node, right: Node) -> Node:
    """A comparison of amounts; of two that are entered it is known at once."""
    if isinstance(left, Const) and isinstance(right, Const) and left.value is not None and right.value is not None:
        one, other = cast(int, left.value), cast(int, right.value)
        found = {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]
        return Const(found, "bool")
    return Compare(sign, left, right)


def choose(when: Node, then: Node, otherwise: Node, doubt: Node) -> Node:
    """A choice, where there is one."""
    if isinstance(when, Const):
        return doubt if when.value is None else then if when.value else otherwise
    return then if then == otherwise == doubt else Choose(when, then, otherwise, doubt)


def extreme(which: Literal["min", "max"], left: Node, right: Node) -> Node:
    """
    The least or the greatest of two amounts; one of them, where it can be told before anybody is determined.

    Amounts of tiers mostly fall, so that the least of a tier and what stands below it is what stands below it.
    """
    one, other = _leaves(left), _leaves(right)
    if one is not None and other is not None:
        # What may be unknown must stay so: only it itself can stand for both.
        if None not in one and _beyond(which, other, one):
            return right
        if None not in other and _beyond(which, one, other):
            return left
    return Extreme(which, left, right)


def _beyond(which: str, mine: list[int | None], its: list[int | None]) -> bool:
    """Whether every known value of `mine` is the extreme one beside every value of `its`."""
    known = [(value, limit) for value in mine for limit in its if value is not None and limit is not None]
    return all(value <= limit if which == "min" else value >= limit for value, limit in known)


def _leaves(node: Node) -> list[int | None] | None:
    """Every amount that a choice among constants may give; None where it is no such choice."""
    if isinstance(node, Const):
        return [cast("int | None", node.value)]
    if not isinstance(node, Choose):
        return None
    found: dict[int | None, None] = {}
    for part in (node.then, node.otherwise, node.doubt):
        below = _leaves(part)
        if below is None:
            return None
        found.update(dict.fromkeys(below))
    return list(found)


def type_of(node: Node) -> Type:
    """The type of a node's value."""
    if isinstance(node, Known | Const):
        return node.type
    if isinstance(node, Sum | Extreme):
        return "fen" if "fen" in (type_of(node.left), type_of(node.right)) else type_of(node.left)
    if isinstance(node, Share):
        return type_of(node.of)
    if isinstance(node, Choose):
        return type_of(node.then)
    return "bool"


def never_unknown(node: Node) -> bool:
    """Whether a condition is always true or false, whatever is missing."""
    if isinstance(node, NotBefore | Told):
        return True
    if isinstance(node, Const):
        return node.value is not None
    if isinstance(node, Not | And | Or):
        return all(never_unknown(child) for child in node.children)
    if isinstance(node, Choose):
        parts = (node.then, node.otherwise) if never_unknown(node.when) else (node.then, node.otherwise, node.doubt)
        return all(never_unknown(part) for part in parts)
    if isinstance(node, Compare):
        return never_unknown(node.left) and never_unknown(node.right)
    return False
