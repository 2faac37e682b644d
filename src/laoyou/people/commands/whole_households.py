"""What happens to a household as a whole: it splits, it joins another one, it moves; and the aid unit ends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit
from laoyou.core.scope import Scope
from laoyou.people.commands import households, residents
from laoyou.people.commands.shared import CHAIN, UPDATE, UPDATE_STATUSES, day_of
from laoyou.people.domain.spells import Basis
from laoyou.people.domain.words import Relation
from laoyou.people.models import AidUnit, AidUnitMember, LivingHousehold, RegisteredHousehold, Resident

WHY = "members of an aid unit that was found within the scope"
Household = LivingHousehold | RegisteredHousehold
COLUMN = {Basis.RESIDENCE: "living", Basis.REGISTRATION: "registered"}


def find(basis: Basis, household_id: int, *, by: Scope) -> Household:
    """A household within the scope; DomainError `core.not_found`."""
    by.require(UPDATE)
    table = LivingHousehold if basis is Basis.RESIDENCE else RegisteredHousehold
    found: Household | None = table.objects.scoped(by, UPDATE).filter(pk=household_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def members(basis: Basis, household_id: int, *, by: Scope) -> list[Resident]:
    """Who is in a household now as far as the scope reaches, the head first."""
    kind = COLUMN[basis]
    rows = Resident.objects.scoped(by, UPDATE).filter(**{f"{kind}_household_id": household_id}, death_date=None)
    return sorted(rows, key=lambda one: (getattr(one, f"{kind}_relation") != Relation.HEAD, one.birth_date))


def _chosen(basis: Basis, household_id: int, chosen: Collection[int], by: Scope) -> list[Resident]:
    found = [one for one in members(basis, household_id, by=by) if one.pk in chosen]
    if len(found) != len(set(chosen)) or not found:
        raise DomainError("people.members_missing")
    return found


def _join(
    basis: Basis, resident: Resident, household: Household, relation: str, on: date, by: Scope, at: datetime
) -> None:
    join = households.join_living if basis is Basis.RESIDENCE else households.join_registered
    join(resident.pk, household.pk, relation or Relation.OTHER.value, by=by, at=at, on=on)


@transaction.atomic
def split(
    basis: Basis,
    household_id: int,
    leaving: Collection[int],
    head: int,
    on: date,
    *,
    by: Scope,
    at: datetime,
    number: str = "",
) -> Household:
    """
    Some of a household are one of their own from the day `on`, in the same place, with `head` at its head.

    number  of the new booklet. What the others are to their new head is not known: they become "other" until somebody
            says. Raises `people.members_missing`, `people.booklet_number`, `people.move_too_early`.
    """
    old = find(basis, household_id, by=by)
    people = _chosen(basis, household_id, leaving, by)
    if head not in {one.pk for one in people}:
        raise DomainError("people.members_missing")
    new: Household
    if basis is Basis.RESIDENCE:
        assert isinstance(old, LivingHousehold)
        new = households.add_living(old.area_id, by=by, at=at, kind=old.kind, example=old.example)
    else:
        new = new_booklet(old.area_id, number, by=by, at=at, example=old.example)
    for one in people:
        _join(basis, one, new, Relation.HEAD.value if one.pk == head else Relation.OTHER.value, on, by, at)
    _note("split_household", old, by, at, basis=basis.value, into=new.pk, members=sorted(leaving))
    return new


def new_booklet(area: str, number: str, *, by: Scope, at: datetime, example: bool = False) -> RegisteredHousehold:
    """A booklet under a number that no other one has; DomainError `people.booklet_number`."""
    number = number.strip()
    taken = RegisteredHousehold.objects.unscoped("a booklet's number is there once, wherever").filter(number=number)
    if not number or taken.exists():
        raise DomainError("people.booklet_number")
    return households.add_registered(area, number, by=by, at=at, example=example)


@transaction.atomic
def merge(basis: Basis, household_id: int, into_id: int, on: date, *, by: Scope, at: datetime) -> Household:
    """
    All of a household belong to another one of the same place from the day `on`; the empty one stays, with its past.

    Raises `people.merge_with_oneself`, `people.household_elsewhere`, `people.members_missing`.
    """
    if household_id == into_id:
        raise DomainError("people.merge_with_oneself")
    old, new = find(basis, household_id, by=by), find(basis, into_id, by=by)
    people = members(basis, household_id, by=by)
    if not people:
        raise DomainError("people.members_missing")
    for one in people:
        relation = getattr(one, f"{COLUMN[basis]}_relation")
        _join(basis, one, new, Relation.OTHER.value if relation == Relation.HEAD else relation, on, by, at)
    _note("merge_households", old, by, at, basis=basis.value, into=new.pk, members=sorted(one.pk for one in people))
    return new


@transaction.atomic
def move(
    basis: Basis,
    household_id: int,
    on: date,
    *,
    source: str,
    by: Scope,
    at: datetime,
    area_id: str | None = None,
    elsewhere: str = "",
    address: str | None = None,
) -> Household | None:
    """
    A household moves as one on the day `on`: each member moves, and within the district they stay one household.

    A booklet keeps its number. Returns the household in the new place; None outside, and where the office there must
    put them together because this one has no say in it. Raises as `residents.record_move`.
    """
    old = find(basis, household_id, by=by)
    people = members(basis, household_id, by=by)
    if not people:
        raise DomainError("people.members_missing")
    relations = {one.pk: getattr(one, f"{COLUMN[basis]}_relation") for one in people}
    for one in people:
        if basis is Basis.RESIDENCE:
            residents.record_move(
                one.pk, on, residence_area_id=area_id, residence_elsewhere=elsewhere, address=address, source=source,
                by=by, at=at,
            )  # fmt: skip
        else:
            residents.record_registration(
                one.pk, on, registered_area_id=area_id, registered_elsewhere=elsewhere, source=source, by=by, at=at
            )
    new: Household | None = None
    if area_id is not None and by.covers_area(UPDATE, area_id):
        if isinstance(old, LivingHousehold):
            new = households.add_living(area_id, by=by, at=at, kind=old.kind, example=old.example)
        else:
            old.area_id = area_id
            old.save(update_fields=["area_id"])
            new = old
        for one in people:
            _join(basis, one, new, relations[one.pk], on, by, at)
    _note("move_household", old, by, at, basis=basis.value, to=area_id or "", members=sorted(relations))
    return new


@transaction.atomic
def close_aid_unit(unit_id: int, on: date, *, reason: str, by: Scope, at: datetime) -> AidUnit:
    """An aid unit ends on the day `on`, and with it its memberships. Raises `people.status_dates`, `people.reason_needed`."""
    by.require(UPDATE_STATUSES)
    unit: AidUnit | None = AidUnit.objects.scoped(by, UPDATE_STATUSES).filter(pk=unit_id, closed_on=None).first()
    if unit is None:
        raise DomainError("core.not_found")
    if not reason.strip():
        raise DomainError("people.reason_needed")
    if not unit.opened_on < on <= day_of(at):
        raise DomainError("people.status_dates")
    AidUnitMember.objects.unscoped(WHY).filter(unit=unit, true_to__isnull=True, true_from__lt=on).update(true_to=on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record(
        "people.close_aid_unit", unit, by=by, permission=UPDATE_STATUSES, at=at, chain=CHAIN,
        detail={"reason": reason.strip()},
    )  # fmt: skip
    return unit


def _note(action: str, household: Household, by: Scope, at: datetime, **detail: object) -> None:
    audit.record(f"people.{action}", household, by=by, permission=UPDATE, at=at, chain=CHAIN, detail=detail)
