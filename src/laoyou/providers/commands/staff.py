"""Staff: entering people at work, their credentials, and when they leave."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.base.ids import parse_resident_id
from laoyou.core import clock, fields, row_ids
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import CREDENTIALS, JOBS
from laoyou.providers.commands.facilities import require_dates
from laoyou.providers.commands.shared import (
    about,
    change,
    day_of,
    locked,
    note,
    open_facility,
    require_code,
    require_past,
)
from laoyou.providers.models import Credential, StaffMember
from laoyou.providers.permissions import MANAGE_STAFF
from laoyou.providers.search_keys import search_key

WHY = "of a scoped member of staff"


@transaction.atomic
def add(
    facility_id: int,
    name: str,
    job: str,
    *,
    by: Scope,
    at: datetime,
    id_number: str | None = None,
    phone: str | None = None,
    employed_from: date | None = None,
    example: bool = False,
) -> StaffMember:
    """
    Enter somebody at work in a facility. ID number and phone are sealed; a number of the example range is accepted in a
    demonstration only.

    Raises `providers.staff_known` where somebody with this number works there already, `base.resident_id.*`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_STAFF, at=at)
    require_code("job", job, JOBS)
    require_past(employed_from, at)
    if id_number is not None:
        accept = clock.demo_date() is not None
        id_number = parse_resident_id(id_number, today=day_of(at), accept_example=accept).number
    person = StaffMember(
        pk=row_ids.reserve(StaffMember, 1)[0],
        facility=facility,
        area_id=facility.area_id,
        name=name,
        search_key=search_key(name, 240),
        job=job,
        employed_from=employed_from,
        example=example,
    )
    fields.seal(person, "id_number", id_number)
    fields.seal(person, "phone", phone)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as clash:
        if id_number is None:
            raise
        raise DomainError("providers.staff_known", name=facility.name) from clash
    note("add_staff", person, by=by, permission=MANAGE_STAFF, at=at, facility=facility.pk, job=job)
    return person


@transaction.atomic
def change_job(staff_id: int, job: str, *, by: Scope, at: datetime) -> StaffMember:
    """Give somebody at work another job. Raises `providers.code_unknown`, `providers.staff_left`."""
    person = _at_work(staff_id, by=by, at=at)
    require_code("job", job, JOBS)
    change(person, {"job": job}, by=by, at=at, area_id=person.area_id)
    note("change_job", person, by=by, permission=MANAGE_STAFF, at=at, job=job)
    return person


@transaction.atomic
def leave(staff_id: int, *, on: date, by: Scope, at: datetime) -> StaffMember:
    """Somebody leaves: the last day of work is the one before `on`. Raises `providers.staff_left`, `providers.staff_out_of_order`."""
    person = _at_work(staff_id, by=by, at=at)
    require_past(on, at)
    if person.employed_from is not None and on <= person.employed_from:
        raise DomainError("providers.staff_out_of_order", on=on.isoformat(), began=person.employed_from.isoformat())
    change(person, {"employed_to": on}, by=by, at=at, area_id=person.area_id)
    note("leave", person, by=by, permission=MANAGE_STAFF, at=at, on=on)
    return person


@transaction.atomic
def add_credential(
    staff_id: int,
    kind: str,
    number: str,
    *,
    by: Scope,
    at: datetime,
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    example: bool = False,
) -> Credential:
    """Enter a certificate of somebody at work. Raises `providers.credential_known`, `providers.credential_dates`."""
    person = _at_work(staff_id, by=by, at=at)
    require_code("kind", kind, CREDENTIALS)
    require_dates(issued_on, expires_on)
    if Credential.objects.unscoped(WHY).filter(staff_member=person, kind=kind, number=number).exists():
        raise DomainError("providers.credential_known", number=number)
    credential = Credential.objects.create(
        staff_member=person,
        kind=kind,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        expires_on=expires_on,
        example=example,
    )
    note("add_credential", person, by=by, permission=MANAGE_STAFF, at=at, credential=credential.pk, kind=kind)
    return credential


@transaction.atomic
def renew_credential(credential_id: int, *, expires_on: date, by: Scope, at: datetime) -> Credential:
    """Set the new last day of a certificate that was renewed under its number. Raises `providers.credential_dates`."""
    credential = locked(Credential, credential_id, by=by, permission=MANAGE_STAFF)
    person = _at_work(credential.staff_member_id, by=by, at=at)
    require_dates(credential.issued_on, expires_on)
    change(credential, {"expires_on": expires_on}, by=by, at=at, area_id=person.area_id)
    note("renew_credential", about(credential, person.area_id), by=by, permission=MANAGE_STAFF, at=at, staff=person.pk)
    return credential


def _at_work(staff_id: int, *, by: Scope, at: datetime) -> StaffMember:
    person = locked(StaffMember, staff_id, by=by, permission=MANAGE_STAFF)
    if person.employed_to is not None and person.employed_to <= day_of(at):
        raise DomainError("providers.staff_left", name=person.name, on=person.employed_to.isoformat())
    return person
