"""Degrees and metres, and coordinates that are not what they say: swapped, or shifted as Chinese internet maps do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.access.arrays import BoolArray, FloatArray, floats

# WGS 84, NIMA TR 8350.2. CGCS 2000 differs from it by less than a millimetre in the axes.
SEMI_MAJOR: Final = 6_378_137.0
ECCENTRICITY_SQUARED: Final = 6.694_379_990_141_3e-3


def radii(latitude: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Radii of curvature (metres) along the meridian and across it at `latitude` (degrees), on the WGS 84 ellipsoid."""
    bent = 1.0 - ECCENTRICITY_SQUARED * np.sin(np.radians(latitude)) ** 2
    return SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / bent**1.5, SEMI_MAJOR / np.sqrt(bent)


def metres_between(start: ArrayLike, end: ArrayLike) -> FloatArray:
    """
    Length in metres of short straight lines on the ellipsoid.

    start, end  (n, 2) longitude and latitude, degrees

    Returns (n,). Within 1 mm of the geodesic for lines of up to 1 km, and within 0.1 % up to 100 km between the polar circles.
    """
    a, b = floats(start), floats(end)
    middle = (a[:, 1] + b[:, 1]) / 2
    meridian, across = radii(middle)
    east = across * np.cos(np.radians(middle)) * np.radians(b[:, 0] - a[:, 0])
    north = meridian * np.radians(b[:, 1] - a[:, 1])
    return floats(np.hypot(east, north))


@dataclass(frozen=True, slots=True)
class Frame:
    """A plane in metres that touches the ellipsoid at one point: good for finding what is near, within a district."""

    longitude: float
    latitude: float

    @classmethod
    def around(cls, lonlat: ArrayLike) -> Frame:
        """The frame in the middle of (n, 2) points."""
        points = floats(lonlat)
        low, high = points.min(axis=0), points.max(axis=0)
        return cls(float((low[0] + high[0]) / 2), float((low[1] + high[1]) / 2))

    def to_metres(self, lonlat: ArrayLike) -> FloatArray:
        """(n, 2) degrees → (n, 2) metres east and north of the frame's point; scale errs by 0.5 % at 50 km to the north."""
        points = floats(lonlat)
        meridian, across = radii(np.array([self.latitude]))
        east = across[0] * np.cos(np.radians(self.latitude)) * np.radians(points[:, 0] - self.longitude)
        north = meridian[0] * np.radians(points[:, 1] - self.latitude)
        return np.column_stack([east, north])

    def to_degrees(self, xy: ArrayLike) -> FloatArray:
        """(n, 2) metres → (n, 2) longitude and latitude; undoes `to_metres`."""
        points = floats(xy)
        meridian, across = radii(np.array([self.latitude]))
        east = np.degrees(points[:, 0] / (across[0] * np.cos(np.radians(self.latitude))))
        return np.column_stack([self.longitude + east, self.latitude + np.degrees(points[:, 1] / meridian[0])])


def require_degrees(lonlat: ArrayLike, *, within: tuple[float, float, float, float] | None = None) -> None:
    """
    Refuse coordinates that cannot be longitude and latitude in this order.

    lonlat  (n, 2); rows with nan are passed over
    within  west, south, east, north of the area that the points should lie in, where it is known

    Raises DomainError `access.swapped` where the points fit only the other way round, `access.not_degrees` where neither way fits
    the earth. Points outside `within` both ways are let through: they may be just outside.
    """
    points = floats(lonlat)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return
    box = within or (-180.0, -90.0, 180.0, 90.0)
    fits, turned = _inside(points, box), _inside(points[:, ::-1], box)
    if (~fits & turned).sum() > max(0.5 * len(points), fits.sum()):
        raise DomainError("access.swapped", rows=len(points), bad=int((~fits & turned).sum()))
    wrong = ~_inside(points, (-180.0, -90.0, 180.0, 90.0))
    if wrong.any():
        first = points[int(np.argmax(wrong))]
        raise DomainError("access.not_degrees", longitude=f"{first[0]:.6g}", latitude=f"{first[1]:.6g}")


def _inside(points: FloatArray, box: tuple[float, float, float, float]) -> BoolArray:
    west, south, east, north = box
    return np.asarray(
        (points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)
    )


# GCJ-02: the shift that maps published in China carry. The constants are those that every public description of it gives: the
# Krasovsky 1940 ellipsoid and a sum of sines. It is about 300 to 700 m, changes smoothly, and is undone by iteration to a millimetre.

KRASOVSKY_AXIS: Final = 6_378_245.0
KRASOVSKY_ECCENTRICITY_SQUARED: Final = 0.006_693_421_622_965_943


def gcj02_from_wgs84(lonlat: ArrayLike) -> FloatArray:
    """(n, 2) WGS 84 degrees → GCJ-02 degrees. Only for points in China: nothing is shifted elsewhere, and this does not check."""
    points = floats(lonlat)
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    phi = np.radians(points[:, 1])
    bent = 1.0 - KRASOVSKY_ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = KRASOVSKY_AXIS * (1.0 - KRASOVSKY_ECCENTRICITY_SQUARED) / bent**1.5
    across = KRASOVSKY_AXIS / np.sqrt(bent) * np.cos(phi)
    return points + np.degrees(np.column_stack([east / across, north / meridian]))


def wgs84_from_gcj02(lonlat: ArrayLike) -> FloatArray:
    """(n, 2) GCJ-02 degrees → WGS 84 degrees, to about a millimetre."""
    shifted = floats(lonlat)
    found = shifted.copy()
    for _ in range(6):
        found += shifted - gcj02_from_wgs84(found)
    return found


Datum = Literal["WGS 84", "GCJ-02"]


@dataclass(frozen=True, slots=True)
class DatumDoubt:
    """Why coordinates may not be what they are said to be: what is shifted, and the median metres to a street before and after."""

    shifted: Literal["points", "streets"]
    before: float
    after: float
    points: int


FEWEST_POINTS: Final = 8
"""Fewer points than this prove nothing about a shift."""


def datum_doubt(lonlat: ArrayLike, streets: ArrayLike, *, longest_metres: float = 2000.0) -> DatumDoubt | None:
    """
    Whether points or streets carry the GCJ-02 shift, from how far the points lie from the streets.

    lonlat          (n, 2) points that should lie beside streets: facilities, homes; degrees
    streets         (m, 2) nodes of the street network, at most about 100 m apart; degrees
    longest_metres  points farther from any street than this, either way, say nothing and are passed over

    Returns None where nothing is in doubt or there are fewer than 8 points to go by. The shift is some 500 m; a doubt is raised
    where undoing it at least halves the median distance and at least three points in four come nearer.
    """
    points, nodes = floats(lonlat), floats(streets)
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < FEWEST_POINTS or not len(nodes):
        return None
    frame = Frame.around(nodes)
    from scipy.spatial import cKDTree  # loaded where it is needed: snapping on a map does not compare datums

    tree = cKDTree(frame.to_metres(nodes))

    def distances(of: FloatArray) -> FloatArray:
        return floats(tree.query(frame.to_metres(of), distance_upper_bound=longest_metres)[0])

    plain = distances(points)
    best: DatumDoubt | None = None
    for shifted, moved in (("points", wgs84_from_gcj02(points)), ("streets", gcj02_from_wgs84(points))):
        there = distances(moved)
        seen = np.isfinite(plain) & np.isfinite(there)
        if seen.sum() < FEWEST_POINTS:
            continue
        before, after = float(np.median(plain[seen])), float(np.median(there[seen]))
        nearer = float(np.mean(there[seen] < plain[seen]))
        if after < 0.5 * before and nearer >= 0.75 and (best is None or after < best.after):
            best = DatumDoubt("points" if shifted == "points" else "streets", before, after, int(seen.sum()))
    return best
