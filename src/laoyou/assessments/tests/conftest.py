"""A small district with an elder, an office, two assessors and a nurse's certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from laoyou.assessments.commands import asking, assessing
from laoyou.assessments.domain.assessment import Reason
from laoyou.core import district
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.scope import Grant, Scope
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, add, areas, demo  # noqa: F401 - fixtures
from laoyou.providers.commands import facilities, staff

HERE = EAST + "901"
TODAY = date(2026, 10, 31)
STANDARD = "gb-t-42195-2022"
NURSE = "护字第0001号"
ALL = "a test looks at everything"


@pytest.fixture(autouse=True)
def pack(settings):
    settings.LAOYOU_PACK = "500118-demo"
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False


@dataclass
class Hands:
    """Somebody with an account: what he may do, and a browser in which he is signed in."""

    pk: int
    scope: Scope
    client: Client


def hands(role: Role, name: str, area: str = "500118", **over) -> Hands:
    account = accounts.create(f"{role.value}-{name}", name, by=SYSTEM, at=AT)
    accounts.grant(account.pk, role, by=SYSTEM, at=AT, **(over or {"area_id": area}))
    client = Client(HTTP_HOST="localhost")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    kind, where = (GrantKind.FAMILY, str(over["resident_id"])) if over else (GrantKind.AREA, area)
    return Hands(account.pk, Scope(account.pk, (Grant(role, kind, where),)), client)


@pytest.fixture
def elder(areas, demo):  # noqa: F811
    return add(birth=date(1940, 3, 7), area=HERE, address="永川区东街道8幢2单元301")


@pytest.fixture
def town(elder):
    return hands(Role.TOWN_OFFICER, "王专干", EAST)


@pytest.fixture
def office(elder):
    return hands(Role.DEPARTMENT_OFFICER, "李专干")


@pytest.fixture
def pair(elder):
    return hands(Role.ASSESSOR, "周评估"), hands(Role.ASSESSOR, "吴评估")


@pytest.fixture
def nurse(elder):
    home = facilities.add("东街养老院", ["care_home"], area_id=HERE, by=SYSTEM, at=AT)
    person = staff.add(home.pk, "周护士", "nurse", by=SYSTEM, at=AT)
    return staff.add_credential(
        person.pk, "nurse_licence", NURSE, issued_on=date(2020, 1, 1), expires_on=date(2026, 12, 31), by=SYSTEM, at=AT
    )


def best() -> dict[str, int]:
    """The answers of somebody who can do everything."""
    entry = district.pack().instruments[STANDARD]
    return {i.code: max(one.score for one in entry.choices(i)) for d in entry.dimension for i in d.item}


def no_circumstance() -> dict[str, bool]:
    return {one.code: False for one in district.pack().instruments[STANDARD].circumstance}


def filled(row, key="form-0001", *, ago=timedelta(), **more) -> assessing.Form:
    said = {"answers": best(), "circumstances": no_circumstance(), **more}
    return assessing.Form(key, row.pk, AT - ago, ago, timedelta(), said["answers"], said["circumstances"])


@pytest.fixture
def asked(elder, town):
    return asking.ask(elder.pk, STANDARD, Reason.FIRST, "女儿", TODAY - timedelta(days=9), by=town.scope, at=AT)


@pytest.fixture
def given(asked, town, pair, nurse):
    return asking.assign(asked.pk, pair[0].pk, pair[1].pk, medical=1, certificate_number=NURSE, by=town.scope, at=AT)


@pytest.fixture
def world(elder, town, office, pair, given):
    return SimpleNamespace(elder=elder, town=town, office=office, one=pair[0], two=pair[1], row=given)
