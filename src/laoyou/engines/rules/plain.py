"""
One person at a time, in plain Python: a function is written from the same trees as the columns, and an evaluator that reads them.

The written text holds nothing of the pack's own text but positions: facts and constants come in by number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from laoyou.engines.rules.program import UNKNOWN_SHIFT, Program
from laoyou.engines.rules.tree import (
    Among,
    And,
    Choose,
    Compare,
    Const,
    Extreme,
    Given,
    Known,
    Node,
    Not,
    NotBefore,
    Or,
    Share,
    Sum,
    Told,
    Within,
    never_unknown,
)

Facts = Mapping[str, Any]
Determined = tuple[int | None, ...]


def compile_plain(program: Program) -> Callable[[Facts], Determined]:
    """A function from facts to the code and the amount of each benefit, one after the other: (code, amount, code, amount, …)."""
    return _Writer(program).function(traced=False)


@dataclass(frozen=True, slots=True)
class Traced:
    """
    A function from facts to what `compile_plain` gives and, beside it, the value of every part, so that it can be said what is missing.

    trails  the clauses of each benefit as trails through these values
    """

    function: Callable[[Facts], tuple[Determined, tuple[Any, ...]]]
    trails: tuple[tuple[Trail, ...], ...]


def compile_traced(program: Program) -> Traced:
    """The same function with the values of all parts."""
    writer = _Writer(program)
    function = writer.function(traced=True)
    places = {name: place for place, name in enumerate(writer.variables())}
    made: dict[Node, Trail] = {}

    def trail(node: Node) -> Trail:
        if node not in made:
            place = places.get(writer.names.get(node, ""), -1)
            if isinstance(node, Known):
                made[node] = Trail(place, node.name)
            elif isinstance(node, Const):
                made[node] = Trail(place, node.missing, constant=node.value is not None)
            elif isinstance(node, Choose):
                made[node] = Trail(place, "", tuple(trail(child) for child in node.children[:3]), chooses=True)
            else:
                below = (child for child in node.children if not isinstance(child, Told))
                made[node] = Trail(place, "", tuple(trail(child) for child in below))
        return made[node]

    trails = tuple(tuple(trail(condition) for _, condition in ready.clauses) for ready in program.benefits)
    return Traced(cast(Any, function), trails)


@dataclass(frozen=True, slots=True)
class Trail:
    """
    A part, by the place of its value, and the parts below it that can make it unknown.

    name      the fact, or the parameter that nobody has entered
    constant  a constant, which is known
    chooses   of the parts below only the condition counts while it is unknown, then only what it chose
    """

    place: int
    name: str
    below: tuple[Trail, ...] = ()
    constant: bool = False
    chooses: bool = False

    def missing(self, values: tuple[Any, ...], found: dict[str, None]) -> None:
        """
        Put the names of the facts and parameters into `found` for want of which the part is unknown.

        Parts that are known already ask for nothing: of `a and b` with `a` true only what `b` lacks.
        """
        if self.constant or (self.place >= 0 and values[self.place] is not None):
            return
        if self.name:
            found[self.name] = None
        elif self.chooses:
            when, then, otherwise = self.below
            known = values[when.place]
            (when if known is None else then if known else otherwise).missing(values, found)
        else:
            for part in self.below:
                part.missing(values, found)


class _Writer:
    """Writes one statement for each distinct part."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lines: list[str] = []
        self.names: dict[Node, str] = {}
        self.constants: list[object] = []

    def variables(self) -> list[str]:
        return [name for name in self.names.values() if name.startswith("v")]

    def function(self, *, traced: bool) -> Callable[[Facts], Determined]:
        results: list[str] = []
        for ready in self.program.benefits:
            terms = []
            for number, (_, condition) in enumerate(ready.clauses):
                name = self.name(condition)
                terms.append(f"(0 if {name} else {1 << UNKNOWN_SHIFT + number} if {name} is None else {1 << number})")
            code = " + ".join([*terms, self.name(ready.extra)])
            results += [code, self.name(ready.due) if ready.due is not None else "None"]
        back = f"({''.join(part + ', ' for part in results)})"
        if traced:
            back += f", ({''.join(name + ', ' for name in self.variables())})"
        body = "\n    ".join([*self.lines, f"return {back}"])
        constants = ", ".join(f"k{number}=k[{number}]" for number in range(len(self.constants)))
        text = (
            f"def determine(facts, get=None{', ' + constants if constants else ''}):\n    get = facts.get\n    {body}\n"
        )
        scope: dict[str, Any] = {"k": tuple(self.constants)}
        exec(compile(text, "<rules>", "exec"), scope)  # noqa: S102 - the text is made of our own trees, see above
        made: Callable[[Facts], Determined] = scope["determine"]
        return made

    def constant(self, value: object) -> str:
        if value is None or type(value) is bool or type(value) is int:
            return repr(value)
        self.constants.append(value)
        return f"k{len(self.constants) - 1}"

    def name(self, node: Node) -> str:
        """The variable that holds the node's value; its statement is written the first time."""
        if node not in self.names:
            if isinstance(node, Const):
                self.names[node] = self.constant(node.value)
            else:
                text = self.text(node)
                self.names[node] = f"v{len(self.names)}"
                self.lines.append(f"{self.names[node]} = {text}")
        return self.names[node]

    def guarded(self, text: str, *parts: Node) -> str:
        """`text`, or None where a part is unknown."""
        unknown = [f"{self.name(part)} is None" for part in dict.fromkeys(parts) if not isinstance(part, Const)]
        if any(isinstance(part, Const) and part.value is None for part in parts):
            return "None"
        return f"None if {' or '.join(unknown)} else {text}" if unknown else text

    def text(self, node: Node) -> str:
        if isinstance(node, Known):
            get = f"get({self.constant(node.name)})"
            return f"None if (x := {get}) is None else bool(x)" if node.type == "bool" else get
        names = [self.name(child) for child in node.children]
        made = _COMBINED.get(type(node))
        if made is not None:
            return made(node, names)
        if isinstance(node, Compare):
            return self.guarded(f"{names[0]} {node.sign} {names[1]}", node.left, node.right)
        if isinstance(node, Among):
            return self.guarded(f"{names[0]} in {self.constant(frozenset(node.values))}", node.of)
        if isinstance(node, Within):
            return self.guarded(f"{names[0]}.startswith({self.constant(node.area)})", node.of)
        if isinstance(node, NotBefore):
            return f"{names[0]} is None or {names[0]} >= {self.constant(node.day)}"
        if isinstance(node, Sum):
            return self.guarded(f"{names[0]} {node.sign} {names[1]}", node.left, node.right)
        if isinstance(node, Extreme):
            sign = "<=" if node.which == "min" else ">="
            text = f"({names[0]} if {names[0]} {sign} {names[1]} else {names[1]})"
            return self.guarded(text, node.left, node.right)
        if isinstance(node, Share):
            return self.guarded(f"({names[0]} * {names[1]} + 5000) // 10000", node.of, node.percent)
        raise TypeError(type(node))


def _not(node: Node, names: list[str]) -> str:
    return f"not {names[0]}" if never_unknown(node) else f"None if {names[0]} is None else not {names[0]}"


def _and(node: Node, names: list[str]) -> str:
    if never_unknown(node):
        return " and ".join(names)
    false = " or ".join(f"{name} is False" for name in names)
    return f"False if {false} else None if {' or '.join(f'{name} is None' for name in names)} else True"


def _or(node: Node, names: list[str]) -> str:
    if never_unknown(node):
        return " or ".join(names)
    return f"True if {' or '.join(names)} else None if {' or '.join(f'{name} is None' for name in names)} else False"


def _choose(node: Node, names: list[str]) -> str:
    when, then, otherwise, doubt = names
    if otherwise == doubt:
        return f"{then} if {when} else {otherwise}"
    return f"{then} if {when} else {doubt} if {when} is None else {otherwise}"


def _given(node: Node, names: list[str]) -> str:
    return f"None if {' or '.join(f'{name} is None' for name in names)} else True"


def _told(node: Node, names: list[str]) -> str:
    return f"{names[0]} is not None"


_COMBINED: dict[type[Node], Callable[[Node, list[str]], str]] = {
    Not: _not, And: _and, Or: _or, Choose: _choose, Given: _given, Told: _told,
}  # fmt: skip


def evaluate(node: Node, facts: Facts) -> Any:
    """The value of one part for one subject, read from the tree: slow, plain, and what the written function is compared with."""
    if isinstance(node, Const):
        return node.value
    if isinstance(node, Known):
        found = facts.get(node.name)
        return bool(found) if found is not None and node.type == "bool" else found
    if isinstance(node, Choose):
        when = evaluate(node.when, facts)
        return evaluate(node.then if when else node.doubt if when is None else node.otherwise, facts)
    values = [evaluate(child, facts) for child in node.children]
    if isinstance(node, NotBefore):
        return values[0] is None or values[0] >= node.day
    if isinstance(node, Told):
        return values[0] is not None
    if isinstance(node, And):
        return False if False in values else None if None in values else True
    if isinstance(node, Or):
        return True if True in values else None if None in values else False
    if None in values:
        return None
    return _of_known(node, values)


def _of_known(node: Node, values: list[Any]) -> Any:
    """The value of a part all of whose parts are known."""
    if isinstance(node, Not):
        return not values[0]
    if isinstance(node, Given):
        return True
    if isinstance(node, Compare):
        left, right = values
        return {"==": left == right, "!=": left != right}.get(node.sign) if node.sign in ("==", "!=") else {
            "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        }[node.sign]  # fmt: skip
    if isinstance(node, Among):
        return values[0] in node.values
    if isinstance(node, Within):
        return values[0].startswith(node.area)
    if isinstance(node, Sum):
        left, right = values
        return {"+": left + right, "-": left - right, "*": left * right}[node.sign]
    if isinstance(node, Extreme):
        return min(values) if node.which == "min" else max(values)
    if isinstance(node, Share):
        return (values[0] * values[1] + 5000) // 10000
    raise TypeError(type(node))
