"""The registers of this room for snapshots and measures: facilities, beds, childcare places, staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from laoyou.base.errors import DomainError
from laoyou.core import links, registers
from laoyou.core.registers import Batch, Column, Kind, QuerySetMeasures, RelatedCodes
from laoyou.packs.models.measure import Comparison, Condition, Count
from laoyou.providers import permissions
from laoyou.providers.domain.kinds import kinds_for, registers_of
from laoyou.providers.domain.selection import ALL, Selection
from laoyou.providers.models import Bed, ChildcarePlace, Credential, Facility, FacilityKind, StaffMember
from laoyou.providers.queries.rows import occupied

ROWS_A_BATCH = 20_000
REASON = "a snapshot holds whole registers; its rows are shown on no page"

# Table of the vocabulary → register of this room, column → key of a selection; columns that are not here have no key.
SELECTIONS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "facilities": (
        "facilities",
        {"ownership": "ownership", "operation": "operation", "tier": "tier", "demonstration": "demonstration"},
    ),
    "beds": (
        "beds",
        {
            "facility_kind": "kind",
            "ownership": "ownership",
            "operation": "operation",
            "nursing": "nursing",
            "tier": "tier",
        },
    ),
    "childcare_places": (
        "places",
        {"facility_kind": "kind", "class_kind": "class", "session": "session", "tier": "tier"},
    ),
    "staff": ("staff", {"facility_kind": "kind", "job": "job"}),
}


def rows_url(count: Count, area: str, on: date) -> str | None:
    """The list of this room that shows exactly the counted rows; None where a condition has no filter there."""
    register, keys = SELECTIONS[count.table]
    chosen: dict[str, object] = {"area": area}
    for name, test in count.where.items():
        value = _values(test)
        if name not in keys or value is None:
            return None
        chosen[keys[name]] = value
    if count.table in ("beds", "childcare_places"):
        chosen["reading"] = count.sum or ALL
    try:
        selection = Selection.of(register, chosen)
    except DomainError:
        return None
    return links.to(f"providers.{register}", **{key: selection.values(key) for key, _ in selection.pairs})


def _values(test: Condition) -> object | None:
    """The values that a condition accepts, where it names them; None for any other test."""
    if isinstance(test, Comparison):
        return list(test.is_in) if test.is_in and test.model_fields_set == {"is_in"} else None
    return list(test) if isinstance(test, tuple) else test


def open_facilities(on: date, path: str = "") -> Q:
    """Facilities that are open on a day: opened by then as far as known, and not closed by then."""
    opened = Q(**{f"{path}opened_on__isnull": True}) | Q(**{f"{path}opened_on__lte": on})
    return opened & (Q(**{f"{path}closed_on__isnull": True}) | Q(**{f"{path}closed_on__gt": on}))


def everything(on: date) -> Q:
    """Every row: beds and places are kept in step with their facility."""
    return Q()


def at_work(on: date) -> Q:
    """Staff who are employed on a day."""
    began = Q(employed_from__isnull=True) | Q(employed_from__lte=on)
    return began & (Q(employed_to__isnull=True) | Q(employed_to__gt=on))


def _batches(
    model: Any,
    present: Callable[[date], Q],
    columns: Mapping[str, Any],
    more: Callable[[QuerySet[Any], date], Mapping[int, Mapping[str, Any]]] | None = None,
) -> Callable[[date], Iterator[Batch]]:
    """Batches of a model: `columns` name → field path or expression; `more` gives columns that other tables hold."""
    paths = {name: path for name, path in columns.items() if isinstance(path, str)}
    made = {f"made_{name}": expression for name, expression in columns.items() if not isinstance(expression, str)}
    names = [*paths, *(name.removeprefix("made_") for name in made)]

    def batches(on: date) -> Iterator[Batch]:
        rows = model.objects.unscoped(REASON).filter(present(on)).order_by("pk").annotate(**made)
        last = 0
        while part := list(rows.filter(pk__gt=last).values_list("pk", *paths.values(), *made)[:ROWS_A_BATCH]):
            ids, *values = zip(*part, strict=True)
            batch: dict[str, Any] = {"id": ids, **dict(zip(names, values, strict=True))}
            if more is not None:
                found = more(rows.filter(pk__gt=last, pk__lte=ids[-1]), on)
                for name in next(iter(found.values()), {}):
                    batch[name] = [found[one][name] for one in ids]
            last = ids[-1]
            yield batch

    return batches


def _kinds(rows: QuerySet[Any], on: date) -> Mapping[int, Mapping[str, Any]]:
    kinds: dict[int, list[str]] = defaultdict(list)
    held = FacilityKind.objects.unscoped(REASON).filter(facility__in=rows.order_by())
    for facility, kind in held.values_list("facility_id", "kind"):
        kinds[facility].append(kind)
    return {
        one: {"kinds": kinds[one], "registers": registers_of(frozenset(kinds[one]))}
        for one in rows.values_list("pk", flat=True)
    }


def _credentials(rows: QuerySet[Any], on: date) -> Mapping[int, Mapping[str, Any]]:
    held: dict[int, list[str]] = defaultdict(list)
    found = _valid(on).filter(staff_member__in=rows.order_by())
    for member, kind in found.values_list("staff_member_id", "kind"):
        held[member].append(kind)
    return {one: {"credentials": held[one]} for one in rows.values_list("pk", flat=True)}


def _valid(on: date) -> QuerySet[Any]:
    """Credentials that hold on a day."""
    found: QuerySet[Any] = Credential.objects.unscoped(REASON).filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    )
    return found.order_by()


def _registers(test: Condition, on: date) -> Q:
    """Facilities for elders, for children, or for both, by their kinds."""
    if not isinstance(test, Comparison):
        raise TypeError("a set of codes is tested by has_all, has_any, has_none")
    found = Q()
    for code in test.has_all or ():
        found &= _of_register(code)
    if test.has_any is not None:
        either = Q(pk__in=[])
        for code in test.has_any:
            either |= _of_register(code)
        found &= either
    for code in test.has_none or ():
        found &= ~_of_register(code)
    return found


def _of_register(code: str) -> Q:
    kinds = FacilityKind.objects.unscoped(REASON).filter(kind__in=kinds_for(code))
    return Q(pk__in=kinds.values("facility_id"))


def _facility_of(row: Any) -> str | None:
    return links.to("providers.facility", id=row.facility_id)


BED: Final[dict[str, str]] = {
    "area": "area_id",
    "facility_kind": "facility__kind",
    "ownership": "facility__ownership",
    "operation": "facility__operation",
    "nursing": "nursing",
    "tier": "tier",
}
PLACE: Final[dict[str, str]] = {
    "area": "area_id",
    "facility_kind": "facility__kind",
    "class_kind": "childcare_class__kind",
    "session": "session",
    "tier": "tier",
}
FACILITY: Final[dict[str, str]] = {
    "kind": "kind",
    "ownership": "ownership",
    "operation": "operation",
    "tier": "tier",
    "area": "area_id",
    "demonstration": "demonstration",
    "opened_on": "opened_on",
    "closed_on": "closed_on",
}
STAFF: Final[dict[str, str]] = {"area": "area_id", "facility_kind": "facility__kind", "job": "job"}


def _kinds_of(columns: Mapping[str, str], **more: Kind | Column) -> dict[str, Kind | Column]:
    """The kinds of columns for a snapshot: codes, except those named here."""
    special: dict[str, Kind] = {
        "area": "area",
        "nursing": "boolean",
        "demonstration": "boolean",
        "opened_on": "date",
        "closed_on": "date",
    }
    return {"id": "key", **{name: special.get(name, "code") for name in columns}, **more}


def register() -> None:
    """Offer the registers of this room to snapshots and to measures."""
    facility = Column("key", of="facilities")
    readings: dict[str, Kind] = dict.fromkeys(("approved", "filed", "actual", "occupied"), "integer")
    registers.register_table(
        "beds",
        _kinds_of(BED, facility=facility, **readings),
        _batches(
            Bed,
            everything,
            {**BED, "facility": "facility_id"}
            | {name: _one_where(Q(**{name: True})) for name in ("approved", "filed", "actual")}
            | {"occupied": _one_where(Q(occupied()))},
        ),
        measures=QuerySetMeasures(
            table="beds",
            model=Bed,
            present=everything,
            columns={
                **BED,
                "approved": Q(approved=True),
                "filed": Q(filed=True),
                "actual": Q(actual=True),
                "occupied": Q(occupied()),
            },
            permission=permissions.LIST_FACILITIES,
            label=lambda bed: bed.number,
            url=rows_url,
            row_url=_facility_of,
        ),
    )
    registers.register_table(
        "childcare_places",
        _kinds_of(PLACE, facility=facility, filed="integer", open="integer", enrolled="integer"),
        _batches(
            ChildcarePlace,
            everything,
            {**PLACE, "facility": "facility_id"}
            | {name: _one_where(Q(**{name: True})) for name in ("filed", "open", "enrolled")},
        ),
        measures=QuerySetMeasures(
            table="childcare_places",
            model=ChildcarePlace,
            present=everything,
            columns={**PLACE, "filed": Q(filed=True), "open": Q(open=True), "enrolled": Q(enrolled=True)},
            permission=permissions.LIST_FACILITIES,
            label=lambda place: place.number,
            url=rows_url,
            row_url=_facility_of,
        ),
    )
    registers.register_table(
        "facilities",
        _kinds_of(FACILITY, kinds="codes", registers="codes"),
        _batches(Facility, open_facilities, FACILITY, _kinds),
        measures=QuerySetMeasures(
            table="facilities",
            model=Facility,
            present=open_facilities,
            columns={
                **FACILITY,
                "kinds": RelatedCodes(
                    lambda on: FacilityKind.objects.unscoped(REASON).order_by(), "facility_id", "kind"
                ),
                "registers": _registers,
            },
            permission=permissions.LIST_FACILITIES,
            label=lambda facility: facility.name,
            url=rows_url,
            row_url=lambda facility: links.to("providers.facility", id=facility.pk),
        ),
    )
    registers.register_table(
        "staff",
        _kinds_of(STAFF, facility=facility, credentials="codes"),
        _batches(StaffMember, at_work, {**STAFF, "facility": "facility_id"}, _credentials),
        measures=QuerySetMeasures(
            table="staff",
            model=StaffMember,
            present=at_work,
            columns={**STAFF, "credentials": RelatedCodes(_valid, "staff_member_id", "kind")},
            permission=permissions.LIST_STAFF,
            label=lambda member: member.name,
            row_url=_facility_of,
        ),
    )


def _one_where(condition: Q) -> Case:
    """1 where the condition holds, else 0: what a register that has one row a unit adds to a sum."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
