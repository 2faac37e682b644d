"""At most one occupant of a bed, also when eight people are put into it in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from laoyou.base.errors import DomainError
from laoyou.providers.commands import beds
from laoyou.providers.models import BedOccupancy
from laoyou.providers.tests.conftest import AT, SYSTEM

THREADS = 8


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_put_into_one_bed_at_once_exactly_one_is_in_it(district):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no database in memory")
    together = Barrier(THREADS)

    def move_in(number: int) -> str:
        try:
            together.wait(timeout=20)
            beds.occupy(district.bed.pk, began_on=date(2026, 10, 1), resident_id=number, by=SYSTEM, at=AT)
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(THREADS) as pool:
        answers = sorted(pool.map(move_in, range(1, THREADS + 1)))
    assert answers == ["in", *["providers.bed_occupied"] * (THREADS - 1)]
    assert BedOccupancy.objects.unscoped("a test").filter(bed=district.bed, ended_on__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_even_past_the_command_the_database_lets_one_in(district):
    """The same with rows written straight to the table: what holds is the database, not the order of our reads."""
    from django.db import IntegrityError

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no database in memory")
    together = Barrier(THREADS)

    def write(number: int) -> bool:
        try:
            together.wait(timeout=20)
            BedOccupancy.objects.create(
                bed_id=district.bed.pk, resident_id=number, began_on=date(2026, 9, number), ended_on=date(2026, 10, number)
            )
        except IntegrityError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(write, range(1, THREADS + 1))) == 1
