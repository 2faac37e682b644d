"""Chengdu's pack: table 2 adds up, what was restored keeps its printed digits, and disagreements stay as published."""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import pytest

from laoyou.packs.public import FigureRow, Pack, Stated, load


@pytest.fixture(scope="module")
def chengdu() -> Pack:
    return load("510100-chengdu")


@pytest.fixture(scope="module")
def table_2(chengdu: Pack) -> dict[str, FigureRow]:
    """The rows of table 2 by area, the total among them."""
    return {key[0]: row for key, row in chengdu.figures["cd-table-2"].rows.items()}


def number(row: FigureRow, column: str) -> Decimal:
    cell = row.cells[column]
    assert isinstance(cell, Decimal)
    return cell


def restored_figures(pack: Pack) -> list[tuple[str, Stated]]:
    found: list[tuple[str, Stated]] = []
    for code, indicator in pack.indicators.items():
        found += [(code, side) for side in (indicator.baseline, indicator.target) if side and side.restored]
    found += [(key, statement) for key, statement in pack.statements.items() if statement.restored]
    found += [(key, norm) for key, norm in pack.norms.items() if norm.restored]
    return found


def test_table_2_has_the_twenty_districts_and_counties_and_the_three_functional_areas(
    chengdu: Pack, table_2: dict[str, FigureRow]
) -> None:
    areas = [chengdu.areas[area] for area in table_2 if area != "5101"]
    assert len(areas) == 23
    assert {area.name for area in areas if not area.administrative} == {"四川天府新区", "成都东部新区", "成都高新区"}
    assert {area.id for area in areas} == {area.id for area in chengdu.children("5101")}
    for key, row in table_2.items():
        assert row.cells["name_printed"] == ("合计" if key == "5101" else chengdu.areas[key].name)


@pytest.mark.parametrize(("column", "total"), [("residents", "2310.12"), ("places", "109511")])
def test_the_columns_of_table_2_add_up_to_the_printed_totals(
    table_2: dict[str, FigureRow], column: str, total: str
) -> None:
    rows = [row for area, row in table_2.items() if area != "5101"]
    assert number(table_2["5101"], column) == Decimal(total)
    assert sum(number(row, column) for row in rows) == Decimal(total)


def test_every_rate_of_table_2_is_places_over_residents_but_for_wenjiang(table_2: dict[str, FigureRow]) -> None:
    off = {}
    for area, row in table_2.items():
        exact = number(row, "places") / (number(row, "residents") * 10)
        difference = number(row, "rate") - exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if difference:
            off[area] = difference
    assert off == {"510115": Decimal("0.01")}


def test_restored_numbers_of_table_2_have_the_printed_digits_and_two_decimals(table_2: dict[str, FigureRow]) -> None:
    for row in table_2.values():
        for column in ("residents", "rate"):
            value = number(row, column)
            assert value.as_tuple().exponent == -2
            assert unicodedata.normalize("NFKC", str(row.cells[f"{column}_printed"])) == str(value).replace(".", "")


def test_every_restored_figure_keeps_its_digits_gives_a_reason_and_is_not_called_verified(chengdu: Pack) -> None:
    found = restored_figures(chengdu)
    assert {"cd-01", "cd-04", "cd-05", "cd-08", "cd-09", "cd-10"} <= {name for name, _ in found}
    for name, figure in found:
        assert figure.printed and figure.restored and figure.restored.reason_en, name
        printed = "".join(c for c in unicodedata.normalize("NFKC", figure.printed) if c.isdigit())
        assert "." in str(figure.value) and str(figure.value).replace(".", "") == printed, name
        if name in chengdu.indicators:
            assert not chengdu.is_verified(chengdu.indicators[name])
        else:
            assert not chengdu.figure(name).verified


def test_the_one_figure_that_nothing_restores_stays_as_printed_without_a_value(chengdu: Pack) -> None:
    lost = {code for code, entry in chengdu.indicators.items() if entry.baseline and entry.baseline.unrestored}
    assert lost == {"cd-15"}
    baseline = chengdu.indicators["cd-15"].baseline
    assert baseline and baseline.printed == "５１８" and baseline.value is None


def test_twenty_two_indicators_with_the_signs_that_table_1_prints(chengdu: Pack) -> None:
    assert [entry.number for entry in chengdu.indicators.values()] == [str(n) for n in range(1, 23)]
    signs = {"≥": ">=", "＞": ">"}
    for code, entry in chengdu.indicators.items():
        printed = entry.target.printed or ""
        if printed[0] in signs:
            assert (entry.target.operator, entry.target.operator_basis) == (signs[printed[0]], "stated"), code
        elif not entry.target.qualitative:
            assert entry.target.operator_basis == ("stated" if code == "cd-17" else "assumed"), code
    assert all(entry.attribute is None for entry in chengdu.indicators.values()), "table 1 prints no attribute"


def test_the_per_thousand_target_is_table_2s_and_not_that_of_the_text(
    chengdu: Pack, table_2: dict[str, FigureRow]
) -> None:
    """The text needs 114,000 places at 4.74 per thousand; table 2 totals 109,511 at the same rate."""
    total = table_2["5101"]
    assert chengdu.indicators["cd-04"].target.value == number(total, "rate") == Decimal("4.74")
    needed = chengdu.statements["cd.places-needed-2025"]
    assert needed.value is not None
    assert needed.value * 10_000 - number(total, "places") == 4489
    assert needed.disagrees_with == ("cd-table-2/5101/places",)


def test_the_gap_and_the_yearly_additions_agree_with_the_places_needed(chengdu: Pack) -> None:
    value = {key: statement.value or Decimal(0) for key, statement in chengdu.statements.items()}
    assert value["cd.places-needed-2025"] - value["cd.places-now"] == value["cd.places-gap-2025"]
    added = sum(value[f"cd.places-new-{year}"] for year in (2022, 2023, 2024, 2025))
    assert added == value["cd.places-new-total"] == value["cd.places-gap-2025"] == Decimal("5.7")


def test_the_forecast_of_elders_uses_other_residents_than_table_2(chengdu: Pack, table_2: dict[str, FigureRow]) -> None:
    elders, share = chengdu.statements["cd.elders-60-2025"].value, chengdu.statements["cd.ageing-rate-2025"].value
    assert elders is not None and share is not None
    implied = (elders / share * 100).quantize(Decimal("0.1"))
    assert implied == Decimal("2325.2")
    assert implied - number(table_2["5101"], "residents") == Decimal("15.08")


def test_beds_per_thousand_elders_say_that_their_denominator_is_in_doubt(chengdu: Pack) -> None:
    """39.9 fits about 3.2 million registered elders; with the 3.7641 million residents it would be 34.0."""
    figure = chengdu.statements["cd.beds-per-1000-now"]
    beds, elders = chengdu.statements["cd.beds-now"].value, chengdu.statements["cd.elders-60-census"].value
    assert figure.value == Decimal("39.9") and beds is not None and elders is not None
    assert (beds / elders * 1000).quantize(Decimal("0.1")) == Decimal("34.0")
    assert figure.definition and figure.definition.basis == "unstated" and "34.0" in (figure.definition.doubt or "")


def test_the_restored_census_figures_are_the_censuss(chengdu: Pack) -> None:
    population = chengdu.figures["resident-population"].rows[("5101", "2020-11-01")]
    elders, residents = number(population, "aged_60_up"), number(population, "residents")
    assert (elders / 10_000).quantize(Decimal("0.01")) == chengdu.statements["cd.elders-60-census"].value
    assert (elders / residents * 100).quantize(Decimal("0.01")) == chengdu.statements["cd.ageing-rate-census"].value
