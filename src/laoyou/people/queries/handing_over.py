"""What leaves the register of people for other programs and departments: few columns, as rows and never as models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core import audit
from laoyou.core.fields import Sealed, opened
from laoyou.core.scope import Scope, within
from laoyou.people.domain.words import EXCLUSIVE, Status
from laoyou.people.models import Resident, StatusFact
from laoyou.people.queries.residents import LIST, SHOW

LARGEST_ID = 2**63 - 1
WHY = "facts of residents that were found within the scope"


@dataclass(frozen=True)
class PersonRow:
    """A resident as another program sees him in a list."""

    id: int
    name: str
    sex: str
    birth_date: date
    death_date: date | None
    residence_area_id: str | None
    registered_area_id: str | None


@dataclass(frozen=True)
class FactRow:
    """A status that stands on the register."""

    id: int
    resident_id: int
    kind: str
    true_from: date
    true_to: date | None
    source: str


@dataclass(frozen=True)
class NamedPerson:
    """What another department may know somebody by; the caller asked for no more than it gives on."""

    id: int
    name: str
    birth_date: date
    id_number: str
    area_id: str


def _row(one: Resident) -> PersonRow:
    return PersonRow(
        one.pk,
        one.name,
        one.sex,
        one.birth_date,
        one.death_date,
        one.residence_area_id,
        one.registered_area_id,
    )


def people_after(
    scope: Scope, *, after: int, limit: int, area: str = "", status: str = "", on: date | None = None
) -> list[PersonRow]:
    """
    The next living residents that `scope` may list, by id: those who live or are registered in `area`, with `status` on the
    day `on`.
    """
    scope.require(LIST)
    found = Resident.objects.scoped(scope, LIST).filter(pk__gt=min(after, LARGEST_ID), death_date__isnull=True)
    if area:
        found = found.filter(within("residence_area_id", (area,)) | within("registered_area_id", (area,)))
    if status:
        found = found.filter(pk__in=_holding(status, on).values("resident_id"))
    return [_row(one) for one in found.order_by("pk")[:limit]]


def _holding(status: str, on: date | None):  # type: ignore[no-untyped-def]
    facts = StatusFact.objects.unscoped(WHY).filter(kind=status, superseded_at__isnull=True)
    return facts if on is None else facts.filter(Q(true_to__isnull=True) | Q(true_to__gt=on), true_from__lte=on)


def one_person(resident_id: int, scope: Scope, *, on: date, at: datetime) -> tuple[PersonRow, tuple[FactRow, ...]]:
    """
    A resident with the statuses that hold on the day `on`; the look stands in the read log. Raises `core.not_found`.
    """
    scope.require(SHOW)
    row = Resident.objects.scoped(scope, SHOW).filter(pk=resident_id).first() if resident_id <= LARGEST_ID else None
    if row is None:
        raise DomainError("core.not_found")
    audit.read("people.hand_over", row, by=scope, permission=SHOW, at=at)
    return _row(row), standing([row.pk], on=on).get(row.pk, ())


def person_row(resident_id: int, scope: Scope, permission: str) -> PersonRow:
    """A resident over whom `permission` is held, for work on what concerns him: no look at his page. Raises `core.not_found`."""
    scope.require(permission)
    rows = Resident.objects.scoped(scope, permission)
    row = rows.filter(pk=resident_id).first() if resident_id <= LARGEST_ID else None
    if row is None:
        raise DomainError("core.not_found")
    return _row(row)


@dataclass(frozen=True)
class Reachable:
    """Where a letter or a call reaches somebody: sealed values, which print their mask."""

    name: str
    area_id: str
    phone: Sealed | None
    address: Sealed | None


def reachable(resident_ids: Sequence[int], scope: Scope, permission: str) -> dict[int, Reachable]:
    """Residents of `resident_ids` within the scope, with what a notice to them needs; who exports it in clear is logged by the list."""
    found: dict[int, Reachable] = {}
    for start in range(0, len(resident_ids), 500):
        rows = Resident.objects.scoped(scope, permission).filter(pk__in=resident_ids[start : start + 500])
        for one in rows:
            found[one.pk] = Reachable(one.name, one.area_id or "", one.phone, one.address)
    return found


def may_see(resident_id: int, scope: Scope) -> bool:
    """Whether `scope` may see the page of a resident."""
    return resident_id <= LARGEST_ID and Resident.objects.scoped(scope, SHOW).filter(pk=resident_id).exists()


def standing(resident_ids: Sequence[int], *, on: date) -> dict[int, tuple[FactRow, ...]]:
    """Resident → the statuses that hold on the day `on`. The caller has found the residents within a scope."""
    found: dict[int, list[FactRow]] = {}
    for start in range(0, len(resident_ids), 500):
        facts = StatusFact.objects.unscoped(WHY).filter(
            Q(true_to__isnull=True) | Q(true_to__gt=on),
            resident_id__in=resident_ids[start : start + 500],
            superseded_at__isnull=True,
            true_from__lte=on,
        )
        for fact in facts.order_by("kind"):
            row = FactRow(fact.pk, fact.resident_id, fact.kind, fact.true_from, fact.true_to, fact.source)
            found.setdefault(fact.resident_id, []).append(row)
    return {key: tuple(facts) for key, facts in found.items()}


def named(resident_ids: Sequence[int], scope: Scope, permission: str) -> dict[int, NamedPerson]:
    """Residents of `resident_ids` within the scope, the whole number opened: for a file to another department, and logged by it."""
    found: dict[int, NamedPerson] = {}
    for start in range(0, len(resident_ids), 500):
        rows = Resident.objects.scoped(scope, permission).filter(pk__in=resident_ids[start : start + 500])
        for one in rows:
            found[one.pk] = NamedPerson(one.pk, one.name, one.birth_date, opened(one.id_number), one.area_id or "")
    return found


def excluded_by(kind: str) -> frozenset[str]:
    """The statuses that nobody can have beside `kind`."""
    pairs = [pair for pair in EXCLUSIVE if Status(kind) in pair]
    return frozenset(one.value for pair in pairs for one in pair if one != Status(kind))


def resident_words(ids: Sequence[int], scope: Scope) -> dict[int, str]:
    """Resident → name, of those that `scope` may see."""
    rows = Resident.objects.scoped(scope, SHOW).filter(pk__in=list(ids)[:500])
    return dict(rows.values_list("pk", "name"))


def ids_to_verify(
    scope: Scope, permission: str, *, area: str, status: str, on: date, born_until: date | None, limit: int
) -> list[int]:
    """Living residents over whom `permission` is held: of `area`, with `status` on the day `on`, born on `born_until` or before."""
    found = Resident.objects.scoped(scope, permission).filter(death_date__isnull=True)
    found = found.filter(within("residence_area_id", (area,)) | within("registered_area_id", (area,)))
    if status:
        found = found.filter(pk__in=_holding(status, on).values("resident_id"))
    if born_until is not None:
        found = found.filter(birth_date__lte=born_until)
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])
