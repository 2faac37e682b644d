"""A point finds its street, or the reason why it has none."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.access import (
    Frame,
    Network,
    Place,
    datum_doubt,
    freeze_network,
    gcj02_from_wgs84,
    metres_between,
    nearest,
    require_degrees,
    snap,
    snap_degrees,
    walking,
    wgs84_from_gcj02,
)
from laoyou.engines.access.tests import small


def with_island(nodes: int) -> Network:
    """A street along y = 0, and a piece of `nodes` nodes along y = 200 that nothing leads to."""
    shore = np.column_stack([np.arange(400) * 50.0, np.zeros(400)])
    island = np.column_stack([np.arange(nodes) * 50.0, np.full(nodes, 200.0)])
    start = np.concatenate([np.arange(399), 400 + np.arange(nodes - 1)])
    return walking(np.vstack([shore, island]), start, start + 1, np.full(len(start), 50.0))


def test_a_point_on_an_island_is_reported_and_never_counted_as_near() -> None:
    network = with_island(120)
    points = snap(network, [[100, 10], [100, 190], [100, 900], [np.nan, 5]], longest_metres=300)
    assert points.place.tolist() == [Place.ON, Place.ISLAND, Place.FAR, Place.UNKNOWN]
    assert points.node[1:].tolist() == [-1, -1, -1]
    assert points.counts() == {Place.ON: 1, Place.FAR: 1, Place.ISLAND: 1, Place.UNKNOWN: 1}
    minutes, site = nearest(network, snap(network, [[0, 0]])).at(points)
    assert np.isfinite(minutes[0])
    assert np.isnan(minutes[1:]).all()
    assert site.tolist() == [0, -1, -1, -1]


def test_beside_a_scrap_of_path_one_still_walks_to_the_street() -> None:
    network = with_island(5)
    points = snap(network, [[100, 190]], longest_metres=300)
    assert points.place.tolist() == [Place.ON]
    assert snap(network, [[100, 190]], longest_metres=150).place.tolist() == [Place.ISLAND]


def test_the_way_to_the_street_takes_time() -> None:
    network = small.town()
    points = snap(network, [[0, 0], [0, -100]])
    assert points.minutes.tolist() == pytest.approx([0.0, 1.5])


@pytest.mark.parametrize(
    ("spot", "code"),
    [([0, -900], "access.off_network"), ([np.nan, 0], "access.no_coordinates"), ([100, 190], "access.on_island")],
)
def test_why_a_point_has_no_street_can_be_said(spot: list[float], code: str) -> None:
    points = snap(with_island(120), [spot])
    with pytest.raises(DomainError) as refusal:
        points.require(0)
    assert refusal.value.code == code


# Degrees

YONGCHUAN = (105.93, 29.35)


def test_lengths_on_the_ellipsoid_are_those_of_a_geodesic() -> None:
    # Vincenty's formula, evaluated elsewhere to a millimetre: one minute of arc along the equator and along a meridian at 45°.
    assert metres_between([[0, 0]], [[1 / 60, 0]])[0] == pytest.approx(1855.325, abs=0.002)
    assert metres_between([[0, 45 - 1 / 120]], [[0, 45 + 1 / 120]])[0] == pytest.approx(1852.2, abs=0.2)


def test_a_frame_leads_back_and_keeps_lengths() -> None:
    rng = np.random.default_rng(2)
    spots = rng.uniform(-0.2, 0.2, (50, 2)) + YONGCHUAN
    frame = Frame.around(spots)
    plane = frame.to_metres(spots)
    assert frame.to_degrees(plane) == pytest.approx(spots, abs=1e-12)
    there = np.hypot(*(plane[1:] - plane[:-1]).T)
    assert there == pytest.approx(metres_between(spots[1:], spots[:-1]), rel=0.004)


def test_latitude_before_longitude_is_seen() -> None:
    points = np.array([[105.9, 29.3], [105.8, 29.4]])
    require_degrees(points)
    with pytest.raises(DomainError) as refusal:
        require_degrees(points[:, ::-1])
    assert refusal.value.code == "access.swapped"
    box = (24.0, 59.0, 26.0, 61.0)
    require_degrees([[24.9, 60.2]], within=box)
    with pytest.raises(DomainError, match="写反"):
        require_degrees([[60.2, 24.9]], within=box)


def test_metres_are_no_degrees() -> None:
    with pytest.raises(DomainError) as refusal:
        require_degrees([[36_512_345.0, 3_247_000.0]])
    assert refusal.value.code == "access.not_degrees"


def streets_of_yongchuan() -> tuple[np.ndarray, np.ndarray]:
    """A net of streets every 200 m with nodes every 50 m, and 40 facilities within 15 m of one; degrees."""
    rng = np.random.default_rng(3)
    frame = Frame(*YONGCHUAN)
    line, spot = np.arange(-2000, 2001, 200.0), np.arange(-2000, 2001, 50.0)
    along = np.array([(x, y) for x in line for y in spot] + [(y, x) for x in line for y in spot])
    sites = along[rng.integers(0, len(along), 40)] + rng.uniform(-12, 12, (40, 2))
    return frame.to_degrees(along + rng.normal(0, 5, along.shape)), frame.to_degrees(sites)


def test_the_shift_of_internet_maps_is_undone_to_a_millimetre_and_is_some_hundred_metres() -> None:
    streets, _ = streets_of_yongchuan()
    shifted = gcj02_from_wgs84(streets)
    away = metres_between(streets, shifted)
    assert 300 < away.min() <= away.max() < 800
    assert metres_between(wgs84_from_gcj02(shifted), streets).max() < 1e-3


def test_shifted_points_and_shifted_streets_are_told_from_true_ones() -> None:
    streets, sites = streets_of_yongchuan()
    assert datum_doubt(sites, streets) is None
    points = datum_doubt(gcj02_from_wgs84(sites), streets)
    assert points is not None
    assert points.shifted == "points"
    assert points.after < 30 < points.before
    shifted = datum_doubt(sites, gcj02_from_wgs84(streets))
    assert shifted is not None
    assert shifted.shifted == "streets"
    assert datum_doubt(gcj02_from_wgs84(sites[:5]), streets) is None, "five points prove nothing"


def test_points_in_degrees_find_their_street() -> None:
    frame = Frame(*YONGCHUAN)
    plain = small.town()
    network = freeze_network(
        plain.xy,
        np.repeat(np.arange(plain.nodes), np.diff(plain.indptr)),
        plain.indices,
        plain.minutes,
        mode="walk",
        frame=frame,
    )
    spot = frame.to_degrees([[105.0, 0.0]])
    assert snap_degrees(network, spot).metres == pytest.approx([5.0], abs=0.01)
    with pytest.raises(DomainError, match="写反"):
        snap_degrees(network, spot[:, ::-1])
