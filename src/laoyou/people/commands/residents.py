"""Putting residents on the register, changing what it says of them, moves and deaths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_resident_id
from laoyou.core import fields
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import UPDATE, alive, day_of, locked, note, require_area, rules, save, stored
from laoyou.people.domain.checks import check_record
from laoyou.people.domain.names import clean_name, read
from laoyou.people.domain.words import IdDocument
from laoyou.people.models import Resident, StatusFact

SEALED = ("id_number", "phone", "address")
CHANGEABLE = frozenset({"name", "sex", "birth_date", "id_document", "id_number", "phone", "address"})


@dataclass(frozen=True)
class NewResident:
    """Somebody to be put on the register; sealed values in clear."""

    name: str
    sex: str
    birth_date: date
    source: str
    id_document: str = IdDocument.NONE
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    residence_area_id: str | None = None
    residence_elsewhere: str = ""
    registered_area_id: str | None = None
    registered_elsewhere: str = ""
    moved_in_on: date | None = None
    example: bool = False


@transaction.atomic
def add(new: NewResident, *, by: Scope, at: datetime) -> Resident:
    """
    Put somebody on the register.

    Raises the refusals of `domain.checks.check_record`, `people.nowhere` where neither area is in the district,
    `people.id_number_taken`, `people.source_missing`, `people.area_not_covered`.
    """
    by.require(UPDATE)
    if not new.source.strip():
        raise DomainError("people.source_missing")
    if new.residence_area_id is None and new.registered_area_id is None:
        raise DomainError("people.nowhere")
    record = _acceptable({**asdict(new), "name": clean_name(new.name)}, at)
    # It is enough to answer for one of the two places: who registers a newcomer need not answer for where he comes from.
    require_area(new.residence_area_id or new.registered_area_id, by=by, permission=UPDATE)
    plain = {name: value for name, value in record.items() if name not in SEALED}
    resident = Resident(pk=reserve(Resident, 1)[0], **plain, **_readings(record["name"]))
    _seal(resident, record)
    resident.save(force_insert=True)
    note("add_resident", resident, by=by, permission=UPDATE, at=at, source=new.source)
    return resident


@transaction.atomic
def change(resident_id: int, changes: Mapping[str, Any], *, by: Scope, at: datetime) -> Resident:
    """
    Correct what the register says of somebody: `changes` maps columns of CHANGEABLE to new values, sealed ones in clear.

    Raises as `add`; `core.not_found` outside the scope. Nothing is written where nothing changes.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"not changed by this command: {sorted(unknown)}")
    resident = locked(resident_id, by=by, permission=UPDATE)
    before = stored(resident)
    opened = {name: getattr(resident, name).open() if getattr(resident, name) is not None else None for name in SEALED}
    given = dict(changes)
    if "name" in given:
        given["name"] = clean_name(given["name"])
    record = _acceptable({**before, **opened, **given}, at)
    for name in set(given) - set(SEALED):
        setattr(resident, name, record[name])
    if "name" in given:
        for name, value in _readings(record["name"]).items():
            setattr(resident, name, value)
    _seal(resident, {name: record[name] for name in SEALED if record[name] != opened[name]})
    changed = save(resident, before, by=by, at=at)
    if changed:
        note("change_resident", resident, by=by, permission=UPDATE, at=at, fields=changed)
    return resident


@transaction.atomic
def record_move(
    resident_id: int,
    on: date,
    *,
    by: Scope,
    at: datetime,
    residence_area_id: str | None = None,
    residence_elsewhere: str = "",
) -> Resident:
    """
    Somebody lives elsewhere from the day `on`: in another community, or outside the district (`residence_elsewhere`).

    The living household is left; whoever moves in with others joins theirs with `households.join_living`.
    Raises `people.move_too_early`, `people.already_dead`, `people.area_unknown`, `people.area_and_elsewhere`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    before = stored(resident)
    latest = max(day for day in (resident.birth_date, resident.moved_in_on, resident.moved_out_on) if day is not None)
    if not latest <= on <= day_of(at):
        raise DomainError("people.move_too_early", day=on.isoformat())
    known = rules(at, residence_area_id).areas
    if residence_area_id is not None and residence_area_id not in known:
        raise DomainError("people.area_unknown", area=residence_area_id)
    if (residence_area_id is None) == (not residence_elsewhere):
        raise DomainError("people.area_and_elsewhere")
    was_here = resident.residence_area_id is not None
    resident.residence_area_id, resident.residence_elsewhere = residence_area_id, residence_elsewhere
    resident.living_household_id, resident.living_relation = None, ""
    if residence_area_id is None:
        resident.moved_out_on = on
    elif not was_here:
        resident.moved_in_on = on
    fields.seal(resident, "address", None)  # the old address is no longer his
    save(resident, before, by=by, at=at)
    note("record_move", resident, by=by, permission=UPDATE, at=at, on=on.isoformat())
    return resident


@transaction.atomic
def record_death(resident_id: int, on: date, *, by: Scope, at: datetime) -> Resident:
    """
    Somebody died on the day `on`. The row stays, with the date; status facts that went on end with that day.

    Raises `people.death_date_impossible`, `people.already_dead`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    before = stored(resident)
    if not resident.birth_date <= on <= day_of(at):
        raise DomainError("people.death_date_impossible", death_date=on.isoformat())
    resident.death_date = on
    save(resident, before, by=by, at=at)
    open_facts = StatusFact.objects.unscoped("of a resident within the scope")
    ended = open_facts.filter(
        resident=resident, true_to__isnull=True, superseded_at__isnull=True, true_from__lt=on
    ).update(true_to=on)
    note("record_death", resident, by=by, permission=UPDATE, at=at, on=on.isoformat(), ended_statuses=ended)
    return resident


def _acceptable(record: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The record with its ID number in its normal form; the first refusal is raised."""
    known = rules(at, record.get("residence_area_id"), record.get("registered_area_id"))
    for refusal in check_record(record, known):
        raise refusal.error
    if record["id_document"] == IdDocument.RESIDENT_ID:
        parsed = parse_resident_id(record["id_number"], today=known.today, accept_example=known.accept_example)
        record = {**record, "id_number": str(parsed.number)}
    return record


def _readings(name: str) -> dict[str, str]:
    reading = read(name)
    return {"pinyin": reading.pinyin, "given_pinyin": reading.given_pinyin, "initials": reading.initials}


def _seal(resident: Resident, values: Mapping[str, Any]) -> None:
    number = values.get("id_number")
    if number is not None:
        others = Resident.objects.unscoped("an ID number is on the register once, wherever").exclude(pk=resident.pk)
        if others.filter(fields.looking_for(Resident, "id_number", number)).exists():
            raise DomainError("people.id_number_taken")
    for name in SEALED:
        if name in values:
            fields.seal(resident, name, values[name])
