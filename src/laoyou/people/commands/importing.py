"""Writing rows of a list: new residents, changed ones, their statuses, booklets and contacts, a batch in one transaction."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connections, router

from laoyou.base.ids import EXAMPLE_REGION
from laoyou.core import bulk, crypto, failpoints, history
from laoyou.core.imports import points
from laoyou.core.imports.tables import Batch, Child, Verdict, Work, Written
from laoyou.core.row_ids import reserve
from laoyou.people.commands import homes
from laoyou.people.domain import spells
from laoyou.people.domain.checks import has_example_phone
from laoyou.people.domain.names import read
from laoyou.people.domain.spells import Basis
from laoyou.people.models import EmergencyContact, RegisteredHousehold, Residency, Resident, StatusFact
from laoyou.people.queries.matching import Planned

WHY = "people that the batch has found within the scope"
NEW_COLUMNS = (
    "id", "name", "pinyin", "given_pinyin", "initials", "sex", "birth_date", "id_document", "id_number", "phone", "address",
    "residence_area_id", "residence_elsewhere", "registered_area_id", "registered_elsewhere", "registered_household_id",
    "registered_relation", "living_relation", "source", "known_since", "example",
)  # fmt: skip
SEALED = frozenset({"id_number", "phone", "address"})
INDEXES = {"id_number": "id_number_index", "phone": "phone_index"}


def write(verdicts: Sequence[Verdict], work: Work) -> Batch:
    """
    Write new and changed rows in the caller's transaction, with their history; the caller leaves the audit entry.

    Raises IntegrityError where somebody changed one of them since it was judged: then the batch is judged again.
    """
    planned: list[tuple[Verdict, Planned]] = [(verdict, verdict.work) for verdict in verdicts]
    new = [pair for pair in planned if pair[1].resident is None]
    old = [pair for pair in planned if pair[1].resident is not None]
    digest = hashlib.sha256()
    children: dict[int, list[Child]] = defaultdict(list)
    booklets = _booklets(planned, work, children)
    keys = dict(zip((verdict.row.line for verdict, _ in new), reserve(Resident, len(new)) if new else [], strict=True))
    digest.update(_insert(new, keys, booklets, work))
    failpoints.hit(points.WRITE_INSERTED)
    entries = _change(old, booklets, work, digest, children)
    failpoints.hit(points.WRITE_CHANGED)
    keys |= {verdict.row.line: plan.resident.pk for verdict, plan in old if plan.resident is not None}
    _facts(planned, keys, work, children)
    _contacts(planned, keys, children)
    newest = history.newest_of(Resident, [keys[verdict.row.line] for verdict, _ in old])
    rows = [
        Written(
            line := verdict.row.line, keys[line], plan.resident is None, entries.get(keys[line]), newest.get(keys[line]),
            tuple(children[line]),
        )
        for verdict, plan in planned
    ]  # fmt: skip
    digest.update("\n".join(f"{one.line} {one.key} {one.new} {one.children}" for one in rows).encode())
    return Batch(tuple(rows), digest.hexdigest())


def _booklets(
    planned: Sequence[tuple[Verdict, Planned]], work: Work, children: dict[int, list[Child]]
) -> dict[str, int]:
    """Number of a booklet → its row; booklets that are not there yet are opened where the person is registered."""
    wanted: dict[str, tuple[int, str]] = {}
    for verdict, plan in planned:
        if plan.household:
            area = plan.columns.get("registered_area_id") or (plan.resident and plan.resident.registered_area_id)
            wanted.setdefault(plan.household, (verdict.row.line, str(area)))
    if not wanted:
        return {}
    there = RegisteredHousehold.objects.unscoped(WHY).filter(number__in=list(wanted))
    found = dict(there.values_list("number", "id"))
    missing = [number for number in wanted if number not in found]
    rows = [
        RegisteredHousehold(pk=pk, number=number, area_id=wanted[number][1], example=work.accept_example)
        for number, pk in zip(missing, reserve(RegisteredHousehold, len(missing)) if missing else [], strict=True)
    ]
    RegisteredHousehold.objects.bulk_create(rows)
    for row in rows:
        children[wanted[row.number][0]].append(Child("people.registeredhousehold", row.pk))
        found[row.number] = row.pk
    return found


def _insert(
    new: Sequence[tuple[Verdict, Planned]], keys: dict[int, int], booklets: dict[str, int], work: Work
) -> bytes:
    if not new:
        return b""
    columns: dict[str, list[Any]] = {name: [] for name in NEW_COLUMNS}
    connection = connections[router.db_for_write(Resident)]
    known_since = Resident._meta.get_field("known_since").get_db_prep_save(work.at, connection)  # type: ignore[union-attr]
    for verdict, plan in new:
        given = plan.columns
        reading = read(given["name"])
        number, phone = given["id_number"], given["phone"]
        example = bool((number and number.startswith(EXAMPLE_REGION)) or (phone and has_example_phone(phone)))
        row = {
            **given,
            "id": keys[verdict.row.line],
            "pinyin": reading.pinyin,
            "given_pinyin": reading.given_pinyin,
            "initials": reading.initials,
            "birth_date": given["birth_date"].isoformat(),
            "residence_elsewhere": "",
            "registered_household_id": booklets.get(plan.household),
            "living_relation": "",
            "known_since": known_since,
            "source": work.source,
            "example": example,
        }
        for name in NEW_COLUMNS:
            columns[name].append(row[name])
    loaded = bulk.insert(bulk.Plan(Resident, NEW_COLUMNS, lambda whole: whole), columns)
    return bytes.fromhex(loaded.sha256)


def _change(
    old: Sequence[tuple[Verdict, Planned]],
    booklets: dict[str, int],
    work: Work,
    digest: Any,
    children: dict[int, list[Child]],
) -> dict[int, int]:
    """Change residents with their history; returns row → the entry that holds what was before."""
    touched = {
        plan.resident.pk: plan for _, plan in old if plan.resident is not None and (plan.columns or plan.household)
    }
    if not touched:
        return {}
    locked = {row.pk: row for row in Resident.objects.unscoped(WHY).select_for_update().filter(pk__in=list(touched))}
    lines = {plan.resident.pk: verdict.row.line for verdict, plan in old if plan.resident is not None}
    groups: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    changes: dict[str, list[tuple[object, dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for key, plan in touched.items():
        row = locked.get(key)
        if row is None or _differs(row, plan.resident, plan.columns):
            raise IntegrityError("a resident was changed while the batch was judged")
        after = _after(row, plan, booklets)
        before = {name: getattr(row, name) for name in after}
        for name in SEALED & after.keys():
            if index := INDEXES.get(name):
                before[index] = getattr(row, index)
        changes[row.area_id or ""].append((key, before, {**after, **dict.fromkeys(before.keys() - after.keys())}))
        groups[tuple(sorted(after))].append((key, after))
        _move(row, after, work, children[lines[key]])
        digest.update(f"{key}:{','.join(sorted(after))}\n".encode())
    for area_id, of_area in changes.items():
        history.append_many(Resident, of_area, by=work.by, at=work.at, area_id=area_id)
    for names, group in groups.items():
        for sealed in (False, True):
            part = [name for name in names if (name in SEALED) is sealed]
            if part:
                bulk.update(
                    Resident, [key for key, _ in group], {name: [after[name] for _, after in group] for name in part}
                )
    return history.newest_of(Resident, touched)


def _move(row: Resident, after: dict[str, Any], work: Work, children: list[Child]) -> None:
    """
    Let the timeline of homes say what the row will say: he came there by the day of the list.

    A home that is entered where none was known says nothing about when; it belongs to the row alone, as for whoever never moved.
    """
    for basis, columns in HOMES.items():
        if not after.keys() & set(columns):
            continue
        present = homes.present_home(row, basis)
        there = set(homes.standing(row, basis))
        if not there and (present.place == (None, "") or present.place == _home(row, after, columns).place):
            continue
        wanted = spells.moved(homes.timeline(row, basis), _home(row, after, columns), work.as_of)
        homes.write(row, basis, wanted, source=work.source, by=work.by, at=work.at)
        known = {one.pk for one in there}
        rows = Residency.objects.unscoped(WHY).filter(resident=row, basis=basis.value).exclude(pk__in=known)
        children += [Child("people.residency", pk) for pk in rows.values_list("pk", flat=True)]


HOMES = {
    Basis.RESIDENCE: ("residence_area_id", "residence_elsewhere", "living_household_id", "living_relation"),
    Basis.REGISTRATION: (
        "registered_area_id", "registered_elsewhere", "registered_household_id", "registered_relation",
    ),
}  # fmt: skip
"""The columns of a resident that say where he is at home, in the order of `spells.Home`."""


def _home(row: Resident, after: dict[str, Any], columns: tuple[str, ...]) -> spells.Home:
    return spells.Home(*(after.get(name, getattr(row, name)) for name in columns))


def restore_homes(keys: Sequence[int], written_at: datetime) -> None:
    """After an import was taken back: what it had superseded holds again; the spells that it wrote are deleted by then."""
    rows = Residency.objects.unscoped("of residents whom the undo has found within the scope")
    rows.filter(resident_id__in=list(keys), superseded_at=written_at).update(superseded_at=None)


def _differs(row: Resident, judged: Resident | None, columns: dict[str, Any]) -> bool:
    """Whether the row is no longer what was judged, in the columns that would be changed."""
    names = columns.keys() - {"registered_household"}
    return judged is None or any(getattr(row, name) != getattr(judged, name) for name in names)


def _after(row: Resident, plan: Planned, booklets: dict[str, int]) -> dict[str, Any]:
    """Column → value after the change, with what follows from it."""
    after = dict(plan.columns)
    if "name" in after:
        reading = read(after["name"])
        after |= {"pinyin": reading.pinyin, "given_pinyin": reading.given_pinyin, "initials": reading.initials}
    if after.get("residence_area_id"):
        after["residence_elsewhere"] = ""
        if row.residence_area_id is not None:
            # Who lives elsewhere has left those he lived with; the old address is no longer his.
            after |= {"living_household_id": None, "living_relation": ""}
            after.setdefault("address", None)
    if after.get("registered_area_id"):
        after["registered_elsewhere"] = ""
    elif after.get("registered_elsewhere"):
        after["registered_area_id"] = None
    if plan.household:
        after["registered_household_id"] = booklets[plan.household]
    elif "registered_area_id" in after and row.registered_household_id is not None:
        after |= {"registered_household_id": None, "registered_relation": ""}
    return after


def _facts(
    planned: Sequence[tuple[Verdict, Planned]], keys: dict[int, int], work: Work, children: dict[int, list[Child]]
) -> None:
    wanted = [(verdict.row.line, plan.since, kind) for verdict, plan in planned for kind in plan.kinds if plan.since]
    if not wanted:
        return
    rows = []
    for (line, since, kind), pk in zip(wanted, reserve(StatusFact, len(wanted)), strict=True):
        rows.append(
            StatusFact(
                pk=pk, resident_id=keys[line], kind=kind, true_from=since, known_since=work.at, source=work.source,
                recorded_by_id=work.by.account_id, example=work.accept_example,
            )
        )  # fmt: skip
        children[line].append(Child("people.statusfact", pk))
    StatusFact.objects.bulk_create(rows, batch_size=1000)


def _contacts(
    planned: Sequence[tuple[Verdict, Planned]], keys: dict[int, int], children: dict[int, list[Child]]
) -> None:
    wanted = [(verdict.row.line, plan.contact) for verdict, plan in planned if plan.contact is not None]
    if not wanted:
        return
    ranks: dict[int, int] = defaultdict(int)
    there = EmergencyContact.objects.unscoped(WHY).filter(resident_id__in=[keys[line] for line, _ in wanted])
    for resident_id, rank in there.values_list("resident_id", "rank"):
        ranks[resident_id] = max(ranks[resident_id], rank)
    ids = reserve(EmergencyContact, len(wanted))
    table, column = EmergencyContact._meta.get_field("phone").place  # type: ignore[union-attr]
    sealed = crypto.encrypt_many([contact[1] for _, contact in wanted], table, column, ids)
    rows = []
    for (line, (name, _, relation)), pk, phone in zip(wanted, ids, sealed, strict=True):
        ranks[keys[line]] += 1
        rows.append(
            EmergencyContact(
                pk=pk, resident_id=keys[line], rank=ranks[keys[line]], name=name, relation=relation, phone=phone
            )
        )
        children[line].append(Child("people.emergencycontact", pk))
    EmergencyContact.objects.bulk_create(rows, batch_size=1000)
