"""Which street networks there are, and the networks themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from laoyou.base.errors import DomainError
from laoyou.planning.models import StreetNetwork

if TYPE_CHECKING:
    from laoyou.engines import access


@dataclass(frozen=True)
class NetworkRow:
    """
    A street network as other rooms see it.

    source     osm, geojson or synthetic
    synthetic  no real streets: every page that shows something computed on it says so
    kmh        walking speed on the flat; 0 for driving
    kept       share of the nodes that hang together; the rest was dropped
    box        west, south, east, north in degrees; None for a plane of its own
    """

    id: int
    name: str
    mode: str
    source: str
    synthetic: bool
    source_file: str
    source_sha256: str
    source_date: date | None
    licence: str
    kmh: float
    nodes: int
    edges: int
    metres: float
    ways: int
    passed_over: int
    broken: int
    dropped_pieces: int
    dropped_nodes: int
    dropped_edges: int
    dropped_largest: int
    kept: float
    box: tuple[float, float, float, float] | None
    file_sha256: str
    file_bytes: int
    imported_at: datetime
    withdrawn_at: datetime | None


def row_of(network: StreetNetwork) -> NetworkRow:
    """The row for other rooms."""
    west, south, east, north = network.west, network.south, network.east, network.north
    box = None
    if west is not None and south is not None and east is not None and north is not None:
        box = (west, south, east, north)
    return NetworkRow(
        network.pk,
        network.name,
        network.mode,
        network.source,
        network.source == StreetNetwork.Source.SYNTHETIC,
        network.source_file,
        network.source_sha256,
        network.source_date,
        network.licence,
        network.kmh,
        network.nodes,
        network.edges,
        network.metres,
        network.ways,
        network.passed_over,
        network.broken,
        network.dropped_pieces,
        network.dropped_nodes,
        network.dropped_edges,
        network.dropped_largest,
        network.nodes / (network.nodes + network.dropped_nodes),
        box,
        network.file_sha256,
        network.file_bytes,
        network.imported_at,
        network.withdrawn_at,
    )


def all_networks(*, withdrawn: bool = False) -> list[NetworkRow]:
    """Every network in use, the newest first; with `withdrawn` also those that no longer are."""
    rows = StreetNetwork.objects.order_by("-imported_at", "-pk")
    return [row_of(row) for row in (rows if withdrawn else rows.filter(withdrawn_at__isnull=True))]


def network(network_id: int) -> NetworkRow:
    """One network, withdrawn or not; DomainError `planning.unknown_network`."""
    row = StreetNetwork.objects.filter(pk=network_id).first()
    if row is None:
        raise DomainError("planning.unknown_network", network=network_id)
    return row_of(row)


def network_in_use(mode: str) -> NetworkRow | None:
    """The newest network of a mode; a real one before a synthetic one."""
    rows = [row for row in all_networks() if row.mode == mode]
    return next((row for row in rows if not row.synthetic), rows[0] if rows else None)


def load(network_id: int) -> access.Network:
    """
    The streets of a network, for the functions of `engines.access`. It is read once and then shared: nobody can write into it.

    Raises DomainError `planning.unknown_network`, `planning.damaged_network`.
    """
    from laoyou.planning import storage  # the engine is loaded when somebody needs it, not when a process starts

    row = network(network_id)
    return storage.read(row.file_sha256, title=row.name)
