"""Rows of lists against the register of those who serve: which facility, bed, place or person is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.apps import apps
from django.urls import reverse

from laoyou.core import crypto, fields
from laoyou.core.imports.tables import Row, Work
from laoyou.core.scope import Scope
from laoyou.providers.domain.kinds import BED_KINDS
from laoyou.providers.models import (
    Bed,
    BedOccupancy,
    ChildcareClass,
    ChildcarePlace,
    Facility,
    FacilityKind,
    StaffMember,
)

WHY = "of facilities that were found within the scope"
PART = 900


@dataclass(frozen=True)
class Found:
    """
    What a row of a list means: the row of the register, and the facility that it belongs to; or what is wrong with it.

    column, code, data, proposal  the fault, where there is one
    """

    row: Any = None
    facility: Facility | None = None
    column: str = ""
    code: str = ""
    data: dict[str, str] = field(default_factory=dict)
    proposal: str = ""


def value_of(row: Any, name: str) -> Any:
    """A value of a row, sealed ones opened."""
    value = getattr(row, name)
    return fields.opened(value) if isinstance(value, fields.Sealed) else value


def facilities(rows: Sequence[Row], work: Work, permission: str) -> dict[int, Found]:
    """Facilities by their name in their town."""
    known = _open_facilities(work, permission)
    found = {}
    for row in rows:
        town = str(row.values["area_id"])[:9]
        same = [one for one in known.get(str(row.values["name"]), ()) if one.area_id.startswith(town)]
        if len(same) > 1:
            found[row.line] = Found(
                column="name", code="providers.import_facility_ambiguous", data={"name": same[0].name}
            )
        else:
            found[row.line] = Found(same[0] if same else None, same[0] if same else None)
    return found


def _open_facilities(work: Work, permission: str) -> dict[str, list[Facility]]:
    """Name → the facilities that the importer may change and that are not closed; read once a run, written ones are added."""
    key = "facilities"
    if key not in work.known:
        by_name: dict[str, list[Facility]] = defaultdict(list)
        for one in Facility.objects.scoped(work.by, permission).filter(closed_on__isnull=True):
            by_name[one.name].append(one)
        work.known[key] = by_name
    known: dict[str, list[Facility]] = work.known[key]
    return known


def _named(row: Row, work: Work, permission: str) -> Found:
    """The facility that a row names, perhaps with its town."""
    name = str(row.values["facility"])
    known = _open_facilities(work, permission)
    same = list(known.get(name, ()))
    if "town" in row.values and len(same) > 1:
        area = work.areas.find(str(row.values["town"]), "")
        same = [one for one in same if area.area_id and one.area_id.startswith(area.area_id)]
    if len(same) > 1:
        return Found(column="facility", code="providers.import_facility_ambiguous", data={"name": name})
    if not same:
        close = get_close_matches(name, list(known), 1, 0.7)
        code = "providers.import_facility_unknown"
        return Found(column="facility", code=code, data={"name": name}, proposal=close[0] if close else "")
    return Found(facility=same[0])


def beds(rows: Sequence[Row], work: Work, permission: str) -> dict[int, Found]:
    """Beds by facility and number."""
    found = {row.line: _named(row, work, permission) for row in rows}
    there = _by_number(Bed, found)
    kinds = FacilityKind.objects.unscoped(WHY).filter(kind__in=BED_KINDS)
    with_beds = set(kinds.filter(facility_id__in=_ids(found)).values_list("facility_id", flat=True))
    for row in rows:
        one = found[row.line]
        if one.facility is None:
            continue
        if one.facility.pk not in with_beds:
            data = {"kind": one.facility.kind}
            found[row.line] = Found(column="facility", code="providers.no_beds_here", data=data)
            continue
        bed = there.get((one.facility.pk, str(row.values["number"])))
        if bed is not None and row.values.get("actual") is False and bed.pk in _occupied(found):
            found[row.line] = Found(column="actual", code="providers.bed_in_use", data={"number": bed.number})
        else:
            found[row.line] = Found(bed, one.facility)
    return found


def _ids(found: dict[int, Found]) -> list[int]:
    return sorted({one.facility.pk for one in found.values() if one.facility is not None})


def _by_number(model: Any, found: dict[int, Found]) -> dict[tuple[int, str], Any]:
    rows = model.objects.unscoped(WHY).filter(facility_id__in=_ids(found))
    return {(one.facility_id, one.number): one for one in rows}


def _occupied(found: dict[int, Found]) -> set[int]:
    stays = BedOccupancy.objects.unscoped(WHY).filter(bed__facility_id__in=_ids(found), ended_on__isnull=True)
    return set(stays.values_list("bed_id", flat=True))


def places(rows: Sequence[Row], work: Work, permission: str) -> dict[int, Found]:
    """Places by facility and number; the class must be there, or its kind be said."""
    found = {row.line: _named(row, work, permission) for row in rows}
    there = _by_number(ChildcarePlace, found)
    classes = set(
        ChildcareClass.objects.unscoped(WHY).filter(facility_id__in=_ids(found)).values_list("facility_id", "name")
    )
    for row in rows:
        one = found[row.line]
        if one.facility is None:
            continue
        place = there.get((one.facility.pk, str(row.values["number"])))
        named = (one.facility.pk, str(row.values["class_name"]))
        if place is None and named not in classes and "class_kind" not in row.values:
            found[row.line] = Found(column="class_kind", code="core.import_value_missing")
        elif place is not None and place.enrolled and row.values.get("open") is False:
            found[row.line] = Found(column="open", code="providers.place_enrolled", data={"number": place.number})
        else:
            found[row.line] = Found(place, one.facility)
    return found


def staff(rows: Sequence[Row], work: Work, permission: str) -> dict[int, Found]:
    """People at work by facility and ID number; another name under the number is a fault."""
    found = {row.line: _named(row, work, permission) for row in rows}
    here = StaffMember.objects.unscoped(WHY).filter(facility_id__in=_ids(found), employed_to__isnull=True)
    known = {(one.facility_id, bytes(one.id_number_index)): one for one in here if one.id_number_index is not None}
    table, column = StaffMember._meta.get_field("id_number").place  # type: ignore[union-attr]
    for row in rows:
        one = found[row.line]
        if one.facility is None:
            continue
        candidates = crypto.blind_index_candidates(str(row.values["id_number"]), table, column)
        person = next((known[(one.facility.pk, key)] for key in candidates if (one.facility.pk, key) in known), None)
        if person is not None and person.name != row.values["name"]:
            found[row.line] = Found(column="name", code="providers.import_other_name")
        else:
            found[row.line] = Found(person, one.facility)
    return found


def rows_of(model: str, keys: Sequence[int], by: Scope, permission: str) -> list[Any]:
    """Rows that `by` may see under the permission."""
    manager: Any = apps.get_model(model)._default_manager
    return list(manager.scoped(by, permission).filter(pk__in=list(keys)).order_by("pk"))


def url_of(row: Any) -> str:
    """The page about a row, or about the facility that it belongs to."""
    if isinstance(row, Facility):
        return reverse("providers:show_facility", args=[row.pk])
    if isinstance(row, StaffMember):
        return reverse("providers:show_staff_member", args=[row.pk])
    return reverse("providers:show_facility", args=[row.facility_id])


def residents_in_beds(keys: Sequence[int]) -> set[int]:
    """The residents among `keys` who are, or were, in a bed."""
    stays = BedOccupancy.objects.unscoped("ids of residents, for an undo that asks who is in use")
    return set(stays.filter(resident_id__in=list(keys)).values_list("resident_id", flat=True))
