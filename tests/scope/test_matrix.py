"""
Address × method × role × area: nothing of another area, provider or family comes back, and nothing of it is changed.

Readers, things and addresses are generated: from the roles, from the planted world, from the URL configuration. The
everyday tier leaves out what only repeats, the full tier (`--full`) asks for everything as everybody.
"""

from __future__ import annotations

from functools import cache

import pytest

from laoyou.core.domain.roles import Role
from tests.scope.asking import ask
from tests.scope.samples import SAMPLES, Address, Sample, addresses, samples_of
from tests.scope.tokens import may_see, roles_of
from tests.scope.world import AREA_ROLES, Answer, Reader, World, fingerprint

pytestmark = pytest.mark.django_db(databases=["default", "edge"])

NO_KEY, REFUSED, NOT_FOUND, NO_METHOD = 401, 403, 404, 405
UNREADY = {409, 422}

DISTRICT_ROLES = {Role.DEPARTMENT_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}
ELSEWHERE = {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER}
"""Who sees most, and takes longest: every day over another district, and together with a second role."""
DAILY = [
    *(f"{role.value} {'district' if role in DISTRICT_ROLES else 'a'}" for role in AREA_ROLES if role not in ELSEWHERE),
    *("department_officer c", "provider_director b", "carer a", "citizen a"),
    *("town_officer a and grid_worker b", "inspector a and carer b", "nothing", "anonymous"),
]
"""Every role over one area, some that hold two, one that holds nothing, and a stranger."""

SOMETIMES = [
    *(f"{role.value} a" for role in DISTRICT_ROLES),
    *(
        "department_officer district",
        "town_officer a",
        "town_officer b",
        "grid_worker b",
        "planner district",
        "community_worker community of b",
    ),
    *("provider_director a", "carer b", "citizen b"),
]
"""The same roles over other areas: the full tier."""

READERS = [*DAILY, *(pytest.param(name, marks=pytest.mark.full) for name in sorted(SOMETIMES))]
THOROUGH = {"provider_director b", "town_officer a and grid_worker b"}
"""Readers who every day ask for everything that they are not refused at the door; the others for each thing in one way."""

WALKS_SIGN_IN = {"anonymous", "nothing"}
OWN_ENOUGH = 2
"""How many things of his own a reader who is not thorough looks at on one page."""


@cache
def all_addresses() -> tuple[Address, ...]:
    """Every address that samples.py describes; test_addresses fails where it leaves one out."""
    return tuple(one for one in addresses() if one.is_sign_in or one.name in SAMPLES)


def permission_of(address: Address, method: str) -> str:
    """What the view of `address` asks of somebody who comes by `method`."""
    page = address.page
    permission: str = (page.post_permission if method == "post" else "") or page.permission
    return permission


def holds(reader: Reader, permission: str) -> bool:
    """Whether the reader has a role that carries `permission`, over whatever."""
    return any(held.role in roles_of(permission) for held in reader.held)


def takes(page: type, method: str) -> bool:
    """Whether a view answers `method`."""
    handler = "get" if method == "head" else method
    return method in page.http_method_names and hasattr(page, handler)  # type: ignore[attr-defined]


def expected(reader: Reader, address: Address, sample: Sample, method: str) -> set[int] | None:
    """The statuses that are right; None where any answer without an error of ours will do."""
    page = address.page
    if address.is_sign_in or page is None:
        return None
    if page.public:
        return {NOT_FOUND} if sample.absent and method != "post" else None
    if getattr(page, "by_key", False) and not reader.token:
        return {NO_KEY}
    if reader.account is None:
        return {302}
    if not holds(reader, permission_of(address, method)):
        return {REFUSED}
    if not takes(page, method):
        return {NO_METHOD}
    beyond = {NOT_FOUND, REFUSED}
    if sample.absent:
        # A reference may also be refused for the permission of what it would have named.
        return beyond if "ref" in sample.arguments else {NOT_FOUND}
    if sample.owner is None:
        return None
    if may_see(reader.pk, reader.held, sample.owner):
        return {200, 302} | (beyond if sample.loose else set()) | (UNREADY if sample.unready else set())
    return beyond


def everyday(reader: Reader, address: Address, samples: list[Sample]) -> list[tuple[Sample, tuple[str, ...]]]:
    """What the everyday tier asks for: what only repeats is left to the full one."""
    page = address.page
    if address.is_sign_in:
        return [(sample, ("get", "post")) for sample in samples] if reader.name in WALKS_SIGN_IN else []
    refused = page is None or page.public or reader.account is None or not holds(reader, page.permission)
    if refused:
        # One door for all: whichever thing is asked for, the answer is given before anybody looks for it.
        beyond = [one for one in samples if one.owner and not may_see(reader.pk, reader.held, one.owner)]
        return [((beyond or samples)[0], ("get", "post") if both_ways(reader, page) else (hardest(page),))]
    if reader.name in THOROUGH:
        # No view answers HEAD by itself: Django asks its GET. The full tier asks for it all the same.
        return [(sample, tuple(way for way in methods(sample) if way != "head")) for sample in samples]
    chosen: list[tuple[Sample, tuple[str, ...]]] = []
    seen_own = 0
    foreign = any(one.owner and not may_see(reader.pk, reader.held, one.owner) for one in samples)
    for sample in samples:
        own = sample.owner is not None and may_see(reader.pk, reader.held, sample.owner)
        if sample.absent and foreign:
            continue  # what is absent and what is somebody else's get the same answer, and the latter is asked for
        if sample.variant and "format=csv" not in sample.query and not sample.query.startswith("q="):
            continue
        if "ref" in sample.arguments and (sample.variant or (own and seen_own)):
            continue
        if own and seen_own >= OWN_ENOUGH:
            continue
        seen_own += own
        chosen.append(
            (sample, ("get",) if sample.variant or own else ("get", "post") if takes(page, "post") else ("get",))
        )
    return chosen


def both_ways(reader: Reader, page: type | None) -> bool:
    """Whether a closed door is knocked at in both ways; who has nothing, and who looks thoroughly, does it for all others."""
    return page is None or reader.name in WALKS_SIGN_IN | THOROUGH


def hardest(page: type | None) -> str:
    """The way of asking that could do most harm if the door were open."""
    return "post" if page is not None and takes(page, "post") else "get"


def methods(sample: Sample) -> tuple[str, ...]:
    """A thing of somebody is asked for in every way; a variant of a list is only read."""
    return ("get",) if sample.variant else ("get", "head", "post") if sample.owner or sample.absent else ("get", "post")


def wrong_with(
    reader: Reader, address: Address, sample: Sample, method: str, answer: Answer, world: World
) -> list[str]:
    """What is wrong with one answer, in words; nothing where all is well."""
    where = f"{reader}: {method.upper()} {address.name} {sample.arguments or ''} {sample.query}"
    found = []
    text = answer.text
    if sample.echoed:
        text = text.casefold().replace(sample.echoed.casefold(), "")
    if leaked := world.planted.found_in(text, reader.forbidden):
        found.append(f"{where} → {answer.status} shows {sorted(leaked)}")
    if answer.status >= 500:
        found.append(f"{where} → {answer.status}")
    right = expected(reader, address, sample, method)
    if right is not None and answer.status not in right:
        found.append(f"{where} → {answer.status} instead of {sorted(right)}")
    refused = right is not None and not right & {200, 302}
    if answer.changed and (refused or reader.account is None or method != "post"):
        found.append(f"{where} → {answer.status} changes {answer.changed}")
    return found


@pytest.mark.parametrize("name", READERS)
def test_a_reader_sees_and_changes_nothing_beyond_his_scope(
    name: str, world: World, request: pytest.FixtureRequest
) -> None:
    reader = world.readers[name]
    whole = request.config.getoption("--full")
    before = fingerprint()
    found = []
    for address in all_addresses():
        samples = samples_of(address, world)
        plan = [(sample, methods(sample)) for sample in samples] if whole else everyday(reader, address, samples)
        for sample, ways in plan:
            for method in ways:
                answer = ask(reader, method, address, sample, before)
                found += wrong_with(reader, address, sample, method, answer, world)
    assert not found, "\n".join(found)
    assert fingerprint() == before


def test_every_role_walks() -> None:
    walking = {part for name in DAILY for part in name.split()}
    assert {role.value for role in Role} <= walking
