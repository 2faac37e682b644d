"""A value that no register holds is entered by the unit that owns the indicator, approved by another person, and sent upward."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Account, AuditEntry, RoleGrant, Unit
from laoyou.core.scope import Grant, Scope
from laoyou.plans.commands import reported
from laoyou.plans.models import IndicatorValue, ReportedValue, SentValue
from laoyou.plans.queries.indicators import one_indicator
from laoyou.plans.tests.conftest import AT

PAPER = [("公报.txt", "2025年统计公报".encode())]
DAY = date(2026, 6, 30)


@contextmanager
def refuses(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code
    assert "%(" not in refusal.value.sentence()


@pytest.fixture
def code(registers: Any) -> str:
    """An indicator that the registers do not count and that a known unit answers for."""
    return next(one for one in district.pack().indicators if not reported.is_counted(one) and reported.owners_of(one))


def officer(name: str, unit: str | None, role: Role = Role.DEPARTMENT_OFFICER) -> Scope:
    if unit:
        Unit.objects.get_or_create(pk=unit, defaults={"name": unit, "area_id": "500118"})
    account = Account.objects.create(username=name, display_name=name, unit_id=unit, created_at=AT)
    RoleGrant.objects.create(account=account, role=role.value, area_id="500118", granted_at=AT)
    return Scope(account.pk, (Grant(role, GrantKind.AREA, "500118"),))


@pytest.fixture
def maker(code: str) -> Scope:
    return officer("maker", sorted(reported.owners_of(code))[0])


@pytest.fixture
def checker(code: str) -> Scope:
    return officer("checker", sorted(reported.owners_of(code))[0])


def enter(code: str, value: str, by: Scope, **more: Any) -> ReportedValue:
    given = {"as_of": DAY, "source": "区统计局", "files": PAPER, **more}
    return reported.enter(code, Decimal(value), by=by, at=AT, **given)


def test_a_value_counts_once_a_second_person_approved_it(code: str, maker: Scope, checker: Scope) -> None:
    row = enter(code, "12.5", maker)
    assert not IndicatorValue.objects.exists() and one_indicator(code).latest is None
    with refuses("plans.own_value"):
        reported.approve(row.pk, by=maker, at=AT)
    reported.approve(row.pk, by=checker, at=AT)
    latest = one_indicator(code).latest
    assert latest is not None and (latest.value, latest.as_of) == (Decimal("12.5"), DAY)
    with refuses("plans.value_decided"):
        reported.approve(row.pk, by=checker, at=AT)
    actions = set(AuditEntry.objects.unscoped("a test").values_list("action", flat=True))
    assert {"plans.enter_value", "plans.approve_value"} <= actions


def test_the_database_itself_lets_nobody_approve_his_own(code: str, maker: Scope) -> None:
    row = enter(code, "1", maker)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportedValue.objects.unscoped("a test").filter(pk=row.pk).update(decided_by_id=maker.account_id)


def test_a_correction_succeeds_and_writes_over_nothing(code: str, maker: Scope, checker: Scope) -> None:
    first = enter(code, "12.5", maker)
    with refuses("plans.value_waits"):
        enter(code, "13", maker)
    reported.approve(first.pk, by=checker, at=AT)
    with refuses("plans.value_correction_reason"):
        enter(code, "13", maker)
    second = enter(code, "13", maker, reason="公报有更正")
    assert second.replaces_id == first.pk
    latest = one_indicator(code).latest
    assert latest is not None and latest.value == Decimal("12.5"), "a correction that waits changes nothing"
    reported.approve(second.pk, by=checker, at=AT.replace(hour=3))
    latest = one_indicator(code).latest
    assert latest is not None and latest.value == 13
    first.refresh_from_db()
    assert (first.value, first.state) == (Decimal("12.5"), "approved")
    with refuses("plans.value_replaced"):
        reported.send(first.pk, recipient="市民政局", by=maker, at=AT)


def test_another_figure_does_not_leave_without_a_reason(code: str, maker: Scope, checker: Scope) -> None:
    first = enter(code, "12.5", maker)
    with refuses("plans.value_not_approved"):
        reported.send(first.pk, recipient="市民政局", by=maker, at=AT)
    reported.approve(first.pk, by=checker, at=AT)
    reported.send(first.pk, recipient="市民政局", by=maker, at=AT)
    second = enter(code, "13", maker, reason="公报有更正")
    reported.approve(second.pk, by=checker, at=AT.replace(hour=3))
    assert [(value, to) for value, to, _at in reported.sent_before(second)] == [(Decimal("12.5"), "市民政局")]
    with refuses("plans.value_differs"):
        reported.send(second.pk, recipient="市统计局", by=maker, at=AT)
    reported.send(second.pk, recipient="市统计局", reason="公报有更正", by=maker, at=AT)
    assert SentValue.objects.unscoped("a test").count() == 2


def test_what_is_refused(code: str, maker: Scope, checker: Scope) -> None:
    """Another unit's indicator, one that the registers count, no evidence, no source, a day to come, no remark for a return."""
    with refuses("plans.value_not_yours"):
        enter(code, "1", officer("other", "somebody-else"))
    counted = next(one for one in district.pack().indicators if reported.is_counted(one))
    with refuses("plans.value_counted"):
        enter(counted, "1", maker)
    with refuses("plans.value_without_evidence"):
        enter(code, "1", maker, files=[])
    with refuses("plans.source_missing"):
        enter(code, "1", maker, source=" ")
    with refuses("plans.future_value"):
        enter(code, "1", maker, as_of=date(2026, 11, 1))
    with refuses("core.file_type"):
        enter(code, "1", maker, files=[("x.exe", b"MZ\x00\x01")])
    assert not ReportedValue.objects.unscoped("a test").exists(), "nothing half done"
    row = enter(code, "1", maker)
    with refuses("plans.reason_missing"):
        reported.send_back(row.pk, words=" ", by=checker, at=AT)
    reported.send_back(row.pk, words="单位写错了", by=checker, at=AT)
    assert not IndicatorValue.objects.exists()
    assert enter(code, "2", maker).replaces_id is None


def test_the_pages_lead_through_the_work(code: str, maker: Scope, checker: Scope) -> None:
    clients = []
    for scope in (maker, checker):
        client = Client()
        client.force_login(
            Account.objects.get(pk=scope.account_id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        clients.append(client)
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"indicator": code, "as_of": "2026-06-30", "value": "12.5", "source": "区统计局", "reason": ""}
    bare = clients[0].post("/plans/values/enter/", form)
    assert bare.status_code == 422 and "请附上佐证材料" in bare.text
    sent = clients[0].post("/plans/values/enter/", {**form, "evidence": SimpleUploadedFile(*PAPER[0])})
    assert sent.status_code == 302, sent.text
    own = clients[0].get(sent.url)
    assert "请由另一人审核" in own.text and "公报.txt" in own.text
    assert clients[0].post(sent.url + "decide/", {"words": "", "approve": "1"}).status_code == 403
    assert "算数" in clients[1].post(sent.url + "decide/", {"words": "", "approve": "1"}, follow=True).text
    assert "市民政局" in clients[0].post(sent.url + "send/", {"recipient": "市民政局", "reason": ""}, follow=True).text
    for path in ("/plans/values/", "/plans/values/?format=csv", "/plans/values/enter/", f"/plans/indicators/{code}/"):
        assert clients[1].get(path).status_code == 200, path
    assert clock.today() == date(2026, 10, 31)
