"""Random small days with everything in them, for the tests of this room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from laoyou.engines.rostering import Carer, Lunch, Second, Visit


def day(
    seed: int, visits: int = 14, carers: int = 4, *, ties: bool = True
) -> tuple[list[Visit], list[Carer], NDArray[np.float64]]:
    """
    A crowded day: windows, wishes, double visits together and with gaps, two stations, lunches, short shifts, a place without a way.

    ties  whether there are double visits and soft due moments: without, another search is taken
    """
    random = np.random.default_rng(seed)
    spots = random.uniform(0, 30, (visits + 2, 2))
    minutes = np.round(np.abs(spots[:, None, :] - spots[None, :, :]).sum(axis=2) + 1, 1)
    cut_off = 2 + int(random.integers(visits))  # no way to one of the elders
    minutes[cut_off, :] = minutes[:, cut_off] = np.inf
    np.fill_diagonal(minutes, 0)
    pick = random.choice
    staff = []
    for number in range(carers):
        begins = float(pick([420, 480, 600]))
        ends = begins + float(pick([240, 480, 600]))
        lunch = Lunch(30.0, begins + 90, begins + 180) if random.random() < 0.7 else None
        staff.append(
            Carer(
                id=f"c{number}",
                start_place=number % 2,
                end_place=int(pick([0, 1])),
                shift=(begins, ends),
                skills=frozenset(s for s in "abc" if random.random() < 0.7),
                gender=str(pick(["f", "m"])),
                dialects=frozenset(d for d in "xy" if random.random() < 0.6),
                lunch=lunch,
                work_minutes=float(pick([200, 400, np.inf])),
            )
        )
    asked = []
    for number in range(visits):
        first = float(random.integers(420, 900))
        long = float(random.integers(10, 60))
        second = None
        if random.random() < 0.25 and ties:
            gap = [(0.0, 0.0), (10.0, 30.0), (-20.0, 20.0)][int(random.integers(3))]
            second = Second(float(random.integers(10, 60)), frozenset(pick(["a", "b"])), gap)
        asked.append(
            Visit(
                id=f"v{number}",
                place=number + 2,
                minutes=long,
                window=(first, first + float(pick([0, 30, 120, 400]))),
                skills=frozenset(str(pick(["a", "b", "c", "d"], p=[0.4, 0.35, 0.2, 0.05]))),
                second=second,
                gender=str(pick(["", "", "f", "m"])),
                must_gender=bool(random.random() < 0.5),
                dialects=frozenset(str(pick(["x", "y"]))) if random.random() < 0.3 else frozenset(),
                must_dialect=bool(random.random() < 0.3),
                known=str(pick(["", "c0", "c1"])),
                barred=frozenset({"c2"}) if random.random() < 0.1 else frozenset(),
                priority=float(pick([1.0, 3.0])),
                optional=bool(random.random() < 0.2),
                due=first + 20.0 if random.random() < 0.3 and ties else None,
            )
        )
    return asked, staff, minutes
