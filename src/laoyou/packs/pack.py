"""A pack as the rest of the program sees it: everything it and the packs below it say, merged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from laoyou.packs.models.area import AreaEntry
from laoyou.packs.models.benefit import (
    BenefitEntry,
    Case,
    ConflictEntry,
    DefinitionEntry,
    FactEntry,
    LawEntry,
    ParameterEntry,
)
from laoyou.packs.models.common import Definition, UnitOfMeasure
from laoyou.packs.models.figures import FigureRow, FigureTable, Statement
from laoyou.packs.models.grades import IndicatorGrades
from laoyou.packs.models.index import Goalpost, IndexDefinition
from laoyou.packs.models.instrument import InstrumentEntry
from laoyou.packs.models.ledger import Ordered, Project, Task
from laoyou.packs.models.manifest import Document, Manifest
from laoyou.packs.models.norm import Norm
from laoyou.packs.models.organisation import Organisation
from laoyou.packs.models.plan import Indicator, Plan


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands: the pack, the file under the packs folder, the line."""

    pack: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class PackFigure:
    """One figure with everything a page has to say beside it. `value` is None where the document leaves it empty."""

    ref: str
    title: str
    title_en: str | None
    value: Decimal | None
    unit: UnitOfMeasure
    as_of: date | None
    year: int | None
    document: str
    clause: str
    verified: bool
    example: bool
    inferred: bool
    definition: Definition | None
    note: str | None
    note_en: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Pack:
    """
    A pack with all it extends. Of two norms with one key the upper one counts; everything else appears once.

    chain      names from the lowest pack to this one
    plan_of    the plan id of each indicator code
    plan_of_entry  the plan id of each task and project, which share one space of codes
    index      the definition of the evaluation index; None where nobody has one
    facts … conflicts  the rules of benefits, each by its name (`laoyou.packs.public.rule_book` makes them ready to determine)
    benefits   the versions of each benefit, oldest first
    cases      cases of this pack alone: those of packs below hold by their rules
    grades     how indicators are graded; None where nobody says
    instruments  how capability, grades of care and development are assessed, each by its id
    origins    where each thing stands, by kind ("indicator", "norm", …) and id
    version    SHA-256 over the files of the chain
    """

    name: str
    chain: tuple[str, ...]
    manifest: Manifest
    documents: Mapping[str, Document]
    areas: Mapping[str, AreaEntry]
    figures: Mapping[str, FigureTable]
    statements: Mapping[str, Statement]
    norms: Mapping[str, Norm]
    units: Mapping[str, Organisation]
    plans: Mapping[str, Plan]
    indicators: Mapping[str, Indicator]
    plan_of: Mapping[str, str]
    tasks: Mapping[str, Task]
    projects: Mapping[str, Project]
    plan_of_entry: Mapping[str, str]
    origins: Mapping[tuple[str, str], Origin]
    version: str
    index: IndexDefinition | None = None
    facts: Mapping[str, FactEntry] = field(default_factory=dict)
    parameters: Mapping[str, ParameterEntry] = field(default_factory=dict)
    definitions: Mapping[str, DefinitionEntry] = field(default_factory=dict)
    laws: Mapping[str, LawEntry] = field(default_factory=dict)
    benefits: Mapping[str, tuple[BenefitEntry, ...]] = field(default_factory=dict)
    conflicts: Mapping[str, ConflictEntry] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    grades: IndicatorGrades | None = None
    instruments: Mapping[str, InstrumentEntry] = field(default_factory=dict)

    def children(self, area: str) -> list[AreaEntry]:
        """The areas directly below `area`, in the order of the files."""
        return [entry for entry in self.areas.values() if entry.parent == area]

    def unit_named(self, printed: str) -> Organisation | None:
        """The organisation that a document means by `printed`."""
        return next((unit for unit in self.units.values() if printed == unit.name or printed in unit.printed), None)

    def current_owner(self, printed: str) -> Organisation | None:
        """The organisation that does the work of `printed` today, following successors."""
        unit = self.unit_named(printed)
        while unit is not None and unit.successor is not None:
            unit = self.units[unit.successor]
        return unit

    def current_owners(self, indicator: Indicator) -> list[Organisation]:
        """Who owns an indicator today: the units it names itself where its work has moved, else the printed ones' successors."""
        if indicator.current_units:
            return [self.units[unit] for unit in indicator.current_units]
        printed = (*indicator.lead_units, *indicator.responsible_units, *indicator.supporting_units)
        found = [owner for name in printed if (owner := self.current_owner(name)) is not None]
        return list({owner.id: owner for owner in found}.values())

    def goalpost(self, post: Goalpost) -> Decimal | None:
        """The value of a goalpost: its own, or the target of the indicator that it names; None where that has no number."""
        return self.indicators[post.indicator].target.value if post.indicator is not None else post.value

    def is_verified(self, indicator: Indicator) -> bool:
        """Whether an indicator was compared with the original, by itself or with its plan."""
        return (
            indicator.verified if indicator.verified is not None else self.plans[self.plan_of[indicator.code]].verified
        )

    def is_entry_verified(self, entry: Ordered) -> bool:
        """Whether a task or project was compared with the original, by itself or with its plan."""
        return entry.verified if entry.verified is not None else self.plans[self.plan_of_entry[entry.code]].verified

    def figure(self, ref: str) -> PackFigure:
        """
        The figure that `ref` names: "table/row/column", "table/a/b/column" for two keys, a statement's or a norm's key.

        KeyError where there is none.
        """
        if ref in self.statements:
            return self._single("statement", self.statements[ref], ref)
        if ref in self.norms:
            return self._single("norm", self.norms[ref], ref)
        table_id, *key, column = ref.split("/")
        table = self.figures[table_id]
        return self._cell(ref, table, table.rows[tuple(key)], column)

    def has_figure(self, ref: str) -> bool:
        """Whether `ref` names a figure, or an indicator."""
        if ref in self.indicators:
            return True
        try:
            self.figure(ref)
        except (KeyError, ValueError):
            return False
        return True

    def official(self, figure: str, area: str, on: date) -> PackFigure | None:
        """
        The latest official figure of an area up to the day `on`: `figure` is "table.column", the table has area rows.

        None where the table has no row for the area by then, or the cell is empty.
        """
        table_id, column = figure.split(".")
        table = self.figures[table_id]
        place = table.description.key.index("area")
        rows = [row for key, row in table.rows.items() if key[place] == area and table.as_of(row) <= on]
        rows = [row for row in rows if row.cells[column] is not None]
        if not rows:
            return None
        row = max(rows, key=table.as_of)
        return self._cell("/".join((table_id, *row.key, column)), table, row, column)

    def series(self, figure: str, area: str) -> list[PackFigure]:
        """Every dated value of an official figure of an area, oldest first; `figure` is "table.column"."""
        table_id, column = figure.split(".")
        table = self.figures[table_id]
        place = table.description.key.index("area")
        rows = [row for key, row in table.rows.items() if key[place] == area and row.cells[column] is not None]
        rows.sort(key=table.as_of)
        return [self._cell("/".join((table_id, *row.key, column)), table, row, column) for row in rows]

    def _single(self, kind: str, figure: Statement | Norm, ref: str) -> PackFigure:
        return PackFigure(
            ref=ref,
            title=figure.title,
            title_en=figure.title_en,
            value=figure.value,
            unit=figure.unit,
            as_of=figure.as_of if isinstance(figure, Statement) else None,
            year=figure.year,
            document=figure.document,
            clause=figure.clause,
            verified=figure.verified,
            example=figure.example,
            inferred=False,
            definition=figure.definition,
            note=figure.note,
            note_en=figure.note_en,
            origin=self.origins[(kind, ref)],
        )

    def _cell(self, ref: str, table: FigureTable, row: FigureRow, name: str) -> PackFigure:
        column = table.column(name)
        if column.unit is None:
            raise KeyError(ref)
        return PackFigure(
            ref=ref,
            title=_joined(table.description.title, column.title),
            title_en=_joined(table.description.title_en, column.title_en) if table.description.title_en else None,
            value=table.number(row.key, name),
            unit=column.unit,
            as_of=table.as_of(row),
            year=None,
            document=row.document,
            clause=row.clause,
            verified=row.verified,
            example=row.example,
            inferred=column.inferred,
            definition=column.definition,
            note=row.note or column.note or table.description.note,
            note_en=row.note_en if row.note else column.note_en or table.description.note_en,
            origin=Origin(row.pack, row.file, row.line),
        )


def _joined(table: str, column: str | None) -> str:
    return table if column in (None, table) else f"{table} · {column}"
