"""A tiny district: two towns with two communities each, and hands that may write."""

from datetime import UTC, date, datetime

import pytest

from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Area
from laoyou.core.scope import Grant, Scope
from laoyou.people.commands import residents

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
TODAY = date(2026, 10, 31)
SYSTEM = Scope.system("a test")
EAST, WEST = "500118001", "500118100"


@pytest.fixture
def areas(db):
    Area.objects.create(id="50", level="province", name="重庆市")
    Area.objects.create(id="500118", parent_id="50", level="district", name="永川区")
    for town, name in ((EAST, "东街道"), (WEST, "西镇")):
        Area.objects.create(id=town, parent_id="500118", level="town", name=name)
        for number in ("901", "902"):
            Area.objects.create(id=town + number, parent_id=town, level="community", name=f"{name}{number}")


@pytest.fixture(autouse=True)
def one_factor(settings):
    """A signed-in reader is let in at once; the second factor has tests of its own, in core."""
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def demo(settings):
    settings.LAOYOU_DEMO_DATE = TODAY


def office(area, role=Role.DEPARTMENT_OFFICER):
    return Scope(None, (Grant(role, GrantKind.AREA, area),))


def add(name="王小明", area=EAST + "901", *, birth=date(1950, 3, 7), sex="female", by=SYSTEM, **more):
    given = {"residence_area_id": area, "registered_area_id": area, "source": "测试", **more}
    return residents.add(residents.NewResident(name, sex, birth, **given), by=by, at=AT)
