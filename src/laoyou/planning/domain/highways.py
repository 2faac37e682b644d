"""
Which streets of OpenStreetMap may be walked or driven, and how fast.

Tags as the project's wiki describes them (key:highway, key:access, key:oneway, key:maxspeed). Speeds without a `maxspeed` are assumptions
of ours: free flow, without traffic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DRIVE_KMH: Final[Mapping[str, float]] = {
    "motorway": 90.0, "motorway_link": 50.0, "trunk": 65.0, "trunk_link": 45.0, "primary": 50.0, "primary_link": 35.0,
    "secondary": 40.0, "secondary_link": 30.0, "tertiary": 35.0, "tertiary_link": 30.0, "unclassified": 30.0, "residential": 25.0,
    "road": 25.0, "living_street": 10.0, "service": 15.0,
}  # fmt: skip

WALK_SHARE: Final[Mapping[str, float]] = {
    **dict.fromkeys(DRIVE_KMH, 1.0), "footway": 1.0, "pedestrian": 1.0, "path": 1.0, "track": 1.0, "cycleway": 1.0, "bridleway": 1.0,
    "platform": 1.0, "corridor": 1.0, "steps": 0.5, "elevator": 0.2,
}  # fmt: skip
"""Walking speed as a share of that on a pavement. Steps at half speed, lifts with waiting: assumptions of ours."""

NOT_WALKED: Final = {"motorway", "motorway_link"}
FORBIDDEN: Final = {"no", "private", "agricultural", "forestry", "delivery", "military"}
ALLOWED: Final = {"yes", "designated", "permissive", "destination", "official", "public", "customers"}


@dataclass(frozen=True, slots=True)
class Way:
    """
    How a street may be travelled.

    kmh      driving speed; for walking the share of the speed on a pavement
    one_way  1: along its points only, -1: against them only, 0: both ways
    """

    kmh: float
    one_way: int


def walked(tags: Mapping[str, str]) -> Way | None:
    """How one walks on a street with these tags; None where one may not."""
    kind, foot = tags.get("highway", ""), tags.get("foot", "")
    if kind not in WALK_SHARE or foot in FORBIDDEN:
        return None
    if foot not in ALLOWED and (kind in NOT_WALKED or tags.get("access", "") in FORBIDDEN):
        return None
    return Way(WALK_SHARE[kind], {"yes": 1, "-1": -1}.get(tags.get("oneway:foot", ""), 0))


def driven(tags: Mapping[str, str]) -> Way | None:
    """How one drives on a street with these tags; None where one may not."""
    kind = tags.get("highway", "")
    if kind not in DRIVE_KMH:
        return None
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key in tags:
            if tags[key] in FORBIDDEN:
                return None
            break
    return Way(max_speed(tags.get("maxspeed", "")) or DRIVE_KMH[kind], _one_way(tags, kind))


def _one_way(tags: Mapping[str, str], kind: str) -> int:
    said = tags.get("oneway", "")
    if said in {"yes", "1", "true"}:
        return 1
    if said in {"-1", "reverse"}:
        return -1
    implied = kind == "motorway" or tags.get("junction") in {"roundabout", "circular"}
    return 1 if implied and said not in {"no", "0", "false"} else 0


SPEED: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")


def max_speed(text: str) -> float | None:
    """'60', '60 km/h', '30 mph' → km/h; None for everything else, such as 'CN:urban' or 'none'."""
    found = SPEED.fullmatch(text.split(";")[0].strip())
    if not found or not 1.0 <= float(found[1]) <= 200.0:
        return None
    return float(found[1]) * (1.609344 if found[2] == "mph" else 1.0)
