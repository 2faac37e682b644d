"""What `rules.py` determines: twelve benefits over fourteen facts, and people about whom some things are not known. All of it is made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from laoyou.base.month import Month
from laoyou.engines.rules import Benefit, Book, Clause, Conflict, Dated, Definition, Fact, Law, Parameter, Tier
from laoyou.engines.rules.book import Period

MONTH = Month(2026, 11)
START = Month(2026, 1)
DISABILITY = ("none", "one", "two", "three", "four")
GRADES = ("none", "mild", "moderate", "severe_one", "severe_two", "severe_three")
SETTINGS = ("institution", "agency", "family")
FACTS = (
    Fact("birth_date", "person", "date"),
    Fact("death_date", "person", "open_date"),
    Fact("registered_from", "person", "date"),
    Fact("registered_to", "person", "open_date"),
    Fact("low_income", "person", "bool"),
    Fact("hardship", "person", "bool"),
    Fact("near_low_income", "person", "bool"),
    Fact("lives_alone", "person", "bool"),
    Fact("insured", "person", "bool"),
    Fact("disability", "person", "code", DISABILITY),
    Fact("grade", "person", "code", GRADES),
    Fact("setting", "person", "code", SETTINGS),
    Fact("daily_cost", "person", "fen"),
    Fact("care_days", "person", "int"),
)
AMOUNTS = {
    "age_80": 2500, "age_80_poor": 10000, "age_90": 10000, "age_90_poor": 20000, "age_100": 60000, "service_fen": 20000, "nursing_fen": 15000,
    "disability_living_fen": 8000, "disability_care_high": 10000, "disability_care_low": 6000, "care_cap": 5000, "family_day": 3000,
    "meal_fen": 3000, "voucher_fen": 80000, "child_fen": 360000,
}  # fmt: skip


def _benefit(
    name: str,
    *clauses: str,
    tiers: tuple[tuple[str, str], ...] = (),
    amount: str | None = None,
    period: Period = "month",
) -> Benefit:
    return Benefit(
        name, "person", START, tuple(Clause(f"c{number}", when) for number, when in enumerate(clauses)), "month",
        tiers=tuple(Tier(f"t{number}", when, what) for number, (when, what) in enumerate(tiers)), amount=amount,
        money=bool(tiers or amount), period=period, due_month=11 if period == "year" else None,
    )  # fmt: skip


BOOK = Book(
    facts=FACTS,
    parameters=(
        *(Parameter(name, "fen", (Dated(value, START),)) for name, value in AMOUNTS.items()),
        Parameter("care_rate", "percent", (Dated(7500, START),)),
    ),
    definitions=(
        Definition("here", "person", "alive(death_date) and holds(registered_from, registered_to)"),
        Definition("poor", "person", "low_income or hardship"),
        Definition("severe", "person", 'grade in ("severe_one", "severe_two", "severe_three")'),
    ),
    laws=(Law("month"),),
    benefits=(
        _benefit(
            "advanced_age", "here", "age(birth_date) >= 80",
            tiers=(
                ("age(birth_date) >= 100", "age_100"), ("age(birth_date) >= 90 and poor", "age_90_poor"),
                ("age(birth_date) >= 90", "age_90"), ("poor", "age_80_poor"), ("True", "age_80"),
            ),
        ),
        _benefit("service", "here", "age(birth_date) >= 60", "poor or near_low_income", "severe or age(birth_date) >= 80", amount="service_fen"),
        _benefit("nursing", "here", "age(birth_date) >= 60", "poor", 'grade in ("moderate", "severe_one", "severe_two", "severe_three")', amount="nursing_fen"),
        _benefit("disability_living", "here", "low_income", 'disability != "none"', "not hardship", amount="disability_living_fen"),
        _benefit(
            "disability_care", "here", 'disability in ("one", "two")', "not hardship",
            tiers=(('disability == "one"', "disability_care_high"), ("True", "disability_care_low")),
        ),
        _benefit(
            "insurance", "alive(death_date)", "insured", "severe",
            tiers=(('setting == "family"', "family_day * care_days"), ("True", "min(share(daily_cost, care_rate), care_cap) * care_days")),
        ),
        _benefit("meal", "here", "age(birth_date) >= 65", "poor or lives_alone", amount="meal_fen"),
        _benefit("voucher", "here", "age(birth_date) >= 60", 'grade in ("moderate", "severe_one", "severe_two", "severe_three")', amount="voucher_fen"),
        _benefit("child", "here", "age(birth_date) < 3", amount="child_fen", period="year"),
        _benefit("visit", "here", "age(birth_date) >= 60", "lives_alone or severe or hardship"),
        _benefit("bed", "here", "age(birth_date) >= 60", "hardship or (low_income and severe)"),
        _benefit("doctor", "here", "age(birth_date) >= 65 or age(birth_date) < 7 or poor"),
    ),
    conflicts=(Conflict("care", ("service", "nursing", "disability_care"), START),),
)  # fmt: skip


def write_people(path: Path, people: int, seed: int, *, unknown: float = 0.02, part: int = 1_000_000) -> None:
    """A Parquet file of so many people, in row groups of half a million; of each a share `unknown` of the facts is not known."""
    import pyarrow.parquet

    writer = None
    for number, start in enumerate(range(0, people, part)):
        table = make_people(min(part, people - start), seed + number, unknown=unknown).to_arrow()
        writer = writer or pyarrow.parquet.ParquetWriter(path, table.schema, compression="lz4")
        writer.write_table(table, row_group_size=250_000)
    if writer is not None:
        writer.close()


def make_people(people: int, seed: int, *, unknown: float = 0.02) -> pl.DataFrame:
    """As many as `people`, an old district: three in ten are 60 or over."""
    random = np.random.default_rng(seed)
    today = (date(2026, 11, 30) - date(1970, 1, 1)).days
    age_days = np.where(
        random.random(people) < 0.3, random.gamma(3, 3500, people) + 60 * 365.25, random.random(people) * 60 * 365.25
    )
    birth = today - np.minimum(age_days, 110 * 365.25).astype(np.int32)
    came = np.where(random.random(people) < 0.9, birth, today - random.integers(0, 9000, people)).astype(np.int32)

    def some(share: float, values: np.ndarray) -> pl.Series:
        return pl.Series(values.astype(np.int32)).set(pl.Series(random.random(people) >= share), None).cast(pl.Date)

    def yes(share: float) -> pl.Series:
        return hidden(pl.Series(random.random(people) < share))

    def hidden(series: pl.Series) -> pl.Series:
        return series.set(pl.Series(random.random(people) < unknown), None) if unknown else series

    def code(values: tuple[str, ...], shares: list[float]) -> pl.Series:
        drawn = random.choice(len(values), people, p=shares).astype(np.uint32)
        return hidden(
            pl.Series(drawn).cast(pl.UInt32).replace_strict(dict(enumerate(values)), return_dtype=pl.Enum(values))
        )

    return pl.DataFrame(
        {
            "id": pl.Series(np.arange(people, dtype=np.int64) + seed * 10**8),
            "birth_date": hidden(pl.Series(birth.astype(np.int32)).cast(pl.Date)),
            "death_date": some(0.01, today - random.integers(0, 400, people)),
            "registered_from": hidden(pl.Series(came).cast(pl.Date)),
            "registered_to": some(0.03, today - random.integers(-40, 400, people)),
            "low_income": yes(0.04),
            "hardship": yes(0.01),
            "near_low_income": yes(0.03),
            "lives_alone": yes(0.08),
            "insured": yes(0.6),
            "disability": code(DISABILITY, [0.93, 0.01, 0.02, 0.02, 0.02]),
            "grade": code(GRADES, [0.92, 0.03, 0.02, 0.01, 0.01, 0.01]),
            "setting": code(SETTINGS, [0.2, 0.2, 0.6]),
            "daily_cost": hidden(pl.Series(random.integers(0, 20_000, people))),
            "care_days": hidden(pl.Series(random.integers(0, 31, people))),
        }
    ).with_columns(pl.col("disability", "grade", "setting").cast(pl.String))
