"""Who answers for a resident, who cares for him, whom to call: ties to people on the register or outside, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import UPDATE, alive, day_of, locked, note
from laoyou.people.domain.words import Relation
from laoyou.people.models import EmergencyContact, FamilyCarer, Guardian, Resident, SupportRelation
from laoyou.people.queries.identity import known_by

WHY = "of a resident whom the command has locked within the scope"
ENDABLE: Final[dict[str, tuple[type, str]]] = {
    "guardian": (Guardian, "resident"),
    "carer": (FamilyCarer, "resident"),
    "support": (SupportRelation, "elder"),
}
"""Kind of tie → its table, and the column of the resident whom it is about."""


@dataclass(frozen=True)
class Somebody:
    """Who is meant: by his whole number where he is on the register, else by his name alone."""

    name: str
    id_number: str = ""

    def resident_id(self) -> int | None:
        """His id; None for somebody outside. Raises `people.nobody_so_named`, `people.name_missing`."""
        if not self.name.strip():
            raise DomainError("people.name_missing")
        if not self.id_number.strip():
            return None
        found = known_by(self.id_number.strip().upper(), self.name)
        if found is None:
            raise DomainError("people.nobody_so_named")
        return found


@transaction.atomic
def add(
    kind: str, resident_id: int, who: Somebody, relation: str, on: date, *, source: str, by: Scope, at: datetime
) -> Any:
    """
    `who` is the guardian, the family carer or the supporter of a resident from the day `on`.

    relation  a kind of guardian, or what he is to the resident. Raises `people.nobody_so_named`, `people.tie_to_oneself`,
              `people.tie_twice`, `people.supporter_on_register`, `people.source_missing`, `people.status_dates`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    if not source.strip():
        raise DomainError("people.source_missing")
    if not resident.birth_date <= on <= day_of(at):
        raise DomainError("people.status_dates")
    other = who.resident_id()
    if other == resident.pk:
        raise DomainError("people.tie_to_oneself")
    tie = _tie(kind, resident, other, who.name.strip(), relation, on, source.strip())
    note("add_tie", resident, by=by, permission=UPDATE, at=at, tie=kind, other=other)
    return tie


def _tie(
    kind: str, resident: Resident, other: int | None, name: str, relation: str, on: date, source: str
) -> Guardian | FamilyCarer | SupportRelation:
    outside = "" if other else name
    if kind == "support":
        if other is None:
            raise DomainError("people.supporter_on_register")
        tie, added = SupportRelation.objects.unscoped(WHY).get_or_create(
            elder=resident, supporter_id=other, defaults={"relation": Relation(relation).value, "true_from": on}
        )
        if not added and tie.true_to is None:
            raise DomainError("people.tie_twice")
        if not added:
            tie.relation, tie.true_from, tie.true_to = Relation(relation).value, on, None
            tie.save(update_fields=["relation", "true_from", "true_to"])
        return tie  # type: ignore[no-any-return]
    if kind == "guardian":
        same = Guardian.objects.unscoped(WHY).filter(resident=resident, guardian_id=other, name=outside)
        make = {"guardian_id": other, "kind": Guardian.Kind(relation).value}
    else:
        same = FamilyCarer.objects.unscoped(WHY).filter(resident=resident, carer_id=other, name=outside)
        make = {"carer_id": other, "relation": Relation(relation).value}
    if same.filter(true_to__isnull=True).exists():
        raise DomainError("people.tie_twice")
    table = ENDABLE[kind][0]
    made: Guardian | FamilyCarer = table.objects.create(  # type: ignore[attr-defined]
        resident=resident, name=outside, true_from=on, source=source, **make
    )
    return made


@transaction.atomic
def end(kind: str, tie_id: int, on: date, *, reason: str, by: Scope, at: datetime) -> Any:
    """A tie held until the day `on`. Raises `core.not_found`, `people.reason_needed`, `people.status_dates`."""
    by.require(UPDATE)
    table, about = ENDABLE[kind]
    rows = table.objects.scoped(by, UPDATE).select_for_update()  # type: ignore[attr-defined]
    tie = rows.filter(pk=tie_id, true_to__isnull=True).first()
    if tie is None:
        raise DomainError("core.not_found")
    if not reason.strip():
        raise DomainError("people.reason_needed")
    if not (tie.true_from or date.min) < on <= day_of(at):
        raise DomainError("people.status_dates")
    tie.true_to = on
    tie.save(update_fields=["true_to"])
    resident = locked(getattr(tie, f"{about}_id"), by=by, permission=UPDATE)
    note("end_tie", resident, by=by, permission=UPDATE, at=at, tie=kind, row=tie_id, reason=reason.strip())
    return tie


@transaction.atomic
def remove_contact(contact_id: int, *, reason: str, by: Scope, at: datetime) -> None:
    """Somebody is not to be called any more; those after him move up. Raises `core.not_found`, `people.reason_needed`."""
    contact, resident = _contact(contact_id, by)
    if not reason.strip():
        raise DomainError("people.reason_needed")
    rank = contact.rank
    contact.delete()
    for one in _contacts(resident).filter(rank__gt=rank).order_by("rank"):
        one.rank -= 1
        one.save(update_fields=["rank"])
    note("remove_contact", resident, by=by, permission=UPDATE, at=at, rank=rank, reason=reason.strip())


@transaction.atomic
def call_first(contact_id: int, *, by: Scope, at: datetime) -> None:
    """Somebody is called before all others, who keep their order. Raises `core.not_found`."""
    contact, resident = _contact(contact_id, by)
    others = list(_contacts(resident).exclude(pk=contact_id).order_by("rank"))
    beyond = max([one.rank for one in others], default=0) + len(others) + 2
    for number, one in enumerate([contact, *others]):  # first out of the way: each rank is there once
        one.rank = beyond + number
        one.save(update_fields=["rank"])
    for number, one in enumerate([contact, *others], start=1):
        one.rank = number
        one.save(update_fields=["rank"])
    note("order_contacts", resident, by=by, permission=UPDATE, at=at, first=contact_id)


def _contact(contact_id: int, by: Scope) -> tuple[EmergencyContact, Resident]:
    by.require(UPDATE)
    found = EmergencyContact.objects.scoped(by, UPDATE).filter(pk=contact_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found, locked(found.resident_id, by=by, permission=UPDATE)


def _contacts(resident: Resident) -> Any:
    return EmergencyContact.objects.unscoped(WHY).filter(resident=resident)
