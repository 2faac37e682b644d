"""Yuzhong's pack: 21 indicators as printed, facilities that add up, and the places where the plan contradicts itself."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from laoyou.packs.public import Pack, load


@pytest.fixture(scope="module")
def yuzhong() -> Pack:
    return load("500103-yuzhong")


def target(pack: Pack, code: str) -> Decimal:
    value = pack.indicators[code].target.value
    assert value is not None
    return value


def baseline(pack: Pack, code: str) -> Decimal:
    side = pack.indicators[code].baseline
    assert side is not None and side.value is not None
    return side.value


def cell(pack: Pack, table: str, column: str) -> Decimal:
    value = pack.figures[table].number(("500103",), column)
    assert value is not None
    return value


def stated(pack: Pack, key: str) -> Decimal:
    value = pack.statements[key].value
    assert value is not None
    return value


def rounded(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def test_twenty_one_indicators_six_of_them_binding_none_with_a_printed_sign(yuzhong: Pack) -> None:
    assert [entry.number for entry in yuzhong.indicators.values()] == [str(n) for n in range(1, 22)]
    binding = {code for code, entry in yuzhong.indicators.items() if entry.attribute == "binding"}
    assert binding == {"yz-08", "yz-09", "yz-11", "yz-13", "yz-14", "yz-15"}
    assert {entry.target.operator_basis for entry in yuzhong.indicators.values()} == {"assumed"}
    assert {code for code, entry in yuzhong.indicators.items() if entry.target.operator == "<="} == {"yz-09"}


def test_the_blank_baseline_stays_blank_and_no_other_is(yuzhong: Pack) -> None:
    assert {code for code, entry in yuzhong.indicators.items() if entry.baseline is None} == {"yz-21"}


def test_facilities_and_beds_add_up_to_the_stated_totals(yuzhong: Pack) -> None:
    kinds = ("homes", "town_care_centres", "community_care_stations", "supporting")
    assert sum(cell(yuzhong, "yz-facilities", kind) for kind in kinds) == cell(yuzhong, "yz-facilities", "total") == 148
    supporting = ("universities", "teaching_points", "canteens")
    assert sum(cell(yuzhong, "yz-facilities", kind) for kind in supporting) == 44
    beds = {name: cell(yuzhong, "yz-beds", name) for name in ("total", "public", "private", "nursing")}
    assert beds["public"] + beds["private"] == beds["total"] == baseline(yuzhong, "yz-01")
    assert cell(yuzhong, "yz-beds", "private_homes") + cell(yuzhong, "yz-beds", "private_centres") == beds["private"]
    assert rounded(beds["nursing"] * 100 / beds["total"], "0.1") == baseline(yuzhong, "yz-08")
    assert len(yuzhong.children("500103")) == cell(yuzhong, "yz-facilities", "town_care_centres") == 11


def test_the_four_kinds_of_staff_fall_33_short_of_the_total(yuzhong: Pack) -> None:
    kinds = sum(cell(yuzhong, "yz-staff", kind) for kind in ("directors", "carers", "assessors", "social_workers"))
    assert cell(yuzhong, "yz-staff", "total") == 280
    assert kinds == 247


def test_spending_adds_up_to_the_stated_round_sum(yuzhong: Pack) -> None:
    parts = sum(cell(yuzhong, "yz-spending", part) for part in ("allowances", "construction", "operation"))
    assert parts == 14339
    assert rounded(Decimal(parts) / 10_000, "0.01") == stated(yuzhong, "yz.spending-13th-plan")


def test_the_parts_of_the_beds_needed_fall_500_short_and_the_indicator_says_so(yuzhong: Pack) -> None:
    parts = sum(stated(yuzhong, f"yz.beds-needed-{part}-2025") for part in ("safety-net", "affordable", "home"))
    assert stated(yuzhong, "yz.beds-needed-2025") - parts == 500
    assert target(yuzhong, "yz-01") == stated(yuzhong, "yz.beds-needed-2025")
    assert yuzhong.indicators["yz-01"].definition.doubt


def test_the_gaps_of_beds_follow_from_need_and_stock(yuzhong: Pack) -> None:
    assert target(yuzhong, "yz-01") - baseline(yuzhong, "yz-01") == stated(yuzhong, "yz.beds-gap-2025")
    assert target(yuzhong, "yz-03") - baseline(yuzhong, "yz-03") == stated(yuzhong, "yz.nursing-beds-gap-2025")


def test_beds_per_thousand_elders_are_counted_on_residents(yuzhong: Pack) -> None:
    now, later = stated(yuzhong, "yz.elders-60-now") * 10, stated(yuzhong, "yz.elders-60-2025") * 10
    assert rounded(baseline(yuzhong, "yz-01") / now, "0.1") == baseline(yuzhong, "yz-02")
    assert target(yuzhong, "yz-01") / later == target(yuzhong, "yz-02")
    assert yuzhong.indicators["yz-02"].definition.basis == "resident"


def test_the_targets_make_another_share_of_nursing_beds_than_the_target_share(yuzhong: Pack) -> None:
    assert target(yuzhong, "yz-03") * 100 / target(yuzhong, "yz-01") == 70
    assert target(yuzhong, "yz-08") == 60


def test_the_share_run_by_government_is_not_that_of_public_beds(yuzhong: Pack) -> None:
    public = cell(yuzhong, "yz-beds", "public") * 100 / cell(yuzhong, "yz-beds", "total")
    assert rounded(public, "0.1") == Decimal("17.0")
    assert baseline(yuzhong, "yz-09") == 40
    assert yuzhong.indicators["yz-09"].definition.doubt


def test_no_two_counts_of_childcare_places_agree(yuzhong: Pack) -> None:
    """1,088 in the table of indicators, 1,011 in the text and in the gap, 883 by the rate of 1.5, 2,039 planned."""
    in_text = cell(yuzhong, "yz-childcare", "centre_places") + cell(yuzhong, "yz-childcare", "kindergarten_places")
    assert baseline(yuzhong, "yz-19") == 1088
    assert in_text == 1011
    gap = stated(yuzhong, "yz.places-gap-2025")
    assert stated(yuzhong, "yz.places-needed-2025") - gap == in_text
    planned = stated(yuzhong, "yz.places-planned-public") + stated(yuzhong, "yz.places-planned-private")
    assert planned == 2039
    assert gap == 1639
    residents_now, residents_later = stated(yuzhong, "yz.residents-now") * 10, stated(yuzhong, "yz.residents-2025") * 10
    assert rounded(baseline(yuzhong, "yz-18") * residents_now, "1") == 883
    assert target(yuzhong, "yz-18") * residents_later == 2556
    assert target(yuzhong, "yz-19") == 2650
    assert yuzhong.indicators["yz-18"].definition.doubt and yuzhong.indicators["yz-19"].definition.doubt


def test_the_population_of_the_text_is_the_censuss(yuzhong: Pack) -> None:
    row = yuzhong.figures["resident-population"].rows[("500103", "2020-11-01")].cells
    residents, elders = row["residents"], row["aged_60_up"]
    assert isinstance(residents, Decimal) and isinstance(elders, Decimal)
    assert rounded(residents / 10_000, "0.01") == stated(yuzhong, "yz.residents-now")
    assert rounded(elders / 10_000, "0.01") == stated(yuzhong, "yz.elders-60-now")
    assert rounded(elders * 100 / residents, "0.01") == stated(yuzhong, "yz.ageing-rate-now")


def test_children_of_0_to_3_are_four_single_years_of_the_census_not_those_under_three(yuzhong: Pack) -> None:
    ages = yuzhong.figures["census-2020-age-sex"]
    infants, toddlers = (
        sum((ages.number(("500103", sex, group), "persons") or Decimal(0) for sex in ("male", "female")), Decimal(0))
        for group in ("0", "1-4")
    )
    printed = stated(yuzhong, "yz.children-0-3-now")
    under_three, four_years = infants + toddlers / 2, infants + toddlers * 3 / 4
    assert rounded(four_years, "1") == 17049
    assert abs(printed - four_years) < abs(printed - under_three)
    definition = yuzhong.statements["yz.children-0-3-now"].definition
    assert definition and definition.doubt and definition.months is None
