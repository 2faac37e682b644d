"""The four kinds of household, and who cares for whom: each command ties residents who are on the register already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, fields
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people.commands import homes
from laoyou.people.commands.shared import (
    CHAIN,
    UPDATE,
    UPDATE_STATUSES,
    alive,
    day_of,
    locked,
    note,
    require_area,
    rules,
    save,
    stored,
)
from laoyou.people.domain.checks import check_phone
from laoyou.people.domain.spells import Basis, Home, household_changed
from laoyou.people.domain.words import Relation
from laoyou.people.models import (
    AidUnit,
    AidUnitMember,
    EmergencyContact,
    FamilyCarer,
    Guardian,
    LivingHousehold,
    RegisteredHousehold,
    Resident,
    SupportRelation,
)

WHY = "of a resident within the scope"


@transaction.atomic
def add_living(
    area_id: str, *, by: Scope, at: datetime, kind: str = "family", example: bool = False
) -> LivingHousehold:
    """A household of people who will live together in `area_id`."""
    by.require(UPDATE)
    require_area(area_id, by=by, permission=UPDATE)
    household = LivingHousehold.objects.create(kind=kind, area_id=area_id, example=example)
    audit.record(
        "people.add_living_household", household, by=by, permission=UPDATE, at=at, chain=CHAIN, detail={"kind": kind}
    )
    return household


@transaction.atomic
def add_registered(area_id: str, number: str, *, by: Scope, at: datetime, example: bool = False) -> RegisteredHousehold:
    """A household-registration booklet in `area_id`."""
    by.require(UPDATE)
    require_area(area_id, by=by, permission=UPDATE)
    household = RegisteredHousehold.objects.create(number=number, area_id=area_id, example=example)
    audit.record("people.add_registered_household", household, by=by, permission=UPDATE, at=at, chain=CHAIN, detail={})
    return household


@transaction.atomic
def join_living(
    resident_id: int, household_id: int, relation: str, *, by: Scope, at: datetime, on: date | None = None
) -> Resident:
    """
    Somebody lives in a household of his own community from the day `on`, today where it is left out.

    Raises `people.household_elsewhere`, `people.already_dead`, `people.move_too_early`.
    """
    household = LivingHousehold.objects.scoped(by, UPDATE).filter(pk=household_id).first()
    return _join(resident_id, Basis.RESIDENCE, household, Relation(relation), on, by=by, at=at)


@transaction.atomic
def join_registered(
    resident_id: int, household_id: int, relation: str, *, by: Scope, at: datetime, on: date | None = None
) -> Resident:
    """Somebody stands on a booklet of the community where he is registered. Raises as `join_living`."""
    household = RegisteredHousehold.objects.scoped(by, UPDATE).filter(pk=household_id).first()
    return _join(resident_id, Basis.REGISTRATION, household, Relation(relation), on, by=by, at=at)


def _join(
    resident_id: int,
    basis: Basis,
    household: LivingHousehold | RegisteredHousehold | None,
    relation: Relation,
    on: date | None,
    *,
    by: Scope,
    at: datetime,
) -> Resident:
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    if household is None:
        raise DomainError("core.not_found")
    present = homes.present_home(resident, basis)
    if household.area_id != present.area:
        raise DomainError("people.household_elsewhere")
    wanted = replace(present, household=household.pk, relation=relation.value)
    _change_household(resident, basis, wanted, on, by=by, at=at)
    note(f"join_{KINDS[basis]}_household", resident, by=by, permission=UPDATE, at=at, household=household.pk)
    return resident


@transaction.atomic
def leave(resident_id: int, basis: str, *, by: Scope, at: datetime, on: date | None = None) -> Resident:
    """
    Somebody leaves his living household, or is taken off his booklet, on the day `on`, and stays where he is.

    Raises `people.in_no_household`, `people.already_dead`, `people.move_too_early`.
    """
    which = Basis(basis)
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    present = homes.present_home(resident, which)
    if present.household is None:
        raise DomainError("people.in_no_household")
    _change_household(resident, which, replace(present, household=None, relation=""), on, by=by, at=at)
    note(f"leave_{KINDS[which]}_household", resident, by=by, permission=UPDATE, at=at, household=present.household)
    return resident


KINDS = {Basis.RESIDENCE: "living", Basis.REGISTRATION: "registered"}


def _change_household(
    resident: Resident, basis: Basis, home: Home, on: date | None, *, by: Scope, at: datetime
) -> None:
    day = on or day_of(at)
    known = homes.timeline(resident, basis)
    before = stored(resident)
    if home == known[-1].home:
        return
    try:
        wanted = household_changed(known, home, day)
    except ValueError:
        raise DomainError("people.move_too_early", day=day.isoformat()) from None
    if not resident.birth_date <= day <= day_of(at):
        raise DomainError("people.move_too_early", day=day.isoformat())
    homes.write(resident, basis, wanted, source="", by=by, at=at)
    save(resident, before, by=by, at=at)


@transaction.atomic
def open_aid_unit(
    area_id: str, members: Mapping[int, str], on: date, *, source: str, by: Scope, at: datetime, example: bool = False
) -> AidUnit:
    """
    Open an aid unit of `members` (resident id → relation to the applicant).

    Raises `people.in_another_aid_unit` where a member counts in an open one, `people.source_missing`.
    """
    by.require(UPDATE_STATUSES)
    require_area(area_id, by=by, permission=UPDATE_STATUSES)
    if not source.strip():
        raise DomainError("people.source_missing")
    people = [alive(locked(resident_id, by=by, permission=UPDATE_STATUSES)) for resident_id in members]
    taken = AidUnitMember.objects.unscoped(WHY).filter(resident__in=people, true_to__isnull=True)
    if taken.exists():
        raise DomainError("people.in_another_aid_unit")
    unit = AidUnit.objects.create(area_id=area_id, opened_on=on, source=source, example=example)
    for resident in people:
        AidUnitMember.objects.create(
            unit=unit, resident=resident, relation=Relation(members[resident.pk]).value, true_from=on
        )
    audit.record(
        "people.open_aid_unit",
        unit,
        by=by,
        permission=UPDATE_STATUSES,
        at=at,
        chain=CHAIN,
        detail={"members": sorted(members)},
    )
    return unit


@transaction.atomic
def add_support(elder_id: int, supporter_id: int, relation: str, *, by: Scope, at: datetime) -> SupportRelation:
    """Somebody owes an elder support. Raises `people.tie_to_oneself`."""
    elder, supporter = _two(elder_id, supporter_id, by)
    tie, added = SupportRelation.objects.unscoped(WHY).get_or_create(
        elder=elder, supporter=supporter, defaults={"relation": Relation(relation).value}
    )
    if added:
        note("add_tie", elder, by=by, permission=UPDATE, at=at, tie="support", other=supporter_id)
    return tie


@transaction.atomic
def add_guardian(
    resident_id: int, guardian_id: int, kind: str, on: date, *, source: str, by: Scope, at: datetime
) -> Guardian:
    """Somebody is the guardian of a resident from the day `on`. Raises `people.tie_to_oneself`, `people.source_missing`."""
    ward, guardian = _two(resident_id, guardian_id, by)
    _require_day(ward, on, source, at)
    tie = Guardian.objects.create(
        resident=ward, guardian=guardian, kind=Guardian.Kind(kind).value, true_from=on, source=source
    )
    note("add_tie", ward, by=by, permission=UPDATE, at=at, tie="guardian", other=guardian_id)
    return tie


@transaction.atomic
def add_family_carer(
    resident_id: int, carer_id: int, relation: str, on: date, *, source: str, by: Scope, at: datetime
) -> FamilyCarer:
    """A relative cares for a resident from the day `on`. Raises as `add_guardian`."""
    resident, carer = _two(resident_id, carer_id, by)
    _require_day(resident, on, source, at)
    tie = FamilyCarer.objects.create(
        resident=resident, carer=carer, relation=Relation(relation).value, true_from=on, source=source
    )
    note("add_tie", resident, by=by, permission=UPDATE, at=at, tie="family_carer", other=carer_id)
    return tie


@transaction.atomic
def add_emergency_contact(
    resident_id: int, name: str, relation: str, phone: str, *, by: Scope, at: datetime
) -> EmergencyContact:
    """Whom to call for a resident, after those who are there already. Raises `people.phone_shape`, `people.name_missing`."""
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    check_phone(phone, rules(at))
    if not name.strip():
        raise DomainError("people.name_missing")
    rank = EmergencyContact.objects.unscoped(WHY).filter(resident=resident).count() + 1
    contact = EmergencyContact(
        pk=reserve(EmergencyContact, 1)[0],
        resident=resident,
        rank=rank,
        name=name.strip(),
        relation=Relation(relation).value,
    )
    fields.seal(contact, "phone", phone)
    contact.save(force_insert=True)
    note("add_tie", resident, by=by, permission=UPDATE, at=at, tie="emergency_contact")
    return contact


def _two(one_id: int, other_id: int, by: Scope) -> tuple[Resident, Resident]:
    if one_id == other_id:
        raise DomainError("people.tie_to_oneself")
    return alive(locked(one_id, by=by, permission=UPDATE)), alive(locked(other_id, by=by, permission=UPDATE))


def _require_day(resident: Resident, on: date, source: str, at: datetime) -> None:
    if not source.strip():
        raise DomainError("people.source_missing")
    if not resident.birth_date <= on <= day_of(at):
        raise DomainError("people.status_dates")
