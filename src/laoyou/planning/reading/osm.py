"""Streets from an OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2 …)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from laoyou.base.errors import DomainError
from laoyou.planning.domain import highways
from laoyou.planning.domain.streets import LineCollector, Mode, StreetLines

LICENCE: Final = "© OpenStreetMap contributors, ODbL 1.0 (https://www.openstreetmap.org/copyright)"
ATTRIBUTES: Final = (
    "highway",
    "foot",
    "access",
    "oneway",
    "oneway:foot",
    "motorcar",
    "motor_vehicle",
    "vehicle",
    "maxspeed",
    "junction",
)
REPORT_EVERY: Final = 2_000


def read(path: Path, mode: Mode, progress: Callable[[int], None]) -> tuple[StreetLines, date | None]:
    """
    The streets of an extract that may be travelled by `mode`, and the day as of which the extract is, if it says so.

    progress  called with the streets read so far, every few thousand
    Raises DomainError `planning.not_osm` where the file is something else, or ends in the middle.
    """
    import osmium

    rule = highways.walked if mode == "walk" else highways.driven
    found = LineCollector.empty()
    try:
        with osmium.io.Reader(str(path)) as reader:
            stamp = reader.header().get("osmosis_replication_timestamp")
        ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
            if not isinstance(way, osmium.osm.Way):
                continue
            tags = {key: way.tags[key] for key in ATTRIBUTES if key in way.tags}
            rules = rule(tags)
            if rules is None:
                found.passed_over += 1
                continue
            found.ways += 1
            _add(found, way, rules)
            if found.ways % REPORT_EVERY == 0:
                progress(found.ways)
    except RuntimeError as problem:
        raise DomainError("planning.not_osm", file=path.name, problem=str(problem)) from None
    return found.lines(), _day(stamp)


def _add(found: LineCollector, way: Any, rules: highways.Way) -> None:
    """Add a street; where points have no coordinates it is cut there, and the pieces are added."""
    numbers: list[int] = []
    lon: list[float] = []
    lat: list[float] = []
    broken = False
    for node in way.nodes:
        if node.location.valid():
            numbers.append(node.ref)
            lon.append(node.lon)
            lat.append(node.lat)
            continue
        broken = True
        found.missing += 1
        if len(numbers) > 1:
            found.add(numbers, lon, lat, rules.kmh, rules.one_way)
        numbers, lon, lat = [], [], []
    if len(numbers) > 1:
        found.add(numbers, lon, lat, rules.kmh, rules.one_way)
    found.broken += broken


def _day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp[:10])
    except ValueError:
        return None
