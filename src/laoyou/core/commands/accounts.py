"""Opening and closing accounts, granting and revoking roles, and the one-time link for the first sign-in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.domain.roles import GrantKind, Role, kinds_for, may_hold
from laoyou.core.models import Account, RoleGrant, SignInLink
from laoyou.core.scope import Scope

CHAIN = "accounts"


def _subject(account: Account) -> audit.Subject:
    """An account belongs to the whole district, whatever it may see: so the district's auditor sees what is done to it."""
    return audit.Subject(account._meta.label_lower, str(account.pk), district.area_id())


@transaction.atomic
def create(
    username: str, display_name: str, *, by: Scope, at: datetime, unit_id: str | None = None, example: bool = False
) -> Account:
    """Open an account without a password; its owner sets one after the first sign-in. Raises `core.username_taken`."""
    by.require("core.manage_accounts")
    account = Account(username=username, display_name=display_name, unit_id=unit_id, created_at=at, example=example)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        raise DomainError("core.username_taken", username=username) from clash
    audit.record(
        "account.create",
        _subject(account),
        by=by,
        permission="core.manage_accounts",
        at=at,
        chain=CHAIN,
        detail={"username": username},
    )
    return account


@transaction.atomic
def deactivate(account_id: int, *, by: Scope, at: datetime) -> Account:
    """Close an account: it can no longer sign in; what it did stays signed with its name."""
    return _set_active(account_id, False, by=by, at=at)


@transaction.atomic
def reactivate(account_id: int, *, by: Scope, at: datetime) -> Account:
    """Open a closed account again."""
    return _set_active(account_id, True, by=by, at=at)


def _set_active(account_id: int, active: bool, *, by: Scope, at: datetime) -> Account:
    by.require("core.manage_accounts")
    account = _locked(account_id)
    account.is_active = active
    account.save(update_fields=["is_active"])
    action = "account.reactivate" if active else "account.deactivate"
    audit.record(action, _subject(account), by=by, permission="core.manage_accounts", at=at, chain=CHAIN)
    return account


@transaction.atomic
def grant(
    account_id: int,
    role: Role,
    *,
    by: Scope,
    at: datetime,
    area_id: str | None = None,
    provider_id: int | None = None,
    resident_id: int | None = None,
    ends_at: datetime | None = None,
) -> RoleGrant:
    """
    Give an account a role over one area, one provider or one resident's family.

    Raises `core.role_kind` where the role is not held over such a thing, `core.separated_duties` where the account's other
    roles forbid it, `core.grant_to_oneself` for one's own account.
    """
    by.require("core.manage_grants")
    if by.account_id == account_id:
        raise DomainError("core.grant_to_oneself")
    account = _locked(account_id)
    kind = (
        GrantKind.AREA if area_id is not None else GrantKind.PROVIDER if provider_id is not None else GrantKind.FAMILY
    )
    if kind not in kinds_for(role):
        raise DomainError("core.role_kind", role=role.value)
    already = frozenset(
        Role(held) for held in account.grants.filter(revoked_at__isnull=True).values_list("role", flat=True)
    )
    if not may_hold(role, already):
        raise DomainError("core.separated_duties", role=role.value)
    row = RoleGrant.objects.create(
        account=account,
        role=role.value,
        area_id=area_id,
        provider_id=provider_id,
        resident_id=resident_id,
        granted_at=at,
        granted_by_id=by.account_id,
        ends_at=ends_at,
    )
    audit.record(
        "account.grant",
        _subject(account),
        by=by,
        permission="core.manage_grants",
        at=at,
        chain=CHAIN,
        detail={"role": role.value, "area": area_id, "provider": provider_id, "resident": resident_id},
    )
    return row


@transaction.atomic
def revoke(grant_id: int, *, by: Scope, at: datetime) -> RoleGrant:
    """Take a role back; the row stays with who and when."""
    by.require("core.manage_grants")
    row = RoleGrant.objects.select_for_update().filter(pk=grant_id, revoked_at__isnull=True).first()
    if row is None:
        raise DomainError("core.not_found")
    if by.account_id == row.account_id:
        raise DomainError("core.grant_to_oneself")
    row.revoked_at, row.revoked_by_id = at, by.account_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        "account.revoke",
        _subject(row.account),
        by=by,
        permission="core.manage_grants",
        at=at,
        chain=CHAIN,
        detail={"role": row.role},
    )
    return row


@transaction.atomic
def issue_sign_in_link(account_id: int, *, by: Scope, at: datetime, valid_for: timedelta = timedelta(days=1)) -> str:
    """A fresh one-time token for `/accounts/link/<token>/`. Only its hash is stored, so it is shown this once."""
    by.require("core.manage_accounts")
    account = _locked(account_id)
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(account=account, token_hash=_hash(token), issued_at=at, expires_at=at + valid_for)
    audit.record("account.issue_link", _subject(account), by=by, permission="core.manage_accounts", at=at, chain=CHAIN)
    return token


@transaction.atomic
def use_sign_in_link(token: str, *, at: datetime) -> Account:
    """The account that `token` signs in, which uses the token up. Raises `core.sign_in_link_invalid`."""
    link = SignInLink.objects.select_for_update().select_related("account").filter(token_hash=_hash(token)).first()
    if link is None or link.used_at is not None or link.expires_at <= at or not link.account.is_active:
        raise DomainError("core.sign_in_link_invalid")
    link.used_at = at
    link.save(update_fields=["used_at"])
    audit.record(
        "account.use_link",
        _subject(link.account),
        by=Scope.system("one-time sign-in link"),
        permission="core.manage_accounts",
        at=at,
        chain=CHAIN,
    )
    return link.account


def _locked(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise DomainError("core.not_found")
    return account


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
