"""The doors of the product: who is asked for what before a page runs, and what every answer carries."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from laoyou.base.errors import DomainError
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.middleware import IdleLogoutMiddleware, SecurityHeadersMiddleware
from laoyou.core.models import Account
from laoyou.core.scope import Grant, Scope
from laoyou.core.views import Page
from laoyou.faces.public.models import PublishedFacility
from laoyou.faces.routers import EdgeRouter
from laoyou.people.models import Resident

NOW = datetime(2026, 10, 31, tzinfo=UTC)


class AuditOnly(Page):
    """A page for auditors."""

    permission = "core.see_audit"

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")


def as_role(role: Role) -> Any:
    request = RequestFactory().get("/")
    request.scope = Scope(1, (Grant(role, GrantKind.AREA, "500118"),))  # type: ignore[attr-defined]
    return request


def test_a_page_asks_for_its_permission_before_it_runs() -> None:
    assert AuditOnly.as_view()(as_role(Role.AUDITOR)).content == b"inside"
    with pytest.raises(DomainError) as refused:
        AuditOnly.as_view()(as_role(Role.TOWN_OFFICER))
    assert refused.value.code == "core.not_permitted"


def test_a_role_over_a_town_reaches_the_residents_of_that_town_alone() -> None:
    town = as_role(Role.TOWN_OFFICER).scope
    assert "500118" in str(Resident.scope_condition(town, "people.list_residents"))
    nowhere = Scope(1, (Grant(Role.AUDITOR, GrantKind.AREA, "500118"),))
    assert str(Resident.scope_condition(nowhere, "people.list_residents")).count("pk__in") == 2


def idle_for(minutes: int) -> HttpResponse:
    """The answer to somebody who has done nothing for so long."""
    request = RequestFactory().get("/office/")
    request.session = SessionStore()
    request.session[IdleLogoutMiddleware.KEY] = int(time.time()) - minutes * 60
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    return IdleLogoutMiddleware(lambda request: HttpResponse("inside"))(request)


def test_who_has_been_idle_too_long_is_signed_out(settings: Any) -> None:
    assert idle_for(settings.LAOYOU_IDLE_MINUTES - 1).content == b"inside"
    answer = idle_for(settings.LAOYOU_IDLE_MINUTES + 1)
    assert answer.status_code == 302
    assert "idle=1" in answer["Location"]


def test_every_answer_carries_a_policy_that_allows_nothing_from_elsewhere() -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    answer = SecurityHeadersMiddleware(lambda request: HttpResponse())(request)
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_from_elsewhere_is_refused() -> None:
    """The views of the product post with a token of the session; another page cannot know it."""
    answer = Client(enforce_csrf_checks=True).post("/views/save/", {"path": "/jobs/", "title": "x"})
    assert answer.status_code == 403


@pytest.mark.django_db
def test_after_five_wrong_passwords_the_right_one_does_not_help() -> None:
    account = Account(username="locked-out", display_name="李", created_at=NOW)
    account.set_password("right horse battery")
    account.save()
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"login": "locked-out", "password": "wrong"})
    client.post("/accounts/login/", {"login": "locked-out", "password": "right horse battery"})
    assert "_auth_user_id" not in client.session


def test_the_edge_database_holds_no_register() -> None:
    router = EdgeRouter()
    assert router.db_for_read(Resident) == "default"
    assert router.db_for_read(PublishedFacility) == "edge"
    assert not router.allow_migrate("edge", "people")
    assert not router.allow_migrate("default", "public")
    assert not router.allow_relation(Resident(), PublishedFacility())
