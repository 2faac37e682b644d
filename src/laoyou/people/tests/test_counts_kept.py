"""Clerks who write all day do not make the home page count a million people: only towns that were touched are counted again."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from laoyou.core.scope import Scope
from laoyou.people import figures
from laoyou.people.commands import duplicates, residents, statuses
from laoyou.people.domain.selection import Selection
from laoyou.people.queries import counts
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, TODAY, WEST, add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ELDERS = figures.GROUPS["elders"]


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def counted(monkeypatch):
    """The towns of each count that is really made; () = the whole district."""
    made = []
    count = counts.by_town

    def noted(selection, scope, *, on):
        made.append(selection.areas)
        return count(selection, scope, on=on)

    monkeypatch.setattr(counts, "by_town", noted)
    return made


def naive():
    """The same numbers, counted afresh over everybody."""
    return counts.by_town(Selection(months=ELDERS.months), Scope.system("a test"), on=TODAY)


def test_after_each_command_the_kept_numbers_are_those_of_a_fresh_count(counted):
    one, other = add(), add("李秀英", WEST + "901")
    assert figures.by_town(ELDERS, on=TODAY) == {EAST: 1, WEST: 1}
    steps = [
        lambda at: residents.record_move(one.pk, date(2026, 5, 1), residence_area_id=WEST + "901", by=SYSTEM, at=at),
        lambda at: residents.take_back_move(one.pk, "residence", reason="误登", by=SYSTEM, at=at),
        lambda at: residents.record_move(one.pk, date(2026, 5, 2), residence_elsewhere="成都", by=SYSTEM, at=at),
        lambda at: residents.record_move(one.pk, date(2026, 5, 3), residence_area_id=EAST + "902", by=SYSTEM, at=at),
        lambda at: residents.correct_home(
            one.pk, "residence", on=date(2026, 5, 3), area_id=WEST + "902", reason="错", by=SYSTEM, at=at
        ),
        lambda at: residents.change(one.pk, {"birth_date": date(2000, 1, 1)}, by=SYSTEM, at=at),
        lambda at: residents.change(one.pk, {"birth_date": date(1940, 1, 1)}, by=SYSTEM, at=at),
        lambda at: residents.record_death(other.pk, date(2026, 10, 1), by=SYSTEM, at=at),
        lambda at: residents.take_back_death(other.pk, reason="误登", by=SYSTEM, at=at),
        lambda at: statuses.add(one.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=at),
        lambda at: duplicates.merge(one.pk, other.pk, reason="核对", by=SYSTEM, at=at),
    ]
    for number, step in enumerate(steps):
        step(AT + timedelta(minutes=number))
        assert figures.by_town(ELDERS, on=TODAY) == naive(), number


def test_only_the_towns_that_a_command_touched_are_counted_again(counted):
    one = add()
    add("李秀英", WEST + "901")
    figures.by_town(ELDERS, on=TODAY)
    counted.clear()
    residents.record_death(one.pk, date(2026, 10, 1), by=SYSTEM, at=AT)
    figures.by_town(ELDERS, on=TODAY)
    assert counted == [(EAST,)]
    counted.clear()
    statuses.add(add("赵六", WEST + "901").pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    figures.by_town(ELDERS, on=TODAY)
    figures.by_town(ELDERS, on=TODAY)
    assert counted == [(WEST,)]
