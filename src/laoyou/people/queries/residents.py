"""Pages of residents, one resident in full, and what stands around him."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core.lists import Count, ListResult
from laoyou.core.lists.query import CAP, Cursor
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.people.commands import homes
from laoyou.people.domain.selection import Selection
from laoyou.people.domain.spells import Basis, Home, since, stays
from laoyou.people.models import Resident
from laoyou.people.queries.branches import Branch, branches, holding

LIST = "people.list_residents"
SHOW = "people.show_resident"

SHOWN = (
    "id", "name", "sex", "birth_date", "death_date", "residence_area_id", "residence_elsewhere", "registered_area_id",
    "registered_elsewhere", "id_document", "id_number", "phone", "pinyin", "example",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives or is registered: names of town and community, or the words for a place outside."""

    area_id: str | None
    town: str
    community: str
    elsewhere: str

    @property
    def words(self) -> str:
        return f"{self.town}{self.community}" or self.elsewhere


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident as a list shows him."""

    resident: Resident
    residence: Place
    registered: Place
    statuses: tuple[str, ...]

    @property
    def id(self) -> int:
        return self.resident.pk

    @property
    def name(self) -> str:
        return self.resident.name


def page(
    selection: Selection,
    scope: Scope,
    *,
    on: date,
    order: str = "pinyin",
    descending: bool = False,
    cursor: Cursor | None = None,
    size: int = 50,
) -> ListResult:
    """
    One page of the selection that `scope` may list, sorted by `order` ('pinyin' or 'birth_date') and id.

    A search sorted by name shows names that begin as typed before those in which the given name does. The count stops at
    the list's cap. A cursor that does not fit is treated as none.
    """
    parts = branches(selection, scope, LIST, on=on)
    cursor = cursor if cursor is not None and _fits(cursor, order) else None
    backward = cursor is not None and cursor.backward
    found = _merged(parts, order, descending, cursor, size + 1)
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    first = Cursor(found[0].key, backward=True) if found else None
    last = Cursor(found[-1].key) if found else None
    return ListResult(
        rows=rows_of([one.resident for one in found], on),
        count=count(parts),
        next=last if (backward or more) else None,
        previous=first if (cursor is not None if not backward else more) else None,
    )


def first(selection: Selection, scope: Scope, *, on: date, size: int) -> list[ResidentRow]:
    """The first rows of the selection by name, without counting it."""
    found = _merged(branches(selection, scope, LIST, on=on), "pinyin", False, None, size)
    return rows_of([one.resident for one in found], on)


def every(
    selection: Selection, scope: Scope, *, on: date, order: str = "pinyin", descending: bool = False, batch: int = 2000
) -> Iterator[ResidentRow]:
    """Every row of the selection in order, read in pages by key."""
    parts = branches(selection, scope, LIST, on=on)
    cursor: Cursor | None = None
    while True:
        found = _merged(parts, order, descending, cursor, batch)
        yield from rows_of([one.resident for one in found], on)
        if len(found) < batch:
            return
        cursor = Cursor(found[-1].key)


def count(parts: Sequence[Branch]) -> Count:
    """How many rows the branches have, counted no further than the list's cap."""
    counted = 0
    for part in parts:
        counted += part.counted().values("id")[: CAP + 1 - counted].count()
        if counted > CAP:
            return Count(CAP, capped=True)
    return Count(counted)


@dataclass(frozen=True, slots=True)
class _Found:
    """A resident with the key by which he was sorted: tier, value, id."""

    key: tuple[int, Any, int]
    resident: Resident


def _fits(cursor: Cursor, order: str) -> bool:
    if len(cursor.values) != 3:
        return False
    tier, value, number = cursor.values
    return (
        isinstance(tier, int) and isinstance(number, int) and isinstance(value, date if order == "birth_date" else str)
    )


def _merged(parts: Sequence[Branch], order: str, descending: bool, cursor: Cursor | None, size: int) -> list[_Found]:
    """
    The first `size` residents of all branches after `cursor` (before it, nearest first, where it is backward).

    Tiers follow each other whichever way the list is sorted; sorted by age there is one tier only.
    """
    backward = cursor is not None and cursor.backward
    tiered = order == "pinyin"
    tiers = sorted({part.tier if tiered else 0 for part in parts}, reverse=backward)
    found: list[_Found] = []
    for tier in tiers:
        inside = cursor
        if cursor is not None and cursor.values[0] != tier:
            if (cursor.values[0] < tier) is backward:
                continue  # the page begins beyond this tier
            inside = None
        own = [part for part in parts if not tiered or part.tier == tier]
        streams = [_read(part, tier, order, descending is not backward, inside, size - len(found)) for part in own]
        merged = merge(*streams, key=lambda one: one.key, reverse=descending is not backward)
        found += islice(merged, size - len(found))
        if len(found) == size:
            break
    return found


def _read(part: Branch, tier: int, order: str, descending: bool, cursor: Cursor | None, size: int) -> list[_Found]:
    rows = part.rows(order)
    if cursor is not None:
        _, value, number = cursor.values
        before = "lt" if descending else "gt"
        key, pk = (order, "id") if part.driver(order) is None else (f"plain_{order}", "plain_id")
        beyond = Q(**{f"{key}__{before}": value}) | Q(**{f"plain_{order}": value, f"{pk}__{before}": number})
        # The first bound changes nothing, but lets the database begin in the middle of the index.
        rows = rows.filter(Q(**{f"{key}__{before}e": value}), beyond)
    rows = rows.order_by(*part.ordering(order, descending)).only(*SHOWN)[:size]
    return [_Found((tier, getattr(one, order), one.pk), one) for one in rows]


def rows_of(residents: Sequence[Resident], on: date) -> list[ResidentRow]:
    """The residents with the names of their areas and the statuses that hold on a day: two queries for a page."""
    names = area_names({area for one in residents for area in (one.residence_area_id, one.registered_area_id) if area})
    kinds: dict[int, list[str]] = {}
    facts = holding(on).filter(resident_id__in=[one.pk for one in residents]).order_by("kind")
    for resident_id, kind in facts.values_list("resident_id", "kind"):
        kinds.setdefault(resident_id, []).append(kind)
    return [
        ResidentRow(
            one,
            place_of(one.residence_area_id, one.residence_elsewhere, names),
            place_of(one.registered_area_id, one.registered_elsewhere, names),
            tuple(kinds.get(one.pk, ())),
        )
        for one in residents
    ]


def area_names(ids: Iterable[str]) -> dict[str, str]:
    """Area id → name, for the areas and the towns that they lie in."""
    wanted = {part for area in ids for part in (area[:9], area[:12], area)}
    return dict(Area.objects.filter(id__in=wanted).values_list("id", "name"))


def place_of(area_id: str | None, elsewhere: str, names: dict[str, str]) -> Place:
    """A place in words."""
    if area_id is None:
        return Place(None, "", "", elsewhere)
    below = names.get(area_id, area_id) if len(area_id) > 9 else ""
    return Place(area_id, names.get(area_id[:9], area_id[:9]), below, "")


def get(resident_id: int, scope: Scope, permission: str = SHOW) -> Resident:
    """One resident; DomainError `core.not_found` where there is none, or none within the scope."""
    found = Resident.objects.scoped(scope, permission).filter(pk=resident_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def present_home(resident: Resident, basis: Basis) -> tuple[Home, date | None]:
    """Where a resident whom the reader may see is at home, and since when; no day = since birth."""
    known = homes.timeline(resident, basis)
    return known[-1].home, since(known)


def moves(resident: Resident, basis: Basis) -> int:
    """How many moves of a resident the register knows."""
    return len(stays(homes.timeline(resident, basis))) - 1
