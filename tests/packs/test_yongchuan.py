"""
Yongchuan's pack says what the draft plan says: sums and rates are recomputed here without the pack's own checker.

The printed totals below are the document's (tables 1-1, 1-2, 1-3 and section 一(二)).
"""

import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from laoyou.packs.public import Pack, load, packs_root

FOLDER = packs_root() / "500118-yongchuan"
TOTALS = {
    "table-1-1": {"institutions": 315, "beds": 4641, "centres": 23, "centre_beds": 1633, "centre_nursing_beds": 1163,
                  "stations": 56, "station_beds": 188, "station_nursing_beds": 188},
    "table-1-2": {"points": 207, "point_beds": 322, "point_nursing_beds": 322, "private_homes": 23,
                  "public_run_private_homes": 16, "public_homes": 11, "other_beds": 2498, "other_nursing_beds": 1860},
    "table-1-3": {"institutions": 97, "places": 1405, "residents": 1148896, "enrolled": 1206},
}  # fmt: skip


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("500118-yongchuan")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TOTALS)
def test_the_columns_of_each_table_sum_to_the_printed_total(name: str):
    *towns, total = rows(name)
    assert len(towns) == 23
    assert total["area"] == "500118"
    for column, printed in TOTALS[name].items():
        assert int(total[column]) == printed
        assert sum(int(row[column] or 0) for row in towns) == printed


def test_the_beds_of_every_town_are_the_beds_of_its_kinds():
    for one, two in zip(rows("table-1-1"), rows("table-1-2"), strict=True):
        assert one["area"] == two["area"]
        parts = (one["centre_beds"], one["station_beds"], two["point_beds"], two["other_beds"])
        assert int(one["beds"]) == sum(int(part or 0) for part in parts), one["area"]


def test_every_rate_of_places_is_places_over_residents():
    for row in rows("table-1-3"):
        exact = Decimal(row["places"]) * 1000 / Decimal(row["residents"])
        assert Decimal(row["places_per_1000"]) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP), row["area"]


def test_what_the_document_leaves_empty_stays_unknown(pack: Pack):
    """The second streets have no care centre printed: that is no number, and not a zero."""
    assert pack.figure("yc-table-1-1/500118004/centre_beds").value is None
    assert pack.figure("yc-table-1-1/500118007/station_beds").value == 0
    assert sum(cell is None for row in pack.figures["yc-table-1-2"].rows.values() for cell in row.cells.values()) == 63


def test_institutions_disagree_by_what_is_declared(pack: Pack):
    """The printed total of institutions is 21 below the sum of the kinds; the pack keeps both and says so."""
    (rule,) = [rule for rule in pack.figures["yc-table-1-1"].description.column_total if rule.column == "institutions"]
    assert rule.differences["500118"] == -21
    assert sum(difference for area, difference in rule.differences.items() if area != "500118") == -21
    assert pack.figures["yc-table-1-1"].description.note


def test_the_census_has_every_resident_once(pack: Pack):
    groups = rows("census-2020-age-sex")
    by_sex = {row["sex"]: int(row["persons"]) for row in groups if row["age_group"] == "total"}
    for sex, total in by_sex.items():
        ages = [row for row in groups if row["sex"] == sex and row["age_group"] != "total"]
        assert sum(int(row["persons"]) for row in ages) == total
        edges = [(int(row["age_from"]), row["age_to"]) for row in ages]
        assert all(upper == str(lower) for (_, upper), (lower, _) in pairwise(edges))
    assert sum(by_sex.values()) == pack.figure("resident-population/500118/2020-11-01/residents").value
    assert sum(by_sex.values()) == pack.figure("yc-table-1-3/500118/residents").value


def test_the_elders_of_the_text_are_those_of_the_census(pack: Pack):
    for statement, column in (("yc.aged-60-up", "aged_60_up"), ("yc.aged-65-up", "aged_65_up")):
        census = pack.figure(f"resident-population/500118/2020-11-01/{column}").value
        assert census is not None
        assert pack.figure(statement).value == (census / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_households_of_the_census_are_counted_once(pack: Pack):
    def value(name: str) -> Decimal:
        figure = pack.figure(f"yc.census.{name}").value
        assert figure is not None
        return figure

    generations = ("one", "two", "three", "four")
    assert sum(value(f"{name}-generation-households") for name in generations) == value("family-households")
    with_elders = sum(value(f"households-with-{name}-65") for name in ("one", "two", "three"))
    assert with_elders == value("households-with-65")
    size = value("family-household-members") / value("family-households")
    assert size.quantize(Decimal("0.01"), ROUND_HALF_UP) == pack.figure("yc.household-size").value


def test_the_forecast_follows_from_its_factors(pack: Pack):
    def value(ref: str) -> Decimal:
        figure = pack.figure(ref).value
        assert figure is not None
        return figure

    elders, residents = value("yc.forecast-aged-60-up-2025") * 10000, value("yc.residents-2025") * 10000
    assert elders * value("forecast.beds_per_1000_elders") / 1000 == value("yc.beds-needed-2025")
    assert residents * value("forecast.places_per_1000_residents") / 1000 == value("yc.places-needed-2025")
    assert value("yc.places-needed-2025") - value("yc.childcare-places") == value("yc.new-places-needed")


def test_the_26_indicators_are_those_of_table_2_1(pack: Pack):
    plan = [pack.indicators[code] for code in sorted(pack.indicators)]
    assert [indicator.number for indicator in plan] == [str(number) for number in range(1, 27)]
    binding = [int(indicator.number or 0) for indicator in plan if indicator.attribute == "binding"]
    assert binding == [2, 3, 4, 5, 6, 7, 8, 9, 13]
    stated = [int(indicator.number or 0) for indicator in plan if indicator.target.operator_basis == "stated"]
    assert stated == [1, 2, 5, 23, 24]
    computed = [int(indicator.number or 0) for indicator in plan if indicator.formula]
    assert computed == [5, 6, 7, 11, 12, 24, 26]
    for indicator in plan:
        for side in (indicator.baseline, indicator.target):
            assert side is not None
            digits = re.sub(r"[≥>]", "", side.printed)
            assert side.value == (None if digits == "—" else Decimal(digits)), indicator.code


def test_the_owner_of_today_stands_beside_the_one_in_the_document(pack: Pack):
    moved, stayed = pack.indicators["yc-18"], pack.indicators["yc-12"]
    assert [owner.id for owner in pack.current_owners(moved)] == ["yc-social-work"]
    assert moved.responsible_units == ("区民政局",)
    assert [owner.id for owner in pack.current_owners(stayed)] == ["yc-civil-affairs"]


def test_every_figure_of_the_real_packs_names_a_document_and_says_whether_it_was_checked():
    for name in ("500118-yongchuan", "500118-demo"):
        pack = load(name)
        for table in pack.figures.values():
            for row in table.rows.values():
                assert row.document in pack.documents
                assert row.clause
                assert row.example == (row.pack == "500118-demo")
                assert not (row.example and row.verified)


def test_no_figure_of_yongchuan_stands_in_the_code():
    """A constant of one district in the code would be right for that district only."""
    source = Path(__file__).parents[2] / "src"
    found = [
        f"{path}:{number}"
        for path in source.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(?<![\d.])(4641|1405|1\.22)(?![\d.])", line)
    ]
    assert found == []


def test_normalised_institutions_come_back_to_the_stated_totals(pack: Pack):
    """Kinds less those counted twice are the printed institutions of each town; every count is the table's own."""
    columns = {
        ("town_care_centre", "unknown"): ("yc-table-1-1", "centres"),
        ("community_care_station", "unknown"): ("yc-table-1-1", "stations"),
        ("village_mutual_aid_point", "unknown"): ("yc-table-1-2", "points"),
        ("care_home", "private"): ("yc-table-1-2", "private_homes"),
        ("care_home", "public_run_private_funded"): ("yc-table-1-2", "public_run_private_homes"),
        ("care_home", "self_run"): ("yc-table-1-2", "public_homes"),
    }
    table = pack.figures["yc-institutions"]
    for town in pack.children("500118"):
        mine = {key[1:]: key for key in table.rows if key[0] == town.id}
        total = sum((table.number(key, "institutions") or 0) for key in mine.values())
        twice = sum((table.number(key, "counted_twice") or 0) for key in mine.values())
        assert total - twice == pack.figure(f"yc-table-1-1/{town.id}/institutions").value
        for (kind, ownership, operation), key in mine.items():
            source, column = columns[kind, ownership if ownership == "private" or kind != "care_home" else operation]
            assert table.number(key, "institutions") == pack.figures[source].number((town.id,), column)
