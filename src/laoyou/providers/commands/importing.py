"""Writing rows of lists: new ones through the room's own commands, changed ones with their history, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError

from laoyou.core import failpoints, fields, history
from laoyou.core.imports import points
from laoyou.core.imports.tables import Batch, Child, Row, Verdict, Work, Written
from laoyou.core.scope import ScopedModel
from laoyou.providers.commands import beds, facilities, places, staff
from laoyou.providers.commands.shared import change, changed
from laoyou.providers.models import ChildcareClass, Facility, FacilityKind, Provider

WHY = "of facilities that the batch has found within the scope"
Add = Callable[[Row, "Planned", Work], tuple[ScopedModel, list[Child]]]


@dataclass
class Planned:
    """What is written of one row: the row of the register (None = new), its facility, column → value."""

    row: Any
    facility: Facility | None
    values: dict[str, Any]


def write(verdicts: Sequence[Verdict], work: Work, add: Add, columns: Mapping[str, str], model: str) -> Batch:
    """Write new and changed rows; every command leaves its own audit entry beside the one of the batch."""
    written: list[Written] = []
    touched: dict[int, Facility] = {}
    for verdict in verdicts:
        plan: Planned = verdict.work
        if plan.row is None:
            row, children = add(verdict.row, plan, work)
            written.append(Written(verdict.row.line, row.pk, True, children=tuple(children)))
    failpoints.hit(points.WRITE_INSERTED)
    table: Any = apps.get_model(model)
    for verdict in verdicts:
        plan = verdict.work
        if plan.row is not None:
            written.append(_change(table, verdict, plan, columns, work))
            if plan.facility is not None:
                touched[plan.facility.pk] = plan.facility
    for facility in touched.values():
        changed(facility, at=work.at)
    failpoints.hit(points.WRITE_CHANGED)
    text = "\n".join(f"{one.line} {one.key} {one.new}" for one in written)
    return Batch(tuple(written), hashlib.sha256(text.encode()).hexdigest())


def _change(table: Any, verdict: Verdict, plan: Planned, columns: Mapping[str, str], work: Work) -> Written:
    row = table.objects.unscoped(WHY).select_for_update().get(pk=plan.row.pk)
    names = {columns[column]: value for column, value in plan.values.items()}
    if any(getattr(row, name) != getattr(plan.row, name) for name in names):
        raise IntegrityError("a row was changed while the batch was judged")
    sealed = {name for name in names if isinstance(row._meta.get_field(name), fields.EncryptedText)}
    before = history.newest_of(table, [row.pk]).get(row.pk)
    plain = {name: value for name, value in names.items() if name not in sealed}
    if sealed:
        # One entry for the whole row: an undo takes back what stands in one.
        old = {name: getattr(row, name) for name in names}
        for name in sealed:
            fields.seal(row, name, names[name])
        for name, value in plain.items():
            setattr(row, name, value)
        row.save(update_fields=list(names))
        history.append(
            table,
            row.pk,
            old,
            {name: getattr(row, name) for name in names},
            by=work.by,
            at=work.at,
            area_id=row.area_id,
        )
    else:
        change(row, plain, by=work.by, at=work.at, area_id=row.area_id)
    seen = history.newest_of(table, [row.pk]).get(row.pk)
    return Written(verdict.row.line, row.pk, False, seen if seen != before else None, seen)


def add_facility(row: Row, plan: Planned, work: Work) -> tuple[ScopedModel, list[Child]]:
    """A new facility, with the provider whose credit code the list names."""
    values = dict(plan.values)
    provider_id = None
    if "credit_code" in row.values:
        known = Provider.objects.scoped(work.by, "providers.manage_facilities")
        provider_id = known.filter(credit_code=row.values["credit_code"]).values_list("pk", flat=True).first()
    facility = facilities.add(
        values.pop("name"), [values.pop("kind")], area_id=row.values["area_id"], provider_id=provider_id, by=work.by,
        at=work.at, example=work.accept_example, **values,
    )  # fmt: skip
    work.known.get("facilities", {}).setdefault(facility.name, []).append(facility)
    kinds = FacilityKind.objects.unscoped(WHY).filter(facility=facility).values_list("pk", flat=True)
    return facility, [Child("providers.facilitykind", pk) for pk in kinds]


def add_bed(row: Row, plan: Planned, work: Work) -> tuple[ScopedModel, list[Child]]:
    """A new bed of a facility."""
    facility = _facility(plan)
    bed = beds.add(
        facility.pk, row.values["number"], by=work.by, at=work.at, example=work.accept_example, **plan.values
    )
    return bed, []


def add_place(row: Row, plan: Planned, work: Work) -> tuple[ScopedModel, list[Child]]:
    """A new place, with its class where that is new too."""
    facility = _facility(plan)
    classes = ChildcareClass.objects.unscoped(WHY).filter(facility=facility, name=row.values["class_name"])
    one, children = classes.first(), []
    if one is None:
        one = places.add_class(facility.pk, row.values["class_name"], row.values["class_kind"], by=work.by, at=work.at)
        children = [Child("providers.childcareclass", one.pk)]
    place = places.add(
        facility.pk, one.pk, row.values["number"], by=work.by, at=work.at, example=work.accept_example, **plan.values
    )
    return place, children


def add_staff(row: Row, plan: Planned, work: Work) -> tuple[ScopedModel, list[Child]]:
    """Somebody new at work in a facility."""
    person = staff.add(
        _facility(plan).pk, row.values["name"], plan.values["job"], id_number=row.values["id_number"],
        phone=plan.values.get("phone"), employed_from=plan.values.get("employed_from"), by=work.by, at=work.at,
        example=work.accept_example,
    )  # fmt: skip
    return person, []


def _facility(plan: Planned) -> Facility:
    if plan.facility is None:
        raise ValueError("a row without a facility was judged to be new")
    return plan.facility
