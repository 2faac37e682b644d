"""A small district for tests: two towns, three communities, one provider with a home, one nursery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from laoyou.base.ids import credit_code_check_character, resident_id_check_digit
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Account, Area
from laoyou.core.scope import Grant, Scope
from laoyou.providers.commands import beds, facilities, places, providers
from laoyou.providers.models import Bed, ChildcareClass, ChildcarePlace, Facility, Provider

AT = datetime(2026, 10, 31, 8, tzinfo=UTC)
TODAY = date(2026, 10, 31)
SYSTEM = Scope.system("a test")


def example_code(number: int) -> str:
    """A credit code that nobody can have."""
    first_17 = f"01500118{number:09d}"
    return first_17 + credit_code_check_character(first_17)


ID_NUMBER = "00990119900101001" + resident_id_check_digit("00990119900101001")
"""A resident ID that nobody can have."""


OFFICER_KEY = 7_000_007
"""Key of the sample's officer: out of reach of the sequence that PostgreSQL draws other accounts' keys from."""


def holder(role: Role, over: str, kind: GrantKind = GrantKind.AREA, account: int = OFFICER_KEY) -> Scope:
    """Somebody who holds `role` over an area (or a provider)."""
    return Scope(account, (Grant(role, kind, over),))


@dataclass
class Sample:
    provider: Provider
    home: Facility
    nursery: Facility
    bed: Bed
    childcare_class: ChildcareClass
    place: ChildcarePlace


@pytest.fixture(autouse=True)
def demo_clock(settings):
    settings.LAOYOU_DEMO_DATE = TODAY
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def areas(db):
    Account.objects.create(pk=OFFICER_KEY, username="officer", display_name="officer", created_at=AT)
    for area, parent, level in (
        ("50", None, "province"),
        ("500118", "50", "district"),
        ("500118001", "500118", "town"),
        ("500118002", "500118", "town"),
        ("500118001901", "500118001", "community"),
        ("500118001902", "500118001", "community"),
        ("500118002901", "500118002", "community"),
    ):
        Area.objects.create(id=area, parent_id=parent, level=level, name=f"区域{area}")


@pytest.fixture
def sample(areas) -> Sample:
    provider = providers.add(
        example_code(1), "安康养老服务有限公司", area_id="500118001", ownership="private", by=SYSTEM, at=AT
    )
    home = facilities.add(
        "安康养老院",
        ["care_home"],
        area_id="500118001901",
        provider_id=provider.pk,
        ownership="private",
        operation="self_run",
        opened_on=date(2019, 5, 1),
        filed_on=date(2019, 6, 1),
        by=SYSTEM,
        at=AT,
    )
    nursery = facilities.add(
        "阳光托育中心", ["childcare_centre"], area_id="500118002901", ownership="private", by=SYSTEM, at=AT
    )
    bed = beds.add(
        home.pk, "101-1", nursing=True, tier="affordable", approved=True, filed=True, actual=True, by=SYSTEM, at=AT
    )
    childcare_class = places.add_class(nursery.pk, "托小1班", "toddler", by=SYSTEM, at=AT)
    place = places.add(nursery.pk, childcare_class.pk, "T001", filed=True, open=True, by=SYSTEM, at=AT)
    return Sample(provider, home, nursery, bed, childcare_class, place)
