"""The door of the API: a key acts as its account and never as more; each write is done once; each look is on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import AccessEntry, Account, AuditEntry
from laoyou.core.scope import Grant, Scope
from laoyou.exchange.commands import keys
from laoyou.exchange.models import ApiKey, ApiWrite
from laoyou.exchange.tests.conftest import AT, EVERYTHING, SYSTEM
from laoyou.providers.models import BedOccupancy
from laoyou.providers.tests.conftest import OFFICER_KEY

DISTRICT = "500118"
pytestmark = pytest.mark.django_db


def test_a_director_reads_and_fills_the_beds_of_his_own_provider_only(program, sample):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk)
    assert [row["id"] for row in own.get("facilities/").json()["items"]] == [sample.home.pk]
    assert own.get(f"facilities/{sample.nursery.pk}/").status_code == 404
    bed = own.get("beds/?free=true").json()["items"][0]
    assert (bed["number"], bed["occupied"]) == ("101-1", False)
    taken = own.post(f"beds/{sample.bed.pk}/occupy/", {"began_on": "2026-10-01"})
    assert taken.status_code == 200 and taken.json()["occupied"] is True
    left = own.post(f"beds/{sample.bed.pk}/vacate/", {"ended_on": "2026-10-20"}, "write-0002")
    assert left.json()["occupied"] is False
    assert own.post(f"places/{sample.place.pk}/update/", {"enrolled": True}, "write-0003").status_code == 404
    assert own.get("residents/").status_code == 403


def test_the_same_write_sent_twice_is_done_once_and_answered_alike(program, sample):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk)
    first = own.post(f"beds/{sample.bed.pk}/occupy/", {"began_on": "2026-10-01"})
    again = own.post(f"beds/{sample.bed.pk}/occupy/", {"began_on": "2026-10-01"})
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert BedOccupancy.objects.unscoped("a test").count() == 1
    other = own.post(f"beds/{sample.bed.pk}/occupy/", {"began_on": "2026-10-02"})
    assert (other.status_code, other.json()["title"]) == (409, "exchange.idempotency_reused")
    fresh = own.post(f"beds/{sample.bed.pk}/occupy/", {"began_on": "2026-10-02"}, "write-0002")
    assert (fresh.status_code, fresh.json()["title"]) == (422, "providers.bed_occupied")


def test_a_refused_write_leaves_nothing_and_may_be_sent_again(program, sample):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk)
    assert own.post(f"beds/{sample.bed.pk}/vacate/", {"ended_on": "2026-10-20"}).status_code == 422
    assert own.post(f"beds/{sample.bed.pk}/vacate/", {"ended_on": "no day"}).json()["title"] == "exchange.malformed"
    assert ApiWrite.objects.count() == 0


def test_a_write_whose_entry_in_the_trail_fails_changes_nothing(program, sample, monkeypatch):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk)

    def fails(*args, **kwargs):
        raise DomainError("core.clock_jumped", now="", last="")

    monkeypatch.setattr("laoyou.exchange.api.door.audit.record", fails)
    answer = own.post(f"beds/{sample.bed.pk}/occupy/", {"began_on": "2026-10-01"})
    assert answer.status_code == 503
    assert (BedOccupancy.objects.unscoped("a test").count(), ApiWrite.objects.count()) == (0, 0)


def test_each_look_and_each_write_stands_on_the_record(program, sample):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk)
    own.get("beds/")
    own.post(f"beds/{sample.bed.pk}/update/", {"actual": True})
    look = AccessEntry.objects.unscoped("a test").get(action="exchange.list_beds")
    assert (look.by_id, look.subject_id) == (own.key.account_id, str(own.key.pk)) and '"rows":1' in look.detail
    assert (
        AuditEntry.objects.unscoped("a test").filter(action="exchange.update_bed", by_id=own.key.account_id).count()
        == 1
    )


@pytest.mark.parametrize("spoil", ["revoked", "expired", "closed", "other", "none", "administrator"])
def test_a_key_that_is_over_opens_nothing(spoil, program, sample, settings):
    own = program(Role.TOWN_OFFICER, area_id="500118001")
    if spoil == "revoked":
        keys.revoke(own.key.pk, by=SYSTEM, at=AT)
    elif spoil == "expired":
        ApiKey.objects.update(issued_at=AT - timedelta(days=9), expires_at=AT - timedelta(days=1))
    elif spoil == "closed":
        Account.objects.filter(pk=own.key.account_id).update(is_active=False)
    elif spoil == "other":
        own.token = own.token[:-1] + ("A" if own.token[-1] != "A" else "B")
    elif spoil == "none":
        own.token = ""
    else:
        own.key.account.grants.update(role=Role.AUDITOR.value)
    answer = own.get("facilities/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_key(program, sample):
    own = program(Role.TOWN_OFFICER, area_id="500118001")
    own.client.force_login(own.key.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert own.client.get("/api/v1/facilities/").status_code == 401
    assert Client(headers={"Authorization": f"Bearer {own.token}"}).get("/people/residents/").status_code == 302


def test_a_key_is_bound_to_networks_uses_and_a_rate(program, sample):
    abroad = program(Role.TOWN_OFFICER, area_id="500118001", networks=("203.0.113.0/24",))
    assert abroad.get("facilities/").json()["title"] == "exchange.key_address"
    narrow = program(Role.TOWN_OFFICER, area_id="500118001", abilities=("indicators.read",))
    assert narrow.get("residents/").json()["title"] == "exchange.key_ability"
    quick = program(Role.TOWN_OFFICER, area_id="500118001", per_minute=2)
    assert [quick.get("key/").status_code for _ in range(3)] == [200, 200, 429]
    assert int(quick.get("key/").headers["Retry-After"]) <= 60


def test_pages_follow_each_other_without_a_gap(program, sample):
    own = program(Role.DEPARTMENT_OFFICER, area_id=DISTRICT)
    first = own.get("facilities/?limit=1").json()
    second = own.get(f"facilities/?limit=1&after={first['next']}").json()
    ids = [row["id"] for row in (*first["items"], *second["items"])]
    assert ids == sorted({sample.home.pk, sample.nursery.pk}) and second["next"] is None


def test_refusals_are_problems_in_the_language_that_is_asked_for(program, sample):
    own = program(Role.DEPARTMENT_OFFICER, area_id=DISTRICT)
    missing = own.get("beds/987654/", **{"Accept-Language": "en"})
    assert missing.json() == {
        "type": "urn:laoyou:problem:core.not_found",
        "title": "core.not_found",
        "status": 404,
        "detail": missing.json()["detail"],
    }
    assert missing.json()["detail"].isascii()
    assert own.get("nothing/at/all").json()["title"] == "exchange.no_such_address"
    assert own.get("beds/one/").json()["errors"][0]["where"] == "path.bed_id"
    wrong = own.post("beds/", {})
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET")


def test_only_the_security_administrator_issues_keys_and_none_to_administrators_or_himself(db, areas, settings):
    security = Scope(OFFICER_KEY, (Grant(Role.SECURITY_ADMINISTRATOR, GrantKind.AREA, DISTRICT),))
    auditor = accounts.create("auditor", "审计", by=SYSTEM, at=AT)
    accounts.grant(auditor.pk, Role.AUDITOR, area_id=DISTRICT, by=SYSTEM, at=AT)
    other = accounts.create("other", "系统", by=SYSTEM, at=AT)

    def refusal(account: int, by: Scope = security, **more: object) -> str:
        with pytest.raises(DomainError) as raised:
            keys.issue(keys.Wish(account, "x", **{"abilities": EVERYTHING, "days": 30, **more}), by=by, at=AT)  # type: ignore[arg-type]
        return raised.value.code

    assert refusal(OFFICER_KEY) == "exchange.key_to_oneself"
    assert refusal(auditor.pk) == "exchange.key_for_administrator"
    assert refusal(other.pk, days=400) == "exchange.key_term"
    assert refusal(other.pk, abilities=()) == "exchange.key_without_ability"
    assert refusal(other.pk, networks=("10.0.0",)) == "exchange.key_network"
    officer = Scope(OFFICER_KEY, (Grant(Role.DEPARTMENT_OFFICER, GrantKind.AREA, DISTRICT),))
    assert refusal(other.pk, by=officer) == "core.not_permitted"
    key, token = keys.issue(keys.Wish(other.pk, "x", EVERYTHING, 30), by=security, at=AT)
    assert (
        token not in str(vars(key))
        and AuditEntry.objects.unscoped("a test").filter(action="exchange.issue_key").count() == 1
    )
