"""The tiny district of the people's tests, two hands of the department, one of a town."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from laoyou.base.errors import DomainError
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.scope import Grant, Scope
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, TODAY, WEST, add, areas, demo, office, one_factor  # noqa: F401


@contextmanager
def refused(code):
    """Something is refused with this code."""
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


@pytest.fixture(autouse=True)
def small_pack(settings):
    settings.LAOYOU_PACK = "500118-demo"


@pytest.fixture
def hands(areas, demo):  # noqa: F811 - fixtures
    """Two officers of the department, a town officer: scopes with accounts of their own."""

    def hand(name, role, area):
        account = accounts.create(name, "经办" + name, by=SYSTEM, at=AT)
        accounts.grant(account.pk, role, area_id=area, by=SYSTEM, at=AT)
        return Scope(account.pk, (Grant(role, GrantKind.AREA, area),))

    return {
        "first": hand("first", Role.DEPARTMENT_OFFICER, "500118"),
        "second": hand("second", Role.DEPARTMENT_OFFICER, "500118"),
        "town": hand("town", Role.TOWN_OFFICER, EAST),
        "west": hand("west", Role.TOWN_OFFICER, WEST),
    }
