"""What a table that can be imported says of itself, and what it answers for a batch of rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise

from laoyou.base.errors import DomainError
from laoyou.core.imports.areas import AreaIndex
from laoyou.core.scope import Scope

Text = str | Promise


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    NAME = "name"
    DAY = "day"
    NUMBER = "number"
    """A number that is a name: ID, telephone, account; digits that Excel has lost are noticed."""
    PHONE = "phone"
    CODE = "code"
    CODES = "codes"
    YES_NO = "yes_no"
    WHOLE = "whole"


class Rule(StrEnum):
    """What happens where the register says something else than the list."""

    ASK = "ask"
    FILL = "fill"
    NEWER = "newer"


@dataclass(frozen=True)
class Column:
    """
    A column that a list may have.

    synonyms  how lists call it, without signs and spaces
    codes     code → the words that mean it; the first is printed
    mask      a name in `masking.MASKS` for sensitive values
    looks     whether a cell looks like a value of this column, for columns whose head says nothing
    sample    what the blank template shows as an example
    ruled     whether the register may say something else, so that the importer chooses a rule
    """

    name: str
    title: Text
    kind: Kind = Kind.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mask: str = ""
    looks: Callable[[str], bool] | None = None
    sample: str = ""
    hint: Text = ""
    longest: int = 60
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a row: in which column, what was written there, why it is refused, and what was probably meant."""

    column: str
    value: str
    error: DomainError
    proposal: str = ""


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    DECIDE = "decide"
    FAULT = "fault"
    SKIPPED = "skipped"


WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED})
WAITING = frozenset({Outcome.CONFLICT, Outcome.DECIDE})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about a row: the same one (and which columns the list decides), another one, left out, or as proposed."""

    answer: str
    key: int | None = None
    take: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        return {"answer": self.answer, "key": self.key, "take": sorted(self.take)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Decision | None:
        return cls(data["answer"], data.get("key"), frozenset(data.get("take", ()))) if data else None


@dataclass(slots=True)
class Row:
    """
    A row of the list: its line in the first file, its cells as text, what they mean, and what is wrong with it.

    taken  column → the proposal that stands in its cell, because a person said so
    """

    line: int
    cells: list[str]
    values: dict[str, Any]
    faults: list[Fault]
    notes: list[str]
    decision: Decision | None = None
    taken: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Verdict:
    """
    What a table says of a row.

    key         the row of the register that it is about
    changes     column → (old, new): what would be written
    kept        column → (old, new): where the list says something else and the register is left as it is
    asked       the columns of `kept` about which somebody must decide
    question    why somebody must decide: the code of a declared sentence
    candidates  rows of the register that it might be about
    work        what `write` needs, of the table's own
    """

    row: Row
    outcome: Outcome
    key: int | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    question: str = ""
    candidates: tuple[int, ...] = ()
    work: Any = None


@dataclass(frozen=True, slots=True)
class Child:
    """A row that was written with another one: its model label and key."""

    model: str
    key: int


@dataclass(frozen=True, slots=True)
class Written:
    """
    One row that was written.

    history  the entry that holds what was before; None where nothing of the row itself changed
    seen     the newest entry of the row when the import had written it; a newer one means that somebody came after
    """

    line: int
    key: int
    new: bool
    history: int | None = None
    seen: int | None = None
    children: tuple[Child, ...] = ()


@dataclass(frozen=True)
class Batch:
    """What one batch wrote, and the hash of its content."""

    rows: tuple[Written, ...]
    sha256: str


@dataclass(frozen=True)
class Work:
    """For whom, when and how rows are judged and written."""

    by: Scope
    at: datetime
    today: date
    accept_example: bool
    source: str
    as_of: date
    rules: Mapping[str, str]
    areas: AreaIndex
    known: dict[str, Any] = field(default_factory=dict)
    """What the table remembers between batches."""

    def rule(self, column: str) -> Rule:
        """The rule that the importer chose for `column`."""
        return Rule(self.rules.get(column, Rule.ASK))


@dataclass(frozen=True)
class Shown:
    """A row of the register beside a row of the list: column → value as text, and where its page is."""

    key: int
    values: Mapping[str, str]
    url: str = ""


class ImportTable(ABC):
    """
    A table that can be imported; a room subclasses it and registers one instance.

    name        'room.table'
    model       label of the model whose rows are written
    permission  asked for the area of every row
    chain       group of the audit chain
    name_column, number_column  the columns at which it is said that a row stands twice, or a number for two
    """

    name: ClassVar[str]
    title: ClassVar[Text]
    model: ClassVar[str]
    permission: ClassVar[str]
    chain: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    name_column: ClassVar[str] = "name"
    number_column: ClassVar[str] = "name"

    def column(self, name: str) -> Column:
        """The column called `name`."""
        return next(column for column in self.columns if column.name == name)

    @abstractmethod
    def keys(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        """
        From cells as they stand: what must stand in the list once (an ID number), who that is said to be, and a key of the
        person or thing without that number. Empty texts say nothing.
        """

    @abstractmethod
    def check(self, row: Row, work: Work) -> None:
        """Add to a row's faults what its values say against each other or against the rules; no query."""

    @abstractmethod
    def judge(self, rows: Sequence[Row], work: Work) -> list[Verdict]:
        """What would become of rows, in order; reads the register, writes nothing."""

    @abstractmethod
    def write(self, verdicts: Sequence[Verdict], work: Work) -> Batch:
        """Write the verdicts that are new or changed, in the caller's transaction, with their history."""

    @abstractmethod
    def shown(self, keys: Sequence[int], by: Scope) -> list[Shown]:
        """Rows of the register that `by` may see, for the page where somebody decides."""

    def restored(self, keys: Sequence[int], written_at: datetime) -> None:  # noqa: B027 - most tables have nothing more
        """Put right what a table keeps beside its rows, after an import that wrote `keys` at `written_at` was taken back."""

    notes_lists: ClassVar[bool] = False
    """Whether the table notes who stood in the list of another system (`note_list`)."""

    def note_list(self, keys: Sequence[int], system: str, as_of: date, area_id: str) -> int:
        """Note that the rows `keys` of the register stood in the list of `system` of a day, instead of those of its last list."""
        raise NotImplementedError

    def comparison_url(self, system: str) -> str:
        """The page on which the register stands beside the list of `system`; '' where there is none."""
        return ""

    def propose(self, rows: Sequence[Row], work: Work) -> None:  # noqa: B027 - a table may have nothing to propose
        """Put proposals into the faults of `rows` where the register shows what was probably meant."""


_tables: dict[str, ImportTable] = {}


def register(table: ImportTable) -> None:
    """Let `table` be imported."""
    _tables[table.name] = table


def get(name: str) -> ImportTable:
    """The table called `name`; DomainError `core.import_table_unknown`."""
    if name not in _tables:
        raise DomainError("core.import_table_unknown", table=name)
    return _tables[name]


def all_tables() -> list[ImportTable]:
    """Every table, in order of registration."""
    return list(_tables.values())


def open_to(scope: Scope) -> list[ImportTable]:
    """The tables that `scope` may import, in order of registration."""
    return [table for table in _tables.values() if scope.may(table.permission)]


_holders: dict[str, list[Callable[[Sequence[int]], set[int]]]] = {}


def register_holder(model: str, held: Callable[[Sequence[int]], set[int]]) -> None:
    """Let a room that keeps ids of `model` without a foreign key say which of some ids it holds: they are not taken back."""
    _holders.setdefault(model, []).append(held)


def held(model: str, keys: Sequence[int]) -> set[int]:
    """The rows among `keys` that some room holds."""
    return set().union(*(ask(keys) for ask in _holders.get(model, ())))
