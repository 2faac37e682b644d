"""
Expressions of rules: read from text, checked against a whitelist, typed, and made constant for one month.

    age(birth_date) >= 80 and holds(registered_from, registered_to)
    care_setting in ("home", "agency") or income_fen <= low_income_line

Names are facts, parameters and definitions. There is deliberately no way to ask whether something is known: nobody may lose a right
because a fact is missing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NoReturn

from laoyou.base.month import Month
from laoyou.engines.rules import law as days
from laoyou.engines.rules.book import Fact, Law, Parameter
from laoyou.engines.rules.faults import Fault, RuleError
from laoyou.engines.rules.tree import (
    Among,
    Compare,
    Const,
    Extreme,
    Known,
    Node,
    NotBefore,
    Share,
    Sum,
    Type,
    Within,
    all_of,
    any_of,
    negated,
    type_of,
)

FUNCTIONS: Final = ("age", "age_months", "alive", "date", "entitled", "holds", "max", "min", "share", "within")
LONGEST: Final = 2000
DEEPEST: Final = 40
_SIGNS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_SUMS: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class World:
    """
    What the names of an expression mean.

    named     the fact, the parameter or the condition (of a definition) of a name; None where there is none
    entitled  the condition under which a benefit is given, or a fault
    """

    month: Month
    law: Law
    subject: str
    named: Callable[[str], Fact | Parameter | Node | None]
    entitled: Callable[[str], Node]


@dataclass(frozen=True, slots=True)
class _Age:
    """An age, which can only be compared: with a number it becomes a comparison of birth dates."""

    born: Node
    months: int


def read(text: str, expected: tuple[Type, ...], world: World, place: object) -> Node:
    """The tree of an expression of one of the `expected` types; RuleError with its first fault."""
    return _Reader(text, world, place).whole(expected)


class _Reader:
    """Reads one expression."""

    def __init__(self, text: str, world: World, place: object) -> None:
        self.text = text
        self.world = world
        self.place = place

    def fail(self, code: str, /, **data: str) -> NoReturn:
        raise RuleError([Fault(code, self.place, {"text": self.text, **data})])

    def refuse(self, node: ast.AST) -> NoReturn:
        part = ast.get_source_segment(self.text, node) if isinstance(node, ast.expr) else None
        self.fail("rule_not_allowed", part=part or type(node).__name__)

    def whole(self, expected: tuple[Type, ...]) -> Node:
        if len(self.text) > LONGEST:
            self.fail("rule_syntax", detail=f"> {LONGEST}")
        try:
            parsed = ast.parse(self.text.strip().replace("\n", " "), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self.fail("rule_syntax", detail=str(getattr(error, "msg", error)))
        self.depth(parsed)
        self.text = self.text.strip().replace("\n", " ")
        found = self.value(parsed)
        if type_of(found) not in expected and not _is_zero(found):
            self.fail("rule_type", part=self.text, found=type_of(found), expected=", ".join(expected))
        return found

    def depth(self, root: ast.AST) -> None:
        level: list[ast.AST] = [root]
        for _ in range(DEEPEST):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
            if not level:
                return
        self.fail("rule_syntax", detail=f"> {DEEPEST}")

    def value(self, node: ast.expr) -> Node:
        found = self.any(node)
        if isinstance(found, _Age):
            self.refuse(node)
        return found

    def any(self, node: ast.expr) -> Node | _Age:
        if isinstance(node, ast.BoolOp):
            parts = [self.condition(part) for part in node.values]
            return all_of(*parts) if isinstance(node.op, ast.And) else any_of(*parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return negated(self.condition(node.operand))
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.BinOp) and type(node.op) in _SUMS:
            return self.sum(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool):
                return Const(node.value, "bool")
            if isinstance(node.value, int):
                return Const(node.value, "int")
            if isinstance(node.value, str):
                return Const(node.value, "code")
        return self.refuse(node)

    def condition(self, node: ast.expr) -> Node:
        found = self.value(node)
        if type_of(found) != "bool":
            self.wrong(node, type_of(found), "bool")
        return found

    def wrong(self, node: ast.expr, found: str, expected: str) -> NoReturn:
        part = ast.get_source_segment(self.text, node) or ""
        self.fail("rule_type", part=part, found=found, expected=expected)

    def name(self, node: ast.Name) -> Node:
        found = self.world.named(node.id)
        if isinstance(found, Fact):
            if found.subject != self.world.subject:
                self.fail("rule_other_subject", name=node.id, subject=self.world.subject, other=found.subject)
            return Known(found.name, found.type)
        if isinstance(found, Parameter):
            dated = found.at(self.world.month)
            if dated is None:
                self.fail("rule_parameter_missing", name=node.id, month=str(self.world.month))
            return Const(dated.value, found.type, node.id if dated.value is None else "")
        if found is None:
            self.fail("rule_unknown_name", name=node.id)
        return found

    def comparison(self, node: ast.Compare) -> Node:
        if len(node.ops) != 1:
            self.refuse(node)
        operator, right_node = node.ops[0], node.comparators[0]
        if isinstance(operator, ast.In | ast.NotIn):
            found = self.among(node.left, right_node)
            return negated(found) if isinstance(operator, ast.NotIn) else found
        if type(operator) not in _SIGNS:
            self.refuse(node)
        sign = _SIGNS[type(operator)]
        left, right = self.any(node.left), self.any(right_node)
        if isinstance(right, _Age) and not isinstance(left, _Age):
            left, right, sign = right, left, _TURNED.get(sign, sign)
        if isinstance(left, _Age):
            if isinstance(right, _Age) or sign in ("==", "!="):
                self.refuse(node)
            return self.aged(left, sign, right, node)
        if isinstance(right, _Age):
            self.refuse(node)
        self.comparable(left, right, sign, node)
        return Compare(sign, left, right)  # type: ignore[arg-type]

    def comparable(self, left: Node, right: Node, sign: str, node: ast.Compare) -> None:
        one, other = type_of(left), type_of(right)
        if "open_date" in (one, other):
            self.refuse(node)
        if one != other and not (_is_zero(left) or _is_zero(right)):
            self.wrong(node, other, one)
        if one in ("bool", "code", "area") and sign not in ("==", "!="):
            self.refuse(node)
        if one == "code":
            self.codes(left, (right.value,) if isinstance(right, Const) else ())  # type: ignore[arg-type]
            self.codes(right, (left.value,) if isinstance(left, Const) else ())  # type: ignore[arg-type]

    def codes(self, fact: Node, codes: tuple[str, ...]) -> None:
        if isinstance(fact, Known) and fact.type == "code":
            known = self.world.named(fact.name)
            for code in codes:
                if isinstance(known, Fact) and code not in known.values:
                    self.fail("rule_unknown_code", name=fact.name, code=str(code), known="、".join(known.values))

    def among(self, left: ast.expr, right: ast.expr) -> Node:
        of = self.value(left)
        if type_of(of) != "code" or not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
            self.refuse(right)
        values = []
        for element in right.elts:
            if not (isinstance(element, ast.Constant) and isinstance(element.value, str)):
                self.refuse(element)
            values.append(element.value)
        self.codes(of, tuple(values))
        return Among(of, tuple(sorted(set(values))))

    def aged(self, age: _Age, sign: str, limit: Node, node: ast.Compare) -> Node:
        """`age(x) >= 80` is “born on this day or earlier”, `age(x) < 3` is “born after this day”."""
        if not isinstance(limit, Const) or limit.type != "int":
            self.refuse(node)
        if limit.value is None:
            return Const(None, "bool", limit.missing)
        under = sign in ("<", "<=")
        years_or_months = int(limit.value) + (sign in (">", "<="))  # type: ignore[arg-type]
        on = days.age_day(self.world.law, self.world.month, growing_out=under)
        if not 0 <= years_or_months * age.months <= 12 * 200:
            self.refuse(node)
        latest = days.latest_birth(years_or_months * age.months, on, self.world.law.short_month)
        return Compare(">" if under else "<=", age.born, Const(latest, "date"))

    def sum(self, node: ast.BinOp) -> Node:
        left, right = self.value(node.left), self.value(node.right)
        kinds = {type_of(left), type_of(right)}
        sign = _SUMS[type(node.op)]
        if not kinds <= {"fen", "int"} or (sign == "*" and kinds == {"fen"}) or (sign != "*" and len(kinds) > 1):
            self.wrong(node, " / ".join(sorted(kinds)), "fen / int")
        return Sum(sign, left, right)  # type: ignore[arg-type]

    def call(self, node: ast.Call) -> Node | _Age:
        if not isinstance(node.func, ast.Name) or node.keywords or node.func.id not in FUNCTIONS:
            self.refuse(node)
        made: dict[str, Callable[[ast.Call], Node | _Age]] = {
            "age": self.age, "age_months": self.age, "alive": self.alive, "date": self.date, "entitled": self.entitled,
            "holds": self.holds, "max": self.extreme, "min": self.extreme, "share": self.share, "within": self.within,
        }  # fmt: skip
        return made[node.func.id](node)

    def arguments(self, node: ast.Call, *types: str) -> list[Node]:
        if len(node.args) != len(types) or any(isinstance(one, ast.Starred) for one in node.args):
            self.refuse(node)
        found = [self.value(argument) for argument in node.args]
        for argument, value, kind in zip(node.args, found, types, strict=True):
            if type_of(value) not in kind.split("|"):
                self.wrong(argument, type_of(value), kind)
        return found

    def age(self, node: ast.Call) -> _Age:
        (born,) = self.arguments(node, "date")
        return _Age(born, 12 if isinstance(node.func, ast.Name) and node.func.id == "age" else 1)

    def open_date(self, node: Node, call: ast.Call) -> Known:
        if not isinstance(node, Known):
            self.refuse(call)
        return node

    def alive(self, node: ast.Call) -> Node:
        (death,) = self.arguments(node, "open_date")
        return NotBefore(self.open_date(death, node), days.death_day(self.world.law, self.world.month))

    def holds(self, node: ast.Call) -> Node:
        begin, end = self.arguments(node, "date", "open_date")
        begun, ending = days.residence_days(self.world.law, self.world.month)
        return all_of(
            Compare("<=", begin, Const(begun, "date")), NotBefore(self.open_date(end, node), ending + days.DAY)
        )

    def date(self, node: ast.Call) -> Node:
        parts = [one.value for one in node.args if isinstance(one, ast.Constant) and type(one.value) is int]
        if len(parts) != 3 or len(node.args) != 3:
            self.refuse(node)
        try:
            return Const(date(*parts), "date")
        except (ValueError, OverflowError):
            return self.refuse(node)

    def entitled(self, node: ast.Call) -> Node:
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Name):
            self.refuse(node)
        return self.world.entitled(node.args[0].id)

    def extreme(self, node: ast.Call) -> Node:
        left, right = self.arguments(node, "fen|int", "fen|int")
        if type_of(left) != type_of(right):
            self.wrong(node, type_of(right), type_of(left))
        return Extreme("min" if isinstance(node.func, ast.Name) and node.func.id == "min" else "max", left, right)

    def share(self, node: ast.Call) -> Node:
        of, percent = self.arguments(node, "fen", "percent")
        return Share(not_below_zero(of), percent)

    def within(self, node: ast.Call) -> Node:
        if len(node.args) != 2 or not (isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str)):
            self.refuse(node)
        of, text = self.value(node.args[0]), node.args[1].value
        if type_of(of) != "area" or not (text.isascii() and text.isdigit()):
            self.refuse(node)
        return Within(of, text)


def not_below_zero(amount: Node) -> Node:
    """An amount from which something is taken away, and not less than nothing."""
    if any(isinstance(part, Sum) and part.sign == "-" for part in amount.walk()):
        return Extreme("max", amount, Const(0, type_of(amount)))
    return amount


def _is_zero(node: Node) -> bool:
    """Zero is nothing in every unit."""
    return isinstance(node, Const) and node.type == "int" and node.value == 0
