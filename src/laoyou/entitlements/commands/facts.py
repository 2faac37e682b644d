"""Saying what is known: a dated fact of one resident, and that a list is complete."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.clock import BEIJING
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.entitlements import permissions
from laoyou.entitlements.domain.facts import NO, YES, read_value
from laoyou.entitlements.models import CompleteList, KnownFact
from laoyou.entitlements.queries.grounds import status_kinds
from laoyou.packs import public as packs
from laoyou.people import public as people

CHAIN: Final = "entitlements"
WHY: Final = "of a resident found within the scope"
OWN: Final = frozenset(
    {
        "birth_date", "death_date", "registered_from", "registered_to", "resident_from", "resident_to", "registered_area",
    }
)  # fmt: skip
"""Facts that the person's own row on the register tells, and nobody else."""


def fact_entry(name: str) -> packs.FactEntry:
    """A fact of persons as the pack declares it; `entitlements.fact_unknown` for any other."""
    entry = district.pack().facts.get(name)
    if entry is None or entry.subject != "person" or name in OWN:
        raise DomainError("entitlements.fact_unknown", fact=name)
    return entry


def checked_value(entry: packs.FactEntry, value: str) -> str:
    """The value as it is kept; `entitlements.fact_value` where it is not one of this fact."""
    known = read_value(value, {"yes_no": "bool", "number": "int", "yuan": "fen"}.get(entry.type, entry.type))
    if known is None or (entry.type == "code" and value not in entry.values):
        raise DomainError("entitlements.fact_value", fact=entry.title, value=value)
    return value


@transaction.atomic
def record(
    resident_id: int,
    fact: str,
    value: str,
    true_from: date,
    *,
    source: str,
    by: Scope,
    at: datetime,
    true_to: date | None = None,
    evidence: str = "",
    example: bool = False,
) -> KnownFact:
    """
    A fact of a resident is so since `true_from` (until `true_to`, the first day without it). What went on before ends there.

    Raises `entitlements.fact_unknown`, `entitlements.fact_value`, `entitlements.fact_dates`, `entitlements.source_missing`,
    `entitlements.fact_is_status` for a “yes” that belongs on the register of people.
    """
    by.require(permissions.RECORD)
    entry = fact_entry(fact)
    checked_value(entry, value)
    if value == YES and fact in status_kinds():
        raise DomainError("entitlements.fact_is_status", fact=entry.title)
    life = people.life_facts(resident_id, by, permissions.RECORD)
    if (
        true_from < life.birth_date
        or true_from > at.astimezone(BEIJING).date()
        or (true_to is not None and true_to <= true_from)
    ):
        raise DomainError("entitlements.fact_dates")
    if not source.strip():
        raise DomainError("entitlements.source_missing")
    area = life.area_id or district.area_id()
    going_on = KnownFact.objects.unscoped(WHY).filter(
        resident_id=life.id, fact=fact, true_to__isnull=True, superseded_at__isnull=True
    )
    for before in going_on.select_for_update():
        before.superseded_at = at
        before.save(update_fields=["superseded_at"])
        if before.true_from < true_from:
            KnownFact.objects.create(
                resident_id=life.id, area_id=before.area_id, fact=fact, value=before.value, true_from=before.true_from,
                true_to=true_from, known_since=at, source=before.source, evidence=before.evidence,
                recorded_by_id=by.account_id, example=before.example,
            )  # fmt: skip
    row = KnownFact.objects.create(
        resident_id=life.id, area_id=area, fact=fact, value=value, true_from=true_from, true_to=true_to, known_since=at,
        source=source.strip(), evidence=evidence.strip(), recorded_by_id=by.account_id, example=example,
    )  # fmt: skip
    audit.record(
        "entitlements.record_fact", audit.Subject("people.resident", str(life.id), area), by=by,
        permission=permissions.RECORD, at=at, chain=CHAIN, detail={"fact": fact, "true_from": true_from.isoformat()},
    )  # fmt: skip
    return row


@transaction.atomic
def declare_complete(
    fact: str,
    absent: str,
    area_id: str,
    *,
    as_of: date,
    true_from: date,
    true_to: date,
    source: str,
    by: Scope,
    at: datetime,
    evidence: str = "",
    example: bool = False,
) -> CompleteList:
    """
    A list of everybody of an area who has a fact was taken in whole: who is not on it has `absent`, for the days [true_from, true_to).

    Raises `entitlements.fact_unknown`, `entitlements.fact_value`, `entitlements.fact_dates`, `entitlements.source_missing`,
    `core.not_found` for an area outside the scope.
    """
    by.require(permissions.DECLARE)
    entry = fact_entry(fact)
    checked_value(entry, absent)
    if entry.type == "yes_no" and absent != NO:
        raise DomainError("entitlements.fact_value", fact=entry.title, value=absent)
    if not by.covers_area(permissions.DECLARE, area_id) or not Area.objects.filter(pk=area_id).exists():
        raise DomainError("core.not_found")
    if true_to <= true_from or as_of > at.astimezone(BEIJING).date():
        raise DomainError("entitlements.fact_dates")
    if not source.strip():
        raise DomainError("entitlements.source_missing")
    row = CompleteList.objects.create(
        area_id=area_id, fact=fact, absent=absent, as_of=as_of, true_from=true_from, true_to=true_to,
        source=source.strip(), evidence=evidence.strip(), recorded_at=at, recorded_by_id=by.account_id, example=example,
    )  # fmt: skip
    audit.record(
        "entitlements.declare_list", row, by=by, permission=permissions.DECLARE, at=at, chain=CHAIN,
        detail={"fact": fact, "as_of": as_of.isoformat(), "until": true_to.isoformat()},
    )  # fmt: skip
    return row
