"""A made-up rule book that uses everything the language has, and made-up people for it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from laoyou.base.month import Month
from laoyou.engines.rules import Benefit, Book, Clause, Conflict, Dated, Definition, Fact, Law, Parameter, Tier

JANUARY = Month(2026, 1)
MONTH = Month(2026, 2)
GRADES = ("none", "mild", "moderate", "severe")


def parameter(name: str, kind: str, *values: int | None) -> Parameter:
    """One value a year from 2026 on; the last one holds on."""
    starts = [Month(2026 + number, 1) for number in range(len(values))]
    ends: list[Month | None] = [*starts[1:], None]
    dated = tuple(Dated(value, start, end) for value, start, end in zip(values, starts, ends, strict=True))
    return Parameter(name, kind, dated)  # type: ignore[arg-type]


FACTS = (
    Fact("birth_date", "person", "date", holder="police"),
    Fact("death_date", "person", "open_date", holder="police"),
    Fact("registered_from", "person", "date", holder="police"),
    Fact("registered_to", "person", "open_date", holder="police"),
    Fact("area", "person", "area", holder="police"),
    Fact("poor", "person", "bool", holder="civil affairs"),
    Fact("hardship", "person", "bool", holder="civil affairs"),
    Fact("disabled", "person", "bool", holder="disability federation"),
    Fact("grade", "person", "code", GRADES, holder="medical insurance"),
    Fact("income", "person", "fen", holder="civil affairs"),
    Fact("cost", "person", "fen", holder="medical insurance"),
    Fact("days", "person", "int", holder="medical insurance"),
    Fact("beds", "facility", "int", holder="civil affairs"),
)
BOOK = Book(
    facts=FACTS,
    parameters=(
        parameter("old_age", "int", 80),
        parameter("low", "fen", 2500, 3000),
        parameter("middle", "fen", 10000),
        parameter("high", "fen", 50000),
        parameter("extra", "fen", 20000),
        parameter("line", "fen", 80000),
        parameter("rate", "percent", 7500),
        parameter("cap", "fen", 6000),
        parameter("unentered", "fen", None),
        parameter("bed", "fen", 1000),
    ),
    definitions=(
        Definition("needy", "person", "poor or hardship"),
        Definition("here", "person", "alive(death_date) and holds(registered_from, registered_to)"),
    ),
    laws=(Law("month"), Law("strict", "next_month", "stops_in_month", "stops_in_month", "last_day", "last_day")),
    benefits=(
        Benefit(
            "age_allowance", "person", JANUARY,
            (Clause("here", "here"), Clause("age", "age(birth_date) >= old_age")), "month",
            tiers=(
                Tier("hundred", "age(birth_date) >= 100", "high"),
                Tier("needy", "needy", "extra"),
                Tier("ninety", "age(birth_date) >= 90", "middle"),
                Tier("eighty", "age(birth_date) >= 80", "low"),
            ),
        ),
        Benefit(
            "care_allowance", "person", JANUARY,
            (Clause("here", "here"), Clause("needy", "needy or income <= line"),
             Clause("grade", 'grade in ("moderate", "severe")')), "strict", amount="extra",
        ),
        Benefit(
            "disability_allowance", "person", JANUARY,
            (Clause("here", "here"), Clause("disabled", "disabled"), Clause("not_hardship", "not hardship")), "month",
            tiers=(Tier("severe", 'grade == "severe"', "middle + low * 2"), Tier("rest", "True", "low")),
        ),
        Benefit(
            "insurance", "person", JANUARY, (Clause("grade", 'grade == "severe"'), Clause("alive", "alive(death_date)")), "month",
            amount="min(share(cost, rate), cap) * days",
        ),
        Benefit("child", "person", JANUARY, (Clause("age", "age_months(birth_date) < 36"), Clause("here", "here")), "month",
                amount="high", period="year", due_month=2),
        Benefit("later", "person", JANUARY, (Clause("poor", "poor"), Clause("area", 'within(area, "500118")')), "month", amount="unentered"),
        Benefit("visit", "person", JANUARY,
                (Clause("one", "entitled(care_allowance) or entitled(age_allowance)"), Clause("grade", 'grade != "none"')), "month", money=False),
        Benefit("respite", "person", JANUARY, (Clause("care", "entitled(care_allowance)"),), "month", money=False, amount="max(days, 5)"),
        Benefit("operating", "facility", JANUARY, (Clause("beds", "beds > 0"),), "month", amount="beds * bed"),
    ),
    conflicts=(Conflict("care", ("care_allowance", "disability_allowance", "age_allowance"), JANUARY),),
)  # fmt: skip


def person(rng: random.Random, *, unknown: float = 0.25) -> dict[str, Any]:
    """Somebody about whom some things are not known; many are born, died or moved near a day that decides."""
    near = date(2026, 2, 1)
    ages = rng.choice([0, 2, 3, 3, 5, 30, 60, 79, 80, 80, 81, 90, 90, 95, 100, 100, 101])
    leap = rng.random() < 0.05
    born = (
        date(1936, 2, 29)
        if leap
        else date(near.year - ages, 2, rng.choice([1, 2, 27, 28])) + timedelta(rng.randint(-33, 33))
    )

    def day() -> date:
        return near + timedelta(rng.choice([-400, -32, -31, -1, 0, 1, 26, 27, 28, 29, 60]))

    made: dict[str, Any] = {
        "birth_date": min(born, date(2026, 3, 31)),
        "death_date": day() if rng.random() < 0.2 else None,
        "registered_from": day() if rng.random() < 0.3 else date(1990, 1, 1),
        "registered_to": day() if rng.random() < 0.2 else None,
        "area": rng.choice(["500118001", "500118", "500117001", "50"]),
        "poor": rng.random() < 0.5,
        "hardship": rng.random() < 0.3,
        "disabled": rng.random() < 0.5,
        "grade": rng.choice(GRADES),
        "income": rng.choice([0, 79999, 80000, 80001, 200000]),
        "cost": rng.choice([0, 1, 3333, 7999, 8000, 100000]),
        "days": rng.choice([0, 1, 28, 30]),
    }
    ends = {fact.name for fact in FACTS if fact.type == "open_date"}
    return {name: None if name not in ends and rng.random() < unknown else value for name, value in made.items()}
