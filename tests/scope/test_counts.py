"""Every count that is shown is that of a count by hand: plain Python over all rows, without the product's scope."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from laoyou.people.models import Resident
from laoyou.providers.models import Bed, ChildcarePlace, Facility, Provider, StaffMember
from tests.scope.tokens import Thing, may_see, roles_of
from tests.scope.world import AREA_ROLES, FACILITY, LIST, PROVIDER, STAFF, Reader, World, cookies_of, rows_of

pytestmark = pytest.mark.django_db(databases=["default", "edge"])

READERS = [
    *(f"{role.value} a" for role in AREA_ROLES),
    *("department_officer district", "department_officer c", "provider_director a", "provider_director b", "carer a"),
    *("community_worker community of b", "town_officer a and grid_worker b", "inspector a and carer b"),
]


def providers_by_facility() -> dict[int, int | None]:
    return {row.pk: row.provider_id for row in rows_of(Facility)}


def of_facility(permission: str) -> Callable[[Any], Thing]:
    owners = providers_by_facility()
    return lambda row: Thing((permission,), (row.area_id,), (owners[row.facility_id] or -1,))


def of_facility_itself(row: Any) -> Thing:
    return Thing((FACILITY,), (row.area_id,), (row.provider_id or -1,))


def of_provider(row: Any) -> Thing:
    return Thing((PROVIDER,), (row.area_id,), (row.pk,))


def of_resident(row: Any) -> Thing:
    areas = (row.residence_area_id, row.registered_area_id)
    return Thing((LIST,), tuple(area for area in areas if area), residents=(row.pk,))


def seen(reader: Reader, rows: Iterable[Any], thing: Callable[[Any], Thing]) -> set[int]:
    """The ids of the rows that the reader may see."""
    return {row.pk for row in rows if may_see(reader.pk, reader.held, thing(row))}


def registers() -> list[tuple[str, str, str, list[Any], Callable[[Any], Thing]]]:
    """(list, query, reference of the figure of all rows, rows, whose each is)."""
    beds, places = rows_of(Bed), rows_of(ChildcarePlace)
    return [
        ("/providers/facilities/", "", "facilities:all", rows_of(Facility), of_facility_itself),
        ("/providers/beds/", "", "beds:all", [row for row in beds if row.actual], of_facility(FACILITY)),
        ("/providers/beds/", "reading=all", "beds:reading=all", beds, of_facility(FACILITY)),
        (
            "/providers/places/",
            "reading=filed",
            "places:reading=filed",
            [row for row in places if row.filed],
            of_facility(FACILITY),
        ),
        ("/providers/staff/", "", "staff:all", rows_of(StaffMember), of_facility(STAFF)),
        ("/providers/", "", "providers:all", rows_of(Provider), of_provider),
        (
            "/people/residents/",
            "basis=either",
            "",
            [row for row in rows_of(Resident) if row.death_date is None],
            of_resident,
        ),
    ]


def ask(reader: Reader, url: str) -> tuple[int, str]:
    reader.client.cookies = cookies_of(reader)
    answer = reader.client.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode("utf-8-sig", "replace")


def shown_count(page: str) -> int:
    found = re.search(r"共\s*([\d,]+)\s*条", page)
    assert found, "the list does not say how many rows it has"
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("name", READERS)
def test_lists_files_and_figures_count_what_a_count_by_hand_counts(name: str, world: World) -> None:
    reader = world.readers[name]
    wrong = []
    for path, query, figure, rows, thing in registers():
        right = len(seen(reader, rows, thing))
        status, page = ask(reader, f"{path}?{query}")
        if status == 404:
            continue
        allowed = any(held.role in roles_of(thing(rows[0]).permissions[0]) for held in reader.held)
        assert status == (200 if allowed else 403), (path, status)
        if not allowed:
            continue
        if (shown := shown_count(page)) != right:
            wrong.append(f"{path} says {shown}, by hand {right}")
        status, file = ask(reader, f"{path}?{query}&format=csv")
        if status == 200 and not path.startswith("/people"):
            lines = len(list(csv.reader(io.StringIO(file)))) - 1
            if lines != right:
                wrong.append(f"{path} as a file holds {lines}, by hand {right}")
        if figure and any(held.role in roles_of("core.see_figures") for held in reader.held):
            status, page = ask(reader, f"/figures/{figure}/")
            said = {
                int(text.replace(",", ""))
                for text in re.findall(
                    r"data-figure=\"" + re.escape(figure).replace("&", "&amp;") + r"\"[^>]*>\s*([\d,]+)", page
                )
            }
            if status != 200 or (said and said != {right}):
                wrong.append(f"{figure} says {said} ({status}), by hand {right}")
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["town_officer a and grid_worker b", "town_officer a", "department_officer district", "grid_worker a"]
)
def test_only_what_may_be_taken_away_is_in_the_file(name: str, world: World) -> None:
    """Looking at one town as its grid worker and taking away another as its officer does not take away the first."""
    reader = world.readers[name]
    exporting = tuple(held for held in reader.held if held.role in roles_of("people.export_residents"))
    living = [row for row in rows_of(Resident) if row.death_date is None]
    right = {row.name for row in living if may_see(reader.pk, exporting, of_resident(row))}
    status, file = ask(reader, "/people/residents/?basis=either&format=csv")
    assert status == (200 if exporting else 403)
    assert {row.name for row in living if row.name in file} == right


def test_the_numbers_of_towns_on_the_maps_are_those_of_a_count_by_hand(world: World) -> None:
    """The map of a reader names his towns alone, each with its own number of facilities."""
    for name in ("town_officer a", "department_officer district"):
        reader = world.readers[name]
        _status, page = ask(reader, "/providers/facilities/map/?layer=facilities")
        for side in world.sides.values():
            inside = f"facilities:area={side.town}" in page
            assert inside is any(held.area and side.town.startswith(held.area) for held in reader.held), (
                name,
                side.town,
            )
