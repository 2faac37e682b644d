"""Entering many providers and facilities at once: the checks of the commands, one transaction, one audit entry a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from laoyou.base.ids import parse_credit_code, parse_resident_id
from laoyou.core import audit, crypto, row_ids
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import CLASS_KINDS, CREDENTIALS, JOBS, OPERATIONS, OWNERSHIPS, SESSIONS, TIERS
from laoyou.providers.commands.shared import CHAIN, day_of, require_area, require_code, require_kinds
from laoyou.providers.domain.entries import NewFacility, NewProvider
from laoyou.providers.events import FacilityChanged, publish
from laoyou.providers.models import (
    Bed,
    BedOccupancy,
    ChildcareClass,
    ChildcarePlace,
    Credential,
    Facility,
    FacilityKind,
    Licence,
    Provider,
    StaffMember,
)
from laoyou.providers.models.licence import LICENCE_KINDS
from laoyou.providers.permissions import MANAGE_FACILITIES
from laoyou.providers.search_keys import search_key

Progress = Callable[[int, int], object]
M = TypeVar("M", bound=models.Model)
BATCH = 2_000


@transaction.atomic
def enter(
    providers: Sequence[NewProvider],
    facilities: Sequence[NewFacility],
    *,
    by: Scope,
    at: datetime,
    area_id: str,
    example: bool = False,
    progress: Progress | None = None,
) -> int:
    """
    Enter providers and facilities with their beds, classes, places, staff and papers; returns how many rows were written.

    area_id   the district in whose audit chain the entries stand
    example   the rows are invented; only then may they carry numbers of the example ranges
    progress  called with (rows written, rows in all) after each batch

    All or nothing: the first row that a command would refuse raises the same DomainError.
    """
    require_area(area_id, by=by, permission=MANAGE_FACILITIES)
    _check(providers, facilities, by=by, example=example)
    writer = _Writer(at, example, progress, _size(providers, facilities))
    provider_ids = writer.write(Provider, (_provider(one) for one in providers), len(providers))
    facility_ids = writer.write(Facility, (_facility(one, provider_ids) for one in facilities), len(facilities))
    writer.write_parts(facilities, facility_ids)
    for model, ids in writer.written.items():
        audit.record_batch(
            "providers.enter",
            model._meta.label_lower,
            ids,
            by=by,
            permission=MANAGE_FACILITIES,
            at=at,
            chain=CHAIN,
            area_id=area_id,
        )
    publish(FacilityChanged(None, area_id), at=at)
    return writer.done


def _check(providers: Sequence[NewProvider], facilities: Sequence[NewFacility], *, by: Scope, example: bool) -> None:
    for provider in providers:
        require_area(provider.area_id, by=by, permission=MANAGE_FACILITIES)
        require_code("ownership", provider.ownership, OWNERSHIPS)
        parse_credit_code(provider.credit_code, accept_example=example)
    for facility in facilities:
        require_area(facility.area_id, by=by, permission=MANAGE_FACILITIES)
        require_kinds(facility.kinds)
        for field, value, known in (
            ("ownership", facility.ownership, OWNERSHIPS),
            ("operation", facility.operation, OPERATIONS),
            ("tier", facility.tier, TIERS),
        ):
            require_code(field, value, known)
        for childcare_class in facility.classes:
            require_code("kind", childcare_class.kind, CLASS_KINDS)
            for place in childcare_class.places:
                require_code("session", place.session, SESSIONS)
        for paper in facility.licences:
            require_code("kind", paper.kind, LICENCE_KINDS)
        for person in facility.staff:
            require_code("job", person.job, JOBS)
            for paper in person.credentials:
                require_code("kind", paper.kind, CREDENTIALS)


def _size(providers: Sequence[NewProvider], facilities: Sequence[NewFacility]) -> int:
    """How many rows will be written."""
    size = len(providers) + len(facilities)
    for one in facilities:
        size += len(one.kinds) + len(one.beds) + len(one.licences) + len(one.classes) + len(one.staff)
        size += sum(bed.occupied_since is not None for bed in one.beds)
        size += sum(len(row.places) for row in one.classes) + sum(len(person.credentials) for person in one.staff)
    return size


def _provider(new: NewProvider) -> Provider:
    return Provider(
        credit_code=new.credit_code,
        name=new.name,
        search_key=search_key(new.name),
        ownership=new.ownership,
        area_id=new.area_id,
        address=new.address,
        phone=new.phone,
        registered_on=new.registered_on,
    )


def _facility(new: NewFacility, provider_ids: Sequence[int]) -> Facility:
    return Facility(
        name=new.name,
        search_key=search_key(new.name),
        kind=next(iter(new.kinds)),
        ownership=new.ownership,
        operation=new.operation,
        tier=new.tier,
        provider_id=None if new.provider is None else provider_ids[new.provider],
        area_id=new.area_id,
        address=new.address,
        phone=new.phone,
        x=new.x,
        y=new.y,
        floor_area_m2=new.floor_area_m2,
        opened_on=new.opened_on,
        filed_state=new.filed_state,
        filed_on=new.filed_on,
        filing_number=new.filing_number,
        demonstration=new.demonstration,
        beds_known=new.beds_known,
        inferred=bool(new.inferred_note),
        inferred_note=new.inferred_note,
    )


class _Writer:
    """Writes rows of one table after another with keys reserved before, and remembers which."""

    def __init__(self, at: datetime, example: bool, progress: Progress | None, total: int) -> None:
        self.at, self.example, self.progress, self.total = at, example, progress, total
        self.done = 0
        self.written: dict[type[models.Model], list[int]] = {}

    def write(self, model: type[M], rows: Iterable[M], count: int, ids: list[int] | None = None) -> list[int]:
        """Insert `count` rows of `model`, under `ids` where they were reserved before; returns their keys in the same order."""
        if not count:
            return []
        ids = ids or row_ids.reserve(model, count)
        batch: list[M] = []
        manager: Any = model._default_manager
        for pk, row in zip(ids, rows, strict=True):
            row.pk = pk
            if hasattr(row, "example"):
                row.example = self.example
            batch.append(row)
            if len(batch) == BATCH:
                self._flush(manager, batch)
        self._flush(manager, batch)
        self.written[model] = ids
        return ids

    def _flush(self, manager: Any, batch: list[Any]) -> None:
        manager.bulk_create(batch)
        self.done += len(batch)
        batch.clear()
        if self.progress is not None:
            self.progress(self.done, self.total)

    def write_parts(self, facilities: Sequence[NewFacility], ids: Sequence[int]) -> None:
        """The rows that belong to the facilities, which have these ids in the same order."""
        of = list(zip(facilities, ids, strict=True))
        kinds = [
            FacilityKind(facility_id=pk, kind=kind, inferred=bool(note), note=note)
            for one, pk in of
            for kind, note in one.kinds.items()
        ]
        self.write(FacilityKind, kinds, len(kinds))
        licences = [
            Licence(
                facility_id=pk,
                kind=paper.kind,
                number=paper.number,
                issuer=paper.issuer,
                issued_on=paper.issued_on,
                expires_on=paper.expires_on,
            )
            for one, pk in of
            for paper in one.licences
        ]
        self.write(Licence, licences, len(licences))
        self._beds(of)
        self._places(of)
        self._staff(of)

    def _beds(self, of: list[tuple[NewFacility, int]]) -> None:
        new = [(bed, one.area_id, pk) for one, pk in of for bed in one.beds]
        rows = (
            Bed(
                facility_id=pk,
                area_id=area_id,
                number=bed.number,
                room=bed.room,
                nursing=bed.nursing,
                tier=bed.tier,
                approved=bed.approved,
                filed=bed.filed,
                actual=bed.actual,
            )
            for bed, area_id, pk in new
        )
        ids = self.write(Bed, rows, len(new))
        stays = [
            BedOccupancy(bed_id=pk, began_on=bed.occupied_since)
            for (bed, _, _), pk in zip(new, ids, strict=True)
            if bed.occupied_since is not None
        ]
        self.write(BedOccupancy, stays, len(stays))

    def _places(self, of: list[tuple[NewFacility, int]]) -> None:
        new = [(row, one.area_id, pk) for one, pk in of for row in one.classes]
        rows = (
            ChildcareClass(
                facility_id=pk, name=row.name, kind=row.kind, months_from=row.months_from, months_to=row.months_to
            )
            for row, _, pk in new
        )
        ids = self.write(ChildcareClass, rows, len(new))
        places = [
            ChildcarePlace(
                facility_id=pk,
                area_id=area_id,
                childcare_class_id=class_id,
                number=place.number,
                session=place.session,
                tier=place.tier,
                filed=place.filed,
                open=place.open,
                enrolled=place.enrolled,
            )
            for (row, area_id, pk), class_id in zip(new, ids, strict=True)
            for place in row.places
        ]
        self.write(ChildcarePlace, places, len(places))

    def _staff(self, of: list[tuple[NewFacility, int]]) -> None:
        new = [(person, one.area_id, pk) for one, pk in of for person in one.staff]
        if not new:
            return
        today = day_of(self.at)
        numbers = [
            person.id_number and parse_resident_id(person.id_number, today=today, accept_example=self.example).number
            for person, _, _ in new
        ]
        table = StaffMember._meta.db_table
        # A seal names its row, so these rows need their keys before they are made.
        ids = row_ids.reserve(StaffMember, len(new))
        sealed_numbers = crypto.encrypt_many(numbers, table, "id_number", ids)
        sealed_phones = crypto.encrypt_many([person.phone for person, _, _ in new], table, "phone", ids)
        indexes = crypto.blind_index_many(numbers, table, "id_number")
        rows = [
            StaffMember(
                pk=key,
                facility_id=pk,
                area_id=area_id,
                name=person.name,
                search_key=search_key(person.name, 240),
                job=person.job,
                id_number=sealed_numbers[place],
                id_number_index=indexes[place],
                phone=sealed_phones[place],
                employed_from=person.employed_from,
            )
            for place, ((person, area_id, pk), key) in enumerate(zip(new, ids, strict=True))
        ]
        self.write(StaffMember, rows, len(new), ids)
        credentials = [
            Credential(
                staff_member_id=key,
                kind=paper.kind,
                number=paper.number,
                issuer=paper.issuer,
                issued_on=paper.issued_on,
                expires_on=paper.expires_on,
            )
            for (person, _, _), key in zip(new, ids, strict=True)
            for paper in person.credentials
        ]
        self.write(Credential, credentials, len(credentials))
