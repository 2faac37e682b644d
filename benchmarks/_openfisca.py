"""
The amounts of `_rulebook.py` in OpenFisca, written by hand from the same conditions: what `rules.py` is measured beside.

OpenFisca (AGPL) is used by this benchmark alone, and only where somebody has installed it. It has no value for “unknown”: a missing fact is
0 or false there, so that it is compared on people about whom all is known.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._rulebook import AMOUNTS, DISABILITY, GRADES, MONTH, SETTINGS

PERIOD = str(MONTH)
MONEY = (
    "advanced_age",
    "service",
    "nursing",
    "disability_living",
    "disability_care",
    "insurance",
    "meal",
    "voucher",
    "child",
)
CODES = {"disability": DISABILITY, "grade": GRADES, "setting": SETTINGS}
DAYS = ("birth_date", "death_date", "registered_from", "registered_to")
NEVER = np.datetime64("9999-12-31")
A = AMOUNTS


def system() -> Any:
    """The rules as an OpenFisca tax and benefit system with persons only."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="person", is_person=True)
    made = TaxBenefitSystem([person])

    def add(name: str, kind: type, formula: Callable[..., Any] | None = None) -> None:
        content: dict[str, Any] = {
            "value_type": kind,
            "entity": person,
            "definition_period": DateUnit.MONTH,
            "label": name,
        }
        if formula is not None:
            content["formula"] = formula
        made.add_variable(type(name, (Variable,), content))

    def day(name: str) -> None:
        from datetime import date

        add(name, date)

    for name in DAYS:
        day(name)
    for name in ("low_income", "hardship", "near_low_income", "lives_alone", "insured"):
        add(name, bool)
    for name in (*CODES, "daily_cost", "care_days"):
        add(name, int)

    first, last = np.datetime64("2026-11-01"), np.datetime64("2026-11-30")

    def aged(p: Any, t: Any, years: int) -> Any:
        return p("birth_date", t) <= np.datetime64(f"{2026 - years}-11-30")

    def here(p: Any, t: Any, parameters: Any) -> Any:
        return p("alive", t) * (p("registered_from", t) <= first) * (p("registered_to", t) > first)

    def formulas() -> dict[str, tuple[type, Callable[..., Any]]]:
        def poor(p: Any, t: Any, q: Any) -> Any:
            return p("low_income", t) + p("hardship", t)

        def severe(p: Any, t: Any, q: Any) -> Any:
            return p("grade", t) >= 3

        def advanced_age(p: Any, t: Any, q: Any) -> Any:
            needy = p("poor", t)
            young = np.where(needy, A["age_80_poor"], A["age_80"])
            old = np.where(needy, A["age_90_poor"], A["age_90"])
            amount = np.where(aged(p, t, 100), A["age_100"], np.where(aged(p, t, 90), old, young))
            return amount * (p("here", t) * aged(p, t, 80))

        def service_alone(p: Any, t: Any, q: Any) -> Any:
            return A["service_fen"] * (
                p("here", t)
                * aged(p, t, 60)
                * (p("poor", t) + p("near_low_income", t))
                * (p("severe", t) + aged(p, t, 80))
            )

        def nursing_alone(p: Any, t: Any, q: Any) -> Any:
            return A["nursing_fen"] * (p("here", t) * aged(p, t, 60) * p("poor", t) * (p("grade", t) >= 2))

        def disability_care_alone(p: Any, t: Any, q: Any) -> Any:
            degree = p("disability", t)
            amount = np.where(degree == 1, A["disability_care_high"], A["disability_care_low"])
            return amount * (p("here", t) * ((degree == 1) + (degree == 2)) * np.logical_not(p("hardship", t)))

        def service(p: Any, t: Any, q: Any) -> Any:
            mine = p("service_alone", t)
            return mine * (mine >= p("nursing_alone", t)) * (mine >= p("disability_care_alone", t))

        def nursing(p: Any, t: Any, q: Any) -> Any:
            mine = p("nursing_alone", t)
            return mine * (mine > p("service_alone", t)) * (mine >= p("disability_care_alone", t))

        def disability_care(p: Any, t: Any, q: Any) -> Any:
            mine = p("disability_care_alone", t)
            return mine * (mine > p("service_alone", t)) * (mine > p("nursing_alone", t))

        def disability_living(p: Any, t: Any, q: Any) -> Any:
            eligible = p("here", t) * p("low_income", t) * (p("disability", t) != 0) * np.logical_not(p("hardship", t))
            return A["disability_living_fen"] * eligible

        def insurance(p: Any, t: Any, q: Any) -> Any:
            days = p("care_days", t).astype(np.int64)
            share = np.minimum((p("daily_cost", t).astype(np.int64) * 7500 + 5000) // 10000, A["care_cap"])
            amount = np.where(p("setting", t) == 2, A["family_day"] * days, share * days)
            return amount * (p("alive", t) * p("insured", t) * p("severe", t))

        def meal(p: Any, t: Any, q: Any) -> Any:
            return A["meal_fen"] * (p("here", t) * aged(p, t, 65) * (p("poor", t) + p("lives_alone", t)))

        def voucher(p: Any, t: Any, q: Any) -> Any:
            return A["voucher_fen"] * (p("here", t) * aged(p, t, 60) * (p("grade", t) >= 2))

        def child(p: Any, t: Any, q: Any) -> Any:
            return A["child_fen"] * (p("here", t) * (p("birth_date", t) > np.datetime64("2023-10-31")))

        def alive(p: Any, t: Any, q: Any) -> Any:
            return p("death_date", t) >= first

        found: dict[str, tuple[type, Callable[..., Any]]] = {
            "alive": (bool, alive), "here": (bool, here), "poor": (bool, poor), "severe": (bool, severe),
            "service_alone": (int, service_alone), "nursing_alone": (int, nursing_alone), "disability_care_alone": (int, disability_care_alone),
        }  # fmt: skip
        amounts = (advanced_age, service, nursing, disability_living, disability_care, insurance, meal, voucher, child)
        return found | {formula.__name__: (int, formula) for formula in amounts}

    assert last > first
    for name, (kind, formula) in formulas().items():
        add(name, kind, _named(formula))
    return made


def _named(formula: Callable[..., Any]) -> Callable[..., Any]:
    """OpenFisca finds formulas by their name and counts their arguments."""

    def wrapped(person: Any, period: Any, parameters: Any) -> Any:
        return formula(person, period, parameters)

    wrapped.__name__ = "formula"
    return wrapped


def arrays(path: Path) -> dict[str, np.ndarray]:
    """The facts of a Parquet file as OpenFisca takes them; no end is the last day there is."""
    import polars as pl

    frame = pl.read_parquet(
        path,
        columns=[
            *DAYS,
            "low_income",
            "hardship",
            "near_low_income",
            "lives_alone",
            "insured",
            *CODES,
            "daily_cost",
            "care_days",
        ],
    )
    found: dict[str, np.ndarray] = {}
    for name in frame.columns:
        column = frame[name]
        if name in CODES:
            column = column.cast(pl.Enum(CODES[name])).to_physical().cast(pl.Int32)
        elif name in DAYS:
            days = column.to_numpy().astype("datetime64[D]")
            found[name] = np.where(np.isnat(days), NEVER, days)
            continue
        elif column.dtype == pl.Int64:
            column = column.cast(pl.Int32)
        found[name] = column.to_numpy()
    return found


def totals(made: Any, inputs: dict[str, np.ndarray]) -> dict[str, int]:
    """The sum of each amount, in fen."""
    from openfisca_core.simulations import SimulationBuilder

    simulation = SimulationBuilder().build_default_simulation(made, len(inputs["birth_date"]))
    for name, values in inputs.items():
        simulation.set_input(name, PERIOD, values)
    return {name: int(simulation.calculate(name, PERIOD).sum(dtype=np.int64)) for name in MONEY}
