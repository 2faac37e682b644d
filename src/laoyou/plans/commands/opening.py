"""How items come into the ledger: from the pack, by hand or from a proposal, from a meeting, and as parts for towns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, district, history
from laoyou.core.models import Area, Unit
from laoyou.core.scope import Scope
from laoyou.packs.public import Aim, Ordered, Pack, Project
from laoyou.plans import permissions
from laoyou.plans.commands import acting
from laoyou.plans.commands.closing import record_decision
from laoyou.plans.domain.ledger import Part, State
from laoyou.plans.domain.naming import search_key
from laoyou.plans.models import CapacityLine, LedgerAim, LedgerItem, LedgerParty, MoneyLine

RENEWED = (
    "number", "section", "section_en", "name", "name_en", "search_key", "content", "goal", "nature", "category", "place",
    "by_duty", "indicators", "document", "clause", "quote", "verified", "example", "note", "pack_version",
)  # fmt: skip
"""What a newer pack may say otherwise about an item that is open already. Its state, deadline and area are not touched."""


@dataclass(frozen=True)
class Added:
    """Capacity that an item is to add: how many of what; where and by when, if known."""

    measure: str
    number: int
    area_id: str = ""
    expected_on: date | None = None


@dataclass(frozen=True)
class Money:
    """Money of an item, in whole fen."""

    source: str
    stage: str
    fen: int
    basis: str
    year: int | None = None


@dataclass(frozen=True)
class NewItem:
    """An item that no pack orders: a project added by hand or from a proposal."""

    name: str
    area_id: str
    due: date
    kind: str = "project"
    starts_on: date | None = None
    content: str = ""
    lead_units: tuple[str, ...] = ()
    responsible_units: tuple[str, ...] = ()
    supporting_units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    capacity: tuple[Added, ...] = ()
    money: tuple[Money, ...] = field(default=())


@transaction.atomic
def open_ledger(*, by: Scope, at: datetime) -> dict[str, int]:
    """
    Open an item for each task and project of the plans in the district's pack; what is open already is renewed in words only.

    Running it twice changes nothing. Returns how many were added and renewed; one audit entry.
    """
    by.require(permissions.LEAD)
    pack = district.pack()
    area_id = pack.manifest.area
    if not by.is_system and not by.covers_area(permissions.LEAD, area_id):
        raise DomainError("core.not_found")
    entries: list[tuple[str, Ordered]] = [("task", one) for one in pack.tasks.values()]
    entries += [(one.kind, one) for one in pack.projects.values()]
    known = LedgerItem.objects.scoped(by, permissions.LEAD).in_bulk(
        [entry.code for _, entry in entries], field_name="code"
    )
    units = set(Unit.objects.values_list("pk", flat=True))
    added, renewed = [], []
    for kind, entry in entries:
        said = _said(pack, entry)
        item = known.get(entry.code)
        if item is None:
            item = _open(pack, kind, entry, said, by=by, at=at)
            _keep_lines(pack, item, entry, by=by, at=at)
            added.append(item.pk)
        elif _renew(item, said, by=by, at=at):
            renewed.append(item.pk)
        _keep_parties(pack, item, entry, units, by=by, at=at)
        _keep_aims(item, entry.aim, by=by)
    if added or renewed:
        audit.record_batch(
            "plans.open_ledger",
            "plans.ledgeritem",
            [*added, *renewed],
            by=by,
            permission=permissions.LEAD,
            at=at,
            chain=acting.CHAIN,
            area_id=area_id,
            detail={"pack": pack.name, "version": pack.version, "added": len(added), "renewed": len(renewed)},
        )
    return {"added": len(added), "renewed": len(renewed)}


def _said(pack: Pack, entry: Ordered) -> dict[str, Any]:
    plan = pack.plans[pack.plan_of_entry[entry.code]]
    said = {
        "number": entry.number or "",
        "section": entry.section or "",
        "section_en": entry.section_en or "",
        "name": entry.name,
        "name_en": entry.name_en or "",
        "search_key": search_key(entry.name, entry.code),
        "content": "",
        "goal": "",
        "nature": "",
        "category": "",
        "place": "",
        "by_duty": entry.by_duty,
        "indicators": list(entry.indicators),
        "document": plan.document,
        "clause": entry.clause,
        "quote": entry.quote or "",
        "verified": pack.is_entry_verified(entry),
        "example": entry.example,
        "note": entry.note or "",
        "pack_version": pack.version,
    }
    if isinstance(entry, Project):
        said |= {name: getattr(entry, name) or "" for name in ("content", "goal", "nature", "category", "place")}
    return said


def _open(pack: Pack, kind: str, entry: Ordered, said: dict[str, Any], *, by: Scope, at: datetime) -> LedgerItem:
    plan = pack.plans[pack.plan_of_entry[entry.code]]
    area, starts_on, due = pack.manifest.area, plan.period_start, entry.due or plan.period_end
    stated = entry.due is not None
    if isinstance(entry, Project):
        area = entry.areas[0] if len(entry.areas) == 1 else area
        starts_on = date(entry.start_year, 1, 1) if entry.start_year else starts_on
        if entry.due is None and entry.end_year is not None:
            due, stated = date(entry.end_year, 12, 31), True
    return LedgerItem.objects.create(
        kind=kind,
        code=entry.code,
        plan=plan.id,
        area_id=area,
        starts_on=min(starts_on, due),
        due_first=due,
        due=due,
        due_stated=stated,
        state_at=at,
        origin=LedgerItem.Origin.PACK,
        opened_at=at,
        opened_by_id=by.account_id,
        **said,
    )


def _renew(item: LedgerItem, said: dict[str, Any], *, by: Scope, at: datetime) -> bool:
    before = history.values_of(item)
    changed = [name for name in RENEWED if getattr(item, name) != said[name]]
    if not changed:
        return False
    for name in changed:
        setattr(item, name, said[name])
    item.save(update_fields=changed)
    history.append(LedgerItem, item.pk, before, history.values_of(item), by=by, at=at, area_id=item.area_id)
    return True


def _keep_parties(pack: Pack, item: LedgerItem, entry: Ordered, units: set[str], *, by: Scope, at: datetime) -> None:
    """The units as the pack names them now; who is no longer named goes, into the history."""
    named = [(Part.LEAD, one) for one in entry.lead_units]
    named += [(Part.RESPONSIBLE, one) for one in entry.responsible_units]
    named += [(Part.SUPPORTING, one) for one in entry.supporting_units]
    known = {(row.part, row.printed): row for row in LedgerParty.objects.scoped(by, permissions.LEAD).filter(item=item)}
    for position, (part, printed) in enumerate(dict.fromkeys(named)):
        meant = pack.unit_named(printed)
        unit = meant.id if meant is not None and meant.id in units else None
        row = known.pop((part.value, printed), None)
        if row is None:
            LedgerParty.objects.create(item=item, part=part.value, position=position, printed=printed, unit_id=unit)
        elif (row.unit_id, row.position) != (unit, position):
            row.unit_id, row.position = unit, position
            row.save(update_fields=["unit", "position"])
    for gone in known.values():
        if gone.town_id is None:
            history.append_deleted(gone, by=by, at=at, area_id=item.area_id)
            gone.delete()


def _keep_aims(item: LedgerItem, aims: Sequence[Aim], *, by: Scope) -> None:
    for position, aim in enumerate(aims):
        said = {
            "name": aim.name,
            "name_en": aim.name_en or "",
            "printed": aim.printed,
            "operator": aim.operator,
            "value": aim.value,
            "upper": aim.upper,
            "unit": aim.unit,
            "year": aim.year,
        }
        known = LedgerAim.objects.scoped(by, permissions.LEAD).filter(item=item, position=position)
        if not known.update(**said):
            LedgerAim.objects.create(item=item, position=position, **said)


def _keep_lines(pack: Pack, item: LedgerItem, entry: Ordered, *, by: Scope, at: datetime) -> None:
    """Capacity and money as printed. What comes later is noted in the ledger, so only the first opening writes them."""
    if not isinstance(entry, Project):
        return
    for position, one in enumerate(entry.capacity):
        year = one.year or entry.end_year
        CapacityLine.objects.create(
            item=item,
            measure=one.measure,
            number=None if one.value is None else int(one.value),
            area_id=one.area or item.area_id,
            expected_on=date(year, 12, 31) if year else item.due,
            printed=one.printed,
            example=entry.example,
            recorded_at=at,
            recorded_by_id=by.account_id,
            key=f"pack:{position}",
        )
    for position, funding in enumerate(entry.money):
        MoneyLine.objects.create(
            item=item,
            source=funding.source,
            stage=funding.stage,
            fen=int(funding.yuan * 100),
            year=funding.year,
            basis=f"{pack.documents[item.document].title} {entry.clause}"[:200],
            example=entry.example,
            recorded_at=at,
            recorded_by_id=by.account_id,
            key=f"pack:{position}",
        )


@transaction.atomic
def add_project(
    new: NewItem, *, by: Scope, at: datetime, key: str, proposal: str = "", example: bool = False
) -> LedgerItem:
    """
    Add a project that no pack orders: by hand, or with `proposal` from a siting proposal. The same key twice is one project.

    Refused: `plans.name_missing`, `plans.outside` for an area beyond the district, `plans.unknown_unit`,
    `plans.unknown_indicator`, `plans.starts_after_due`, `plans.amount_negative`.
    """
    by.require(permissions.LEAD)
    origin = LedgerItem.Origin.PROPOSAL if proposal else LedgerItem.Origin.HAND
    code = f"{origin.value}-{sha256(key.encode()).hexdigest()[:12]}"
    if known := LedgerItem.objects.scoped(by, permissions.LEAD).filter(code=code).first():
        return known
    item = _add(new, code, origin, by=by, at=at, proposal=proposal, example=example)
    audit.record(
        "plans.add_project", item, by=by, permission=permissions.LEAD, at=at, chain=acting.CHAIN,
        detail={"kind": new.kind, "origin": origin.value},
    )  # fmt: skip
    return item


@transaction.atomic
def add_decision(
    new: NewItem,
    *,
    meeting: str,
    held_on: date,
    by: Scope,
    at: datetime,
    key: str,
    number: str = "",
    example: bool = False,
) -> LedgerItem:
    """Record a decision of a joint meeting as an item of its own, with its units and deadline. Refused as `add_project` and `decide`."""
    by.require(permissions.LEAD)
    code = f"meeting-{sha256(key.encode()).hexdigest()[:12]}"
    if known := LedgerItem.objects.scoped(by, permissions.LEAD).filter(code=code).first():
        return known
    item = _add(new, code, LedgerItem.Origin.MEETING, by=by, at=at, kind="decision", example=example)
    row = record_decision(item.pk, meeting, held_on, number, new.content or new.name, by=by, at=at, example=example)
    audit.record(
        "plans.add_decision", item, by=by, permission=permissions.LEAD, at=at, chain=acting.CHAIN,
        detail={"decision": row.pk},
    )  # fmt: skip
    return item


def _add(
    new: NewItem,
    code: str,
    origin: LedgerItem.Origin,
    *,
    by: Scope,
    at: datetime,
    kind: str = "",
    proposal: str = "",
    example: bool,
) -> LedgerItem:
    name = acting.require_words(new.name, "plans.name_missing")[:300]
    _require_area(new.area_id, by)
    if new.starts_on is not None and new.starts_on > new.due:
        raise DomainError("plans.starts_after_due")
    pack = district.pack()
    for indicator in new.indicators:
        if indicator not in pack.indicators:
            raise DomainError("plans.unknown_indicator", code=indicator)
    item = LedgerItem.objects.create(
        kind=kind or new.kind,
        code=code,
        name=name,
        search_key=search_key(name),
        content=acting.cut_words(new.content),
        indicators=list(new.indicators),
        area_id=new.area_id,
        starts_on=new.starts_on,
        due_first=new.due,
        due=new.due,
        due_stated=True,
        state_at=at,
        origin=origin,
        proposal=proposal[:200],
        example=example,
        opened_at=at,
        opened_by_id=by.account_id,
    )
    _add_units(item, new)
    for position, one in enumerate(new.capacity):
        if one.number < 0:
            raise DomainError("plans.amount_negative")
        where = one.area_id or new.area_id
        _require_area(where, by)
        CapacityLine.objects.create(
            item=item, measure=one.measure, number=one.number, area_id=where, expected_on=one.expected_on or new.due,
            example=example, recorded_at=at, recorded_by_id=by.account_id, key=f"new:{position}",
        )  # fmt: skip
    for position, money in enumerate(new.money):
        if money.fen < 0:
            raise DomainError("plans.amount_negative")
        MoneyLine.objects.create(
            item=item, source=money.source, stage=money.stage, fen=money.fen, year=money.year, basis=money.basis[:200],
            example=example, recorded_at=at, recorded_by_id=by.account_id, key=f"new:{position}",
        )  # fmt: skip
    return item


def _add_units(item: LedgerItem, new: NewItem) -> None:
    units = Unit.objects.in_bulk([*new.lead_units, *new.responsible_units, *new.supporting_units])
    named = [(Part.LEAD, one) for one in new.lead_units]
    named += [(Part.RESPONSIBLE, one) for one in new.responsible_units]
    named += [(Part.SUPPORTING, one) for one in new.supporting_units]
    for position, (part, unit) in enumerate(dict.fromkeys(named)):
        if unit not in units:
            raise DomainError("plans.unknown_unit", unit=unit)
        LedgerParty.objects.create(
            item=item, part=part.value, position=position, printed=units[unit].name, unit_id=unit
        )


def _require_area(area_id: str, by: Scope) -> None:
    known = Area.objects.filter(pk=area_id).exists()
    if not known or not area_id.startswith(district.area_id()):
        raise DomainError("plans.outside", area=area_id)
    if not by.covers_area(permissions.LEAD, area_id):
        raise DomainError("core.not_found")


@transaction.atomic
def split_to_towns(
    item_id: int, towns: Iterable[str], *, by: Scope, at: datetime, due: date | None = None
) -> list[LedgerItem]:
    """
    Open a part of an item for each town: the town answers for it, the units that lead the item confirm it.

    A town that has its part already keeps it. Returns all parts of the towns asked for; one audit entry for the new ones.
    """
    held = acting.hold(item_id, by=by, permission=permissions.LEAD, at=at)
    held.require_planner()
    whole = held.item
    if whole.parent_id is not None:
        raise DomainError("plans.part_of_a_part")
    if State(whole.state) is State.CLOSED:
        raise DomainError("plans.not_now")
    wanted = sorted(set(towns))
    areas = Area.objects.in_bulk(wanted)
    for town in wanted:
        if (
            town not in areas
            or areas[town].level != Area.Level.TOWN
            or town == whole.area_id
            or not town.startswith(whole.area_id)
        ):
            raise DomainError("plans.outside", area=town)
    parts = LedgerItem.objects.scoped(by, permissions.LEAD).filter(parent=whole, area_id__in=wanted)
    known = {part.area_id: part for part in parts}
    fields = (
        "kind", "plan", "number", "section", "section_en", "name", "name_en", "content", "goal", "category", "indicators",
        "document", "clause", "quote", "verified", "example", "origin", "pack_version", "starts_on",
    )  # fmt: skip
    leading = list(LedgerParty.objects.scoped(by, permissions.LEAD).filter(item=whole, part=Part.LEAD.value))
    added = []
    for town in wanted:
        if town in known:
            continue
        part = LedgerItem.objects.create(
            **{name: getattr(whole, name) for name in fields},
            code=f"{whole.code}@{town}",
            search_key=search_key(whole.name, areas[town].name),
            parent=whole,
            area_id=town,
            due_first=due or whole.due,
            due=due or whole.due,
            due_stated=due is not None or whole.due_stated,
            state_at=at,
            opened_at=at,
            opened_by_id=by.account_id,
        )
        for row in leading:
            LedgerParty.objects.create(
                item=part, part=row.part, position=row.position, printed=row.printed, unit_id=row.unit_id
            )
        LedgerParty.objects.create(
            item=part, part=Part.RESPONSIBLE.value, position=len(leading), printed=areas[town].name, town_id=town
        )
        known[town] = part
        added.append(part.pk)
    if added:
        audit.record_batch(
            "plans.split_to_towns", "plans.ledgeritem", added, by=by, permission=permissions.LEAD, at=at,
            chain=acting.CHAIN, area_id=whole.area_id, detail={"item": whole.code},
        )  # fmt: skip
    return [known[town] for town in wanted]
