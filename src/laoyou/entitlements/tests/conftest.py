"""A tiny district with its registers, in a home of its own, on the last day of October."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from laoyou.base.month import Month
from laoyou.core import keyring
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Area
from laoyou.core.scope import Grant, Scope
from laoyou.entitlements.commands import facts, sweeps
from laoyou.people.commands import residents

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
SYSTEM = Scope.system("a test")
EAST, WEST = "500118001", "500118100"
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def district_(db, settings, tmp_path, monkeypatch):
    """Two towns with a community each; the demonstration's pack, whose amounts are examples."""
    settings.LAOYOU_HOME = tmp_path
    settings.LAOYOU_PACK = "500118-demo"
    settings.LAOYOU_DEMO_DATE = date(2026, 10, 31)
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    monkeypatch.delenv("LAOYOU_KEYS", raising=False)
    keyring.ensure()
    Area.objects.create(id="50", level="province", name="重庆市")
    Area.objects.create(id="500118", parent_id="50", level="district", name="永川区")
    for town, name in ((EAST, "东街道"), (WEST, "西镇")):
        Area.objects.create(id=town, parent_id="500118", level="town", name=name)
        Area.objects.create(id=f"{town}901", parent_id=town, level="community", name=f"{name}901")


def office(area: str = "500118", role: Role = Role.DEPARTMENT_OFFICER) -> Scope:
    return Scope(None, (Grant(role, GrantKind.AREA, area),))


def add(birth: date, name: str = "王小明", town: str = EAST, **more):
    given = {"residence_area_id": f"{town}901", "registered_area_id": f"{town}901", "source": "测试", **more}
    return residents.add(residents.NewResident(name, "female", birth, **given), by=SYSTEM, at=AT)


def swept(month: Month = NOVEMBER):
    return sweeps.sweep(month, by=SYSTEM, at=AT, runner=sweeps.in_this_process)


def declare(fact: str, absent: str = "no", area: str = "500118", **more):
    given = {
        "as_of": date(2026, 10, 31), "true_from": date(2026, 1, 1), "true_to": date(2027, 1, 1), "source": "名单", **more,
    }  # fmt: skip
    return facts.declare_complete(fact, absent, area, by=SYSTEM, at=AT, **given)


def state(resident, fact: str, value: str, since: date = date(2026, 1, 1), **more):
    return facts.record(resident.pk, fact, value, since, source="测试", by=SYSTEM, at=AT, **more)
