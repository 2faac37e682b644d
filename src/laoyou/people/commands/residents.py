"""Putting residents on the register, changing what it says of them, moves and deaths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_resident_id
from laoyou.core import fields, history
from laoyou.core.fields import Sealed
from laoyou.core.models import HistoryEntry
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people.commands import homes, statuses
from laoyou.people.commands.shared import UPDATE, alive, day_of, locked, note, require_area, rules, save, stored
from laoyou.people.domain.checks import CODED, Refusal, check_record, clean_document_number, clean_phone
from laoyou.people.domain.names import clean_name, read
from laoyou.people.domain.spells import Basis, Home, last_corrected, moved, since, stays, without_last
from laoyou.people.domain.words import IdDocument
from laoyou.people.models import Resident

WHY = "of a resident whom the command has locked within the scope"
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
    record = _acceptable(_cleaned(asdict(new)), at)
    # It is enough to answer for one of the two places: who registers a newcomer need not answer for where he comes from.
    require_area(new.residence_area_id or new.registered_area_id, by=by, permission=UPDATE)
    plain = {name: value for name, value in record.items() if name not in SEALED}
    resident = Resident(pk=reserve(Resident, 1)[0], known_since=at, **plain, **_readings(record["name"]))
    _seal(resident, record)
    resident.save(force_insert=True)
    note("add_resident", resident, by=by, permission=UPDATE, at=at, source=new.source)
    return resident


@transaction.atomic
def change(resident_id: int, changes: Mapping[str, Any], *, by: Scope, at: datetime, reason: str = "") -> Resident:
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
    record = _acceptable(_cleaned({**before, **opened, **given}), at)
    for name in set(given) - set(SEALED):
        setattr(resident, name, record[name])
    if "name" in given:
        for name, value in _readings(record["name"]).items():
            setattr(resident, name, value)
    _seal(resident, {name: record[name] for name in SEALED if record[name] != opened[name]})
    changed = save(resident, before, by=by, at=at)
    if changed:
        said = {"reason": reason.strip()} if reason.strip() else {}
        note("change_resident", resident, by=by, permission=UPDATE, at=at, fields=changed, **said)
    return resident


@transaction.atomic
def restore(resident_id: int, entry_id: int, *, by: Scope, at: datetime) -> Resident:
    """
    Put back what one correction replaced; `entry_id` is the history entry that it left.

    Raises `people.changed_since` where a later correction touched the same fields, `core.not_found` where the entry is none
    of this resident or holds nothing that `change` writes.
    """
    resident = locked(resident_id, by=by, permission=UPDATE)
    entries = HistoryEntry.objects.unscoped(WHY).filter(table=Resident._meta.db_table, row=str(resident.pk))
    entry = entries.filter(pk=entry_id).first()
    names = CHANGEABLE & set(json.loads(entry.before)) if entry is not None else frozenset()
    if entry is None or not names:
        raise DomainError("core.not_found")
    later = entries.filter(pk__gt=entry.pk).values_list("before", flat=True)
    if any(names & set(json.loads(before)) for before in later):
        raise DomainError("people.changed_since")
    earlier = _earlier(resident, entry.at)
    values = {name: earlier[name].open() if isinstance(earlier[name], Sealed) else earlier[name] for name in names}
    return change(resident.pk, values, by=by, at=at, reason=f"restore {entry.pk}")


@transaction.atomic
def record_move(
    resident_id: int,
    on: date,
    *,
    by: Scope,
    at: datetime,
    residence_area_id: str | None = None,
    residence_elsewhere: str = "",
    address: str | None = None,
    source: str = "",
) -> Resident:
    """
    Somebody lives elsewhere from the day `on`: in another community, or outside the district (`residence_elsewhere`).

    The living household is left; whoever moves in with others joins theirs with `households.join_living`. The old street
    address is left too; `address` is the new one. Raises `people.move_too_early`, `people.already_dead`,
    `people.area_unknown`, `people.area_and_elsewhere`, `people.same_place`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    return _move(resident, on, Home(residence_area_id, residence_elsewhere.strip()), address, source, by=by, at=at)


@transaction.atomic
def receive(
    id_number: str,
    name: str,
    on: date,
    *,
    residence_area_id: str,
    by: Scope,
    at: datetime,
    address: str | None = None,
    source: str = "",
) -> Resident:
    """
    Somebody who is on the register of another town moves here: the receiving office records it.

    It must know his whole ID number and his name; nothing of him is told before both agree. Raises
    `people.nobody_so_named` where they do not, `people.area_not_covered`, and as `record_move`.
    """
    by.require(UPDATE)
    require_area(residence_area_id, by=by, permission=UPDATE)
    anywhere = Resident.objects.unscoped("found by whole number and name, to be moved into an area of the scope")
    found = list(
        anywhere.select_for_update().filter(fields.looking_for(Resident, "id_number", id_number), name=clean_name(name))
    )
    if len(found) != 1:
        raise DomainError("people.nobody_so_named")
    return _move(alive(found[0]), on, Home(residence_area_id), address, source, by=by, at=at)


def _move(
    resident: Resident, on: date, home: Home, address: str | None, source: str, *, by: Scope, at: datetime
) -> Resident:
    before = stored(resident)
    was_here = resident.residence_area_id is not None
    _change_home(resident, Basis.RESIDENCE, home, on, source, by=by, at=at)
    if home.area is None:
        resident.moved_out_on = on
    elif not was_here:
        resident.moved_in_on = on
    fields.seal(resident, "address", address or None)  # the old address is no longer his
    save(resident, before, by=by, at=at)
    note("record_move", resident, by=by, permission=UPDATE, at=at, on=on.isoformat(), to=home.area or "elsewhere")
    return resident


@transaction.atomic
def record_registration(
    resident_id: int,
    on: date,
    *,
    by: Scope,
    at: datetime,
    registered_area_id: str | None = None,
    registered_elsewhere: str = "",
    source: str = "",
) -> Resident:
    """The household registration moved on the day `on`; the booklet is left. Raises as `record_move`."""
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    before = stored(resident)
    home = Home(registered_area_id, registered_elsewhere.strip())
    _change_home(resident, Basis.REGISTRATION, home, on, source, by=by, at=at)
    save(resident, before, by=by, at=at)
    note(
        "record_registration", resident, by=by, permission=UPDATE, at=at, on=on.isoformat(), to=home.area or "elsewhere"
    )
    return resident


def _change_home(
    resident: Resident, basis: Basis, home: Home, on: date, source: str, *, by: Scope, at: datetime
) -> None:
    known = homes.timeline(resident, basis)
    latest = max(day for day in (resident.birth_date, since(known)) if day is not None)
    if not latest <= on <= day_of(at):
        raise DomainError("people.move_too_early", day=on.isoformat())
    if home.area is not None and home.area not in rules(at, home.area).areas:
        raise DomainError("people.area_unknown", area=home.area)
    if (home.area is None) == (not home.elsewhere):
        raise DomainError("people.area_and_elsewhere")
    if known[-1].home.place == home.place:
        raise DomainError("people.same_place")
    homes.write(resident, basis, moved(known, home, on), source=source, by=by, at=at)


@transaction.atomic
def take_back_move(resident_id: int, basis: str, *, reason: str, by: Scope, at: datetime) -> Resident:
    """
    The last move was recorded by mistake: he never left. What was said meanwhile stays, as superseded.

    The street address that the move took away comes back with it. Raises `people.nothing_to_take_back`,
    `people.reason_needed`, `people.already_dead`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    if not reason.strip():
        raise DomainError("people.reason_needed")
    which = Basis(basis)
    known = homes.timeline(resident, which)
    if len(stays(known)) < 2:
        raise DomainError("people.nothing_to_take_back")
    before = stored(resident)
    homes.write(resident, which, without_last(known), source=reason.strip(), by=by, at=at)
    if which is Basis.RESIDENCE:
        _put_back(resident)
    save(resident, before, by=by, at=at)
    note("take_back_move", resident, by=by, permission=UPDATE, at=at, basis=basis, reason=reason.strip())
    return resident


def _put_back(resident: Resident) -> None:
    """Let address and days of moving be what they were before the last change of residence."""
    learnt = _learnt(resident, "residence_area_id", "residence_elsewhere")
    if learnt is None:
        return
    earlier = _earlier(resident, learnt)
    for name in ("address", "moved_in_on", "moved_out_on"):
        setattr(resident, name, earlier.get(name))


def _learnt(resident: Resident, *columns: str) -> datetime | None:
    """When the register last learnt another value of one of the columns."""
    entries = HistoryEntry.objects.unscoped(WHY).filter(table=Resident._meta.db_table, row=str(resident.pk))
    return next((one.at for one in entries.order_by("-id") if set(columns) & set(json.loads(one.before))), None)


def _earlier(resident: Resident, at: datetime) -> dict[str, Any]:
    """The resident's row as it was just before the moment `at`."""
    whole = Scope.system("what was replaced, of a resident whom the command has locked")
    moment = at - timedelta(microseconds=1)
    return history.as_known(Resident, resident.pk, moment, scope=whole, permission=UPDATE) or {}


@transaction.atomic
def correct_home(
    resident_id: int,
    basis: str,
    *,
    on: date | None,
    reason: str,
    by: Scope,
    at: datetime,
    area_id: str | None = None,
    elsewhere: str = "",
) -> Resident:
    """
    What the register says of the present place was wrong: it is another one, or he came there on another day.

    on  the first day there; None for somebody who has been there since birth. Raises `people.reason_needed`, `people.
    move_too_early`, `people.area_unknown`, `people.area_and_elsewhere`, `people.nowhere`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    if not reason.strip():
        raise DomainError("people.reason_needed")
    which = Basis(basis)
    known = homes.timeline(resident, which)
    if on is not None and not resident.birth_date <= on <= day_of(at):
        raise DomainError("people.move_too_early", day=on.isoformat())
    if area_id is not None and area_id not in rules(at, area_id).areas:
        raise DomainError("people.area_unknown", area=area_id)
    if (area_id is None) == (not elsewhere.strip()):
        raise DomainError("people.area_and_elsewhere")
    present = known[-1].home
    home = Home(area_id, elsewhere.strip())
    same = present.place == home.place
    try:
        wanted = last_corrected(known, home, on)
    except ValueError:
        raise DomainError("people.move_too_early", day=on.isoformat() if on else "") from None
    if wanted == known:
        return resident
    before = stored(resident)
    homes.write(resident, which, wanted, source=reason.strip(), by=by, at=at)
    if which is Basis.RESIDENCE:
        if resident.residence_area_id is None:
            resident.moved_out_on = on
        elif resident.moved_in_on is not None or on is not None:
            resident.moved_in_on = on
        if not same:
            fields.seal(resident, "address", None)
    save(resident, before, by=by, at=at)
    note("correct_home", resident, by=by, permission=UPDATE, at=at, basis=basis, reason=reason.strip())
    return resident


@transaction.atomic
def record_death(resident_id: int, on: date, *, by: Scope, at: datetime, source: str = "") -> Resident:
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
    ended = statuses.end_all(resident, on, by=by, at=at)
    note(
        "record_death",
        resident,
        by=by,
        permission=UPDATE,
        at=at,
        on=on.isoformat(),
        ended_statuses=ended,
        source=source,
    )
    return resident


@transaction.atomic
def take_back_death(resident_id: int, *, reason: str, by: Scope, at: datetime) -> Resident:
    """
    A death was recorded by mistake: he is alive. The status facts that ended with it go on again.

    Raises `people.not_dead`, `people.reason_needed`.
    """
    resident = locked(resident_id, by=by, permission=UPDATE)
    if resident.death_date is None:
        raise DomainError("people.not_dead")
    if not reason.strip():
        raise DomainError("people.reason_needed")
    before = stored(resident)
    learnt = _learnt(resident, "death_date")
    day, resident.death_date = resident.death_date, None
    save(resident, before, by=by, at=at)
    again = statuses.go_on_again(resident, day, learnt, by=by, at=at)
    note(
        "take_back_death", resident, by=by, permission=UPDATE, at=at, was=day.isoformat(), statuses=again,
        reason=reason.strip(),
    )  # fmt: skip
    return resident


def problems(new: NewResident, *, at: datetime) -> list[Refusal]:
    """Everything that `add` would refuse in the record itself, each with its column: what a form shows at once."""
    record = _cleaned(asdict(new))
    return check_record(record, rules(at, record.get("residence_area_id"), record.get("registered_area_id")))


def _cleaned(record: dict[str, Any]) -> dict[str, Any]:
    """The record with name, numbers and texts in the form in which they are stored."""
    return {
        **record,
        "name": clean_name(record["name"]),
        "id_number": clean_document_number(record["id_document"], record.get("id_number")),
        "phone": clean_phone(record.get("phone")),
        "address": (record.get("address") or "").strip() or None,
    }


def _acceptable(record: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The record with its ID number in its normal form; the first refusal is raised."""
    known = rules(at, record.get("residence_area_id"), record.get("registered_area_id"))
    for refusal in check_record(record, known):
        raise refusal.error
    if record["id_document"] in CODED:
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
