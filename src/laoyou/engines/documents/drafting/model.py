"""What a plan draft consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from laoyou.engines.documents.model import Place

ListKind = Literal["project", "platform", "industry", "policy", "reform", "factor", "pilot", "measure"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an item may be wrong; `score` from 0 (certain) to 1 (a guess)."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item stands: the clause as it is cited, the words, and their places in the file."""

    clause: str
    quote: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """
    A number as the document states it.

    operator   what the comparison means: >=, <=, >, <, =, range
    basis      `stated` where the comparison is printed, `assumed` where a bare number stands
    restored   why `value` is not what is printed
    """

    printed: str
    value: Decimal | None
    operator: str = "="
    basis: Literal["stated", "assumed"] = "assumed"
    upper: Decimal | None = None
    unit: str = ""
    year: int | None = None
    restored: str = ""


@dataclass(frozen=True, slots=True)
class Owners:
    """
    The units that a document names, by their parts, in its order and with its names.

    by_duty   whether it says 按职责分工负责: all are responsible, none leads
    """

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    printed: str = ""
    by_duty: bool = False

    def __bool__(self) -> bool:
        return bool(self.lead or self.responsible or self.supporting)


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """A row of a table of indicators."""

    number: str
    section: str
    name: str
    unit: str
    unit_code: str
    baseline: Value | None
    target: Value
    attribute: Literal["binding", "anticipatory"] | None
    owners: Owners
    source: Source
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """A quantity that something is to reach."""

    name: str
    value: Value
    source: Source
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A clause that asks somebody to do something; `chapter` is the title of the part it stands in, `section` of the clause above it."""

    number: str
    chapter: str
    section: str
    title: str
    text: str
    safeguard: bool
    owners: Owners
    deadline: int | None
    deadline_text: str
    aims: tuple[Aim, ...]
    source: Source
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One heading and one cell of a row of a list."""

    heading: str
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """A row of an annex: a project, platform, industry, policy, reform, factor or pilot."""

    kind: ListKind
    list_title: str
    number: str
    group: str
    name: str
    start: int | None
    end: int | None
    money: tuple[Aim, ...]
    aims: tuple[Aim, ...]
    owners: Owners
    entries: tuple[Entry, ...]
    source: Source
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a policy fixes: a rate, a share, a standard, a price ceiling."""

    name: str
    value: Value
    source: Source
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """Everything that could be drafted from a document."""

    title: str
    issuer: str
    number: str
    date: str
    status: str
    period: tuple[int, int] | None
    indicators: tuple[IndicatorDraft, ...]
    tasks: tuple[TaskDraft, ...]
    items: tuple[ListItem, ...]
    parameters: tuple[Parameter, ...]
    aims: tuple[Aim, ...] = ()
    warnings: tuple[str, ...] = field(default=())
