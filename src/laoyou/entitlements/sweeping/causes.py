"""Why a determination is otherwise than in the month before."""

from __future__ import annotations

from typing import Any

import polars as pl

from laoyou.base.month import Month
from laoyou.entitlements.sweeping.columns import OWN

PLACES = ("registered_from", "registered_to", "resident_from", "resident_to")


def causes(
    changed: pl.DataFrame,
    before: pl.DataFrame,
    now: pl.DataFrame,
    month: Month,
    earlier: dict[str, Any],
    manifest: dict[str, Any],
) -> pl.DataFrame:
    """
    `changed` with a column `cause`: the first reason that applies.

    changed  rows of key, benefit, before, after, before_tier, after_tier
    before, now  the facts of the two months for these keys
    earlier, manifest  what the two sweeps said of their rules
    """
    own = [name for name in now.columns if name in OWN and name in before.columns]
    facts = [name for name in now.columns if name in before.columns and name not in OWN and name not in ("key", "area")]
    last_month = month.plus(-1)
    both = now.join(before, on="key", how="full", coalesce=True, suffix="__then")

    def differs(names: list[str]) -> pl.Expr:
        parts = [pl.col(name).ne_missing(pl.col(f"{name}__then")) for name in names]
        return pl.any_horizontal(parts) if parts else pl.lit(False)

    def fell(names: list[str]) -> pl.Expr:
        """Whether a day of the two months itself brought it, though it was known before."""
        parts = [(pl.col(name) >= last_month.first_day) & (pl.col(name) < month.end) for name in names if name in own]
        return pl.any_horizontal(parts).fill_null(False) if parts else pl.lit(False)

    born = pl.col("birth_date").dt.month() if "birth_date" in own else pl.lit(0)
    places = [name for name in PLACES if name in own]
    reasons = both.select(
        "key",
        died=pl.col("death_date").is_not_null() if "death_date" in own else pl.lit(False),
        moved=differs(places) | fell(places),
        told=differs([*facts, *(name for name in ("birth_date",) if name in own)]),
        birthday=born.is_in([month.month, last_month.month]).fill_null(False),
    )
    rates, rules = _otherwise(earlier, manifest, "parameters"), _otherwise(earlier, manifest, "rule")
    rate, rule = pl.col("benefit").is_in(rates), pl.col("benefit").is_in(rules)
    same = (
        pl.col("before_tier").eq_missing(pl.col("after_tier"))
        & (pl.col("before") != "not_entitled")
        & (pl.col("after") != "not_entitled")
    )
    return changed.join(reasons, on="key", how="left").with_columns(
        cause=pl.when(pl.col("before") == "absent").then(pl.lit("came"))
        .when(pl.col("after") == "absent").then(pl.lit("left"))
        .when(pl.col("died")).then(pl.lit("death"))
        .when(pl.col("moved")).then(pl.lit("move"))
        .when(pl.col("told")).then(pl.lit("fact"))
        .when(rate & same).then(pl.lit("rate"))
        .when(pl.col("birthday")).then(pl.lit("birthday"))
        .when(rate).then(pl.lit("rate"))
        .when(rule).then(pl.lit("rule"))
        .otherwise(pl.lit("birthday"))
    )  # fmt: skip


def _otherwise(earlier: dict[str, Any], manifest: dict[str, Any], what: str) -> list[str]:
    """The benefits of which the two sweeps say something else."""
    then, now = earlier["benefits"], manifest["benefits"]
    return [name for name in now if then.get(name, {}).get(what) != now[name][what]]
