"""Accounts of the demonstration: for each role somebody with a sensible place to be responsible for. Nobody has a password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from laoyou.core import clock
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.models import Account
from laoyou.core.scope import Scope
from laoyou.demo.synthesis.population import NO_DAY
from laoyou.demo.synthesis.rollforward import living_here
from laoyou.providers import public as providers

if TYPE_CHECKING:
    from laoyou.demo.building import Build


@dataclass(frozen=True)
class Person:
    """Somebody who signs in to the demonstration: over an area, a provider or members of a family; `unit` as documents print it."""

    username: str
    name: str
    role: Role
    area_id: str | None = None
    unit: str = ""
    provider_id: int | None = None
    resident_ids: tuple[int, ...] = ()


def create(build: Build) -> None:
    """Open the accounts and grant their roles."""
    for person in _people(build):
        unit = build.inputs.pack.unit_named(person.unit) if person.unit else None
        account = accounts.create(
            person.username, person.name, by=build.by, at=build.at, unit_id=unit.id if unit else None, example=True
        )
        if person.resident_ids:
            for resident_id in person.resident_ids:
                accounts.grant(account.pk, person.role, by=build.by, at=build.at, resident_id=resident_id)
        else:
            accounts.grant(
                account.pk,
                person.role,
                by=build.by,
                at=build.at,
                area_id=person.area_id,
                provider_id=person.provider_id,
            )


def _people(build: Build) -> Iterator[Person]:
    pack = build.inputs.pack
    district = build.area_id
    towns = build.inputs.census.towns
    urban = next((town.area_id for town in towns if town.urban), towns[0].area_id)
    rural = next((town.area_id for town in towns if pack.areas[town.area_id].kind == "town"), towns[-1].area_id)
    communities = [community.area_id for community in build.inputs.communities]
    in_urban = next(area for area in communities if area.startswith(urban))
    in_rural = next(area for area in communities if area.startswith(rural))

    def named(area: str) -> str:
        return pack.areas[area].name

    yield Person("planner", "规划员", Role.PLANNER, district)
    yield Person("civil-affairs", "民政专干", Role.DEPARTMENT_OFFICER, district, unit="区民政局")
    yield Person("health", "卫健专干", Role.DEPARTMENT_OFFICER, district, unit="区卫生健康委")
    yield Person("town-urban", f"{named(urban)}专干", Role.TOWN_OFFICER, urban)
    yield Person("town-rural", f"{named(rural)}专干", Role.TOWN_OFFICER, rural)
    yield Person("community-urban", f"{named(in_urban)}社工", Role.COMMUNITY_WORKER, in_urban)
    yield Person("community-rural", f"{named(in_rural)}村干部", Role.COMMUNITY_WORKER, in_rural)
    # Residents are placed by community, not by grid: a grid worker of the demonstration looks after the whole community.
    yield Person("grid", f"{named(in_urban)}网格员", Role.GRID_WORKER, in_urban)
    yield Person("assessor", "能力评估员", Role.ASSESSOR, district)
    yield Person("assessor-nurse", "评估护士", Role.ASSESSOR, district)
    yield Person("inspector", "检查员", Role.INSPECTOR, district)
    yield Person("call-centre", "呼叫中心坐席", Role.CALL_CENTRE_SEAT, district)
    yield Person("doctor", f"{named(urban)}家庭医生", Role.FAMILY_DOCTOR, urban)
    yield Person("treasury", "财政专干", Role.TREASURY_OFFICER, district)
    yield Person("auditor", "审计员", Role.AUDITOR, district)
    yield Person("system-admin", "系统管理员", Role.SYSTEM_ADMINISTRATOR, district)
    yield Person("security-admin", "安全管理员", Role.SECURITY_ADMINISTRATOR, district)
    for username, name, role, kind in (
        ("care-home", "养老机构负责人", Role.PROVIDER_DIRECTOR, "care_home"),
        ("nursery", "托育机构负责人", Role.PROVIDER_DIRECTOR, "childcare_centre"),
        ("carer", "护理员", Role.CARER, "care_home"),
    ):
        provider_id = providers.first_provider_running(kind, example=True)
        if provider_id is not None:
            yield Person(username, name, role, provider_id=provider_id)
    elder_and_child = _family(build)
    if elder_and_child:
        yield Person("family", "老人的子女", Role.CITIZEN, resident_ids=elder_and_child)


def _family(build: Build) -> tuple[int, ...]:
    """An elder who lives here and a grown child who owes him support and lives here too."""
    folk = build.register.district.people
    here = living_here(folk) & (folk.death == NO_DAY)
    for elder, child in build.register.ties.support.tolist():
        if here[elder] and here[child]:
            return elder + 1, child + 1
    return ()


def sign_in_links(address: str) -> list[tuple[str, str, str]]:
    """(name, role, one-time link) for every account of the demonstration; each link is good for one day."""
    from laoyou.core.role_names import role_name

    by = Scope.system("starting the demonstration")
    at = clock.now()
    found = []
    for account in Account.objects.filter(example=True, is_active=True).order_by("pk"):
        token = accounts.issue_sign_in_link(account.pk, by=by, at=at)
        roles = account.grants.filter(revoked_at__isnull=True).values_list("role", flat=True)
        titles = "、".join(dict.fromkeys(str(role_name(Role(role))) for role in roles))
        found.append((account.display_name, titles, f"{address}/accounts/link/{token}/"))
    return found
