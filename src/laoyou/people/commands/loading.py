"""Whole registers at once, through the bulk path: the same checks as the single commands, one audit entry a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from laoyou.core import bulk
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.people.domain.checks import Rules
from laoyou.people.models import (
    AidUnit,
    AidUnitMember,
    EmergencyContact,
    FamilyCarer,
    Guardian,
    LivingHousehold,
    RegisteredHousehold,
    Resident,
    StatusFact,
    SupportRelation,
)

CHAIN = "people"
PERMISSION = "people.load_residents"
SLICE = 20_000

Columns = Mapping[str, Sequence[Any]]
Piece = tuple[int, int]
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Tables:
    """
    A register to load.

    residents          half-open range of rows → their columns; runs in other processes
    resident_columns   the names that `residents` gives
    resident_count     how many there are
    households, ties   name of the table in HOUSEHOLD_TABLES or TIE_TABLES → its columns, whole
    """

    residents: Callable[[Piece], Columns]
    resident_columns: tuple[str, ...]
    resident_count: int
    households: Mapping[str, Columns]
    ties: Mapping[str, Columns]


HOUSEHOLD_TABLES: dict[str, type[models.Model]] = {
    "living_households": LivingHousehold,
    "registered_households": RegisteredHousehold,
}
TIE_TABLES: dict[str, type[models.Model]] = {
    "status_facts": StatusFact,
    "aid_units": AidUnit,
    "aid_unit_members": AidUnitMember,
    "support_relations": SupportRelation,
    "guardians": Guardian,
    "family_carers": FamilyCarer,
    "emergency_contacts": EmergencyContact,
}


def rules_of(today: Any, *, accept_example: bool) -> Rules:
    """The rules of the present register: its areas, and whether numbers of the example range pass."""
    return Rules(today, frozenset(Area.objects.values_list("id", flat=True)), accept_example)


@transaction.atomic
def load_people(tables: Tables, rules: Rules, *, by: Scope, at: datetime, area_id: str, progress: Progress) -> None:
    """
    Write households and residents into an empty register, indexes made at the end.

    progress(table, rows) is called after each batch. Errors as in `bulk.load`; nothing stays of a refused load.
    """
    # Arrays are for bulk work alone: this module is imported by the web processes, which never load a million people.
    from laoyou.people.domain.column_checks import check_columns

    with bulk.rebuilt_afterwards([Resident, *HOUSEHOLD_TABLES.values()]):
        for name, columns in tables.households.items():
            _load_whole(HOUSEHOLD_TABLES[name], columns, by=by, at=at, area_id=area_id, progress=progress)

        def check(columns: Columns) -> list[bulk.Refused]:
            return [bulk.Refused(row, one.column, one.error) for row, one in check_columns(columns, rules)]

        plan = bulk.Plan(Resident, tables.resident_columns, tables.residents, check)
        work = [(start, min(start + SLICE, tables.resident_count)) for start in range(0, tables.resident_count, SLICE)]
        bulk.load(
            plan, work, action="people.load_residents", by=by, permission=PERMISSION, at=at, chain=CHAIN, area_id=area_id,
            progress=lambda rows: progress("resident", rows),
        )  # fmt: skip
        progress("indexes", 0)


@transaction.atomic
def load_ties(tables: Tables, *, by: Scope, at: datetime, area_id: str, progress: Progress) -> None:
    """Write status facts, aid units, support, guardians, carers and contacts of residents who are there already."""
    with bulk.rebuilt_afterwards([TIE_TABLES[name] for name in tables.ties]):
        for name, columns in tables.ties.items():
            _load_whole(TIE_TABLES[name], columns, by=by, at=at, area_id=area_id, progress=progress)


def _load_whole(
    model: type[models.Model], columns: Columns, *, by: Scope, at: datetime, area_id: str, progress: Progress
) -> None:
    count = len(next(iter(columns.values())))
    name = model._meta.model_name or ""

    def part(piece: Piece) -> Columns:
        return {column: values[piece[0] : piece[1]] for column, values in columns.items()}

    work = [(start, min(start + SLICE, count)) for start in range(0, count, SLICE)]
    bulk.load(
        bulk.Plan(model, tuple(columns), part), work, action=f"people.load_{name}", by=by, permission=PERMISSION, at=at,
        chain=CHAIN, area_id=area_id, processes=0, progress=lambda rows: progress(name, rows),
    )  # fmt: skip
