"""At most one occupant of a bed, also when eight people are put into it in the same moment."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections

from laoyou.base.errors import DomainError
from laoyou.providers.commands import beds
from laoyou.providers.models import BedOccupancy
from laoyou.providers.tests.conftest import AT, SYSTEM

THREADS = 8
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


def stays_of(bed):
    """How many stays the threads' database holds for the bed."""

    def count(_):
        try:
            return BedOccupancy.objects.unscoped("a test").filter(bed=bed).count()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return next(pool.map(count, [0]))


def test_of_eight_people_put_into_one_bed_at_once_exactly_one_is_in_it(for_threads):
    bed = for_threads.bed

    def move_in(number):
        try:
            beds.occupy(bed.pk, began_on=date(2026, 10, 1), resident_id=number, by=SYSTEM, at=AT)
        except DomainError as refusal:
            return refusal.code
        return "in"

    assert sorted(at_once(move_in)) == ["in", *["providers.bed_occupied"] * (THREADS - 1)]
    assert stays_of(bed) == 1


def test_even_past_the_command_the_database_lets_one_in(for_threads):
    """The same with rows written straight to the table: what holds is the database, not the order of our reads."""
    bed = for_threads.bed

    def write(number):
        dates = {"began_on": date(2026, 9, number), "ended_on": date(2026, 10, number)}
        try:
            BedOccupancy.objects.create(bed_id=bed.pk, resident_id=number, **dates)
        except IntegrityError:
            return False
        return True

    assert sum(at_once(write)) == 1
    assert stays_of(bed) == 1
