"""Issuing and revoking keys, and knowing one again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare

from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.domain.roles import SEPARATED_DUTIES
from laoyou.core.models import AccessEntry, Account, AuditEntry
from laoyou.core.scope import Scope, scope_of
from laoyou.exchange.domain.abilities import MOST_DAYS, Ability, malformed_host, malformed_network, may_come_from
from laoyou.exchange.models import ApiKey, Webhook
from laoyou.exchange.permissions import ISSUE_KEYS

CHAIN = "accounts"
MARK = "laoyou"


@dataclass(frozen=True)
class Wish:
    """What a new key is to be: for whom and for what, how long, from where, where to it may have changes told."""

    account_id: int
    name: str
    abilities: Sequence[str]
    days: int
    networks: Sequence[str] = ()
    webhook_hosts: Sequence[str] = ()
    per_minute: int = 120


def _subject(key: ApiKey) -> audit.Subject:
    return audit.Subject(key._meta.label_lower, str(key.pk), district.area_id())


def _hash(secret: str) -> str:
    # A secret of 256 random bits is not guessed: a slow hash would only slow each request.
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(wish: Wish, *, by: Scope, at: datetime) -> tuple[ApiKey, str]:
    """
    A new key and its whole text, which is shown this once: only a hash of it is kept.

    Raises `exchange.key_to_oneself`, `exchange.key_for_administrator`, `exchange.key_account_closed`,
    `exchange.key_without_ability`, `exchange.key_term`, `exchange.key_network`, `exchange.key_host`, `core.not_found`.
    """
    by.require(ISSUE_KEYS)
    if by.account_id == wish.account_id:
        raise DomainError("exchange.key_to_oneself")
    account = Account.objects.select_for_update().filter(pk=wish.account_id).first()
    if account is None:
        raise DomainError("core.not_found")
    _check(wish, account, at)
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        account=account,
        name=wish.name.strip(),
        prefix=prefix,
        secret_hash=_hash(secret),
        abilities=" ".join(sorted(set(wish.abilities))),
        networks=" ".join(wish.networks),
        webhook_hosts=" ".join(wish.webhook_hosts),
        per_minute=wish.per_minute,
        issued_at=at,
        issued_by_id=by.account_id,
        expires_at=at + timedelta(days=wish.days),
    )
    detail = {"account": account.pk, "prefix": prefix, "abilities": key.abilities, "days": wish.days}
    audit.record("exchange.issue_key", _subject(key), by=by, permission=ISSUE_KEYS, at=at, chain=CHAIN, detail=detail)
    return key, f"{MARK}_{prefix}_{secret}"


def _check(wish: Wish, account: Account, at: datetime) -> None:
    if not account.is_active:
        raise DomainError("exchange.key_account_closed", name=account.display_name)
    if scope_of_key_account(account, at=at).roles & SEPARATED_DUTIES:
        raise DomainError("exchange.key_for_administrator")
    if not wish.abilities or not set(wish.abilities) <= set(Ability):
        raise DomainError("exchange.key_without_ability")
    if not 1 <= wish.days <= MOST_DAYS:
        raise DomainError("exchange.key_term", most=MOST_DAYS)
    if (wrong := malformed_network(wish.networks)) is not None:
        raise DomainError("exchange.key_network", text=wrong)
    if (wrong := malformed_host(wish.webhook_hosts)) is not None:
        raise DomainError("exchange.key_host", text=wrong)


def scope_of_key_account(account: Account, *, at: datetime) -> Scope:
    """What the account of a key may see and do now: its own grants, and nothing of an administrator's."""
    return scope_of(account, at=at)


@transaction.atomic
def revoke(key_id: int, *, by: Scope, at: datetime) -> ApiKey:
    """Take a key back at once, with the addresses it had told changes to. Raises `core.not_found`, `exchange.key_over`."""
    by.require(ISSUE_KEYS)
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise DomainError("core.not_found")
    if key.revoked_at is not None:
        raise DomainError("exchange.key_over")
    key.revoked_at, key.revoked_by_id = at, by.account_id
    key.save(update_fields=["revoked_at", "revoked_by"])
    Webhook.objects.filter(key=key, stopped_at__isnull=True).update(stopped_at=at)
    audit.record("exchange.revoke_key", _subject(key), by=by, permission=ISSUE_KEYS, at=at, chain=CHAIN)
    return key


def is_in_force(key: ApiKey, *, at: datetime) -> bool:
    """Whether a key opens anything at `at`: neither revoked nor over, and its account not closed."""
    return key.revoked_at is None and key.expires_at > at and key.account.is_active


@dataclass(frozen=True)
class Caller:
    """Who calls: the key, and what its account may see and do now."""

    key: ApiKey
    scope: Scope

    def may(self, ability: Ability) -> bool:
        return ability.value in self.key.abilities.split()


def know(text: str, *, address: str, at: datetime) -> Caller:
    """
    The caller behind the text of a key. Raises `exchange.key_invalid` for whatever is unknown, over, revoked or of a closed
    account, which a stranger cannot tell apart; `exchange.key_address`.
    """
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    key = ApiKey.objects.select_related("account").filter(prefix=prefix).first() if mark == MARK else None
    fits = constant_time_compare(key.secret_hash if key is not None else "-" * 64, _hash(secret))
    if key is None or not fits or not is_in_force(key, at=at):
        raise DomainError("exchange.key_invalid")
    if not may_come_from(address, key.networks.split()):
        raise DomainError("exchange.key_address")
    scope = scope_of_key_account(key.account, at=at)
    if scope.roles & SEPARATED_DUTIES:
        raise DomainError("exchange.key_invalid")
    return Caller(key, scope)


OWN_ENTRIES = "entries about a key, for who may see keys"
ABOUT_THE_KEY = ("exchange.issue_key", "exchange.revoke_key")


def last_used(key: ApiKey) -> datetime | None:
    """When a program last came in with the key, as the trail has it; None where nobody ever did."""
    subject = {"subject_type": ApiKey._meta.label_lower, "subject_id": str(key.pk)}
    found = [
        AccessEntry.objects.unscoped(OWN_ENTRIES)
        .filter(**subject)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first(),
        AuditEntry.objects.unscoped(OWN_ENTRIES)
        .filter(**subject)
        .exclude(action__in=ABOUT_THE_KEY)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first(),
    ]
    return max((at for at in found if at is not None), default=None)
