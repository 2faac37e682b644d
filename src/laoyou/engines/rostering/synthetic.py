"""
A made-up district day, the same for the same seed: on it the published figures are measured.

Elders live in towns of unequal size; places are metres in a plane, and minutes are those of an electric bicycle at 15 km/h over streets
that are 1.3 times as long as the straight line, plus a minute at the door. Nothing here is taken from a real place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from laoyou.engines.rostering.inputs import FloatArray, IntArray
from laoyou.engines.rostering.model import Carer, Lunch, Second, Visit

SKILLS = ("meal", "clean", "bath", "nurse", "rehab")
SHARE_OF_VISITS = (0.35, 0.25, 0.2, 0.12, 0.08)
SHARE_OF_CARERS = (1.0, 1.0, 0.7, 0.35, 0.3)
MINUTES = ((10, 20), (20, 35), (20, 40), (15, 30), (20, 35))
DIALECTS = ("mandarin", "chongqing", "hakka")
METRES_A_MINUTE = 15_000 / 60 / 1.3


@dataclass(frozen=True)
class Day:
    """One day: places are first the stations, then the elders."""

    visits: tuple[Visit, ...]
    carers: tuple[Carer, ...]
    minutes: FloatArray
    metres: FloatArray


def district_day(
    visits: int,
    carers: int,
    seed: int,
    *,
    stations: int = 1,
    doubles: float = 0.0,
    optional: float = 0.0,
    length: float = 1.0,
) -> Day:
    """
    A day of so many visits and carers.

    doubles, optional  shares of visits that need two carers at once, and that may be left out
    length  how many times as long as usual a visit takes: with 15 visits for each carer a day can be carried out at 1, with 20 at 0.75
    """
    random = np.random.default_rng(seed)
    wide = 6_000.0 * np.sqrt(stations)
    towns = random.uniform(0, wide, (max(3, 4 * stations), 2))
    weight = random.dirichlet(np.full(len(towns), 1.2))
    centre = random.choice(len(towns), visits, p=weight)
    elders = towns[centre] + random.normal(0, 600, (visits, 2))
    biggest = np.argsort(-weight, kind="stable")[:stations]
    metres = np.concatenate([towns[biggest], elders])
    apart = np.sqrt(((metres[:, None, :] - metres[None, :, :]) ** 2).sum(axis=2))
    minutes = np.round(apart / METRES_A_MINUTE + 1.0, 2)
    np.fill_diagonal(minutes, 0.0)
    home = _homes(metres[stations:], metres[:stations], carers)
    staff = tuple(_carer(number, int(home[number]), random) for number in range(carers))
    asked = tuple(_visit(number, stations + number, random, doubles, optional, length) for number in range(visits))
    return Day(asked, staff, minutes, metres)


def _homes(elders: FloatArray, stations: FloatArray, carers: int) -> IntArray:
    """A station for each carer, in proportion to the elders that are nearest to it."""
    nearest = np.argmin(((elders[:, None, :] - stations[None, :, :]) ** 2).sum(axis=2), axis=1)
    wanted = np.bincount(nearest, minlength=len(stations)) / len(elders) * carers
    number = np.maximum(1, np.floor(wanted)).astype(int)
    while number.sum() < carers:
        number[np.argmax(wanted - number)] += 1
    return np.repeat(np.arange(len(stations)), number)[:carers]


def _carer(number: int, station: int, random: np.random.Generator) -> Carer:
    skills = frozenset(skill for skill, share in zip(SKILLS, SHARE_OF_CARERS, strict=True) if random.random() < share)
    begins = float(random.choice([420.0, 450.0, 480.0]))
    return Carer(
        id=f"c{number:04d}",
        start_place=station,
        end_place=station,
        shift=(begins, begins + 600.0),
        skills=skills,
        gender="f" if random.random() < 0.8 else "m",
        dialects=frozenset({"mandarin"} | {str(d) for d in DIALECTS[1:] if random.random() < 0.5}),
        lunch=Lunch(30.0, 675.0, 780.0),
        work_minutes=540.0,
    )


def _visit(
    number: int, place: int, random: np.random.Generator, doubles: float, optional: float, length: float
) -> Visit:
    kind = int(random.choice(len(SKILLS), p=SHARE_OF_VISITS))
    low, high = MINUTES[kind]
    minutes = float(np.ceil(length * random.integers(low, high + 1)))
    width = float(random.choice([90.0, 180.0, 360.0]))
    first = float(random.integers(450, 960 - 60) // 15 * 15)
    last = min(first + width, 990.0 - minutes)
    first = min(first, last)
    gender = str(random.choice(["", "f", "m"], p=[0.7, 0.25, 0.05]))
    dialect = random.random() < 0.15
    visit = Visit(
        id=f"v{number:05d}",
        place=place,
        minutes=minutes,
        window=(first, last),
        skills=frozenset({SKILLS[kind]}),
        gender=gender,
        must_gender=gender != "" and kind == 2,
        dialects=frozenset({str(random.choice(DIALECTS[1:]))}) if dialect else frozenset(),
        priority=2.0 if kind == 3 else 1.0,
        optional=bool(random.random() < optional),
    )
    if random.random() < doubles:
        return replace(visit, second=Second(minutes, frozenset({"meal"})))
    return visit


@dataclass(frozen=True)
class District:
    """A month's question: the arguments of `month`, by name."""

    elders: FloatArray
    carers: FloatArray
    visits: IntArray
    minutes: FloatArray
    room: FloatArray
    kind: IntArray
    able: NDArray[np.bool_]
    before: IntArray


def district_month(elders: int, carers: int, seed: int, *, working_days: int = 22) -> District:
    """
    Elders around towns, carers among them; last month's carers are near ones, with some elders new and some carers gone.

    One carer in twenty has left, one elder in twenty-five is new, and there is 8 % more room than work.
    """
    random = np.random.default_rng(seed)
    towns = random.uniform(0, 30_000, (40, 2))
    weight = random.dirichlet(np.full(len(towns), 1.2))
    here = towns[random.choice(len(towns), elders, p=weight)] + random.normal(0, 900, (elders, 2))
    base = here[random.choice(elders, carers, replace=False)]
    visits = random.choice([1, 2, 4, 8], elders, p=[0.55, 0.25, 0.15, 0.05])
    minutes = random.uniform(35, 60, elders)
    kind = (random.random(elders) < 0.15).astype(np.int64)
    able = np.stack([np.ones(carers, bool), random.random(carers) < 0.4])
    able[1, 0] = True
    work = visits * minutes
    room = np.full(carers, 1.08 * work.sum() / carers) * random.uniform(0.9, 1.1, carers)
    # Last month: everybody, those who have left too, to who was near and had room.
    before = np.full(elders, -1, np.int64)
    left = room * 1.02
    for elder in random.permutation(elders).tolist():
        far = np.hypot(*(base - here[elder]).T)
        far[(left < work[elder]) | ~able[kind[elder]]] = np.inf
        carer = int(np.argmin(far))
        if np.isfinite(far[carer]):
            before[elder] = carer
            left[carer] -= work[elder]
    before[random.random(elders) < 0.04] = -1
    new = random.choice(carers, max(1, carers // 20), replace=False)
    before[np.isin(before, new)] = -1  # who has taken the place of one who left knows nobody
    return District(here, base, visits, minutes, room, kind, able, before)
