"""What a room can put into the cells of a form; and how the registers' own measures answer for whole columns at once."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.cache import cache
from django.utils.functional import Promise

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.forms_out.terms import AREA, OF
from laoyou.core.models import Area
from laoyou.core.registers import registry
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import Count

Text = str | Promise
TOWN_DIGITS = 9


@dataclass(frozen=True)
class Word:
    """
    A word of heads and what it means.

    alone   it counts only where it is the whole of a head: 男, 女
    """

    text: str
    terms: Mapping[str, str]
    alone: bool = False


@dataclass(frozen=True)
class Meaning:
    """What a person may choose for a head."""

    terms: Mapping[str, str]
    title: Text
    group: Text = ""


@dataclass(frozen=True)
class Wanted:
    """A cell's terms, put together; the area is always among them."""

    terms: Mapping[str, str]

    @property
    def area(self) -> str:
        return self.terms[AREA]


@dataclass(frozen=True)
class Answer:
    """
    What goes into a cell: a value with the figure that explains it, or why there is none.

    code, data  the declared sentence that says why nobody can fill the cell
    """

    value: Decimal | None = None
    ref: str = ""
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class Filler(ABC):
    """
    What a room knows that forms ask for. A room registers one instance for each kind of number it has.

    answers     the values of the term `of` that it answers for
    permission  over the area of a cell, whoever fills the form must hold it
    """

    answers: ClassVar[frozenset[str]]
    permission: ClassVar[str]

    @abstractmethod
    def words(self) -> Iterable[Word]:
        """How forms call what this filler knows, without signs and spaces."""

    def patterns(self, text: str) -> list[tuple[tuple[int, int], Mapping[str, str]]]:
        """Places in a head that mean something by their form, not by their word: ages. (from, to) → terms."""
        return []

    @abstractmethod
    def meanings(self) -> Iterable[Meaning]:
        """What a person may choose from."""

    @abstractmethod
    def say(self, terms: Mapping[str, str]) -> str:
        """Terms in the reader's words, without their area."""

    @abstractmethod
    def answer(self, wanted: Sequence[Wanted], scope: Scope, *, on: date) -> list[Answer]:
        """The answers for cells, in order. Of what lies outside the scope, `core.form_outside`."""


class CountFiller(Filler):
    """A filler whose numbers the registers' measures count: by town in one query a column, whatever the number of rows."""

    @abstractmethod
    def count_of(self, terms: Mapping[str, str]) -> Count:
        """The count that terms mean, for all areas. DomainError `core.form_unfit` where one of them does not fit."""

    @abstractmethod
    def ref_of(self, count: Count, area: str) -> str:
        """The figure about the same rows; '' where there is none."""

    def answer(self, wanted: Sequence[Wanted], scope: Scope, *, on: date) -> list[Answer]:
        counts: dict[str, Count | DomainError] = {}
        keys = []
        for one in wanted:
            terms = {key: value for key, value in one.terms.items() if key != AREA}
            key = "&".join(f"{name}={terms[name]}" for name in sorted(terms))
            if key not in counts:
                try:
                    counts[key] = self.count_of(terms)
                except DomainError as refusal:
                    counts[key] = refusal
            keys.append(key)
        sound = {key: count for key, count in counts.items() if not isinstance(count, DomainError)}
        today = on == clock.today()
        past = {} if today else past_counts(on, sound)
        numbers: dict[str, Mapping[str, int]] = {}
        answers = []
        for one, key in zip(wanted, keys, strict=True):
            count = counts[key]
            if isinstance(count, DomainError):
                answers.append(Answer(code=count.code, data=count.data))
            elif not scope.covers_area(self.permission, one.area):
                answers.append(Answer(code="core.form_outside"))
            elif past is None:
                answers.append(Answer(code="core.form_no_snapshot", data={"day": on.isoformat()}))
            elif not today:
                answers.append(Answer(_within(past[key], one.area)))
            elif len(one.area) > TOWN_DIGITS:
                number = registry.measures_of(count.table).rows_count(count, area=one.area, on=on)
                answers.append(Answer(Decimal(number), self.ref_of(count, one.area)))
            else:
                if key not in numbers:
                    numbers[key] = by_town(count, on=on)
                answers.append(Answer(_within(numbers[key], one.area), self.ref_of(count, one.area)))
        return answers


def _within(by_area: Mapping[str, int], area: str) -> Decimal:
    return Decimal(sum(number for found, number in by_area.items() if found.startswith(area)))


def by_town(count: Count, *, on: date) -> Mapping[str, int]:
    """
    A live count by town. Where the register says that its counts may be shown again for a while, a form may use them too: the
    same number then stands on the page about the figure.
    """
    keep = registry.table(count.table).keep_seconds
    measures = registry.measures_of(count.table)
    if not keep:
        return measures.by_town(count, on=on)
    key = "form-" + hashlib.sha256(f"{count.model_dump_json(by_alias=True)}|{on}".encode()).hexdigest()
    kept: dict[str, int] | None = cache.get(key)
    if kept is None:
        kept = dict(measures.by_town(count, on=on))
        cache.set(key, kept, keep)
    return kept


Past = Callable[[date, Mapping[str, Count]], Mapping[str, Mapping[str, int]] | None]
_past: list[Past] = []


def register_past(past: Past) -> None:
    """Let a room answer counts of a past day: key → area → number, from what was kept of that day; None where nothing was."""
    _past[:] = [past]


def past_counts(on: date, counts: Mapping[str, Count]) -> Mapping[str, Mapping[str, int]] | None:
    """What counts made of the registers on a past day; None where no room kept that day."""
    return _past[0](on, counts) if _past and counts else (None if not _past else {})


_fillers: list[Filler] = []


def register(filler: Filler) -> None:
    """Let `filler` fill cells."""
    _fillers.append(filler)


def all_fillers() -> tuple[Filler, ...]:
    """Every filler, in order of registration."""
    return tuple(_fillers)


def filler_for(of: str) -> Filler | None:
    """Who answers for `of`."""
    return next((one for one in _fillers if of in one.answers), None)


def fill(cells: Sequence[Mapping[str, str]], scope: Scope, *, on: date) -> list[Answer]:
    """
    The answers for cells by their terms, in order: each filler is asked once for all of its cells.

    A cell whose terms say no quantity, or no area, or one that nobody answers for, is left empty with the reason.
    """
    answers: dict[int, Answer] = {}
    asked: dict[Filler, list[int]] = {}
    known = set(Area.objects.filter(pk__in={one.get(AREA, "") for one in cells}).values_list("pk", flat=True))
    for number, terms in enumerate(cells):
        filler = filler_for(terms.get(OF, ""))
        if not terms.get(OF):
            answers[number] = Answer(code="core.form_no_quantity")
        elif filler is None:
            answers[number] = Answer(code="core.form_nobody_knows")
        elif terms.get(AREA) not in known:
            answers[number] = Answer(code="core.form_no_area")
        elif not scope.may(filler.permission):
            answers[number] = Answer(code="core.form_outside")
        else:
            asked.setdefault(filler, []).append(number)
    for filler, numbers in asked.items():
        given = filler.answer([Wanted(cells[number]) for number in numbers], scope, on=on)
        answers.update(zip(numbers, given, strict=True))
    return [answers[number] for number in range(len(cells))]
