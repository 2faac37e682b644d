"""Into which account money goes: facts with dates, checked again and again, never rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import fields
from laoyou.core.fields import Sealed
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import UPDATE, alive, day_of, locked, note
from laoyou.people.models import PaymentAccount

WHY = "of a resident whom the command has locked within the scope"
_NUMBER = re.compile(r"\d{12,30}")


@dataclass(frozen=True)
class NewAccount:
    """An account as somebody says it is; the number in clear. `activated` None = nobody has looked."""

    kind: str
    bank: str
    number: str
    true_from: date
    source: str
    holder_kind: str = PaymentAccount.Holder.HIMSELF.value
    holder_name: str = ""
    holder_note: str = ""
    activated: bool | None = None
    checked_on: date | None = None
    checked_how: str = ""


@transaction.atomic
def set_account(resident_id: int, new: NewAccount, *, by: Scope, at: datetime) -> PaymentAccount:
    """
    Money goes into this account from `true_from` on; the one before ends that day, and stays.

    Raises `people.account_number`, `people.account_holder`, `people.account_checked`, `people.status_dates`,
    `people.source_missing`, `people.already_dead`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    number = re.sub(r"[\s-]", "", new.number)
    if not _NUMBER.fullmatch(number):
        raise DomainError("people.account_number")
    if new.holder_kind != PaymentAccount.Holder.HIMSELF and not (new.holder_name.strip() and new.holder_note.strip()):
        raise DomainError("people.account_holder")
    if not new.source.strip():
        raise DomainError("people.source_missing")
    if not resident.birth_date <= new.true_from <= day_of(at):
        raise DomainError("people.status_dates")
    _require_check(new.activated, new.checked_on, at)
    before = _standing(resident_id)
    if before is not None:
        _supersede(before, at)
        if before.true_from < new.true_from:
            _copy(before, at, by, true_to=new.true_from)
    account = PaymentAccount(
        pk=reserve(PaymentAccount, 1)[0], resident=resident, kind=PaymentAccount.Kind(new.kind).value, bank=new.bank.strip(),
        holder_kind=PaymentAccount.Holder(new.holder_kind).value, holder_name=new.holder_name.strip(),
        holder_note=new.holder_note.strip(), activated=new.activated, checked_on=new.checked_on,
        checked_how=new.checked_how.strip(), true_from=new.true_from, known_since=at, source=new.source.strip(),
        recorded_by_id=by.account_id,
    )  # fmt: skip
    fields.seal(account, "number", number)
    account.save(force_insert=True)
    note("set_account", resident, by=by, permission=UPDATE, at=at, kind=new.kind, account=account.pk)
    return account


@transaction.atomic
def check_account(resident_id: int, *, activated: bool, on: date, how: str, by: Scope, at: datetime) -> PaymentAccount:
    """Somebody looked whether the account can be paid into. Raises `people.no_account`, `people.account_checked`."""
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    before = _standing(resident_id)
    if before is None:
        raise DomainError("people.no_account")
    _require_check(activated, on, at)
    _supersede(before, at)
    checked = _copy(before, at, by, activated=activated, checked_on=on, checked_how=how.strip())
    note("check_account", resident, by=by, permission=UPDATE, at=at, activated=activated, on=on.isoformat())
    return checked


def _standing(resident_id: int) -> PaymentAccount | None:
    rows = PaymentAccount.objects.unscoped(WHY)
    found: PaymentAccount | None = rows.filter(
        resident_id=resident_id, true_to__isnull=True, superseded_at__isnull=True
    ).first()
    return found


def _supersede(row: PaymentAccount, at: datetime) -> None:
    row.superseded_at = at
    row.save(update_fields=["superseded_at"])


COPIED = (
    "resident_id", "kind", "bank", "holder_kind", "holder_name", "holder_note", "activated", "checked_on", "checked_how",
    "true_from", "true_to", "source",
)  # fmt: skip


def _copy(before: PaymentAccount, at: datetime, by: Scope, **changes: object) -> PaymentAccount:
    """The same account with another end or check, sealed for its own row."""
    values = {name: getattr(before, name) for name in COPIED} | changes
    row = PaymentAccount(pk=reserve(PaymentAccount, 1)[0], known_since=at, recorded_by_id=by.account_id, **values)
    fields.seal(row, "number", before.number.open() if isinstance(before.number, Sealed) else None)
    row.save(force_insert=True)
    return row


def _require_check(activated: bool | None, on: date | None, at: datetime) -> None:
    if (activated is not None and on is None) or (on is not None and on > day_of(at)):
        raise DomainError("people.account_checked")
