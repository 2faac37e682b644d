"""Streets and homes of the demonstration: synthetic, around the schematic positions of the towns, and named as examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from laoyou.demo.building import Build

NODES: Final = 16_000
SIDE: Final = 42_000.0
"""Metres that the square of 100 of the schematic positions stands for: about the width of a district of 1,600 km²."""
NAME: Final = "示例路网（合成）"
HOMES_NAME: Final = "示例住处（合成）"


def build(build: Build) -> None:
    """Enter walking and driving networks of the same streets, and homes beside them, from the newest snapshot."""
    # The engine is loaded by this stage alone.
    import numpy as np

    from laoyou.engines.access import synthetic
    from laoyou.planning import public as planning

    pack = build.inputs.pack
    towns = [area for area in pack.children(build.area_id) if area.level == "town" and area.x is not None and area.y is not None]  # fmt: skip
    if len(towns) < 3:
        return
    centres = np.array([[float(area.x) * SIDE / 100, -float(area.y) * SIDE / 100] for area in towns if area.x is not None and area.y is not None])  # fmt: skip
    from laoyou.people import public as people

    living = people.by_town(people.Selection(), build.by, on=build.at.date())
    sizes = np.array([max(living.get(area.id, 0), 1) for area in towns], float) ** 0.7
    made = synthetic.streets(NODES, seed=build.seed, centres=centres, sizes=sizes)
    for mode in ("walk", "drive"):
        planning.enter_synthetic(made, mode, name=NAME, by=build.by, at=build.at)
    planning.enter_synthetic_homes(made, [area.id for area in towns], name=HOMES_NAME, by=build.by, at=build.at)
