"""How many people of each age and sex live in each town, and who of them lives in a collective household."""

from __future__ import annotations

import numpy as np

from laoyou.demo.synthesis.inputs import Census, Rates
from laoyou.demo.synthesis.tables import FloatArray, IntArray, proportional_fit, round_table, share_out_below

OLDEST = 104


def town_tables(census: Census, rates: Rates) -> IntArray:
    """(towns, groups, 2): residents by town, age group and sex. Both the towns' and the ages' published totals are met."""
    seed = rates.town_weights
    cells = len(census.age_starts) * 2
    rows = np.array([town.people for town in census.towns])
    columns = census.people.reshape(cells)
    start = np.repeat(seed, 2, axis=1) * rows[:, None] * np.maximum(columns, 1)[None, :]
    table = proportional_fit(start.astype(float), rows, columns)
    return round_table(table, rows, columns).reshape(len(census.towns), len(census.age_starts), 2)


def collective_tables(census: Census, rates: Rates, people: IntArray) -> IntArray:
    """(towns, groups, 2): those of `people` who live in collective households; the total is what the families leave."""
    total = census.total - census.family_people
    weights = (people * rates.collective_share[None, :, None]).ravel().astype(float)
    limits = np.floor(people * np.minimum(0.95, rates.collective_share * 2.5)[None, :, None]).astype(np.int64).ravel()
    return share_out_below(total, weights, limits).reshape(people.shape)


def single_year_weights(age_starts: IntArray, counts: IntArray) -> list[FloatArray]:
    """
    For each age group the share of each single year in it, sloping towards the neighbouring groups.

    age_starts (groups,), counts (groups,) → one array per group, each of sum 1. The open group thins out by 18 % a year.
    """
    widths = np.diff(np.append(age_starts, OLDEST + 1))
    per_year = counts / np.maximum(1, widths)
    middles = age_starts + (widths - 1) / 2
    shares = []
    for group, (start, width) in enumerate(zip(age_starts, widths, strict=True)):
        ages = np.arange(start, start + width)
        if group == len(age_starts) - 1:
            years = 0.82 ** np.arange(width)
        else:
            years = np.interp(ages, middles[:-1], per_year[:-1])
            years = np.maximum(years, per_year[group] * 0.25 + 1e-9)
        shares.append(years / years.sum())
    return shares
