"""Read the hand-made list of checkable figures in `plan-figures/`: tables and rules expanded, formulas evaluated exactly.

As a command it counts the list, and with `--data DIRECTORY` looks every printed number up in the texts there.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("plan-figures")
VERDICTS = ("consistent", "rounding", "contradiction", "definition", "implausible", "incomplete")
QUIET = ("consistent", "rounding", "incomplete")
"""Verdicts that a calm paragraph may hold: nothing in it is at odds with anything."""
NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True)
class Place:
    """A number of the document, or, without a line, something counted in it or taken from elsewhere (`source`)."""

    value: Fraction
    line: int = 0
    printed: str = ""
    number: str = ""
    token: int | None = None
    """Which blank-separated word of the line it is, where a whole table row stands on one line."""
    source: str = ""


@dataclass(frozen=True)
class Figure:
    """One statement that can be checked, with the verdict of the list."""

    id: str
    document: str
    clause: str
    quantity: str
    kind: str
    stated: Place
    unit: str
    operands: Mapping[str, Place]
    verdict: str
    why: str
    formula: str = ""
    relation: str = "="
    recomputed: str = ""
    step: Fraction = Fraction(1)
    mode: str = "half-up"
    tolerance: Fraction = Fraction(1)
    approx: str = ""
    also: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[Mapping[str, str], ...] = ()
    within: bool = False
    mutable: bool = False
    rule: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        """Stated number and operands that stand in the document."""
        return tuple(place for place in (self.stated, *self.operands.values()) if place.line)

    @property
    def names(self) -> dict[str, Fraction]:
        return {name: place.value for name, place in self.operands.items()}

    def result(self) -> Fraction:
        return evaluate(self.formula, self.names)

    def holds(self) -> bool:
        """Whether the statement is true at the precision at which it is printed."""
        value, stated = self.result(), self.stated.value
        if self.relation == "=":
            half = Fraction(1, 2) if self.mode == "half-up" else Fraction(0)
            return (value / self.step + half).__floor__() * self.step == stated
        return {">=": stated >= value, "<=": stated <= value, ">": stated > value, "<": stated < value}[self.relation]

    def is_near(self) -> bool:
        """Whether rounding or an approximate wording explains the difference."""
        return abs(self.stated.value - self.result()) <= self.tolerance

    def is_quiet(self) -> bool:
        return self.holds() or (self.verdict == "rounding" and self.is_near())

    def mutated(self, place: str, value: Fraction) -> Figure:
        """The same statement with another number at `place` (`stated` or the name of an operand)."""
        if place == "stated":
            return replace(self, stated=replace(self.stated, value=value))
        return replace(self, operands={**self.operands, place: replace(self.operands[place], value=value)})


@dataclass(frozen=True)
class Document:
    key: str
    text: str
    figures: tuple[Figure, ...]
    paragraphs: tuple[tuple[int, int], ...]
    restorations: tuple[Mapping[str, Any], ...]
    tables: Mapping[str, Table] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Table:
    id: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Place, ...]]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Table:
        scale = [Fraction(factor) for factor in table.get("scale", ["1"] * len(table["columns"]))]
        rows = {}
        for row in table["rows"]:
            places = []
            for index, cell in enumerate(row["cells"]):
                line = row["line"] if table["one_line"] else row["line"] + index
                value = (literal(cell) if cell else Fraction(0)) * scale[index]
                places.append(Place(value, line, cell, cell, index + 1 if table["one_line"] else None))
            rows[row["name"]] = tuple(places)
        return cls(table["id"], tuple(table["columns"]), rows)

    def cell(self, row: str, column: str) -> Place:
        return self.rows[row][self.columns.index(column)]


TOTAL = "合计"
_OPERATORS: dict[type, Callable[[Fraction, Fraction], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a ** int(b),
}
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {"min": min, "max": max, "abs": abs}


def literal(number: str) -> Fraction:
    """What the printed characters say, taken as they are."""
    if number in NUMERALS:
        return Fraction(NUMERALS[number])
    return Fraction(unicodedata.normalize("NFKC", number))


def evaluate(formula: str, names: Mapping[str, Fraction]) -> Fraction:
    """Exact value of an arithmetic formula; nothing but numbers, names, + - * / **, min, max and abs."""

    def walk(node: ast.AST) -> Fraction:
        match node:
            case ast.Expression(body=body):
                return walk(body)
            case ast.Constant(value=value):
                return Fraction(str(value))
            case ast.Name(id=name):
                return names[name]
            case ast.BinOp(left=left, op=op, right=right):
                return Fraction(_OPERATORS[type(op)](walk(left), walk(right)))
            case ast.Call(func=ast.Name(id=name), args=args):
                return _FUNCTIONS[name](*map(walk, args))
        raise ValueError(f"Not arithmetic: {ast.dump(node)}")

    return walk(ast.parse(formula, mode="eval"))


def names_in(formula: str) -> set[str]:
    found = {node.id for node in ast.walk(ast.parse(formula, mode="eval")) if isinstance(node, ast.Name)}
    return found - set(_FUNCTIONS)


def read(path: Path) -> Document:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    tables = {table["id"]: Table.of(table) for table in data.get("table", ())}
    figures = [_figure(data["document"], entry) for entry in data.get("figure", ())]
    for rule in data.get("rule", ()):
        figures += _expand(data["document"], rule, tables)
    return Document(
        key=data["document"],
        text=data["text"],
        figures=tuple(figures),
        paragraphs=tuple(tuple(entry["lines"]) for entry in data.get("paragraph", ())),
        restorations=tuple(data.get("restoration", ())),
        tables=tables,
        rules=tuple(data.get("rule", ())),
    )


def read_all() -> list[Document]:
    return [read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _place(entry: Mapping[str, Any]) -> Place:
    return Place(
        value=Fraction(entry["value"]),
        line=entry.get("line", 0),
        printed=entry.get("printed", ""),
        number=entry.get("number", ""),
        source=entry.get("source", ""),
    )


def _figure(document: str, entry: Mapping[str, Any]) -> Figure:
    return Figure(
        id=entry["id"],
        document=document,
        clause=entry["clause"],
        quantity=entry["quantity"],
        kind=entry["kind"],
        stated=_place(entry["stated"]),
        unit=entry["unit"],
        operands={operand["name"]: _place(operand) for operand in entry.get("operands", ())},
        verdict=entry["verdict"],
        why=entry["why"],
        formula=entry.get("formula", ""),
        relation=entry.get("relation", "="),
        recomputed=entry.get("recomputed", ""),
        step=Fraction(entry.get("step", "1")),
        mode=entry.get("mode", "half-up"),
        tolerance=Fraction(entry.get("tolerance", "1")),
        approx=entry.get("approx", ""),
        also=tuple(entry.get("also", ())),
        missing=tuple(entry.get("missing", ())),
        readings=tuple(entry.get("readings", ())),
        within=entry["within"],
        mutable=entry["mutable"],
    )


def _expand(document: str, rule: Mapping[str, Any], tables: Mapping[str, Table]) -> Iterator[Figure]:
    table = tables[rule["table"]]
    if rule["kind"] == "column":
        bodies = [row for row in table.rows if row != TOTAL]
        for column in rule["columns"]:
            operands = {f"r{number}": table.cell(row, column) for number, row in enumerate(bodies, 1)}
            yield _ruled(document, rule, column, table.cell(TOTAL, column), operands, "+".join(operands))
        return
    for row in table.rows:
        if rule["rows"] == "body" and row == TOTAL:
            continue
        operands = {}
        for name, reference in rule["operands"].items():
            other, column = reference.split(".")
            operands[name] = tables[other].cell(row, column)
        yield _ruled(document, rule, row, table.cell(row, rule["target"]), operands, rule["formula"])


def _ruled(
    document: str, rule: Mapping[str, Any], key: str, stated: Place, operands: Mapping[str, Place], formula: str
) -> Figure:
    special = next((entry for entry in rule.get("exceptions", ()) if entry["row"] == key), None)
    said = special or rule
    step = Fraction(rule.get("step", "1"))
    if "step" not in rule:
        step = min(Fraction(1), *(_unit(place.value) for place in (stated, *operands.values())))
    return Figure(
        id=f"{rule['id']}:{key}",
        document=document,
        clause=rule["table"],
        quantity=f"{key} {rule.get('target', '')}".strip(),
        kind=rule["kind"],
        stated=stated,
        unit="",
        operands=operands,
        verdict=said["verdict"],
        why=said["why"],
        formula=formula,
        relation=rule.get("relation", "="),
        step=step,
        tolerance=step,
        also=tuple(said.get("also", ())),
        readings=tuple({"label": label} for label in rule.get("readings", ()))
        if said["verdict"] == "definition"
        else (),
        within=True,
        mutable=rule["mutable"] and said["verdict"] in ("consistent", "rounding"),
        rule=rule["id"],
    )


def _unit(value: Fraction) -> Fraction:
    """One unit of the last place of a decimal number: 0.01 for 2.49."""
    unit = Fraction(1)
    while (value / unit).denominator != 1:
        unit /= 10
    return unit


def documents_folder() -> Path | None:
    """The folder `documents` beside the data folder, if this machine has them."""
    data = os.environ.get("LAOYOU_DATA")
    folder = Path(data).resolve().parent / "documents" if data else None
    return folder if folder and folder.is_dir() else None


def span(place: Place, line: str) -> tuple[int, int]:
    """Where in its line the number of a place stands: what a mutation replaces. Fails if it does not stand there once."""
    if place.token is not None:
        word = list(re.finditer(r"\S+", line))[place.token]
        if word[0] != place.printed:
            raise ValueError(place.printed)
        return word.span()
    if line.count(place.printed) != 1:
        raise ValueError(place.printed)
    start = line.index(place.printed) + place.printed.index(place.number)
    return start, start + len(place.number)


def not_in_text(document: Document, folder: Path) -> list[str]:
    """Every printed number of the list that does not stand at its line, exactly once, in the text."""
    lines = (folder / document.text).read_text(encoding="utf-8").split("\n")
    wrong = []
    for figure in document.figures:
        for place in figure.places:
            if not place.number:
                if lines[place.line - 1].strip():
                    wrong.append(f"{figure.id}: line {place.line} is not empty")
                continue
            try:
                span(place, lines[place.line - 1])
            except (ValueError, IndexError):
                wrong.append(f"{figure.id}: {place.printed!r} at line {place.line}")
    for entry in document.restorations:
        if lines[entry["line"] - 1].count(entry["printed"]) != 1:
            wrong.append(f"restoration: {entry['printed']!r} at line {entry['line']}")
    return wrong


def mutations(figure: Figure) -> Iterator[tuple[str, Fraction]]:
    """For each number of a mutable figure, the name of its place and a value a fifth and two units away."""
    for name, place in (("stated", figure.stated), *figure.operands.items()):
        if place.number:
            yield name, place.value + max(abs(place.value) / 5, 2 * _unit(place.value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the texts; else the sibling `documents` of $LAOYOU_DATA")
    folder = parser.parse_args().data or documents_folder()
    print("| document | figures | " + " | ".join(VERDICTS) + " | mutable figures | mutable numbers | calm paragraphs |")
    print("|---" * (len(VERDICTS) + 5) + "|")
    for document in read_all():
        verdicts = Counter(figure.verdict for figure in document.figures)
        mutable = [figure for figure in document.figures if figure.mutable]
        numbers = {
            (place.line, place.token, place.printed) for figure in mutable for place in figure.places if place.number
        }
        cells = [document.key, len(document.figures), *(verdicts[verdict] for verdict in VERDICTS)]
        print("| " + " | ".join(map(str, [*cells, len(mutable), len(numbers), len(document.paragraphs)])) + " |")
    if folder is None:
        print("Places in the texts: not run, the texts are not here.")
        return
    wrong = [line for document in read_all() for line in not_in_text(document, folder)]
    print("\n".join(wrong) or "Every printed number stands at its line.")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
