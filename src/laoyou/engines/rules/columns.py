"""
A whole register at once: the trees of a program as Polars expressions.

Polars is loaded when it is used; frames come in and go out, files are the caller's. Nulls are unknown: `&`, `|` and comparisons of Polars
are three-valued as ours are, everything else says here what unknown does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from laoyou.engines.rules.layout import Layout, lay_out
from laoyou.engines.rules.program import UNKNOWN_SHIFT, Program, Ready
from laoyou.engines.rules.tree import (
    FALSE,
    TRUE,
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
    Type,
    Within,
)

if TYPE_CHECKING:
    import polars as pl

AMOUNT = "__amount"
"""The amount of a benefit stands in the column of its name with this ending; its code in the column of its name."""


def schema(program: Program) -> dict[str, pl.DataType]:
    """The columns that `determine` reads, with their types."""
    import polars as pl

    types: dict[str, pl.DataType] = {
        "bool": pl.Boolean(), "int": pl.Int64(), "fen": pl.Int64(), "date": pl.Date(), "open_date": pl.Date(), "code": pl.String(),
        "area": pl.String(),
    }  # fmt: skip
    return {fact.name: types[fact.type] for fact in program.facts}


def determine(frame: pl.LazyFrame, program: Program, keep: Sequence[str] = ()) -> pl.LazyFrame:
    """
    The code and the amount of every benefit for every row, beside the columns `keep`.

    frame  has the columns of `schema`; a code may also be categorical
    """
    writer = _Writer(lay_out(program))
    for level in writer.layout.levels:
        frame = frame.with_columns(**{writer.layout.names[node]: writer.write(node) for node in level})
    found: dict[str, pl.Expr] = {}
    for ready in program.benefits:
        found[ready.name] = writer.code(ready)
        if ready.due is not None:
            found[ready.name + AMOUNT] = writer.read(ready.due)
    return frame.select(*keep, **found)


def status(code: pl.Expr) -> pl.Expr:
    """0 not entitled, 1 needs information, 2 entitled."""
    import polars as pl

    from laoyou.engines.rules.program import FALSE_MASK, UNKNOWN_MASK

    return pl.when(code & FALSE_MASK != 0).then(0).when(code & UNKNOWN_MASK != 0).then(1).otherwise(2).cast(pl.UInt8)


def missing(frame: pl.LazyFrame, program: Program, keep: Sequence[str]) -> pl.LazyFrame:
    """
    The worklist of missing facts: a row for each subject, benefit that needs information, and fact that it lacks.

    keep  the columns by which a subject is known; the result has them and `benefit`, `fact`
    """
    import polars as pl

    writer = _Writer(lay_out(program))
    full = frame
    for level in writer.layout.levels:
        full = full.with_columns(**{writer.layout.names[node]: writer.write(node) for node in level})
    parts = []
    for ready in program.benefits:
        lacking: dict[str, pl.Expr] = {}
        for _, condition in ready.clauses:
            for name, expression in writer.missing(condition).items():
                lacking[name] = lacking[name] | expression if name in lacking else expression
        if not lacking:
            continue
        named = [pl.when(expression).then(pl.lit(name)) for name, expression in lacking.items()]
        open_rows = full.filter(writer.read(ready.entitled).is_null())
        part = open_rows.select(*keep, benefit=pl.lit(ready.name), fact=pl.concat_list(named).list.drop_nulls())
        parts.append(part.explode("fact").drop_nulls("fact"))
    if not parts:
        empty = frame.select(*keep).limit(0)
        return empty.with_columns(benefit=pl.lit("", pl.String), fact=pl.lit("", pl.String))
    return pl.concat(parts)


class _Writer:
    """Turns nodes into expressions; a part that has a column of its own is read from there."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def read(self, node: Node) -> pl.Expr:
        import polars as pl

        name = self.layout.names.get(node)
        return pl.col(name) if name is not None else self.write(node)

    def constant(self, value: object, kind: Type) -> pl.Expr:
        import polars as pl

        types: dict[str, pl.DataType] = {
            "bool": pl.Boolean(), "int": pl.Int64(), "fen": pl.Int64(), "percent": pl.Int64(), "date": pl.Date(),
        }  # fmt: skip
        return pl.lit(value, dtype=types.get(kind, pl.String()))

    def write(self, node: Node) -> pl.Expr:
        import polars as pl

        if isinstance(node, Known):
            return pl.col(node.name)
        if isinstance(node, Const):
            return self.constant(node.value, node.type)
        parts = [self.read(child) for child in node.children]
        if isinstance(node, And):
            return pl.all_horizontal(*parts)
        if isinstance(node, Or):
            return pl.any_horizontal(*parts)
        if isinstance(node, Not):
            return ~parts[0]
        if isinstance(node, Compare):
            return _compare(node.sign, parts[0], parts[1])
        if isinstance(node, Choose):
            return self.choose(node)
        return self.rest(node, parts)

    def choose(self, node: Choose) -> pl.Expr:
        import polars as pl

        when, then, otherwise, doubt = (
            self.read(child) for child in (node.when, node.then, node.otherwise, node.doubt)
        )
        if (
            node.then == TRUE
            and node.otherwise == FALSE
            and isinstance(node.doubt, Const)
            and node.doubt.value is not None
        ):
            return when.fill_null(node.doubt.value)
        chain = pl.when(when).then(then)
        if node.doubt == node.otherwise:
            return chain.otherwise(otherwise)
        return chain.when(when.is_null()).then(doubt).otherwise(otherwise)

    def rest(self, node: Node, parts: list[pl.Expr]) -> pl.Expr:
        import polars as pl

        if isinstance(node, NotBefore):
            return (parts[0] >= pl.lit(node.day)).fill_null(True)
        if isinstance(node, Told):
            return parts[0].is_not_null()
        if isinstance(node, Given):
            return pl.when(pl.all_horizontal(*(part.is_not_null() for part in parts))).then(True)
        if isinstance(node, Among):
            return _any([_compare("==", parts[0], pl.lit(value)) for value in node.values])
        if isinstance(node, Within):
            return parts[0].cast(pl.String).str.starts_with(node.area)
        if isinstance(node, Sum):
            return {"+": parts[0] + parts[1], "-": parts[0] - parts[1], "*": parts[0] * parts[1]}[node.sign]
        if isinstance(node, Extreme):
            # `min_horizontal` would take the known one of two.
            first = parts[0] <= parts[1] if node.which == "min" else parts[0] >= parts[1]
            return pl.when(first).then(parts[0]).when(~first).then(parts[1])
        if isinstance(node, Share):
            return (parts[0] * parts[1] + 5000) // 10000
        raise TypeError(type(node))

    def code(self, ready: Ready) -> pl.Expr:
        """The code of a benefit: bits of false clauses, bits of unknown clauses, tier and flags."""
        import polars as pl

        code = self.read(ready.extra).cast(pl.UInt32)
        for number, (_, condition) in enumerate(ready.clauses):
            part = self.read(condition)
            # 0 where it is true, 1 where false; unknown is put 12 bits higher.
            false = (~part).cast(pl.UInt32).fill_null(1 << UNKNOWN_SHIFT)
            code = code + (false * (1 << number) if number else false)
        return code

    def missing(self, node: Node) -> dict[str, pl.Expr]:
        """For every fact or parameter of a condition, whether the condition is unknown for want of it."""
        import polars as pl

        here = self.read(node).is_null()
        if isinstance(node, Known):
            return {node.name: here} if node.type != "open_date" else {}
        if isinstance(node, Const):
            return {node.missing: pl.lit(True)} if node.missing else {}
        if isinstance(node, Told):
            return {}
        pairs: list[tuple[Node, pl.Expr]] = [(child, here) for child in node.children]
        if isinstance(node, Choose):
            when = self.read(node.when)
            pairs = [(node.when, here & when.is_null()), (node.then, here & when), (node.otherwise, here & ~when)]
        found: dict[str, pl.Expr] = {}
        for child, relevant in pairs:
            for name, expression in self.missing(child).items():
                both = relevant.fill_null(False) & expression
                found[name] = found[name] | both if name in found else both
        return found


def _compare(sign: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return {
        "==": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
    }[sign]  # fmt: skip


def _any(parts: list[pl.Expr]) -> pl.Expr:
    found = parts[0]
    for part in parts[1:]:
        found = found | part
    return found
