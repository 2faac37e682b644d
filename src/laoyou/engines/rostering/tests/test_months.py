"""A month gives each elder one able carer with room, keeps most carers, and spreads days evenly."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.rostering import Month, month
from laoyou.engines.rostering.months import along_curve
from laoyou.engines.rostering.synthetic import District, district_month

DAYS = 22


def planned(here: District, **changes: object) -> Month:
    given = {
        "elders": here.elders, "carers": here.carers, "visits": here.visits, "minutes": here.minutes, "room": here.room,
        "kind": here.kind, "able": here.able, "before": here.before, "working_days": DAYS, **changes,
    }  # fmt: skip
    return month(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_has_more_than_room_and_everybody_is_able(seed: int) -> None:
    here = district_month(600, 20, seed)
    made = planned(here)
    served = made.carer >= 0
    assert here.able[here.kind[served], made.carer[served]].all()
    assert (made.minutes <= here.room + 1e-9).all()
    assert served.mean() > 0.99
    assert made.kept >= 0.85
    assert made.bound <= made.cost + 1e-6


def test_days_of_an_elder_are_evenly_apart_and_all_there() -> None:
    here = district_month(400, 12, 4)
    made = planned(here)
    for elder in range(400):
        days = made.days[made.elder == elder]
        assert len(days) == (here.visits[elder] if made.carer[elder] >= 0 else 0)
        gaps = np.diff(days)
        apart = DAYS / here.visits[elder]
        assert (np.abs(gaps - apart) <= 1).all()


def test_too_little_room_leaves_elders_with_nobody_and_says_so() -> None:
    here = district_month(300, 10, 5)
    made = planned(here, room=here.room * 0.5)
    assert (made.carer < 0).any()
    assert (made.minutes <= here.room * 0.5 + 1e-9).all()
    assert made.bound == -np.inf


def test_a_change_that_costs_nothing_lets_way_decide() -> None:
    here = district_month(300, 10, 6)
    free, dear = planned(here, change=0.0), planned(here, change=500.0)
    assert free.metres < dear.metres
    assert free.kept < dear.kept


def test_the_curve_visits_each_cell_once_and_goes_to_neighbours() -> None:
    side = 16
    cells = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2).astype(float)
    order = np.argsort(along_curve(cells), kind="stable")
    steps = np.abs(np.diff(cells[order], axis=0)).sum(axis=1)
    assert (steps == 1).all()


def test_a_missing_number_is_refused() -> None:
    here = district_month(20, 3, 7)
    minutes = here.minutes.copy()
    minutes[3] = np.nan
    with pytest.raises(DomainError, match="minutes"):
        planned(here, minutes=minutes)
