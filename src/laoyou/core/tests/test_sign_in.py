"""Signing in: a second factor where the district asks for one, and out again after a while of silence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from laoyou.core import clock
from laoyou.core.commands import accounts
from laoyou.core.models import Account, Area, RoleGrant
from laoyou.core.scope import Scope

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 31, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_locked_out() -> None:
    """What another test got wrong does not count here."""
    cache.clear()


@pytest.fixture
def account() -> Account:
    area = Area.objects.create(id="500118", level="district", name="示例区")
    account = Account(username="zhang", display_name="张示例", created_at=NOW)
    account.set_unusable_password()
    account.save()
    RoleGrant.objects.create(account=account, role="planner", area=area, granted_at=NOW)
    return account


def sign_in(client: Client, account: Account) -> Any:
    token = accounts.issue_sign_in_link(account.pk, by=Scope.system("test"), at=clock.now())
    return client.post(f"/accounts/link/{token}/")


def test_opening_a_link_does_not_use_it_up(client: Client, account: Account) -> None:
    token = accounts.issue_sign_in_link(account.pk, by=Scope.system("test"), at=clock.now())
    assert client.get(f"/accounts/link/{token}/").status_code == 200
    assert client.get("/office/").status_code == 302
    assert client.post(f"/accounts/link/{token}/").headers["Location"] == "/office/"
    assert client.get("/office/").status_code == 200
    assert client.post(f"/accounts/link/{token}/").status_code == 410


def test_where_a_second_factor_is_asked_no_page_opens_before_it_is_set_up(
    client: Client, account: Account, settings: Any
) -> None:
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = True
    assert sign_in(client, account).headers["Location"] == "/accounts/password/set/"
    assert client.get("/office/").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_the_secret_of_a_second_factor_is_not_kept_in_clear(client: Client, account: Account, settings: Any) -> None:
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = True
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(account, secret)
    assert secret not in str(Authenticator.objects.get().data)
    sign_in(client, account)
    assert client.get("/office/").status_code == 200


def test_whoever_is_silent_for_too_long_is_signed_out(client: Client, account: Account, settings: Any) -> None:
    sign_in(client, account)
    assert client.get("/office/").status_code == 200
    session = client.session
    session["seen_at"] -= settings.LAOYOU_IDLE_MINUTES * 60 + 1
    session.save()
    assert client.get("/office/").headers["Location"].startswith("/accounts/login/")
    assert client.get("/office/").status_code == 302


def test_five_wrong_passwords_lock_the_door_even_for_the_right_one(client: Client, account: Account) -> None:
    account.set_password("correct horse battery")
    account.save()
    for _ in range(5):
        client.post("/accounts/login/", {"login": "zhang", "password": "wrong"})
    client.post("/accounts/login/", {"login": "zhang", "password": "correct horse battery"})
    assert client.get("/office/").status_code == 302


def test_the_right_password_opens_the_door(client: Client, account: Account) -> None:
    account.set_password("correct horse battery")
    account.save()
    client.post("/accounts/login/", {"login": "zhang", "password": "correct horse battery"})
    assert client.get("/office/").status_code == 200


def test_nobody_opens_an_account_for_himself(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "eve", "password1": "correct horse battery"})
    assert not Account.objects.filter(username="eve").exists()


def test_the_last_sign_in_is_put_down_by_our_own_clock(
    client: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = datetime(2030, 10, 31, 9, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: then)
    client.force_login(account)
    account.refresh_from_db()
    assert account.last_login == then
