"""Accounts: nobody helps himself to a role, links sign in once, and no change goes unrecorded."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core import audit
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Account, Area, RoleGrant, SignInLink
from laoyou.core.scope import Grant, Scope

NOW = datetime(2026, 10, 31, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Area:
    return Area.objects.create(id="500118", level="district", name="示例区")


def somebody(username: str) -> Account:
    return Account.objects.create(username=username, display_name=username, created_at=NOW)


def acting(account: Account, role: Role) -> Scope:
    return Scope(account.pk, (Grant(role, GrantKind.AREA, "500118"),))


def test_an_account_is_opened_without_any_password(district: Area) -> None:
    administrator = somebody("root")
    account = accounts.create("zhang", "张示例", by=acting(administrator, Role.SYSTEM_ADMINISTRATOR), at=NOW)
    assert not account.has_usable_password()


def test_the_same_sign_in_name_is_refused_with_a_sentence(district: Area) -> None:
    by = acting(somebody("root"), Role.SYSTEM_ADMINISTRATOR)
    accounts.create("zhang", "张示例", by=by, at=NOW)
    with pytest.raises(DomainError) as refusal:
        accounts.create("zhang", "张二", by=by, at=NOW)
    assert refusal.value.code == "core.username_taken"


@pytest.mark.parametrize(
    ("role", "over", "code"),
    [
        (Role.PLANNER, {"provider_id": 1}, "core.role_kind"),
        (Role.CARER, {"area_id": "500118"}, "core.role_kind"),
        (Role.CITIZEN, {"area_id": "500118"}, "core.role_kind"),
        (Role.AUDITOR, {"area_id": "500118"}, "core.separated_duties"),
    ],
)
def test_a_role_is_granted_only_over_what_it_is_held_over(
    district: Area, role: Role, over: dict[str, Any], code: str
) -> None:
    security = acting(somebody("security"), Role.SECURITY_ADMINISTRATOR)
    account = somebody("zhang")
    accounts.grant(account.pk, Role.TOWN_OFFICER, by=security, at=NOW, area_id="500118")
    with pytest.raises(DomainError) as refusal:
        accounts.grant(account.pk, role, by=security, at=NOW, **over)
    assert refusal.value.code == code


def test_nobody_grants_to_himself_and_the_database_agrees(district: Area) -> None:
    account = somebody("security")
    with pytest.raises(DomainError) as refusal:
        accounts.grant(
            account.pk, Role.PLANNER, by=acting(account, Role.SECURITY_ADMINISTRATOR), at=NOW, area_id="500118"
        )
    assert refusal.value.code == "core.grant_to_oneself"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(account=account, role="planner", area=district, granted_at=NOW, granted_by=account)


def test_two_separated_duties_in_one_account_are_refused_by_the_database_too(district: Area) -> None:
    account = somebody("zhang")
    RoleGrant.objects.create(account=account, role="auditor", area=district, granted_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(account=account, role="system_administrator", area=district, granted_at=NOW)


def test_a_link_signs_in_once_and_never_after_its_day(district: Area, client: Client) -> None:
    by = acting(somebody("root"), Role.SYSTEM_ADMINISTRATOR)
    account = somebody("zhang")
    token = accounts.issue_sign_in_link(account.pk, by=by, at=NOW)
    assert token not in SignInLink.objects.get().token_hash
    assert accounts.use_sign_in_link(token, at=NOW + timedelta(hours=1)) == account
    with pytest.raises(DomainError):
        accounts.use_sign_in_link(token, at=NOW + timedelta(hours=1))
    late = accounts.issue_sign_in_link(account.pk, by=by, at=NOW)
    with pytest.raises(DomainError):
        accounts.use_sign_in_link(late, at=NOW + timedelta(days=1))


@pytest.mark.parametrize("command", ["create", "grant", "revoke", "deactivate", "link"])
def test_nothing_changes_when_the_audit_entry_fails(
    district: Area, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    root, security = somebody("root"), somebody("security")
    account = somebody("zhang")
    held = RoleGrant.objects.create(account=account, role="planner", area=district, granted_at=NOW)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "record", broken)
    as_root, as_security = acting(root, Role.SYSTEM_ADMINISTRATOR), acting(security, Role.SECURITY_ADMINISTRATOR)
    before = _everything()
    with pytest.raises(RuntimeError):
        if command == "create":
            accounts.create("li", "李示例", by=as_root, at=NOW)
        elif command == "grant":
            accounts.grant(account.pk, Role.TOWN_OFFICER, by=as_security, at=NOW, area_id="500118")
        elif command == "revoke":
            accounts.revoke(held.pk, by=as_security, at=NOW)
        elif command == "deactivate":
            accounts.deactivate(account.pk, by=as_root, at=NOW)
        else:
            accounts.issue_sign_in_link(account.pk, by=as_root, at=NOW)
    assert _everything() == before


def _everything() -> list[Any]:
    return [list(table.objects.order_by("pk").values()) for table in (Account, RoleGrant, SignInLink)]
