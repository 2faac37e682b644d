"""One measure, three readings: SQL over the live register, columns over a snapshot, and row by row. They agree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from laoyou.core import clock
from laoyou.core.domain.measure import Cell, counted
from laoyou.core.registers import measures_of
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import REGISTER_TABLES, Count
from laoyou.packs.public import load, pack_names
from laoyou.plans.queries.readings import count_key, counts_in
from laoyou.snapshots import public as snapshots
from laoyou.snapshots.commands.snapshots import frames

MORE = [
    {"table": "residents", "count": True, "where": {"age_months": {"ge": 720, "lt": 960}, "sex": "female"}},
    {"table": "residents", "count": True, "where": {"age_months": {"lt": 36}}},
    {"table": "residents", "count": True, "where": {"age_months": 721}},
    {"table": "residents", "count": True, "where": {"age_months": {"not": 721}, "sex": {"not": "male"}}},
    {"table": "residents", "count": True, "where": {"statuses": {"has_any": ["lives_alone", "empty_nest"]}}},
    {"table": "residents", "count": True, "where": {"statuses": {"has_none": ["lives_alone"]}}},
    {"table": "residents", "count": True, "area_by": "registered_area"},
    {"table": "facilities", "count": True},
    {"table": "facilities", "count": True, "where": {"kinds": {"has_any": ["care_home", "town_care_centre"]}}},
    {"table": "facilities", "count": True, "where": {"registers": {"has_all": ["childcare"]}}},
    {"table": "facilities", "count": True, "where": {"registers": {"has_none": ["childcare"]}}},
    {"table": "facilities", "count": True, "where": {"closed_on": {"empty": True}}},
    {"table": "facilities", "count": True, "where": {"ownership": {"in": ["public", "collective"]}}},
    {"table": "beds", "sum": "approved"},
    {"table": "beds", "sum": "filed"},
    {"table": "beds", "sum": "occupied", "where": {"nursing": False}},
    {"table": "beds", "count": True, "where": {"tier": {"not": "market"}}},
    {"table": "childcare_places", "sum": "open"},
    {"table": "childcare_places", "sum": "enrolled", "where": {"session": ["full_day", "half_day"]}},
    {"table": "staff", "count": True, "where": {"credentials": {"has_any": ["elder_care_worker"]}}},
    {"table": "staff", "count": True, "where": {"credentials": {"has_none": ["health_certificate"]}}},
]


def all_counts() -> dict[str, Count]:
    """Every count of every pack, and more, so that each kind of condition occurs."""
    formulas = [one.formula for name in pack_names() for one in load(name).indicators.values() if one.formula]
    counts = counts_in(formulas)
    counts.update({count_key(count): count for count in map(Count.model_validate, MORE)})
    return counts


def known(towns: Mapping[str, int]) -> dict[str, int]:
    return {town: number for town, number in towns.items() if number}


@pytest.fixture
def snapshot(district: Path) -> str:
    return snapshots.take(by=Scope.system("test"), at=clock.now(), again=True).name


def test_the_register_the_snapshot_and_the_plain_reading_agree_town_by_town(snapshot: str) -> None:
    counts = all_counts()
    by_column = snapshots.measure_by_town(snapshot, counts)
    rows: dict[str, list[dict[str, Cell]]] = {
        table: [row for part in frames(snapshot, table) for row in part.to_dicts()] for table in REGISTER_TABLES
    }
    nothing = []
    for key, count in counts.items():
        live = known(measures_of(count.table).by_town(count, on=clock.today()))
        assert live == known(by_column[key]), key
        area = count.area_by or REGISTER_TABLES[count.table].area
        placed = [row for row in rows[count.table] if row[area] is not None]
        assert sum(live.values()) == counted(count, placed), key
        if not live:
            nothing.append(key)
    # A comparison of nothing with nothing proves nothing.
    assert len(nothing) < len(counts) / 4, nothing


def test_the_rows_behind_a_count_are_as_many_as_it_says(district: Path) -> None:
    system = Scope.system("test")
    for count in all_counts().values():
        if count.sum is not None or count.table == "residents":
            continue
        measures = measures_of(count.table)
        on = clock.today()
        number = sum(n for town, n in measures.by_town(count, on=on).items() if town.startswith("500118"))
        assert measures.rows_count(count, area="500118", on=on) == number
        listed = measures.page(count, area="500118", on=on, by=system, after=0, size=100_000)
        assert len({row.id for row in listed}) == number
