"""A seeded generator of persons and childcare centres, many of whom stand on the days on which months are cut."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.oracle.logic import Month

MONTHS = (
    Month(2025, 1),
    Month(2026, 2),
    Month(2026, 3),
    Month(2026, 11),
    Month(2027, 2),
    Month(2027, 3),
    Month(2028, 2),
)
"""Beginning of the rules, February of common and leap years, and months of 30 and 31 days."""
AGES = (0, 3, 7, 60, 65, 80, 90, 100)
ALWAYS = date(1900, 1, 1)
YES_NO = (
    "dibao", "tekun", "low_income", "lives_alone", "empty_nest", "left_behind", "hardship_family", "veteran_family", "dementia",
)  # fmt: skip
CERTAIN = ("died", "care_graded_on", "disabled_since", "closed_on")
"""What is never hidden: without an entry nobody has died, and the grade that an office names is one that holds."""


def _near(rng: random.Random, month: Month) -> date:
    """A day on which the month is cut, or the day before or after, or some day of the month."""
    cut = rng.choice(
        [month.first, month.last, month.plus(1).first, month.first + timedelta(days=rng.randrange(month.days))]
    )
    return cut + timedelta(days=rng.choice([-1, 0, 0, 1]))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _born(rng: random.Random, month: Month) -> date:
    kind = rng.random()
    if kind < 0.5:
        return _years_before(_near(rng, month), rng.choice(AGES))
    if kind < 0.65:
        return date(rng.choice([1924, 1928, 1936, 1940, 1944, 1948, 1960, 1964, 1968, 2020, 2024]), 2, 29)
    return month.first - timedelta(days=rng.randrange(0, 38_000))


def _stay(rng: random.Random, month: Month, born: date) -> list[tuple[date | None, date | None]]:
    kind = rng.random()
    begin: date | None = max(born, ALWAYS) if rng.random() < 0.7 else max(born, _near(rng, month))
    if kind < 0.6:
        end = None
    else:
        end = _near(rng, month) if kind < 0.85 else month.first - timedelta(days=rng.randrange(1, 4000))
    if end is not None and begin is not None and end <= begin:
        end = begin + timedelta(days=1)
    if rng.random() < 0.08:
        begin = None
    return [(begin, end)]


def person(rng: random.Random, month: Month, hidden: float | None = None) -> dict[str, Any]:
    """
    Somebody with everything that rules ask for.

    hidden  share of the facts that nobody knows
    """
    born = _born(rng, month)
    facts: dict[str, Any] = {
        "born": born,
        "died": _near(rng, month) if rng.random() < 0.12 else None,
        "registered": _stay(rng, month, born) if rng.random() < 0.5 else [(max(born, ALWAYS), None)],
        "resident": _stay(rng, month, born) if rng.random() < 0.5 else [(max(born, ALWAYS), None)],
        "level": rng.randrange(5),
        "disability_grade": rng.choice([None, None, 1, 1, 2, 2, 3, 4]),
        "lawful_birth": rng.random() < 0.8,
        "insurance": rng.choice(["none", "employee", "employee", "resident"]),
        "care_grade": rng.choice([0, 1, 2, 3, 4, 5, 3, 4, 5]),
        "care_setting": rng.choice(["institution", "agency", "family"]),
        "care_days": rng.randrange(0, 29),
        "care_cost": rng.randrange(0, 20_000),
        "care_graded_on": month.first - timedelta(days=40),
        "disabled_since": month.first - timedelta(days=400),
        "adapted_on": None if rng.random() < 0.7 else month.first - timedelta(days=rng.randrange(1, 3000)),
    }
    often = rng.choice([0.1, 0.3, 0.6])
    facts |= {name: rng.random() < often for name in YES_NO}
    facts |= {"needs_long_care": rng.random() < 0.7, "injury_nursing": rng.random() < 0.15}
    facts["tekun_in_care"] = facts["tekun"] and rng.random() < 0.5
    if facts["died"] is not None:
        facts["care_days"] = max(0, min(facts["care_days"], (facts["died"] - month.first).days + 1))
    return _hide(rng, facts, rng.choice([0.0, 0.05, 0.3, 0.7]) if hidden is None else hidden)


def _hide(rng: random.Random, facts: dict[str, Any], share: float) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in CERTAIN or rng.random() >= share}


def centre(rng: random.Random, month: Month) -> dict[str, Any]:
    """A facility that may be a childcare centre, recognised on some day about the year 2023."""
    edge = rng.choice([date(2023, 1, 1), date(2023, 12, 31), date(2023, 6, 30), date(2024, 1, 1), date(2022, 12, 31)])
    facts: dict[str, Any] = {
        "kind": rng.choice(
            ["childcare", "childcare", "kindergarten_nursery_class", "home_childcare", "care_home", "canteen"]
        ),
        "filed_on": date(2022, 1, 1) if rng.random() < 0.7 else None,
        "closed_on": _near(rng, month) if rng.random() < 0.3 else None,
        "inclusive_on": edge,
        "places": rng.randrange(0, 120),
        "demonstration_level": rng.choice(["city", "none"]),
    }
    return _hide(rng, facts, rng.choice([0.0, 0.1, 0.4]))


def people(seed: int, month: Month, count: int, hidden: float | None = None) -> list[dict[str, Any]]:
    rng = random.Random(f"{seed} {month}")
    return [person(rng, month, hidden) for _ in range(count)]


def centres(seed: int, month: Month, count: int) -> list[dict[str, Any]]:
    rng = random.Random(f"{seed} {month}")
    return [centre(rng, month) for _ in range(count)]


def on_the_boundaries(month: Month) -> list[tuple[str, dict[str, Any]]]:
    """
    The days on which a month is cut, each by name: birthdays, 29 February, month ends, the day of death, the day of a move.

    Everybody is otherwise somebody to whom much is due, so that the day decides.
    """
    sure = dict.fromkeys(YES_NO, True) | {
        "born": date(1940, 5, 17), "died": None, "registered": [(ALWAYS, None)], "resident": [(ALWAYS, None)], "level": 3, "disability_grade": 1,
        "lawful_birth": True, "insurance": "employee", "care_grade": 3, "care_setting": "institution", "care_days": 0, "care_cost": 5000,
        "care_graded_on": month.first - timedelta(days=40), "disabled_since": month.first - timedelta(days=400), "adapted_on": None,
        "tekun": False, "tekun_in_care": False, "needs_long_care": True, "injury_nursing": False,
    }  # fmt: skip
    days = {
        "the last day before": month.first - timedelta(days=1),
        "the first day": month.first,
        "the middle": month.first + timedelta(days=14),
        "the last day": month.last,
        "the first day after": month.plus(1).first,
    }
    found = []
    for told, day in days.items():
        for age in AGES:
            found.append((f"{age} on {told}", sure | {"born": _years_before(day, age)}))
        found.append((f"died on {told}", sure | {"died": day}))
        for basis in ("registered", "resident"):
            other = {"registered": "resident", "resident": "registered"}[basis]
            gone = {other: [(ALWAYS, ALWAYS + timedelta(days=1))]}
            found.append((f"{basis} from {told}", sure | gone | {basis: [(day, None)]}))
            found.append((f"{basis} until {told}", sure | gone | {basis: [(ALWAYS, day)]}))
            found.append((f"{basis} until {told}, nobody knows since when", sure | gone | {basis: [(None, day)]}))
    for year in (1924, 1928, 1936, 1940, 1944, 1948, 1960, 1964, 1968, 2020, 2024):
        found.append((f"born on 29 February {year}", sure | {"born": date(year, 2, 29)}))
    return found
