"""A file of streets becomes a network, once; what is wrong with it is said in words, and then nothing is entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.core import audit, jobs
from laoyou.core.models import AuditEntry, Job
from laoyou.core.scope import NOBODY, Scope
from laoyou.engines import access
from laoyou.engines.access.synthetic import streets
from laoyou.planning import public as planning
from laoyou.planning import storage
from laoyou.planning.commands import networks
from laoyou.planning.models import StreetNetwork
from laoyou.planning.tests.conftest import CENTRE, STEP, grid
from tests.needs import helsinki, needs

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
SYSTEM = Scope.system("test")
WALK, DRIVE = planning.Wish("walk"), planning.Wish("drive")


def enter(path: Path, wish: planning.Wish = WALK) -> planning.NetworkRow:
    return planning.import_network(path, wish, by=SYSTEM, at=AT)


def refused(path: Path, wish: planning.Wish = WALK) -> DomainError:
    """The refusal of an import, which leaves nothing behind."""
    with pytest.raises(DomainError) as refusal:
        enter(path, wish)
    assert not StreetNetwork.objects.exists()
    assert not AuditEntry.objects.unscoped("test").filter(action="planning.import_network").exists()
    assert "%(" not in refusal.value.sentence()
    return refusal.value


# What goes in


def test_an_extract_becomes_a_network_with_source_licence_and_day(osm_file: Callable[..., Path]) -> None:
    nodes, ways = grid()
    ways["rail"] = ([1, 2], {"railway": "rail", "highway": "construction"})
    row = enter(osm_file(nodes, ways))
    assert (row.mode, row.source, row.source_date) == ("walk", "osm", date(2026, 10, 1))
    assert "OpenStreetMap" in row.licence
    assert "ODbL" in row.licence
    assert (row.ways, row.passed_over, row.broken, row.kept) == (12, 1, 0, 1.0)
    assert row.metres == pytest.approx(6 * 5 * (97.1 + 110.85), rel=0.01)
    assert row.box == pytest.approx((CENTRE[0], CENTRE[1], CENTRE[0] + 5 * STEP, CENTRE[1] + 5 * STEP), abs=1e-6)
    network = planning.load(row.id)
    assert (network.nodes, network.edges) == (row.nodes, row.edges)
    assert network.minutes.max() <= 80 / 1000 / access.STREET_KMH * 60 + 1e-9, "long parts got nodes"
    homes = access.snap_degrees(network, [[CENTRE[0] + 2.5 * STEP, CENTRE[1]]])
    minutes, _ = access.nearest(network, access.snap_degrees(network, [CENTRE])).at(homes)
    assert minutes[0] == pytest.approx(2.5 * 97.1 / 1000 / 4 * 60, rel=0.01)


def test_driving_keeps_one_way_streets_and_speeds(osm_file: Callable[..., Path]) -> None:
    nodes, ways = grid(3)
    ways["ring"] = ([1, 2, 3], {"highway": "primary", "oneway": "yes", "maxspeed": "60"})
    del ways["row 0"]
    network = planning.load(enter(osm_file(nodes, ways), DRIVE).id)
    ends = access.snap_degrees(network, [[CENTRE[0], CENTRE[1]], [CENTRE[0] + 2 * STEP, CENTRE[1]]])
    there = access.nearest(network, ends.take([0]), direction="from_site").at(ends)[0][1]
    back = access.nearest(network, ends.take([1]), direction="from_site").at(ends)[0][0]
    assert there == pytest.approx(2 * 97.1 / 1000 / 60 * 60, rel=0.01)
    assert back > 2 * there


def test_lines_of_geojson_meet_where_they_share_a_point(geojson_file: Callable[..., Path]) -> None:
    x, y = CENTRE
    cross: list[Any] = [
        ([[x, y, 10.0], [x + STEP, y, 30.0], [x + 2 * STEP, y, 10.0]], {"highway": "footway"}),
        ([[x + STEP, y, 30.0], [x + STEP, y + STEP, 10.0]], {}),
        ([[x, y], [x + STEP, y]], {"highway": "motorway"}),
    ]
    row = enter(geojson_file(cross), planning.Wish("walk", licence="区测绘院，内部使用"))
    assert (row.source, row.ways, row.passed_over, row.licence) == ("geojson", 2, 1, "区测绘院，内部使用")
    network = planning.load(row.id)
    spots = access.snap_degrees(network, [[x, y], [x + STEP, y]])
    down = access.nearest(network, spots.take([0])).at(spots)[0][1]
    up = access.nearest(network, spots.take([1])).at(spots)[0][0]
    assert up > 1.35 * down, "the middle lies 20 m higher"


def test_the_same_file_is_entered_once_and_again_after_it_was_withdrawn(osm_file: Callable[..., Path]) -> None:
    path = osm_file(*grid())
    first = enter(path)
    assert enter(path).id == first.id
    assert enter(path, DRIVE).id != first.id
    assert enter(path, planning.Wish("walk", kmh=3.0)).id != first.id
    withdrawn = planning.withdraw(first.id, by=SYSTEM, at=AT)
    assert withdrawn.withdrawn_at == AT
    assert first.id not in [row.id for row in planning.all_networks()]
    assert enter(path).id not in {first.id}
    with pytest.raises(DomainError) as refusal:
        planning.withdraw(first.id, by=SYSTEM, at=AT)
    assert refusal.value.code == "planning.unknown_network"
    assert planning.load(first.id).nodes == first.nodes, "what was computed on it can be computed again"


def test_synthetic_streets_say_that_they_are(home: Path) -> None:
    made = streets(2_000, seed=3)
    walk = planning.enter_synthetic(made, "walk", name="示范路网", by=SYSTEM, at=AT)
    assert walk.synthetic
    assert walk.box is None
    assert planning.enter_synthetic(made, "walk", name="示范路网", by=SYSTEM, at=AT).id == walk.id
    plain, kept = made.walking(), planning.load(walk.id)
    assert np.array_equal(plain.minutes, kept.minutes)
    assert plain.dropped == kept.dropped


def test_a_real_network_is_used_before_a_synthetic_one(osm_file: Callable[..., Path]) -> None:
    assert planning.network_in_use("walk") is None
    real = enter(osm_file(*grid()))
    planning.enter_synthetic(streets(2_000, seed=3), "walk", name="示范路网", by=SYSTEM, at=AT)
    in_use = planning.network_in_use("walk")
    assert in_use is not None
    assert in_use.id == real.id
    assert planning.network_in_use("drive") is None


# What is refused


def test_a_file_that_is_absent_empty_or_something_else(home: Path, osm_file: Callable[..., Path]) -> None:
    assert refused(home / "nowhere.osm.pbf").code == "planning.no_file"
    for name, data, code in (
        ("empty.osm.pbf", b"", "planning.empty_file"),
        ("letter.docx", b"PK", "planning.unknown_format"),
        ("letter.osm.pbf", b"Dear Sir, this is no map at all.", "planning.not_osm"),
        ("letter.geojson", b"Dear Sir", "planning.not_geojson"),
        ("list.geojson", b"[1, 2]", "planning.not_geojson"),
        ("bad.geojson", b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "LineString", "coordinates": [[1], [2]]}}]}', "planning.not_geojson"),
    ):  # fmt: skip
        (home / name).write_bytes(data)
        assert refused(home / name).code == code, name
    whole = osm_file(*grid())
    cut = home / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[:-40])
    assert refused(cut).code == "planning.not_osm"


def test_a_file_without_streets_says_how_many_lines_it_had(
    osm_file: Callable[..., Path], geojson_file: Callable[..., Path]
) -> None:
    nodes, _ = grid()
    refusal = refused(osm_file(nodes, {"motorway": ([1, 2, 3], {"highway": "motorway"})}))
    assert (refusal.code, refusal.data["ways"]) == ("planning.no_streets", 1)
    assert refused(geojson_file([])).code == "planning.no_streets"


def test_streets_whose_points_are_not_in_the_file(osm_file: Callable[..., Path]) -> None:
    nodes, ways = grid()
    few = {number: place for number, place in nodes.items() if number <= 6}
    assert refused(osm_file(few, ways)).code == "planning.no_positions"


def test_a_street_with_a_missing_point_is_cut_there_and_counted(osm_file: Callable[..., Path]) -> None:
    nodes, ways = grid()
    del nodes[8]
    row = enter(osm_file(nodes, ways))
    assert row.broken == 2
    assert row.kept == 1.0


def test_a_network_in_pieces_is_refused_and_a_small_piece_is_dropped_and_told(osm_file: Callable[..., Path]) -> None:
    nodes, ways = grid()
    apart = dict(list(ways.items())[::2])
    refusal = refused(osm_file(nodes, apart))
    assert refusal.code == "planning.in_pieces"
    assert refusal.data["pieces"] == "6"
    nodes |= {900: (CENTRE[0] + 0.02, CENTRE[1]), 901: (CENTRE[0] + 0.0205, CENTRE[1])}
    row = enter(osm_file(nodes, ways | {"islet": ([900, 901], {"highway": "footway"})}))
    assert (row.dropped_pieces, row.dropped_nodes, row.dropped_largest) == (1, 2, 2)
    network = planning.load(row.id)
    on_islet = access.snap_degrees(network, [[CENTRE[0] + 0.02, CENTRE[1]]])
    assert on_islet.place.tolist() == [access.Place.ISLAND]


def test_swapped_coordinates(geojson_file: Callable[..., Path]) -> None:
    x, y = CENTRE
    assert refused(geojson_file([([[y, x], [y, x + STEP]], {})])).code == "access.swapped"


def test_projected_coordinates(geojson_file: Callable[..., Path]) -> None:
    assert (
        refused(geojson_file([([[36_500_000.0, 3_250_000.0], [36_500_100.0, 3_250_000.0]], {})])).code
        == "access.not_degrees"
    )
    named = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}}
    assert refused(geojson_file([([[105.9, 29.3], [105.901, 29.3]], {})], **named)).code == "planning.wrong_coordinates"
    good = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}
    assert enter(geojson_file([([[105.9, 29.3], [105.901, 29.3]], {})], **good)).nodes


def test_half_the_world_is_too_large(geojson_file: Callable[..., Path]) -> None:
    assert refused(geojson_file([([[100.0, 29.3], [120.0, 29.3]], {})])).code == "planning.too_large"


@pytest.fixture
def facilities(monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """Facilities of the register beside the streets of the grid, WGS 84."""
    rng = np.random.default_rng(4)
    line, along = rng.integers(0, 12, 30), rng.uniform(0, 11, 30)
    spots = np.column_stack([np.where(line % 2, line, along), np.where(line % 2, along, line)]) * STEP
    spots = CENTRE + spots + rng.normal(0, 0.00005, spots.shape)
    monkeypatch.setattr(networks, "_known_spots", lambda at: spots)
    return spots


def test_shifted_streets_and_shifted_facilities_are_told_apart(
    osm_file: Callable[..., Path], facilities: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes, ways = grid(12)
    places = np.array(list(nodes.values()))
    moved = dict(zip(nodes, map(tuple, access.gcj02_from_wgs84(places).tolist()), strict=True))
    assert refused(osm_file(moved, ways)).code == "planning.shifted_streets"
    with monkeypatch.context() as patch:
        patch.setattr(networks, "_known_spots", lambda at: access.gcj02_from_wgs84(facilities))
        assert refused(osm_file(nodes, ways)).code == "planning.shifted_points"
    assert enter(osm_file(nodes, ways)).nodes


def test_another_place_is_refused(osm_file: Callable[..., Path], facilities: np.ndarray) -> None:
    nodes, ways = grid()
    far = {number: (x - 3.0, y + 2.0) for number, (x, y) in nodes.items()}
    assert refused(osm_file(far, ways)).code == "planning.elsewhere"


@pytest.mark.parametrize("kmh", [0.0, 60.0, float("nan")])
def test_a_walking_speed_that_nobody_walks(osm_file: Callable[..., Path], kmh: float) -> None:
    assert refused(osm_file(*grid()), planning.Wish("walk", kmh=kmh)).code == "planning.bad_speed"


def test_who_may_not_import_does_not(osm_file: Callable[..., Path]) -> None:
    with pytest.raises(DomainError):
        planning.import_network(osm_file(*grid()), WALK, by=NOBODY, at=AT)
    assert not StreetNetwork.objects.exists()


# What is kept


def test_nothing_is_entered_when_the_audit_entry_fails(
    osm_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no audit")

    path = osm_file(*grid())
    first = enter(path, DRIVE)
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError, match="no audit"):
        enter(path)
    with pytest.raises(RuntimeError, match="no audit"):
        planning.withdraw(first.id, by=SYSTEM, at=AT)
    assert [row.id for row in planning.all_networks()] == [first.id]


def test_an_import_that_ends_before_the_register_knows_it_is_done_again(
    osm_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = osm_file(*grid())

    def killed(point: str) -> None:
        raise KeyboardInterrupt(point)

    with monkeypatch.context() as patch:
        patch.setattr(networks.failpoints, "hit", killed)
        with pytest.raises(KeyboardInterrupt):
            enter(path)
    assert len(list(storage.root().glob("*.npz"))) == 1, "the file is there"
    assert not StreetNetwork.objects.exists(), "and harms nobody"
    assert planning.load(enter(path).id).nodes
    assert len(list(storage.root().glob("*.npz"))) == 1


def test_a_file_that_was_changed_is_found_out(osm_file: Callable[..., Path]) -> None:
    row = enter(osm_file(*grid()))
    file = storage.root() / f"{row.file_sha256}.npz"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    storage._read.cache_clear()
    with pytest.raises(DomainError) as refusal:
        planning.load(row.id)
    assert refusal.value.code == "planning.damaged_network"
    with pytest.raises(DomainError, match="没有编号"):
        planning.load(99_999)


# As a job


def test_an_import_goes_on_in_the_background_and_is_asked_for_once(osm_file: Callable[..., Path]) -> None:
    path = osm_file(*grid())
    number = planning.request_import(path, WALK, by=SYSTEM)
    assert planning.request_import(path, WALK, by=SYSTEM) == number
    path.unlink()
    run = jobs.lease_next()
    assert run is not None
    jobs.perform(run)
    job = Job.objects.get(pk=number)
    assert job.state == Job.State.DONE, job.message
    assert [row.mode for row in planning.all_networks()] == ["walk"]
    assert not list((storage.root() / "incoming").iterdir())


def test_a_job_that_was_interrupted_begins_again_and_enters_one_network(
    osm_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    planning.request_import(osm_file(*grid()), WALK, by=SYSTEM)
    run = jobs.lease_next()
    assert run is not None
    networks.perform_import(run, by=SYSTEM)
    # Killed after the network was entered and before the job was written as done: the next attempt finds its file gone or the network there.
    (storage.root() / "incoming" / run.arguments["file"]).write_bytes(osm_file(*grid()).read_bytes())
    jobs.perform(run)
    assert Job.objects.get(pk=run.job_id).state == Job.State.DONE
    assert StreetNetwork.objects.count() == 1


def test_a_refused_job_says_why_and_may_be_asked_for_again(home: Path) -> None:
    path = home / "letter.osm.pbf"
    path.write_bytes(b"no map")
    number = planning.request_import(path, WALK, by=SYSTEM)
    run = jobs.lease_next()
    assert run is not None
    jobs.perform(run)
    job = Job.objects.get(pk=number)
    assert job.state == Job.State.FAILED
    assert "不是完整的 OpenStreetMap 数据" in job.message
    assert planning.request_import(path, WALK, by=SYSTEM) != number


# A real one


@needs("helsinki")
def test_helsinki_goes_from_import_to_catchments(home: Path) -> None:
    path = helsinki()
    assert path is not None
    for wish in (WALK, DRIVE):
        row = enter(path, wish)
        assert row.kept > 0.85
        assert row.ways > 500
        network = planning.load(row.id)
        west, south, east, north = row.box or (0, 0, 0, 0)
        rng = np.random.default_rng(6)
        homes = access.snap_degrees(network, rng.uniform([west, south], [east, north], (400, 2)))
        sites = access.snap_degrees(network, rng.uniform([west, south], [east, north], (12, 2)))
        pairs = access.catchments(network, sites, 15.0, homes=homes)
        found = access.nearest(network, sites).at(homes)[0]
        assert pairs.pairs > 500
        reached = np.zeros(len(homes), bool)
        reached[pairs.home] = True
        assert (reached == (found <= 15.0)).all()
        score = access.fca(
            pairs, np.ones(len(homes)), np.full(len(sites), 10.0), access.Decay.all_or_nothing(15.0), homes=homes
        ).score
        assert (np.isnan(score) == (homes.node < 0)).all()
