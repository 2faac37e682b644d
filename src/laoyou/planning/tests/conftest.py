"""A home of one's own, small files of streets, and the register of a district without coordinates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
import pytest

from laoyou.core import keyring

CENTRE = (105.93, 29.35)
STEP = 0.001
Ways = dict[str, tuple[list[int], dict[str, str]]]


@pytest.fixture
def home(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.LAOYOU_HOME = tmp_path / "home"
    settings.LAOYOU_PACK = "cn"
    monkeypatch.delenv("LAOYOU_KEYS", raising=False)
    keyring.ensure()
    return tmp_path


def grid(side: int = 6) -> tuple[dict[int, tuple[float, float]], Ways]:
    """A square of streets: `side` by `side` nodes, numbered from 1, one residential way for each line."""
    number = {(x, y): 1 + y * side + x for x in range(side) for y in range(side)}
    nodes = {one: (CENTRE[0] + x * STEP, CENTRE[1] + y * STEP) for (x, y), one in number.items()}
    ways: Ways = {}
    for line in range(side):
        ways[f"row {line}"] = ([number[x, line] for x in range(side)], {"highway": "residential"})
        ways[f"column {line}"] = ([number[line, y] for y in range(side)], {"highway": "residential"})
    return nodes, ways


@pytest.fixture
def osm_file(home: Path) -> Callable[..., Path]:
    """Writes nodes and ways into an extract and returns its path; "missing" nodes are named by ways only."""

    def write(nodes: dict[int, tuple[float, float]], ways: Ways, name: str = "town.osm.pbf") -> Path:
        path = home / name
        path.unlink(missing_ok=True)
        header = osmium.io.Header()
        header.set("osmosis_replication_timestamp", "2026-10-01T00:00:00Z")
        with osmium.SimpleWriter(str(path), header=header) as writer:
            for number, place in sorted(nodes.items()):
                writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
            for number, (refs, tags) in enumerate(ways.values(), start=1):
                writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
        return path

    return write


@pytest.fixture
def geojson_file(home: Path) -> Callable[..., Path]:
    """Writes lines of points, with properties, into GeoJSON and returns its path."""

    def write(lines: list[tuple[list[list[float]], dict[str, Any]]], name: str = "town.geojson", **more: Any) -> Path:
        features = [
            {"type": "Feature", "properties": tags, "geometry": {"type": "LineString", "coordinates": line}}
            for line, tags in lines
        ]
        path = home / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
        return path

    return write
