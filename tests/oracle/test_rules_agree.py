"""The rules of the packs and the second implementation say the same of everybody: status, amount, what is missing, what may be higher."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.oracle.people import MONTHS, centres, on_the_boundaries, people
from tests.oracle.sides import PLACES, differences, oracle_rows, tables

EVERYDAY, FULL = 24, 100_000
SUBJECTS = ("person", "living_household", "facility")


def disagree(place: str, count: int) -> list[str]:
    """The first differences of a place, of each month and subject."""
    found = []
    for month in MONTHS:
        for number, subject in enumerate(SUBJECTS):
            some = (centres if subject == "facility" else people)(number, month, count)
            found += [str(one) for one in differences(place, month, subject, some)][:3]
    return found


@pytest.mark.parametrize("place", PLACES)
def test_a_few_of_everybody(place: str) -> None:
    assert disagree(place, EVERYDAY) == []


@pytest.mark.parametrize("place", PLACES)
def test_every_day_on_which_a_month_is_cut(place: str) -> None:
    found = []
    for month in MONTHS:
        listed = on_the_boundaries(month)
        names = {id(one): told for told, one in listed}
        for each in differences(place, month, "person", [one for _, one in listed]):
            found.append(f"{names[id(each.person)]}: {each}")
    assert found == []


def test_the_days_decide() -> None:
    """The listed days do turn yes into no: the day before is not the day after."""
    month = MONTHS[3]
    pairs = tables("500118-demo", month)
    given = {
        told: {name for name, row in oracle_rows(one, month, pairs, "person").items() if row.status == "entitled"}
        for told, one in on_the_boundaries(month)
    }
    allowance = "advanced_age_allowance"
    assert [allowance in given[f"80 on {day}"] for day in ("the last day", "the first day after")] == [True, False]
    assert [allowance in given[f"died on {day}"] for day in ("the last day before", "the first day")] == [False, True]
    assert [allowance in given[f"registered from {day}"] for day in ("the first day", "the middle")] == [True, False]
    assert ["visit_service" in given[f"died on {day}"] for day in ("the last day", "the first day after")] == [
        False,
        True,
    ]
    assert ["visit_service" in given[f"resident until {day}"] for day in ("the last day", "the first day after")] == [
        False,
        True,
    ]


@pytest.mark.full
@pytest.mark.parametrize("place", PLACES)
def test_a_hundred_thousand_persons(place: str) -> None:
    assert disagree(place, FULL // len(PLACES) // len(MONTHS) + 1) == []


def test_the_sample_has_everything_that_may_come_out() -> None:
    """Every benefit is given, denied and left open, so that agreeing says something."""
    seen = Counter[tuple[str, str]]()
    for place in ("500118-demo", "510100-chengdu"):
        for month in MONTHS[1:4]:
            pairs = tables(place, month)
            for number, subject in enumerate(SUBJECTS):
                for one in (centres if subject == "facility" else people)(number, month, 60):
                    for name, row in oracle_rows(one, month, pairs, subject).items():
                        seen[name, row.status] += 1
                        seen[name, "superseded"] += row.superseded
                        seen[name, "higher"] += row.may_be_higher
    names = {name for name, _ in seen}
    assert len(names) >= 15
    absent = [(n, s) for n in names for s in ("entitled", "not_entitled", "needs_information") if seen[n, s] < 3]
    assert absent == []
    assert seen["elder_nursing_allowance", "superseded"] > 0
    assert seen["disability_nursing_subsidy", "superseded"] > 0
    assert seen["elder_nursing_allowance", "higher"] > 0
