"""The small district of the providers' tests, an account for another system, and a key for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.exchange.api import limits
from laoyou.exchange.commands import keys
from laoyou.exchange.domain.abilities import Ability
from laoyou.providers.tests.conftest import AT, SYSTEM, areas, demo_clock, sample  # noqa: F401 - fixtures

EVERYTHING = tuple(one.value for one in Ability)


@dataclass
class Program:
    """Another system with its key."""

    key: keys.ApiKey
    token: str
    client: Client

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.token}", **headers})

    def post(self, path: str, body: Any, name: str = "write-0001", **headers: str) -> Any:
        said = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": name, **headers}
        return self.client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=said)


@pytest.fixture(autouse=True)
def unhurried(settings):
    settings.LAOYOU_PACK = "500118-demo"
    limits.forget()


@pytest.fixture
def program(db):
    """Makes programs: an account with one role and a key for it."""
    serial = iter(range(100))

    def make(role: Role, **over: Any) -> Program:
        wish = {
            name: over.pop(name)
            for name in tuple(over)
            if name in ("abilities", "days", "networks", "webhook_hosts", "per_minute")
        }
        account = accounts.create(
            f"system{next(serial)}", "外部系统", by=SYSTEM, at=AT, unit_id=over.pop("unit_id", None)
        )
        accounts.grant(account.pk, role, by=SYSTEM, at=AT, **over)
        said = {"abilities": EVERYTHING, "days": 30, **wish}
        key, token = keys.issue(keys.Wish(account.pk, "机构系统", **said), by=SYSTEM, at=AT)
        return Program(key, token, Client())

    return make
