"""
Travel times over a street network, and what people have within reach.

    network = walking(xy, start, end, metres, heights=heights)      streets → a frozen network
    sites, homes = snap(network, site_xy), snap(network, home_xy)   points → nodes, with the reason where there is none
    found = nearest(network, sites)                                 minutes to the nearest site, from everywhere
    pairs = catchments(network, sites, 15.0, homes=homes)           who lives within 15 minutes of each site
    access = fca(pairs, people, beds, Decay.steps([...]))           beds per person that each home can count on
    state = WhatIf(network, sites, beds, homes=homes, …)            the same, kept up to date while sites change

Times are minutes, lengths metres, coordinates (longitude, latitude) in degrees of WGS 84 or (east, north) in metres. A node, home or
site that is not on the network has the number -1 and the time nan (unknown); inf means that there is no route within the limit.
It needs numpy and scipy; with numba it is compiled. `docs/engines/access.md` has examples.
"""

from laoyou.engines.access import errors as _errors  # noqa: F401
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access.catchments import Catchments, catchments
from laoyou.engines.access.coverage import Coverage, Gaps, coverage, gaps_by_area, gini, weighted_quantile
from laoyou.engines.access.decay import Decay
from laoyou.engines.access.fca import Access, fca, fca_by_search
from laoyou.engines.access.geography import (
    DatumDoubt,
    Frame,
    datum_doubt,
    gcj02_from_wgs84,
    metres_between,
    require_degrees,
    wgs84_from_gcj02,
)
from laoyou.engines.access.nearest import Direction, Nearest, nearest
from laoyou.engines.access.network import (
    STREET_KMH,
    Dropped,
    Mode,
    Network,
    driving,
    freeze_network,
    split_long,
    tobler_factor,
    walking,
)
from laoyou.engines.access.points import LONGEST_METRES, Place, Points, at_nodes, snap, snap_degrees
from laoyou.engines.access.what_if import Change, WhatIf, warm_up

__all__ = [
    "HAS_COMPILER", "LONGEST_METRES", "STREET_KMH", "Access", "Catchments", "Change", "Coverage", "DatumDoubt", "Decay", "Direction",
    "Dropped", "Frame", "Gaps", "Mode", "Nearest", "Network", "Place", "Points", "WhatIf", "at_nodes", "catchments", "coverage",
    "datum_doubt", "driving", "fca", "fca_by_search", "freeze_network", "gaps_by_area", "gcj02_from_wgs84", "gini", "metres_between",
    "nearest", "require_degrees", "snap", "snap_degrees", "split_long", "tobler_factor", "walking", "warm_up", "weighted_quantile",
    "wgs84_from_gcj02",
]  # fmt: skip
