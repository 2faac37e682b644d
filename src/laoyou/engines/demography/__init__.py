"""
Demography: life tables, mortality and fertility to come, projections of many areas and draws, and how far they erred.

Pure: arrays in, arrays out. Ages are completed years and the last age group is open; the axis of sexes is male, female.
See docs/engines/demography.md.
"""

from laoyou.engines.demography.accuracy import (
    Accuracy,
    Bands,
    accuracy,
    coverage,
    draw_bands,
    error_bands,
    relative_errors,
)
from laoyou.engines.demography.constraining import constrain_to_totals, rake
from laoyou.engines.demography.draws import random_paths, spread_of_band
from laoyou.engines.demography.fertility import fertility_schedule, mean_age_at_birth
from laoyou.engines.demography.graduation import graduate_population, group_ages
from laoyou.engines.demography.hamilton_perry import CohortChange, cohort_change, hamilton_perry
from laoyou.engines.demography.lee_carter import LeeCarter, lee_carter
from laoyou.engines.demography.lifetables import (
    LifeTable,
    abridge_rates,
    extend_rates,
    graduate_rates,
    life_table,
    life_table_from_deaths,
    survival_ratios,
)
from laoyou.engines.demography.migration import (
    Migration,
    migration_schedule,
    residual_migration,
    synthetic_migration,
)
from laoyou.engines.demography.projection import (
    DEFAULT_GROUPS,
    SEXES,
    Components,
    Projection,
    accounting_gap,
    project,
)
from laoyou.engines.demography.survival import Survivors, cohort_survival
from laoyou.engines.demography.trends import linear_totals

__all__ = [
    "DEFAULT_GROUPS", "SEXES",
    "Accuracy", "Bands", "CohortChange", "Components", "LeeCarter", "LifeTable", "Migration", "Projection", "Survivors",
    "abridge_rates", "accounting_gap", "accuracy", "cohort_change", "cohort_survival", "constrain_to_totals", "coverage",
    "draw_bands", "error_bands", "extend_rates", "fertility_schedule", "graduate_population", "graduate_rates", "group_ages",
    "hamilton_perry", "lee_carter", "life_table", "life_table_from_deaths", "linear_totals", "mean_age_at_birth",
    "migration_schedule", "project", "rake", "random_paths", "relative_errors", "residual_migration", "spread_of_band",
    "survival_ratios", "synthetic_migration",
]  # fmt: skip
