"""Levels that assessments gave residents: a new one ends the one before; nothing is rewritten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import alive, day_of, locked, note
from laoyou.people.models import CapabilityFact

RECORD = "people.record_capability"
WHY = "of a resident whom the command has locked within the scope"


@transaction.atomic
def record(
    resident_id: int,
    fact: str,
    instrument: str,
    level: int,
    true_from: date,
    *,
    source: str,
    by: Scope,
    at: datetime,
    true_to: date | None = None,
    evidence: str = "",
) -> int:
    """
    A resident has had a level since `true_from`; returns the id of the fact.

    What stood before ends on that day; where one that begins later is known already, this one ends with its beginning.
    Raises `core.not_found`, `people.already_dead`, `people.status_dates`, `people.source_missing`.
    """
    resident = alive(locked(resident_id, by=by, permission=RECORD))
    if not source.strip():
        raise DomainError("people.source_missing")
    if not resident.birth_date <= true_from <= day_of(at) or (true_to is not None and true_to <= true_from):
        raise DomainError("people.status_dates")
    standing = CapabilityFact.objects.unscoped(WHY).filter(resident=resident, fact=fact, superseded_at__isnull=True)
    for known in standing.order_by("true_from"):
        if known.true_from > true_from:
            true_to = known.true_from if true_to is None else min(true_to, known.true_from)
        elif known.true_to is None or known.true_to > true_from:
            known.superseded_at = at
            known.save(update_fields=["superseded_at"])
            if known.true_from < true_from:  # one that began on the same day is replaced altogether
                CapabilityFact.objects.create(
                    resident=resident, fact=fact, instrument=known.instrument, level=known.level,
                    true_from=known.true_from, true_to=true_from, known_since=at, source=known.source,
                    evidence=known.evidence, recorded_by_id=by.account_id,
                )  # fmt: skip
    made = CapabilityFact.objects.create(
        resident=resident, fact=fact, instrument=instrument, level=level, true_from=true_from, true_to=true_to,
        known_since=at, source=source.strip()[:60], evidence=evidence.strip()[:120], recorded_by_id=by.account_id,
    )  # fmt: skip
    note(
        "record_capability", resident, by=by, permission=RECORD, at=at, fact=fact, instrument=instrument,
        true_from=true_from.isoformat(),
    )  # fmt: skip
    return made.pk
