"""
The same trees as one SQL query, for DuckDB and Spark.

Only what both understand alike is used: three-valued AND, OR and NOT, CASE, whole numbers. `least` is not: it takes the known one of two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from laoyou.engines.rules.layout import Layout, lay_out
from laoyou.engines.rules.program import UNKNOWN_SHIFT, Program, Ready
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
)

Dialect = Literal["duckdb", "spark"]
AMOUNT: Final = "__amount"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEXT = re.compile(r"[A-Za-z0-9_.-]*")
_TYPES: Final = {
    "bool": "BOOLEAN",
    "int": "BIGINT",
    "fen": "BIGINT",
    "percent": "BIGINT",
    "date": "DATE",
    "open_date": "DATE",
}


def query(program: Program, table: str, keep: Sequence[str] = (), dialect: Dialect = "duckdb") -> str:
    """The query that gives the code and the amount of every benefit for every row of `table`, beside the columns `keep`."""
    writer = _Writer(lay_out(program), dialect)
    source = writer.quoted(table)
    for level in writer.layout.levels:
        parts = ", ".join(f"{writer.write(node)} AS {writer.quoted(writer.layout.names[node])}" for node in level)
        source = f"(SELECT *, {parts} FROM {source}) AS t"  # noqa: S608 - names and codes pass `quoted` and `text`
    columns = [writer.quoted(name) for name in keep]
    for ready in program.benefits:
        columns.append(f"{writer.code(ready)} AS {writer.quoted(ready.name)}")
        if ready.due is not None:
            columns.append(f"{writer.read(ready.due)} AS {writer.quoted(ready.name + AMOUNT)}")
    return f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608


class _Writer:
    """Turns nodes into SQL; a part that has a column of its own is read from there."""

    def __init__(self, layout: Layout, dialect: Dialect) -> None:
        self.layout = layout
        self.dialect = dialect

    def quoted(self, name: str) -> str:
        """A name that is a name: letters, digits, underscores."""
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return f'"{name}"' if self.dialect == "duckdb" else f"`{name}`"

    def text(self, value: str) -> str:
        if not _TEXT.fullmatch(value):
            raise ValueError(value)
        return f"'{value}'"

    def constant(self, node: Const) -> str:
        value = node.value
        if value is None:
            return f"CAST(NULL AS {_TYPES.get(node.type, 'VARCHAR' if self.dialect == 'duckdb' else 'STRING')})"
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        return f"CAST({value} AS BIGINT)" if isinstance(value, int) else self.text(value)

    def read(self, node: Node) -> str:
        name = self.layout.names.get(node)
        return self.quoted(name) if name is not None else self.write(node)

    def write(self, node: Node) -> str:
        if isinstance(node, Known):
            return self.quoted(node.name)
        if isinstance(node, Const):
            return self.constant(node)
        parts = [self.read(child) for child in node.children]
        if isinstance(node, And | Or):
            return f"({(' AND ' if isinstance(node, And) else ' OR ').join(parts)})"
        if isinstance(node, Not):
            return f"(NOT {parts[0]})"
        if isinstance(node, Compare):
            sign = {"==": "=", "!=": "<>"}.get(node.sign, node.sign)
            return f"({parts[0]} {sign} {parts[1]})"
        if isinstance(node, Choose):
            when, then, otherwise, doubt = (
                self.read(one) for one in (node.when, node.then, node.otherwise, node.doubt)
            )
            if node.doubt == node.otherwise:
                return f"(CASE WHEN {when} THEN {then} ELSE {otherwise} END)"
            return f"(CASE WHEN {when} THEN {then} WHEN {when} IS NULL THEN {doubt} ELSE {otherwise} END)"
        return self.rest(node, parts)

    def rest(self, node: Node, parts: list[str]) -> str:
        if isinstance(node, NotBefore):
            return f"COALESCE({parts[0]} >= DATE '{node.day.isoformat()}', TRUE)"
        if isinstance(node, Told):
            return f"({parts[0]} IS NOT NULL)"
        if isinstance(node, Given):
            return f"(CASE WHEN {' AND '.join(f'{part} IS NOT NULL' for part in parts)} THEN TRUE END)"
        if isinstance(node, Among):
            return f"({parts[0]} IN ({', '.join(self.text(value) for value in node.values)}))"
        if isinstance(node, Within):
            return f"({parts[0]} LIKE {self.text(node.area)[:-1]}%')"
        if isinstance(node, Sum):
            return f"({parts[0]} {node.sign} {parts[1]})"
        if isinstance(node, Extreme):
            sign, turned = ("<=", ">") if node.which == "min" else (">=", "<")
            left, right = parts
            return f"(CASE WHEN {left} {sign} {right} THEN {left} WHEN {left} {turned} {right} THEN {right} END)"
        if isinstance(node, Share):
            divide = "//" if self.dialect == "duckdb" else "div"
            return f"(({parts[0]} * {parts[1]} + 5000) {divide} 10000)"
        raise TypeError(type(node))

    def code(self, ready: Ready) -> str:
        terms = [self.read(ready.extra)]
        for number, (_, condition) in enumerate(ready.clauses):
            part = self.read(condition)
            terms.append(
                f"CASE WHEN {part} THEN 0 WHEN {part} IS NULL THEN {1 << UNKNOWN_SHIFT + number} ELSE {1 << number} END"
            )
        return f"CAST({' + '.join(terms)} AS BIGINT)"
