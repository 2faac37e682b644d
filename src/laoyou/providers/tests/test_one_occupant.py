"""At most one occupant of a bed or place, and nobody beyond a capacity, also when sixteen are put in at the same moment."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection, connections

from laoyou.base.errors import DomainError
from laoyou.providers.commands import beds, facilities, places, rooms
from laoyou.providers.models import Bed, BedOccupancy, ChildcarePlace, OperatingContract, PlaceOccupancy, Room
from laoyou.providers.tests.conftest import AT, SYSTEM

THREADS = 16
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def for_threads(sample, tmp_path, monkeypatch):
    """
    The sample where several threads can open it. PostgreSQL is such a place; the SQLite of the tests is in memory, so it is
    copied into a file, which every new connection opens with the settings of the product.
    """
    if connection.vendor == "sqlite":
        path = tmp_path / "sample.sqlite3"
        with sqlite3.connect(path) as file:
            connection.connection.backup(file)
        monkeypatch.setitem(connections.databases["default"], "NAME", str(path))
    return sample


def at_once(work):
    """What `work(number)` answers in each of the threads, all of which start at the same moment."""
    together = Barrier(THREADS)

    def one(number):
        try:
            together.wait(timeout=20)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(1, THREADS + 1)))


def counted(model, **conditions):
    """How many rows the threads' database holds."""

    def count(_):
        try:
            return model.objects.unscoped("a test").filter(**conditions).count()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return next(pool.map(count, [0]))


def tried(work, *args, **more):
    """'in', or the code of the refusal."""
    try:
        work(*args, **more, by=SYSTEM, at=AT)
    except DomainError as refusal:
        return refusal.code
    return "in"


def many_beds(sample, room=""):
    return [beds.add(sample.home.pk, f"M{n}", actual=True, room=room, by=SYSTEM, at=AT).pk for n in range(THREADS)]


def many_places(sample):
    return [
        places.add(sample.nursery.pk, sample.childcare_class.pk, f"M{n}", open=True, by=SYSTEM, at=AT).pk
        for n in range(THREADS)
    ]


def test_of_sixteen_people_put_into_one_bed_at_once_exactly_one_is_in_it(for_threads):
    bed = for_threads.bed

    def move_in(number):
        return tried(beds.occupy, bed.pk, began_on=date(2026, 10, 1), resident_id=number)

    assert sorted(at_once(move_in)) == ["in", *["providers.bed_occupied"] * (THREADS - 1)]
    assert counted(BedOccupancy, bed=bed) == 1


def test_even_past_the_command_the_database_lets_one_in(for_threads):
    """The same with rows written straight to the table: what holds is the database, not the order of our reads."""
    bed = for_threads.bed

    def write(number):
        dates = {"began_on": date(2026, 9, number), "ended_on": date(2026, 10, number)}
        try:
            BedOccupancy.objects.create(bed_id=bed.pk, resident_id=number, **dates)
        except IntegrityError:
            return False
        except OperationalError as clash:
            # Two writers that wait for each other: PostgreSQL refuses one of them by this name.
            if "deadlock detected" not in str(clash):
                raise
            return False
        return True

    assert sum(at_once(write)) == 1
    assert counted(BedOccupancy, bed=bed) == 1


@pytest.fixture
def full_house(sample):
    """Sixteen free beds in one room for three, in a home for ten; sixteen free places in a class for four, in a nursery for nine."""
    beds_of = many_beds(sample, room="201")
    places_of = many_places(sample)
    rooms.add(sample.home.pk, "201", 3, by=SYSTEM, at=AT)
    facilities.update(sample.home.pk, bed_capacity=10, by=SYSTEM, at=AT)
    facilities.update(sample.nursery.pk, place_capacity=9, by=SYSTEM, at=AT)
    places.update_class(sample.childcare_class.pk, name="托小1班", capacity=4, by=SYSTEM, at=AT)
    return beds_of, places_of


def test_of_sixteen_people_put_into_a_room_for_three_at_once_three_are_in_it(full_house, for_threads):
    ids, _places = full_house

    def move_in(number):
        return tried(beds.occupy, ids[number - 1], began_on=date(2026, 10, 1), resident_id=number)

    assert sorted(at_once(move_in)) == ["in"] * 3 + ["providers.room_full"] * (THREADS - 3)
    assert counted(BedOccupancy) == 3


def test_of_sixteen_people_put_into_a_home_for_ten_at_once_ten_are_in_it(full_house, for_threads):
    def move_in(number):
        stay = {"began_on": date(2026, 10, 1), "bed_id": full_house[0][number - 1]}
        try:
            BedOccupancy.objects.create(**stay)
        except IntegrityError as clash:
            return next(name for name in ("facility_within_bed_capacity", "room_within_capacity") if name in str(clash))
        return "in"

    Room.objects.unscoped("a test").update(capacity=THREADS)
    if connection.vendor == "sqlite":  # the threads see the copy that was made before
        with sqlite3.connect(connections.databases["default"]["NAME"]) as file:
            file.execute("UPDATE providers_room SET capacity = 16")
    answers = sorted(at_once(move_in))
    assert answers == ["facility_within_bed_capacity"] * (THREADS - 10) + ["in"] * 10
    assert counted(BedOccupancy) == 10


def test_of_sixteen_children_enrolled_into_a_class_for_four_at_once_four_are_in_it(full_house, for_threads):
    _beds, ids = full_house

    def enrol(number):
        return tried(places.enrol, ids[number - 1], began_on=date(2026, 10, 1), resident_id=number)

    assert sorted(at_once(enrol)) == ["in"] * 4 + ["providers.class_full"] * (THREADS - 4)
    assert counted(PlaceOccupancy) == counted(ChildcarePlace, enrolled=True) == 4


def test_of_sixteen_children_enrolled_into_one_place_at_once_exactly_one_is_in_it(for_threads):
    place = for_threads.place

    def enrol(number):
        return tried(places.enrol, place.pk, began_on=date(2026, 10, 1), resident_id=number)

    assert sorted(at_once(enrol)) == ["in", *["providers.place_taken"] * (THREADS - 1)]
    assert counted(PlaceOccupancy, place=place) == 1


def refused(name):
    """The database refuses what is written inside, and names what it holds."""
    return pytest.raises(IntegrityError, match=name)


def test_no_way_round_the_commands_gets_anybody_in_beyond_a_capacity(full_house, sample):
    """Capacity lowered, a bed or child moved, an ended stay opened again: written straight to the tables."""
    bed_ids, place_ids = full_house
    for number in range(3):
        beds.occupy(bed_ids[number], began_on=date(2026, 10, 1), by=SYSTEM, at=AT)
        places.enrol(place_ids[number], began_on=date(2026, 10, 1), by=SYSTEM, at=AT)
    room, klass = Room.objects.unscoped("a test").filter(number="201"), sample.childcare_class
    with refused("room_within_capacity"):
        room.update(capacity=2)
    with refused("facility_within_bed_capacity"):
        type(sample.home).objects.unscoped("a test").filter(pk=sample.home.pk).update(bed_capacity=2)
    with refused("facility_within_place_capacity"):
        type(sample.nursery).objects.unscoped("a test").filter(pk=sample.nursery.pk).update(place_capacity=2)
    with refused("class_within_capacity"):
        type(klass).objects.unscoped("a test").filter(pk=klass.pk).update(capacity=2)
    elsewhere = Bed.objects.unscoped("a test").filter(pk=bed_ids[5])
    elsewhere.update(room="202")
    beds.occupy(bed_ids[5], began_on=date(2026, 10, 1), by=SYSTEM, at=AT)
    with refused("room_within_capacity"):
        elsewhere.update(room="201")
    beds.vacate(bed_ids[0], ended_on=date(2026, 10, 20), by=SYSTEM, at=AT)
    elsewhere.update(room="201")
    with refused("room_within_capacity"):
        BedOccupancy.objects.unscoped("a test").filter(bed=bed_ids[0]).update(ended_on=None)
    with refused("place_with_child_is_enrolled"):
        ChildcarePlace.objects.unscoped("a test").filter(pk=place_ids[0]).update(enrolled=False)
    with refused("place_with_child_is_enrolled"):
        PlaceOccupancy.objects.create(place_id=place_ids[9], began_on=date(2026, 10, 1))
    with refused("place_one_child_at_a_time"):
        PlaceOccupancy.objects.create(place_id=place_ids[0], began_on=date(2026, 9, 1), ended_on=date(2026, 10, 2))


def test_no_two_operating_contracts_of_a_facility_hold_on_one_day(sample):
    def write(starts, expires, ended=None):
        OperatingContract.objects.create(
            facility=sample.home, operator=sample.provider, owner="某镇", form="entrusted", chosen_by="open_tender",
            signed_on=starts, starts_on=starts, expires_on=expires, ended_on=ended, ended_why="收回" if ended else "",
        )  # fmt: skip

    write(date(2020, 1, 1), date(2022, 12, 31))
    with refused("contract_one_at_a_time"):
        write(date(2022, 12, 31), date(2024, 12, 31))
    write(date(2023, 1, 1), date(2026, 12, 31), ended=date(2025, 1, 1))
    write(date(2025, 1, 1), date(2027, 12, 31))
