"""A published table for its page: cells as figures, and whether its sums hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.core.figures import Figure, show
from laoyou.packs.public import Column, FigureRow, FigureTable, Pack
from laoyou.plans.presenters import figures, words
from laoyou.plans.presenters.measure_words import CODES

MOST_ROWS = 400
"""A page shows no more rows; a longer table (single ages, say) is in the pack's file."""


@dataclass(frozen=True)
class Cell:
    """One cell: a figure, or text."""

    figure: Figure | None
    text: str
    chosen: bool
    numeric: bool


@dataclass(frozen=True)
class TableRow:
    """One row with its cells; `total` where the document sums the others here."""

    cells: tuple[Cell, ...]
    total: bool
    example: bool


@dataclass(frozen=True)
class Check:
    """One rule that was recomputed: what it says, whether it holds, and by how much not where the document itself differs."""

    text: str
    holds: bool
    note: str


@dataclass(frozen=True)
class TableLink:
    """A table in the list of tables."""

    title: str
    clause: str
    rows: int
    as_of: date | None
    verified: bool
    example: bool
    url: str


def all_tables(pack: Pack) -> list[TableLink]:
    """The tables of the pack's own place first, then those of the packs below."""
    tables = sorted(pack.figures.values(), key=lambda table: pack.origins["figures", table.description.id].pack == "cn")
    return [
        TableLink(
            words.pick(table.description.title, table.description.title_en),
            table.description.clause,
            len(table.rows),
            table.description.as_of,
            table.description.verified,
            table.description.example,
            reverse("plans:show_table", args=[table.description.id]),
        )
        for table in tables
    ]


class TablePresenter:
    """A table; `chosen` is (row key, column) of the cell that somebody came from."""

    def __init__(self, pack: Pack, table: FigureTable, chosen: tuple[tuple[str, ...], str]) -> None:
        self._pack = pack
        self._table = table
        self._chosen = chosen
        self.description = table.description

    @property
    def title(self) -> str:
        return words.pick(self.description.title, self.description.title_en)

    @property
    def document(self) -> str:
        document = self._pack.documents[self.description.document]
        return words.pick(document.title, document.title_en)

    @property
    def note(self) -> str:
        return words.pick(self.description.note, self.description.note_en)

    @property
    def columns(self) -> list[tuple[Column, str, str]]:
        """(column, title, unit) in the order of print."""
        return [
            (column, words.pick(column.title, column.title_en), words.unit(column.unit) if column.unit else "")
            for column in self.description.column
        ]

    @property
    def cut(self) -> bool:
        return len(self._table.rows) > MOST_ROWS

    @cached_property
    def rows(self) -> list[TableRow]:
        rows = list(self._table.rows.values())[:MOST_ROWS]
        chosen = self._table.rows.get(self._chosen[0])
        if chosen is not None and chosen not in rows:
            rows = [chosen, *rows]
        totals = {(total.key, total.row) for total in self.description.row_total}
        return [
            TableRow(
                tuple(self._cell(row, column) for column in self.description.column),
                any(str(row.cells.get(key)) == name for key, name in totals),
                row.example,
            )
            for row in rows
        ]

    def _cell(self, row: FigureRow, column: Column) -> Cell:
        value = row.cells[column.name]
        chosen = (row.key, column.name) == self._chosen
        if isinstance(value, Decimal) and column.unit is not None:
            ref = "/".join((self.description.id, *row.key, column.name))
            return Cell(figures.published_figure(self._pack.figure(ref)), show(value), chosen, True)
        if column.type == "area":
            return Cell(None, figures.area_name(self._pack, str(value)), chosen, False)
        if column.type == "code":
            return Cell(None, str(CODES.get(str(value), value)), chosen, False)
        if value == "total":
            return Cell(None, _("合计"), chosen, False)
        text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        return Cell(None, text, chosen, column.type in ("integer", "decimal"))

    @cached_property
    def checks(self) -> list[Check]:
        """Every sum and ratio that the pack declares, recomputed here."""
        return [*self._row_totals(), *self._column_totals(), *self._ratios()]

    @property
    def broken(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]

    def _row_totals(self) -> list[Check]:
        found = []
        for rule in self.description.row_total:
            place = self.description.key.index(rule.key)
            for key, total in self._table.rows.items():
                if key[place] != rule.row:
                    continue
                parts = [
                    row
                    for other, row in self._table.rows.items()
                    if other[place] != rule.row and other[:place] + other[place + 1 :] == key[:place] + key[place + 1 :]
                ]
                for name in rule.columns:
                    said = total.cells[name]
                    summed = sum((cell for row in parts if isinstance(cell := row.cells[name], Decimal)), Decimal(0))
                    if isinstance(said, Decimal):
                        title = self._column_title(name)
                        text = _("“%(column)s”的合计等于各行之和") % {"column": title}
                        found.append(self._check(text, said, summed, words.pick(rule.note, rule.note_en)))
        return found

    def _column_totals(self) -> list[Check]:
        found = []
        for rule in self.description.column_total:
            text = _("每行“%(column)s”等于各部分之和") % {"column": self._column_title(rule.column)}
            wrong = 0
            for key, row in self._table.rows.items():
                said = row.cells[rule.column]
                parts = [self._part(key, name) for name in rule.of]
                if isinstance(said, Decimal) and said != sum((part for part in parts if part is not None), Decimal(0)):
                    wrong += 1
            note = words.pick(rule.note, rule.note_en)
            if wrong:
                text = _("每行“%(column)s”等于各部分之和：有%(n)s行不等") % {
                    "column": self._column_title(rule.column),
                    "n": wrong,
                }
            found.append(Check(text, not wrong, note))
        return found

    def _part(self, key: tuple[str, ...], name: str) -> Decimal | None:
        """A part of a column total: a column here, or 'table.column' of another table under the same key."""
        table, column = (self._table, name)
        if "." in name:
            other, column = name.split(".")
            table = self._pack.figures[other]
        row = table.rows.get(key)
        cell = row.cells[column] if row is not None else None
        return cell if isinstance(cell, Decimal) else None

    def _ratios(self) -> list[Check]:
        found = []
        for rule in self.description.ratio:
            text = _("每行“%(column)s”等于“%(numerator)s”除以“%(denominator)s”") % {
                "column": self._column_title(rule.column),
                "numerator": self._column_title(rule.numerator),
                "denominator": self._column_title(rule.denominator),
            }
            wrong = []
            for row in self._table.rows.values():
                said, above, below = (row.cells[name] for name in (rule.column, rule.numerator, rule.denominator))
                if isinstance(said, Decimal) and isinstance(above, Decimal) and isinstance(below, Decimal) and below:
                    exact = above / below * rule.scale
                    if abs(exact - said) > Decimal("0.5").scaleb(-rule.digits):
                        wrong.append(row)
            found.append(Check(text, not wrong, words.pick(rule.note, rule.note_en)))
        return found

    def _column_title(self, name: str) -> str:
        column = self._table.column(name)
        return words.pick(column.title, column.title_en)

    @staticmethod
    def _check(text: str, said: Decimal, summed: Decimal, note: str) -> Check:
        if said == summed:
            return Check(text, True, note)
        words_ = _("%(text)s：原文印%(said)s，各行之和为%(summed)s") % {
            "text": text,
            "said": show(said),
            "summed": show(summed),
        }
        return Check(words_, False, note)

    @property
    def disagreements(self) -> list[tuple[Figure | None, str, str]]:
        """(figure, name, address) of everything published that disagrees with this table."""
        found: list[tuple[Figure | None, str, str]] = []
        for ref in self.description.disagrees_with:
            if ref in self._pack.indicators:
                name = figures.indicator_name(self._pack.indicators[ref])
                found.append((None, name, reverse("plans:show_indicator", args=[ref])))
            elif self._pack.has_figure(ref):
                figure = figures.published_figure(self._pack.figure(ref))
                found.append((figure, str(figure.name), figure.url))
        return found
