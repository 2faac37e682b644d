"""World Population Prospects 2019, all countries, as arrays: what the backtest reads from `--data`."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from laoyou.engines.demography.arrays import FloatArray

POPULATION_YEARS = tuple(range(1950, 2021, 5))
PERIODS = tuple(range(1950, 2016, 5))
"""First years of the five-year periods."""
GROUPS = tuple(range(0, 101, 5))
RATE_AGES = (0, 1, *range(5, 101, 5))
CHINA = "156"
FOLDER = "wpp2019_world"


@dataclass(frozen=True)
class World:
    """
    Countries and territories, 1950-2020; people in thousands.

    codes, names (countries,)
    people       (countries, sexes, groups, years)           at mid-year of POPULATION_YEARS
    mx           (countries, sexes, rate ages, periods)      deaths per person-year
    total        (countries, periods)                        children per woman
    pattern      (countries, 7, periods)                     share of each age group of mothers
    boys         (countries, periods)                        boys per girl
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    people: FloatArray
    mx: FloatArray
    total: FloatArray
    pattern: FloatArray
    boys: FloatArray


def files_missing(data: Path) -> list[str]:
    """Names of the files that `data` should hold and does not."""
    wanted = [f"{FOLDER}/{name}.tsv.gz" for name in (*TABLES, "UNlocations")]
    return [name for name in wanted if not (data / name).is_file()]


TABLES = ("popM", "popF", "mxM", "mxF", "tfr", "percentASFR", "sexRatio")


def read(data: Path) -> World:
    """Every country (not region) for which all tables have rows."""
    tables = {name: _rows(data / FOLDER / f"{name}.tsv.gz") for name in TABLES}
    places = _rows(data / FOLDER / "UNlocations.tsv.gz")
    codes = [
        code
        for code, rows in places.items()
        if rows[0]["location_type"] == "4" and all(code in table for table in tables.values())
    ]
    periods = [f"{year}-{year + 5}" for year in PERIODS]
    years = [str(year) for year in POPULATION_YEARS]
    return World(
        tuple(codes),
        tuple(places[code][0]["name"] for code in codes),
        np.stack([_table(tables[name], codes, years) for name in ("popM", "popF")], axis=1),
        np.stack([_table(tables[name], codes, periods) for name in ("mxM", "mxF")], axis=1),
        _table(tables["tfr"], codes, periods)[:, 0],
        _table(tables["percentASFR"], codes, periods),
        _table(tables["sexRatio"], codes, periods)[:, 0],
    )


def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    """Country code -> its rows in the order of the file, which is the order of ages."""
    found: dict[str, list[dict[str, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found.setdefault(row["country_code"], []).append(row)
    return found


def _table(rows: Mapping[str, list[dict[str, str]]], codes: list[str], columns: list[str]) -> FloatArray:
    """(countries, ages, columns)."""
    return np.array([[[float(row[column]) for column in columns] for row in rows[code]] for code in codes])
