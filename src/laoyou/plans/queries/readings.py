"""Values on record, and values counted now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from laoyou.packs.public import Count, FigureReference, Formula, Pack, PackFigure
from laoyou.plans.domain.formula import Computed, compute
from laoyou.plans.models import IndicatorValue
from laoyou.snapshots import public as snapshots


@dataclass(frozen=True)
class Part:
    """
    Numerator or denominator within one area.

    value     None where nothing official is known for the area
    count     how it was counted in the register, where it was
    official  the published figure, where it was one
    beside    what the register counts where the denominator is official: shown beside it, never used; None unless asked
    """

    value: Decimal | None
    count: Count | None = None
    official: PackFigure | None = None
    beside: int | None = None


@dataclass(frozen=True)
class Reckoning:
    """An indicator within one area, from its parts."""

    area: str
    numerator: Part
    denominator: Part | None
    computed: Computed


@dataclass(frozen=True)
class Recorded:
    """A value on record; `kind` is computed or reported."""

    id: int
    indicator: str
    area: str
    as_of: date
    kind: str
    value: Decimal | None
    numerator: int | None
    denominator: Decimal | None
    snapshot: str
    source: str
    example: bool
    recorded_at: datetime


def formula_hash(formula: Formula) -> str:
    """SHA-256 over the formula in the order of its fields: the same measure, the same hash, whatever the file looks like."""
    return hashlib.sha256(formula.model_dump_json(by_alias=True).encode()).hexdigest()


CountByTown = Mapping[str, int]


class Reckoner:
    """
    Computes formulas within areas on one day, from counts that the caller provides: live ones, or those of a snapshot.

    A count is asked for once, however many areas and indicators use it.
    """

    def __init__(self, pack: Pack, on: date, counted: Mapping[str, CountByTown] | None = None) -> None:
        self._pack = pack
        self._on = on
        self._snapshot = counted
        self._live: dict[str, snapshots.LiveCount] = {}

    def _within(self, count: Count, area: str) -> int:
        key = count_key(count)
        if self._snapshot is not None:
            return sum(number for town, number in self._snapshot[key].items() if town.startswith(area))
        if key not in self._live:
            self._live[key] = snapshots.count_by_town(count, on=self._on)
        return self._live[key].within(area)

    def count(self, count: Count, area: str) -> int:
        """What the register counts within `area`."""
        return self._within(count, area)

    def reckon(self, formula: Formula, area: str, *, beside: bool = False) -> Reckoning:
        """
        The formula within `area`; with `beside` also what the register counts beside an official denominator.

        Raises DomainError `core.no_register` where no register holds what the formula counts.
        """
        numerator = self._within(formula.numerator, area)
        denominator = self._denominator(formula.denominator, area, beside=beside)
        return Reckoning(
            area,
            Part(Decimal(numerator), formula.numerator),
            denominator,
            compute(
                numerator,
                denominator.value if denominator else None,
                has_denominator=denominator is not None,
                scale=formula.scale,
            ),
        )

    def _denominator(self, denominator: Count | FigureReference | None, area: str, *, beside: bool) -> Part | None:
        if denominator is None:
            return None
        if isinstance(denominator, Count):
            return Part(Decimal(self._within(denominator, area)), denominator)
        official = self._pack.official(denominator.figure, area, self._on)
        counted = self._within(denominator.beside, area) if beside and denominator.beside else None
        return Part(official.value if official else None, denominator.beside, official, counted)


def count_key(count: Count) -> str:
    """The text by which two equal counts are known as one."""
    return count.model_dump_json(by_alias=True)


def counts_in(formulas: Iterable[Formula]) -> dict[str, Count]:
    """Every count that the formulas use, once."""
    found: dict[str, Count] = {}
    for formula in formulas:
        parts = [formula.numerator]
        if isinstance(formula.denominator, Count):
            parts.append(formula.denominator)
        elif formula.denominator is not None and formula.denominator.beside is not None:
            parts.append(formula.denominator.beside)
        found.update({count_key(count): count for count in parts})
    return found


def can_count(formula: Formula) -> bool:
    """Whether registers of this program hold everything that the formula counts."""
    return all(snapshots.can_count(count) for count in counts_in([formula]).values())


def recorded(
    area: str, codes: Iterable[str] | None = None, *, until: datetime | None = None
) -> dict[str, list[Recorded]]:
    """
    The values on record for `area`, by indicator, oldest first; of several for one day and kind the newest.

    until   only what had been recorded before this moment
    """
    rows = IndicatorValue.objects.filter(area_id=area)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    if codes is not None:
        rows = rows.filter(indicator__in=list(codes))
    newest: dict[tuple[str, date, str], IndicatorValue] = {}
    for row in rows.order_by("recorded_at", "pk"):
        newest[row.indicator, row.as_of, row.kind] = row
    found: dict[str, list[Recorded]] = {}
    for row in sorted(newest.values(), key=lambda row: (row.as_of, row.kind)):
        found.setdefault(row.indicator, []).append(_recorded(row))
    return found


def recorded_one(value_id: int) -> Recorded | None:
    """The value on record with this number."""
    row = IndicatorValue.objects.filter(pk=value_id).first()
    return _recorded(row) if row else None


def _recorded(row: IndicatorValue) -> Recorded:
    return Recorded(
        row.pk,
        row.indicator,
        row.area_id,
        row.as_of,
        row.kind,
        row.value,
        row.numerator,
        row.denominator,
        row.snapshot_id or "",
        row.source,
        row.example,
        row.recorded_at,
    )


class RecordedReckoner(Reckoner):
    """
    Answers from values that are on record, and counts nothing.

    Publishing uses it: what is said was computed from the snapshot, and the registers may have moved on since.
    """

    def __init__(self, pack: Pack, on: date, values: Mapping[str, IndicatorValue]) -> None:
        super().__init__(pack, on)
        self._by_formula = {row.formula_hash: row for row in values.values()}

    def reckon(self, formula: Formula, area: str, *, beside: bool = False) -> Reckoning:
        """The recorded value of the formula; an unknown one where nothing was recorded."""
        row = self._by_formula.get(formula_hash(formula))
        official = None
        if isinstance(formula.denominator, FigureReference):
            official = self._pack.official(formula.denominator.figure, area, self._on)
        counted = formula.denominator if isinstance(formula.denominator, Count) else None
        denominator = row.denominator if row else None
        numerator = row.numerator if row else None
        return Reckoning(
            area,
            Part(None if numerator is None else Decimal(numerator), formula.numerator),
            Part(denominator, counted, official, row.beside if row else None)
            if formula.denominator is not None
            else None,
            Computed(numerator or 0, denominator, row.value if row else None),
        )
