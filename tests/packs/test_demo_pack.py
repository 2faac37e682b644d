"""The example pack brings what nobody published, marks all of it, and fits the published figures it stands on."""

import pytest

from laoyou.packs.public import Pack, load

COMMUNITIES = 263
"""Villages and communities: 56 community stations and 207 village points of tables 1-1 and 1-2."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("500118-demo")


def test_communities_are_as_many_as_stations_and_points_in_every_town(pack: Pack):
    communities = [area for area in pack.areas.values() if area.level == "community"]
    assert len(communities) == COMMUNITIES
    for town in pack.children("500118"):
        below = pack.children(town.id)
        kinds = [area.kind for area in below]
        assert kinds.count("community") == pack.figure(f"yc-table-1-1/{town.id}/stations").value
        assert kinds.count("village") == pack.figure(f"yc-table-1-2/{town.id}/points").value
        assert all(pack.children(area.id) for area in below)


def test_everything_below_the_town_is_an_example_and_called_so(pack: Pack):
    for area in pack.areas.values():
        assert area.example == (len(area.id) > 9), area.id
        assert area.level != "community" or "示例" in area.name
        assert not (area.example and area.stat_code)


def test_household_sizes_agree_with_the_census(pack: Pack):
    rows = pack.figures["demo-household-sizes"].rows.values()
    sizes = {int(row.cells["size"]): int(row.cells["households"]) for row in rows}  # type: ignore[arg-type]
    assert sum(sizes.values()) == pack.figure("yc.census.family-households").value
    assert sum(size * count for size, count in sizes.items()) == pack.figure("yc.census.family-household-members").value
    assert sizes[1] == pack.figure("yc.census.one-person-households").value


def test_year_end_residents_of_towns_sum_to_the_district(pack: Pack):
    table = pack.figures["resident-population"]
    for year in range(2021, 2026):
        for column in ("residents", "aged_60_up", "aged_65_up"):
            day = f"{year}-12-31"
            towns = [table.number((town.id, day), column) for town in pack.children("500118")]
            assert sum(value or 0 for value in towns) == table.number(("500118", day), column)
            assert all(row.example for key, row in table.rows.items() if key[1] == day)


def test_the_latest_official_figure_is_that_of_the_last_year_end(pack: Pack):
    clock = pack.manifest.clock
    assert clock is not None
    figure = pack.official("resident-population.residents", "500118", clock)
    assert figure is not None
    assert (figure.ref, figure.example) == ("resident-population/500118/2025-12-31/residents", True)
    published = load("500118-yongchuan").official("resident-population.residents", "500118", clock)
    assert published is not None
    assert (published.ref, published.example) == ("resident-population/500118/2020-11-01/residents", False)


def test_shares_of_one_subject_sum_to_a_hundred(pack: Pack):
    shares: dict[str, list[int]] = {}
    for row in pack.figures["demo-facility-shares"].rows.values():
        if str(row.cells["subject"]).split(".")[0] in {"bed_tier", "place_session", "place_class", "place_tier"}:
            shares.setdefault(str(row.cells["subject"]), []).append(int(row.cells["percent"]))  # type: ignore[arg-type]
    assert {subject: sum(values) for subject, values in shares.items()} == dict.fromkeys(shares, 100)
