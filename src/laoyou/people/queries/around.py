"""Who and what stands around a resident: four kinds of household, guardians, carers, contacts, facts, and what happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.base.errors import DomainError
from laoyou.core.models import AccessEntry, AuditEntry, HistoryEntry
from laoyou.core.scope import Scope
from laoyou.people.commands import homes
from laoyou.people.domain.spells import Basis, Home, stays
from laoyou.people.models import (
    AidUnitMember,
    EmergencyContact,
    FamilyCarer,
    Guardian,
    LifeTrace,
    LivingHousehold,
    PaymentAccount,
    RegisteredHousehold,
    Resident,
    StatusFact,
    SupportRelation,
)
from laoyou.people.queries.residents import SHOW

MOST_MEMBERS = 60
"""Members shown of one household; a dormitory has more, and its page says how many."""

SHOWN_LOOKS = 12
SHOWN_EVENTS = 40


@dataclass(frozen=True, slots=True)
class Relative:
    """
    Somebody related to a resident.

    resident   None where he lies outside the reader's scope or is not on the register
    name       of somebody who is not on the register
    hidden     on the register, but not to be seen by this reader
    tie        the row that says so, while it holds; 0 for a member of a household
    """

    resident: Resident | None
    relation: str
    name: str = ""
    hidden: bool = False
    since: date | None = None
    source: str = ""
    note: str = ""
    tie: int = 0


@dataclass(frozen=True)
class Around:
    """Everything around one resident that the reader may see."""

    living: LivingHousehold | None
    living_members: Sequence[Relative]
    living_count: int
    registered: RegisteredHousehold | None
    registered_members: Sequence[Relative]
    aid: AidUnitMember | None
    aid_members: Sequence[Relative]
    supporters: Sequence[Relative]
    supports: Sequence[Relative]
    guardians: Sequence[Relative]
    wards: Sequence[Relative]
    carers: Sequence[Relative]
    cared_for: Sequence[Relative]
    contacts: Sequence[EmergencyContact]
    facts: Sequence[StatusFact]


def around(resident: Resident, scope: Scope) -> Around:
    """What stands around `resident`, whom the reader may see; others only as far as `scope` reaches."""
    seen = "shown with a resident that was found within the scope"
    aid = (
        AidUnitMember.objects.unscoped(seen)
        .filter(resident=resident)
        .select_related("unit")
        .order_by("-true_from")
        .first()
    )
    members = (
        list(
            AidUnitMember.objects.unscoped(seen)
            .filter(unit_id=aid.unit_id, true_to=aid.true_to)
            .exclude(resident=resident)
        )
        if aid
        else []
    )
    supporters = list(SupportRelation.objects.unscoped(seen).filter(elder=resident, true_to=None))
    supports = list(SupportRelation.objects.unscoped(seen).filter(supporter=resident, true_to=None))
    guardians = list(
        Guardian.objects.unscoped(seen).filter(resident=resident, true_to=None).order_by("true_from", "id")
    )
    wards = list(Guardian.objects.unscoped(seen).filter(guardian=resident, true_to=None))
    cared_for = list(FamilyCarer.objects.unscoped(seen).filter(carer=resident, true_to=None))
    carers = list(
        FamilyCarer.objects.unscoped(seen).filter(resident=resident, true_to=None).order_by("true_from", "id")
    )
    others = (
        {one.resident_id for one in members}
        | {one.supporter_id for one in supporters}
        | {one.elder_id for one in supports}
    )
    others |= (
        {one.guardian_id for one in guardians} | {one.resident_id for one in wards} | {one.carer_id for one in carers}
    )
    others |= {one.resident_id for one in cared_for}
    visible = _visible(others - {None}, scope)
    living = members_of_living(resident.living_household_id, scope, but=resident.pk)
    registered = members_of_registered(resident.registered_household_id, scope, but=resident.pk)
    return Around(
        living=LivingHousehold.objects.unscoped(seen).filter(pk=resident.living_household_id).first(),
        living_members=living[:MOST_MEMBERS],
        living_count=len(living),
        registered=RegisteredHousehold.objects.unscoped(seen).filter(pk=resident.registered_household_id).first(),
        registered_members=registered[:MOST_MEMBERS],
        aid=aid,
        aid_members=[_relative(one.resident_id, one.relation, visible, since=one.true_from) for one in members],
        supporters=[_relative(one.supporter_id, one.relation, visible, tie=one.pk) for one in supporters],
        supports=[_relative(one.elder_id, one.relation, visible) for one in supports],
        guardians=[
            _relative(
                one.guardian_id, one.kind, visible, name=one.name, since=one.true_from, source=one.source, tie=one.pk
            )
            for one in guardians
        ],
        wards=[_relative(one.resident_id, one.kind, visible, since=one.true_from, source=one.source) for one in wards],
        carers=[
            _relative(
                one.carer_id, one.relation, visible, name=one.name, since=one.true_from, source=one.source, tie=one.pk
            )
            for one in carers
        ],
        cared_for=[
            _relative(one.resident_id, one.relation, visible, since=one.true_from, source=one.source)
            for one in cared_for
        ],
        contacts=list(EmergencyContact.objects.unscoped(seen).filter(resident=resident).order_by("rank")),
        facts=list(
            StatusFact.objects.unscoped(seen)
            .filter(resident=resident)
            .select_related("recorded_by")
            .order_by("-true_from", "-id")
        ),
    )


def _visible(ids: Iterable[int | None], scope: Scope) -> dict[int, Resident]:
    wanted = [one for one in ids if one is not None]
    return {one.pk: one for one in Resident.objects.scoped(scope, SHOW).filter(pk__in=wanted)} if wanted else {}


def _relative(
    resident_id: int | None,
    relation: str,
    visible: dict[int, Resident],
    *,
    name: str = "",
    since: date | None = None,
    source: str = "",
    tie: int = 0,
) -> Relative:
    if resident_id is None:
        return Relative(None, relation, name, since=since, source=source, tie=tie)
    found = visible.get(resident_id)
    return Relative(found, relation, hidden=found is None, since=since, source=source, tie=tie)


def members_of_living(household_id: int | None, scope: Scope, *, but: int | None = None) -> list[Relative]:
    """The living members of a living household within the scope, the head first."""
    if household_id is None:
        return []
    rows = Resident.objects.scoped(scope, SHOW).filter(living_household_id=household_id, death_date__isnull=True)
    rows = rows.exclude(pk=but) if but else rows
    return [
        Relative(one, one.living_relation)
        for one in sorted(rows, key=lambda one: (one.living_relation != "head", one.birth_date))
    ]


def members_of_registered(household_id: int | None, scope: Scope, *, but: int | None = None) -> list[Relative]:
    """The living members of a registered household within the scope, the head first."""
    if household_id is None:
        return []
    rows = Resident.objects.scoped(scope, SHOW).filter(registered_household_id=household_id, death_date__isnull=True)
    rows = rows.exclude(pk=but) if but else rows
    return [
        Relative(one, one.registered_relation)
        for one in sorted(rows, key=lambda one: (one.registered_relation != "head", one.birth_date))
    ]


def living_household(household_id: int, scope: Scope) -> LivingHousehold:
    """One living household; DomainError `core.not_found` where there is none within the scope."""
    found = LivingHousehold.objects.scoped(scope, SHOW).filter(pk=household_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def registered_household(household_id: int, scope: Scope) -> RegisteredHousehold:
    """One registered household; DomainError `core.not_found` where there is none within the scope."""
    found = RegisteredHousehold.objects.scoped(scope, SHOW).filter(pk=household_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a resident."""

    at: datetime
    who: str
    role: str
    action: str
    reason: str


def looks(resident: Resident, scope: Scope) -> list[Look]:
    """Who looked at `resident` lately, the latest first."""
    entries = AccessEntry.objects.scoped(scope, "people.see_access").select_related("by")
    entries = entries.filter(subject_type="people.resident", subject_id=str(resident.pk)).order_by("-id")[:SHOWN_LOOKS]
    return [look_of(entry) for entry in entries]


def look_of(entry: AccessEntry) -> Look:
    """An entry of the access log as a look."""
    who = entry.by.display_name if entry.by else ""
    return Look(entry.at, who, entry.role, entry.action, _detail(entry).get("reason", ""))


@dataclass(frozen=True, slots=True)
class Change:
    """
    A command on a resident: what was done, by whom, why, and which fields had another value before.

    entry  the history entry that it left; 0 where it left none, or another command touched the same fields since
    """

    at: datetime
    who: str
    action: str
    fields: tuple[str, ...] = ()
    reason: str = ""
    entry: int = 0


def changes(resident: Resident) -> list[Change]:
    """What was done with the record of `resident`, the latest first: audit entries with the fields that history kept."""
    seen = "the timeline of a resident that was found within the scope"
    entries = AuditEntry.objects.unscoped(seen).select_related("by")
    entries = entries.filter(subject_type="people.resident", subject_id=str(resident.pk)).order_by("-id")[:SHOWN_EVENTS]
    history = HistoryEntry.objects.unscoped(seen).filter(table="people_resident", row=str(resident.pk)).order_by("-id")
    changed: dict[datetime, tuple[int, tuple[str, ...]]] = {}
    later: set[str] = set()
    for entry in history[:SHOWN_EVENTS]:
        names = tuple(sorted(_names(entry.before)))
        changed[entry.at] = (0 if later & set(names) else entry.pk, names)
        later |= set(names)
    return [
        Change(
            entry.at,
            entry.by.display_name if entry.by else "",
            entry.action,
            changed.get(entry.at, (0, ()))[1],
            _detail(entry).get("reason", ""),
            changed.get(entry.at, (0, ()))[0],
        )
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class Move:
    """A move as the register says it now: on which day, to which home."""

    on: date
    basis: Basis
    home: Home


def moves(resident: Resident) -> list[Move]:
    """Every move of `resident` that the register knows; what was taken back is not among them."""
    return [
        Move(spell.true_from, basis, spell.home)
        for basis in Basis
        for spell in stays(homes.timeline(resident, basis))
        if spell.true_from is not None
    ]


def areas_of(resident: Resident) -> set[str]:
    """The areas in which `resident` lived or was registered."""
    spells = [spell for basis in Basis for spell in homes.timeline(resident, basis)]
    return {spell.home.area for spell in spells if spell.home.area is not None}


def _names(before: str) -> Iterable[str]:
    found: dict[str, object] = json.loads(before) if before else {}
    return found


def _detail(entry: AccessEntry | AuditEntry) -> dict[str, str]:
    found: dict[str, str] = json.loads(entry.detail) if entry.detail else {}
    return found


@dataclass(frozen=True)
class Standing:
    """What a page says of the account and of life: the account in use, and the last trace."""

    account: PaymentAccount | None
    trace: LifeTrace | None


def standing(resident: Resident) -> Standing:
    """The account in use and the last trace of life of a resident who was found within the scope."""
    seen = "of a resident that was found within the scope"
    accounts = PaymentAccount.objects.unscoped(seen).filter(resident=resident, superseded_at__isnull=True)
    traces = LifeTrace.objects.unscoped(seen).filter(resident=resident, taken_back_at__isnull=True)
    return Standing(accounts.filter(true_to__isnull=True).first(), traces.order_by("-seen_on", "-id").first())
