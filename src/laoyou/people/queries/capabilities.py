"""Levels of residents, and what other rooms need to keep tables about residents of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from laoyou.core.fields import opened
from laoyou.core.scope import Scope
from laoyou.people.domain.selection import Basis, Selection
from laoyou.people.models import CapabilityFact, Resident
from laoyou.people.presenters.resident_presenter import identity_line
from laoyou.people.queries import residents

WHY = "levels of residents that were found within a scope"


@dataclass(frozen=True)
class CapabilityRow:
    """A level that stands on the register."""

    id: int
    resident_id: int
    fact: str
    instrument: str
    level: int
    true_from: date
    true_to: date | None
    source: str
    evidence: str


@dataclass(frozen=True)
class Person:
    """
    A resident as a page of another room names him.

    line     sex, age, birth date
    id_shown, address_shown   masked
    """

    id: int
    name: str
    line: str
    birth_date: date
    death_date: date | None
    area_id: str
    id_shown: str
    address_shown: str


def capabilities(resident_ids: Sequence[int], *, on: date | None = None) -> dict[int, tuple[CapabilityRow, ...]]:
    """Resident → levels, newest first; only those that count on the day `on` where it is given. The caller has found the residents."""
    rows = CapabilityFact.objects.unscoped(WHY).filter(resident_id__in=list(resident_ids)[:500], superseded_at=None)
    if on is not None:
        rows = rows.filter(Q(true_to__isnull=True) | Q(true_to__gt=on), true_from__lte=on)
    found: dict[int, list[CapabilityRow]] = {}
    for one in rows.order_by("fact", "-true_from"):
        row = CapabilityRow(
            one.pk, one.resident_id, one.fact, one.instrument, one.level, one.true_from, one.true_to, one.source, one.evidence,
        )  # fmt: skip
        found.setdefault(one.resident_id, []).append(row)
    return {key: tuple(some) for key, some in found.items()}


def seen_with(path: str, scope: Scope, permission: str) -> Q:
    """The condition of a table whose column `path` points to a resident: seen by whoever may see the resident so."""
    return Resident.scope_condition_of(path, scope, permission)


def people_named(ids: Sequence[int], scope: Scope, permission: str, *, on: date) -> dict[int, Person]:
    """Resident → how a page names him, of those over whom `permission` is held."""
    found: dict[int, Person] = {}
    for start in range(0, len(ids), 500):
        for one in Resident.objects.scoped(scope, permission).filter(pk__in=list(ids[start : start + 500])):
            found[one.pk] = Person(
                one.pk, one.name, identity_line(one, on), one.birth_date, one.death_date, one.area_id or "",
                str(one.id_number or ""), str(one.address or ""),
            )  # fmt: skip
    return found


def whole_addresses(ids: Sequence[int], scope: Scope, permission: str) -> dict[int, str]:
    """Resident → whole address, for somebody who is sent there; the caller has written down who took it."""
    rows = Resident.objects.scoped(scope, permission).filter(pk__in=list(ids)[:500])
    return {one.pk: opened(one.address) if one.address else "" for one in rows}


def find_ids(scope: Scope, text: str, *, on: date, limit: int = 200) -> list[int]:
    """The first residents whom the search box of the register finds, of those that `scope` may list."""
    found = residents.first(Selection(search=text, basis=Basis.EITHER), scope, on=on, size=limit)
    return [row.id for row in found]
