"""Synthetic places and candidate sites for the benchmarks of siting; the same in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SIZES = ((200, 2_000), (500, 5_000), (2_000, 20_000))
"""(sites, places)"""
SIDE = 60.0


@dataclass(frozen=True)
class District:
    """Places with people and candidate sites on a square of 60 × 60 minutes; travel is the straight way."""

    people: np.ndarray[Any, np.dtype[np.float64]]
    minutes: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def size(self) -> dict[str, int]:
        return {"sites": self.minutes.shape[1], "places": self.minutes.shape[0]}


def district(sites: int, places: int, seed: int, *, clustered: bool) -> District:
    """Everything strewn evenly; or seven in ten around the centres of towns of very unequal size."""
    rng = np.random.default_rng(seed)
    home, site = rng.random((places, 2)) * SIDE, rng.random((sites, 2)) * SIDE
    if clustered:
        centres = rng.random((max(8, places // 250), 2)) * SIDE
        share = rng.lognormal(0, 0.8, len(centres))
        for points, spread in ((home, 2.5), (site, 3.0)):
            inside = rng.random(len(points)) < 0.7
            town = rng.choice(len(centres), int(inside.sum()), p=share / share.sum())
            points[inside] = centres[town] + rng.normal(0, spread, (int(inside.sum()), 2))
    people = np.ceil(rng.lognormal(3, 0.8, places))
    minutes = np.hypot(home[:, None, 0] - site[None, :, 0], home[:, None, 1] - site[None, :, 1])
    return District(people, minutes)
