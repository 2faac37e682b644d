"""The oracle on the days on which months are cut: birthdays, 29 February, month ends, the day of death, the day of a move."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.benefits import (
    Band,
    CareRate,
    Table,
    advanced_age,
    care_insurance,
    child_allowance,
    demonstration_award,
    disability_nursing,
    higher_of,
    home_adaptation,
    nursing_allowance,
    place_subsidy,
    public_bed,
    respite,
    service_allowance,
    visit_class,
)
from tests.oracle.logic import NO, YES, Answer, Month, MonthLaw, all_of, any_of, birthday, month_anniversary, years_on

ALWAYS = [(date(1900, 1, 1), None)]
RATES = Table(bands=(Band(80, 90, 2500, 10000), Band(90, 100, 10000, 20000), Band(100, None, 50000, 60000)))
"""The published bands of 渡民发〔2025〕6号, as an example of a table."""


def elder(**facts: Any) -> dict[str, Any]:
    return {"born": date(1940, 5, 17), "died": None, "registered": ALWAYS, "dibao": False, "tekun": False} | facts


def with_law(**law: Any) -> Table:
    return Table(bands=RATES.bands, law=MonthLaw(**law))


@pytest.mark.parametrize(
    ("month", "start", "fen"),
    [((2026, 2), 0, None), ((2026, 3), 0, 2500), ((2026, 3), 1, None), ((2026, 4), 1, 2500)],
)
def test_who_is_eighty_on_the_last_day_is_eighty_that_month(
    month: tuple[int, int], start: int, fen: int | None
) -> None:
    assert advanced_age(elder(born=date(1946, 3, 31)), Month(*month), with_law(start=start)).least == fen


def test_ninety_and_a_hundred_begin_new_bands_in_the_month_of_the_birthday() -> None:
    assert [advanced_age(elder(born=date(1936, 11, 30)), Month(2026, n), RATES).least for n in (10, 11)] == [
        2500,
        10000,
    ]
    assert [advanced_age(elder(born=date(1926, 11, 1)), Month(2026, n), RATES).least for n in (10, 11)] == [
        10000,
        50000,
    ]


@pytest.mark.parametrize(("leap", "first"), [((2, 28), 2), ((3, 1), 3)])
def test_born_on_29_february_and_eighty_six_in_a_common_year(leap: tuple[int, int], first: int) -> None:
    table = Table(bands=(Band(86, None, 1, None),), law=MonthLaw(leap=leap))
    person = elder(born=date(1940, 2, 29))
    assert [advanced_age(person, Month(2026, n), table).status for n in (first - 1, first)] == [
        "not_entitled",
        "entitled",
    ]


def test_born_on_29_february_and_eighty_in_a_leap_year_needs_no_law() -> None:
    assert birthday(date(1940, 2, 29), 80, (2, 28)) == birthday(date(1940, 2, 29), 80, (3, 1)) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("died", "paid", "unpaid"),
    [
        (date(2026, 10, 31), "not_entitled", "not_entitled"),
        (date(2026, 11, 1), "entitled", "not_entitled"),
        (date(2026, 11, 30), "entitled", "not_entitled"),
        (date(2026, 12, 1), "entitled", "entitled"),
    ],
)
def test_the_day_of_death(died: date, paid: str, unpaid: str) -> None:
    person = elder(died=died)
    assert advanced_age(person, Month(2026, 11), with_law(death="paid")).status == paid
    assert advanced_age(person, Month(2026, 11), with_law(death="unpaid")).status == unpaid


@pytest.mark.parametrize(
    ("stay", "here"),
    [
        ((date(2026, 11, 1), None), {"first", "last", "any", "whole"}),
        ((date(2026, 11, 2), None), {"last", "any"}),
        ((date(2026, 11, 30), None), {"last", "any"}),
        ((date(2026, 12, 1), None), set()),
        ((date(2000, 1, 1), date(2026, 11, 1)), set()),
        ((date(2000, 1, 1), date(2026, 11, 2)), {"first", "any"}),
        ((date(2000, 1, 1), date(2026, 11, 30)), {"first", "any"}),
        ((date(2000, 1, 1), date(2026, 12, 1)), {"first", "last", "any", "whole"}),
    ],
)
def test_the_day_of_a_move(stay: tuple[date, date | None], here: set[str]) -> None:
    person = elder(registered=[stay])
    found = {
        how
        for how in ("first", "last", "any", "whole")
        if advanced_age(person, Month(2026, 11), with_law(here=how)).status == "entitled"
    }
    assert found == here


def test_a_stay_of_unknown_beginning_is_no_denial_until_it_ended() -> None:
    def status(end: date | None) -> str:
        return advanced_age(elder(registered=[(None, end)]), Month(2026, 11), with_law(here="first")).status

    assert [status(end) for end in (None, date(2026, 11, 2), date(2026, 11, 1))] == [
        "unknown",
        "unknown",
        "not_entitled",
    ]


def test_away_in_the_middle_of_a_month_and_back() -> None:
    person = elder(registered=[(date(2000, 1, 1), date(2026, 11, 10)), (date(2026, 11, 20), None)])
    assert advanced_age(person, Month(2026, 11), with_law(here="whole")).status == "not_entitled"
    assert advanced_age(person, Month(2026, 11), with_law(here="last")).status == "entitled"


def test_false_beats_unknown_and_unknown_beats_true() -> None:
    unknown = Answer(None, frozenset({"x"}))
    assert all_of(YES, unknown, NO) == NO
    assert all_of(YES, unknown) == unknown
    assert any_of(NO, unknown, YES) == YES
    assert any_of(NO, unknown) == unknown


def test_a_missing_fact_is_named_and_a_false_clause_beside_it_decides() -> None:
    nobody_asked = {name: value for name, value in elder().items() if name != "died"}
    assert advanced_age(nobody_asked, Month(2026, 11), RATES).missing == {"died"}
    young = nobody_asked | {"born": date(1980, 1, 1)}
    assert advanced_age(young, Month(2026, 11), RATES).status == "not_entitled"


def test_an_unknown_status_leaves_only_the_amount_open() -> None:
    person = {name: value for name, value in elder().items() if name != "dibao"}
    due = advanced_age(person, Month(2026, 11), RATES)
    assert (due.status, due.least, due.most, due.open) == ("entitled", 2500, 10000, {"dibao"})


def test_a_yearly_rate_is_due_in_its_month() -> None:
    table = Table(bands=(Band(80, 90, 30000, None),), paid_in=9)
    assert [advanced_age(elder(), Month(2026, n), table).least for n in (8, 9, 10)] == [None, 30000, None]


def test_a_rate_that_nobody_entered_is_no_zero() -> None:
    due = advanced_age(elder(), Month(2026, 11), Table(bands=(Band(80, None, None, None),)))
    assert (due.status, due.least, due.most) == ("entitled", None, None)


def test_very_old_makes_an_unknown_level_idle() -> None:
    person = elder(dibao=True)
    assert service_allowance(person, Month(2026, 11), Table(amount=20000)).least == 20000
    younger = elder(dibao=True, born=date(1956, 1, 1))
    assert service_allowance(younger, Month(2026, 11), Table(amount=20000)).missing == {"level"}


def test_of_one_class_only_the_higher_is_paid() -> None:
    person = elder(dibao=True, level=3, disability_grade=1, needs_long_care=True, injury_nursing=False)
    table = Table(amount=20000, disability_nursing={1: 10000})
    month = Month(2026, 11)
    settled = higher_of(
        {"elder": nursing_allowance(person, month, table), "disabled": disability_nursing(person, month, table)}
    )
    assert (settled["elder"].status, settled["disabled"].status) == ("entitled", "not_entitled")
    table = Table(amount=9000, disability_nursing={1: 10000})
    settled = higher_of(
        {"elder": nursing_allowance(person, month, table), "disabled": disability_nursing(person, month, table)}
    )
    assert (settled["elder"].status, settled["disabled"].status) == ("not_entitled", "entitled")
    unknown = {name: value for name, value in person.items() if name != "needs_long_care"}
    settled = higher_of(
        {"elder": nursing_allowance(unknown, month, table), "disabled": disability_nursing(unknown, month, table)}
    )
    assert (settled["elder"].status, settled["elder"].open) == ("entitled", {"needs_long_care"})


CARE = Table(
    rates={
        (3, "institution"): CareRate("day", fen=5000),
        (3, "agency"): CareRate("share", per_cent=90, limit_by_day=4500),
        (5, "agency"): CareRate("month", fen=90000),
    }
)


def cared_for(**facts: Any) -> dict[str, Any]:
    return (
        elder(
            insurance="employee",
            care_grade=3,
            care_setting="institution",
            care_graded_on=date(2025, 6, 30),
            disabled_since=date(2025, 1, 1),
            care_days=30,
            care_cost=7000,
        )
        | facts
    )


def test_care_by_day_by_share_and_by_month() -> None:
    month = Month(2026, 11)
    assert care_insurance(cared_for(), month, CARE).least == 150000
    assert care_insurance(cared_for(care_setting="agency"), month, CARE).least == 135000
    assert care_insurance(cared_for(care_setting="agency", care_cost=3333), month, CARE).least == 90000
    assert care_insurance(cared_for(care_setting="agency", care_grade=5), month, CARE).least == 90000
    assert care_insurance(cared_for(care_grade=5), month, CARE).false == ("covered",)


def test_no_day_of_care_after_death() -> None:
    assert care_insurance(cared_for(died=date(2026, 11, 10)), Month(2026, 11), CARE).least == 50000


def test_a_finding_ends_after_two_years_and_six_months_have_to_pass_first() -> None:
    assert care_insurance(cared_for(care_graded_on=date(2024, 12, 1)), Month(2026, 11), CARE).status == "entitled"
    assert care_insurance(cared_for(care_graded_on=date(2024, 11, 30)), Month(2026, 11), CARE).false == ("valid",)
    assert care_insurance(cared_for(disabled_since=date(2026, 5, 31)), Month(2026, 11), CARE).status == "entitled"
    assert care_insurance(cared_for(disabled_since=date(2026, 6, 1)), Month(2026, 11), CARE).false == ("lasting",)
    assert month_anniversary(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_the_most_frequent_visits_count() -> None:
    table = Table(by_group={"alone": 1, "tekun": 4, "disabled": 2})
    person = elder(lives_alone=True, tekun=False, level=2)
    assert visit_class(person, Month(2026, 11), table).least == 2
    unknown = {"born": date(1950, 1, 1), "died": None, "registered": ALWAYS, "lives_alone": True, "tekun": False}
    due = visit_class(unknown, Month(2026, 11), table)
    assert (due.least, due.most, due.open) == (1, 2, {"level"})


def test_beds_go_to_those_in_support_first() -> None:
    base = elder(wants_institution=True, level=0, dementia=False, hardship_family=False, veteran_family=False)
    families = "disabled or demented and poor or hardship family or veteran family"
    month, table = Month(2026, 11), Table(by_group={"tekun and disabled": 3, "tekun": 2, families: 1})
    assert public_bed(base | {"tekun": True, "level": 4}, month, table).least == 3
    assert public_bed(base | {"tekun": True}, month, table).least == 2
    assert public_bed(base | {"veteran_family": True, "dementia": True}, month, table).least == 1
    assert public_bed(base | {"veteran_family": True}, month, table).status == "not_entitled"
    assert public_bed(base | {"tekun": True, "wants_institution": False}, month, table).false == ("wish",)


def test_days_of_respite_that_were_used_are_gone() -> None:
    person = elder(dibao=True, level=3, respite_days_used=10)
    assert respite(person, Month(2026, 11), Table(amount=30)).least == 20
    assert respite(person | {"respite_days_used": 40}, Month(2026, 11), Table(amount=30)).least == 0
    infant = {
        "born": date(2024, 11, 30),
        "died": None,
        "registered": ALWAYS,
        "disability_grade": 2,
        "respite_days_used": 0,
    }
    assert respite(infant, Month(2026, 11), Table(amount=30)).least == 30


def test_one_adaptation_and_then_years_of_none() -> None:
    person = elder(dibao=True, care_setting="agency", adapted_on=date(2023, 11, 30))
    assert home_adaptation(person, Month(2026, 11), Table()).false == ("not yet",)
    assert home_adaptation(person, Month(2026, 11), Table(years_between=3)).status == "entitled"
    assert home_adaptation(person, Month(2026, 10), Table(years_between=3)).false == ("not yet",)


def test_a_child_is_due_thirty_six_months() -> None:
    table = Table(amount=360000, begins=date(2025, 1, 1))
    months = [Month(2025, 1).plus(n) for n in range(60)]

    def due(born: date, table: Table) -> list[Month]:
        child = {"born": born, "died": None, "registered": ALWAYS, "lawful_birth": True}
        return [month for month in months if child_allowance(child, month, table).least == 30000]

    assert (due(date(2025, 3, 31), table)[0], len(due(date(2025, 3, 31), table))) == (Month(2025, 3), 36)
    assert due(date(2022, 1, 15), table) == []
    counted = Table(amount=360000, begins=date(2025, 1, 1), third_birthday_counts=True)
    assert due(date(2022, 1, 15), counted) == [Month(2025, 1)]
    assert due(date(2024, 2, 29), table)[-1] == Month(2027, 2)


def test_a_place_and_a_demonstration_centre() -> None:
    centre = {
        "kind": "childcare",
        "filed_on": date(2022, 5, 1),
        "closed_on": None,
        "inclusive_on": date(2023, 12, 31),
        "places": 50,
        "demonstration_level": "city",
        "demonstration_on": date(2023, 6, 30),
        "award_paid_on": None,
    }
    assert place_subsidy(centre, Month(2023, 12), Table(amount=360000)).least == 50 * 30000
    assert place_subsidy(centre, Month(2023, 11), Table(amount=360000)).false == ("inclusive",)
    assert place_subsidy(centre | {"inclusive_on": date(2024, 1, 1)}, Month(2024, 1), Table(amount=360000)).false == (
        "year",
    )
    award = Table(amount=20_000_000)
    assert [demonstration_award(centre, Month(2023, n), award).least for n in (5, 6, 7)] == [None, 20_000_000, None]
    paid = centre | {"award_paid_on": date(2023, 6, 30)}
    assert demonstration_award(paid, Month(2023, 6), award).false == ("not yet",)


def test_years_are_completed_on_the_birthday() -> None:
    assert [years_on(date(1946, 11, 23), date(2026, 11, day), (3, 1)) for day in (22, 23)] == [79, 80]


@pytest.mark.parametrize("module", ["logic", "benefits"])
def test_the_oracle_imports_nothing_of_the_product(module: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
    names = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    allowed = {"__future__", "calendar", "collections.abc", "dataclasses", "datetime", "typing", "tests.oracle.logic"}
    assert names <= allowed
