"""Who may act for a resident: keyed by the office on a paper, with a witness or an account, for a term; withdrawn any day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core import clock, fields
from laoyou.core.commands import accounts as core_accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import Account
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import alive, day_of, locked, note, rules
from laoyou.people.commands.ties import Somebody
from laoyou.people.domain.checks import check_phone
from laoyou.people.domain.delegation import Power
from laoyou.people.domain.words import Relation
from laoyou.people.models import Delegation, Resident

DELEGATE = "people.record_delegations"
WITHDRAW = "people.withdraw_delegation"
OWN = "people.see_own_family"
WHY = "of a resident whom the command has locked within the scope"
SYSTEM = Scope.system("a delegation that the office keyed, or its end")


@dataclass(frozen=True)
class NewDelegation:
    """What the resident signed: who acts, for what, until when. `username` where the delegate signs in himself."""

    who: Somebody
    relation: str
    powers: Collection[str]
    valid_from: date
    valid_to: date
    proof: str
    witness: str = ""
    username: str = ""
    phone: str = ""


@transaction.atomic
def record(resident_id: int, new: NewDelegation, *, by: Scope, at: datetime) -> Delegation:
    """
    Let somebody act for a resident. With an account that may see, the account gets a role over this one person until the end.

    Raises `people.delegation_dates`, `people.delegation_powers`, `people.proof_missing`, `people.witness_missing` where there is
    no account, `people.delegate_account` where the account is unknown or works for an office, `people.tie_to_oneself`.
    """
    resident = alive(locked(resident_id, by=by, permission=DELEGATE))
    if not resident.birth_date <= new.valid_from <= day_of(at) or new.valid_to <= max(new.valid_from, day_of(at)):
        raise DomainError("people.delegation_dates")
    powers = [power.value for power in Power if power.value in set(new.powers)]
    if not powers:
        raise DomainError("people.delegation_powers")
    if not new.proof.strip():
        raise DomainError("people.proof_missing")
    other = new.who.resident_id()
    if other == resident.pk:
        raise DomainError("people.tie_to_oneself")
    account = _account(new.username.strip(), by)
    if account is None and not new.witness.strip():
        raise DomainError("people.witness_missing")
    if new.phone:
        check_phone(new.phone, rules(at))
    row = Delegation(
        pk=reserve(Delegation, 1)[0], resident=resident, delegate_id=other, name="" if other else new.who.name.strip(),
        relation=Relation(new.relation).value, account=account, powers=",".join(powers), valid_from=new.valid_from,
        valid_to=new.valid_to, proof=new.proof.strip(), witness=new.witness.strip(), recorded_at=at,
        recorded_by_id=by.account_id,
    )  # fmt: skip
    if account is not None and Power.SEE_RECORD.value in powers:
        ends = datetime.combine(new.valid_to, time.min, clock.BEIJING)
        grant = core_accounts.grant(account.pk, Role.CITIZEN, by=SYSTEM, at=at, resident_id=resident.pk, ends_at=ends)
        row.grant_id = grant.pk
    fields.seal(row, "phone", new.phone or None)
    row.save(force_insert=True)
    note("record_delegation", resident, by=by, permission=DELEGATE, at=at, delegation=row.pk, powers=powers)
    return row


def _account(username: str, by: Scope) -> Account | None:
    """The account of a citizen; nobody who works for an office, and never the one who keys it."""
    if not username:
        return None
    found: Account | None = Account.objects.filter(username=username, is_active=True).first()
    if found is None or found.pk == by.account_id:
        raise DomainError("people.delegate_account")
    held = set(found.grants.filter(revoked_at__isnull=True).values_list("role", flat=True))
    if held - {Role.CITIZEN.value}:
        raise DomainError("people.delegate_account")
    return found


@transaction.atomic
def withdraw(delegation_id: int, *, withdrawn_by: str, reason: str, by: Scope, at: datetime) -> Delegation:
    """
    A delegation ends at once: by the office for the resident or his guardian, or by the family itself.

    A delegate may give up his own, never that of another one. Raises `core.not_found`, `people.reason_needed`.
    """
    by.require(WITHDRAW)
    rows = Delegation.objects.scoped(by, WITHDRAW).select_for_update()
    row: Delegation | None = rows.filter(pk=delegation_id, withdrawn_at=None).first()
    if row is None or not may_withdraw(row, by):
        raise DomainError("core.not_found")
    if not reason.strip():
        raise DomainError("people.reason_needed")
    if row.grant_id is not None:
        ended = Q(revoked_at__isnull=True)
        if row.account is not None and row.account.grants.filter(ended, pk=row.grant_id).exists():
            core_accounts.revoke(row.grant_id, by=SYSTEM, at=at)
    row.withdrawn_at, row.withdrawal_reason = at, reason.strip()
    row.withdrawn_by = Delegation.By(withdrawn_by).value
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    resident = Resident.objects.unscoped(WHY).get(pk=row.resident_id)
    note("withdraw_delegation", resident, by=by, permission=WITHDRAW, at=at, delegation=row.pk, who=withdrawn_by)
    return row


def may_withdraw(row: Delegation, by: Scope) -> bool:
    """Whether this reader may end it: the office, the resident himself, or the delegate his own."""
    if by.is_system or by.may(DELEGATE) or row.account_id == by.account_id:
        return True
    delegated = Delegation.objects.unscoped(WHY).filter(resident_id=row.resident_id, account_id=by.account_id)
    return not delegated.exists()
