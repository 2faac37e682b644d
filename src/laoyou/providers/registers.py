"""The registers of this room for snapshots and measures: facilities, beds, childcare places, staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from laoyou.core import registers
from laoyou.core.registers import Batch, QuerySetMeasures, RelatedCodes
from laoyou.packs.models.measure import Comparison, Condition, Count
from laoyou.providers import links
from laoyou.providers.domain.kinds import kinds_for, registers_of
from laoyou.providers.models import Bed, BedOccupancy, ChildcarePlace, Credential, Facility, FacilityKind, StaffMember
from laoyou.providers.permissions import LIST_FACILITIES, LIST_STAFF
from laoyou.providers.queries.published import selection_of

ROWS_A_BATCH = 50_000
REASON = "a snapshot holds whole registers; its rows are shown on no page"


def opened(on: date) -> Q:
    """Facilities that had opened by a day; those that have closed since stay on the register, with the date."""
    return Q(opened_on__isnull=True) | Q(opened_on__lte=on)


def at_work(on: date) -> Q:
    """Staff at work on a day."""
    began = Q(employed_from__isnull=True) | Q(employed_from__lte=on)
    return began & (Q(employed_to__isnull=True) | Q(employed_to__gt=on))


def counts_somewhere(on: date) -> Q:
    """Beds that count under one reading at least."""
    return Q(approved=True) | Q(filed=True) | Q(actual=True)


def offered(on: date) -> Q:
    """Places that count under one reading at least."""
    return Q(filed=True) | Q(open=True)


def stays(on: date) -> QuerySet[BedOccupancy]:
    """Stays that hold on a day."""
    ended = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    return BedOccupancy.objects.unscoped(REASON).filter(ended, began_on__lte=on).order_by()


def _closed(test: Condition, on: date) -> Q:
    if not isinstance(test, Comparison) or test.empty is None:
        raise TypeError("a closing date is tested by empty")
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return is_open if test.empty else ~is_open


def _registers(test: Condition, on: date) -> Q:
    """For whom a facility is, which follows from its kinds."""
    if not isinstance(test, Comparison):
        raise TypeError("a set of codes is tested by has_all, has_any, has_none")
    found = Q()
    for register in test.has_all or ():
        found &= _of_register(register)
    if test.has_any is not None:
        either = Q(pk__in=[])
        for register in test.has_any:
            either |= _of_register(register)
        found &= either
    for register in test.has_none or ():
        found &= ~_of_register(register)
    return found


def _of_register(register: str) -> Q:
    kinds = FacilityKind.objects.unscoped(REASON).filter(facility=OuterRef("pk"), kind__in=kinds_for(register))
    return Q(Exists(kinds.order_by()))


def _url(count: Count, area: str, on: date) -> str | None:
    """The list of exactly the counted rows; None where a selection cannot say what is counted."""
    selection = selection_of(count, area)
    return None if selection is None else links.rows(selection)


def _pages(rows: QuerySet[Any], *columns: str) -> Iterator[list[tuple[Any, ...]]]:
    """Columns of `rows` (the first one is the row's number) in its order, some at a time."""
    ordered = rows.order_by("pk").values_list("pk", *columns)
    last = 0
    while part := list(ordered.filter(pk__gt=last)[:ROWS_A_BATCH]):
        last = part[-1][0]
        yield part


def facilities(on: date) -> Iterator[Batch]:
    """Facilities with their kinds; the closing date only where it has come."""
    kinds: dict[int, list[str]] = defaultdict(list)
    for facility, kind in FacilityKind.objects.unscoped(REASON).order_by("pk").values_list("facility_id", "kind"):
        kinds[facility].append(kind)
    rows = Facility.objects.unscoped(REASON).filter(opened(on))
    for part in _pages(
        rows, "kind", "ownership", "operation", "tier", "area_id", "demonstration", "opened_on", "closed_on"
    ):
        ids, kind, ownership, operation, tier, area, demonstration, opened_on, closed_on = zip(*part, strict=True)
        yield {
            "id": ids,
            "kind": kind,
            "kinds": [kinds[one] for one in ids],
            "ownership": ownership,
            "operation": operation,
            "tier": tier,
            "area": area,
            "registers": [registers_of(frozenset(kinds[one])) for one in ids],
            "demonstration": demonstration,
            "opened_on": opened_on,
            "closed_on": [day if day is not None and day <= on else None for day in closed_on],
        }


def beds(on: date) -> Iterator[Batch]:
    """One row a bed; its readings as 1 and 0."""
    rows = Bed.objects.unscoped(REASON).filter(counts_somewhere(on))
    rows = rows.annotate(taken=Exists(stays(on).filter(bed=OuterRef("pk"))))
    of_facility = ("facility_id", "facility__kind", "facility__ownership", "facility__operation")
    for part in _pages(rows, "area_id", *of_facility, "nursing", "tier", "approved", "filed", "actual", "taken"):
        columns = list(zip(*part, strict=True))
        ids, area, facility, kind, ownership, operation, nursing, tier = columns[:8]
        approved, filed, actual, occupied = (_ones(column) for column in columns[8:])
        yield {
            "id": ids,
            "facility": facility,
            "area": area,
            "facility_kind": kind,
            "ownership": ownership,
            "operation": operation,
            "nursing": nursing,
            "tier": tier,
            "approved": approved,
            "filed": filed,
            "actual": actual,
            "occupied": occupied,
        }


def places(on: date) -> Iterator[Batch]:
    """One row a place; its readings as 1 and 0."""
    rows = ChildcarePlace.objects.unscoped(REASON).filter(offered(on))
    for part in _pages(
        rows,
        "facility_id",
        "area_id",
        "facility__kind",
        "childcare_class__kind",
        "session",
        "tier",
        "filed",
        "open",
        "enrolled",
    ):
        columns = list(zip(*part, strict=True))
        ids, facility, area, kind, class_kind, session, tier = columns[:7]
        filed, open_, enrolled = (_ones(column) for column in columns[7:])
        yield {
            "id": ids,
            "facility": facility,
            "area": area,
            "facility_kind": kind,
            "class_kind": class_kind,
            "session": session,
            "tier": tier,
            "filed": filed,
            "open": open_,
            "enrolled": enrolled,
        }


def staff(on: date) -> Iterator[Batch]:
    """Staff at work, with the kinds of credentials that hold on the day."""
    held: dict[int, list[str]] = defaultdict(list)
    for member, credential in valid_credentials(on).values_list("staff_member_id", "kind"):
        if credential not in held[member]:
            held[member].append(credential)
    rows = StaffMember.objects.unscoped(REASON).filter(at_work(on))
    for part in _pages(rows, "facility_id", "area_id", "facility__kind", "job"):
        ids, facility, area, facility_kind, job = zip(*part, strict=True)
        yield {
            "id": ids,
            "facility": facility,
            "area": area,
            "facility_kind": facility_kind,
            "job": job,
            "credentials": [held.get(one, ()) for one in ids],
        }


def valid_credentials(on: date) -> QuerySet[Credential]:
    """Credentials that hold on a day: what has run out proves nothing."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    return Credential.objects.unscoped(REASON).filter(good).order_by("staff_member_id", "kind")


def _ones(column: Sequence[bool]) -> list[int]:
    return [int(value) for value in column]


def register() -> None:
    """Offer the four tables to snapshots and to measures."""
    facility_url = lambda row: links.facility(row.facility_id)  # noqa: E731
    of_facility: dict[str, Any] = {
        "facility_kind": "facility__kind",
        "ownership": "facility__ownership",
        "operation": "facility__operation",
    }
    registers.register_table(
        "facilities",
        {
            "id": "key",
            "kind": "code",
            "kinds": "codes",
            "ownership": "code",
            "operation": "code",
            "tier": "code",
            "area": "area",
            "registers": "codes",
            "demonstration": "boolean",
            "opened_on": "date",
            "closed_on": "date",
        },
        facilities,
        measures=QuerySetMeasures(
            table="facilities",
            model=Facility,
            present=opened,
            columns={
                **{name: name for name in ("kind", "ownership", "operation", "tier", "demonstration", "opened_on")},
                "area": "area_id",
                "kinds": RelatedCodes(
                    lambda on: FacilityKind.objects.unscoped(REASON).order_by(), "facility_id", "kind"
                ),
                "registers": _registers,
                "closed_on": _closed,
            },
            permission=LIST_FACILITIES,
            label=lambda row: row.name,
            url=_url,
            row_url=lambda row: links.facility(row.pk),
        ),
    )
    key_of_facility = registers.Column("key", of="facilities")
    registers.register_table(
        "beds",
        {
            "id": "key",
            "facility": key_of_facility,
            "area": "area",
            "facility_kind": "code",
            "ownership": "code",
            "operation": "code",
            "nursing": "boolean",
            "tier": "code",
            **dict.fromkeys(("approved", "filed", "actual", "occupied"), "integer"),
        },
        beds,
        measures=QuerySetMeasures(
            table="beds",
            model=Bed,
            present=counts_somewhere,
            columns={
                **of_facility,
                "area": "area_id",
                "nursing": "nursing",
                "tier": "tier",
                "approved": Q(approved=True),
                "filed": Q(filed=True),
                "actual": Q(actual=True),
                "occupied": Q(
                    Exists(
                        BedOccupancy.objects.unscoped(REASON)
                        .filter(bed=OuterRef("pk"), ended_on__isnull=True)
                        .order_by()
                    )
                ),
            },
            permission=LIST_FACILITIES,
            label=lambda row: row.number,
            url=_url,
            row_url=facility_url,
        ),
    )
    registers.register_table(
        "childcare_places",
        {
            "id": "key",
            "facility": key_of_facility,
            "area": "area",
            "facility_kind": "code",
            "class_kind": "code",
            "session": "code",
            "tier": "code",
            **dict.fromkeys(("filed", "open", "enrolled"), "integer"),
        },
        places,
        measures=QuerySetMeasures(
            table="childcare_places",
            model=ChildcarePlace,
            present=offered,
            columns={
                "facility_kind": "facility__kind",
                "area": "area_id",
                "class_kind": "childcare_class__kind",
                "session": "session",
                "tier": "tier",
                "filed": Q(filed=True),
                "open": Q(open=True),
                "enrolled": Q(enrolled=True),
            },
            permission=LIST_FACILITIES,
            label=lambda row: row.number,
            url=_url,
            row_url=facility_url,
        ),
    )
    registers.register_table(
        "staff",
        {
            "id": "key",
            "facility": key_of_facility,
            "area": "area",
            "facility_kind": "code",
            "job": "code",
            "credentials": "codes",
        },
        staff,
        measures=QuerySetMeasures(
            table="staff",
            model=StaffMember,
            present=at_work,
            columns={
                "facility_kind": "facility__kind",
                "area": "area_id",
                "job": "job",
                "credentials": RelatedCodes(valid_credentials, "staff_member_id", "kind"),
            },
            permission=LIST_STAFF,
            label=lambda row: row.name,
            row_url=facility_url,
        ),
    )
