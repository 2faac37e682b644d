"""Bringing street networks in, and taking them out of use."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, failpoints, jobs
from laoyou.core.scope import Scope
from laoyou.engines import access
from laoyou.engines.access.arrays import FloatArray
from laoyou.engines.access.synthetic import Streets
from laoyou.planning import storage
from laoyou.planning.domain.streets import Mode, StreetLines, freeze, require_sound
from laoyou.planning.models import StreetNetwork
from laoyou.planning.queries.networks import NetworkRow, row_of
from laoyou.planning.reading import geojson, osm
from laoyou.providers import public as providers

CHAIN: Final = "planning"
JOB: Final = "planning.import_network"
SLOWEST_KMH, FASTEST_KMH = 0.5, 8.0
OWN_LICENCE: Final = "合成路网，不对应真实道路 / synthetic, no real streets"
UNSTATED_LICENCE: Final = "导入时未说明 / not stated when it was imported"

AFTER_FILE = failpoints.declare(
    "network.after_file", "the file of the network is written, the register does not know it"
)

Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class Wish:
    """
    What to import, and as what.

    kmh      walking speed on the flat
    licence  under which the source may be used; for OpenStreetMap it is known
    as_of    day as of which the source is, where the file does not say it
    """

    mode: Mode
    name: str = ""
    kmh: float = access.STREET_KMH
    licence: str = ""
    as_of: date | None = None


def import_network(
    path: Path, wish: Wish, *, by: Scope, at: datetime, progress: Progress = lambda done, step: None
) -> NetworkRow:
    """
    Read a file of streets, freeze it into a network and enter it; the same file for the same mode and speed is entered once.

    progress  called with (streets so far, what is being done)

    Coordinates are compared with those of the register's facilities, where there are any. Raises DomainError `planning.no_file`,
    `.empty_file`, `.unknown_format`, `.not_osm`, `.not_geojson`, `.wrong_coordinates`, `.no_streets`, `.no_positions`, `.elsewhere`,
    `.shifted_streets`, `.shifted_points`, `.in_pieces`, `.too_large`, `.bad_speed`; `access.swapped`, `access.not_degrees`.
    """
    by.require("planning.import_network")
    kmh = _speed(wish)
    digest = _digest(path)
    known = _entered(digest, wish.mode, kmh)
    if known is not None:
        return row_of(known)
    progress(0, _("读取道路"))
    kind = _kind(path)
    as_of = wish.as_of
    if kind is StreetNetwork.Source.OSM:
        lines, said = osm.read(path, wish.mode, lambda done: progress(done, _("读取道路")))
        as_of = said or as_of
    else:
        lines = geojson.read(path, wish.mode)
    require_sound(lines, _known_spots(at), file=path.name)
    progress(lines.ways, _("整理路网"))
    network, metres = freeze(lines, wish.mode, kmh=kmh)
    progress(lines.ways, _("保存路网"))
    licence = wish.licence or (osm.LICENCE if kind is StreetNetwork.Source.OSM else UNSTATED_LICENCE)
    fields = {
        "name": wish.name or path.name,
        "source": kind,
        "source_file": path.name,
        "source_sha256": digest,
        "source_date": as_of,
        "licence": licence,
        "ways": lines.ways,
        "passed_over": lines.passed_over,
        "broken": lines.broken,
        **_box(lines),
    }
    return _enter(network, fields, kmh=kmh, metres=metres, by=by, at=at)


def enter_synthetic(made: Streets, mode: Mode, *, name: str, by: Scope, at: datetime) -> NetworkRow:
    """
    Enter synthetic streets as a network of a plane of its own; pages show it as synthetic, because its source is.

    The same streets for the same mode are entered once.
    """
    by.require("planning.import_network")
    kmh = access.STREET_KMH if mode == "walk" else 0.0
    digest = hashlib.sha256(made.xy.tobytes() + made.start.tobytes() + made.end.tobytes()).hexdigest()
    known = _entered(digest, mode, kmh)
    if known is not None:
        return row_of(known)
    network = made.walking() if mode == "walk" else made.driving()
    fields = {
        "name": name,
        "source": StreetNetwork.Source.SYNTHETIC,
        "source_file": "",
        "source_sha256": digest,
        "licence": OWN_LICENCE,
        "ways": len(made.start),
        "passed_over": 0,
        "broken": 0,
    }
    return _enter(network, fields, kmh=kmh, metres=float(made.metres.sum()), by=by, at=at)


def _enter(
    network: access.Network, fields: dict[str, Any], *, kmh: float, metres: float, by: Scope, at: datetime
) -> NetworkRow:
    """Write the file, then the row with its audit entry. A file without a row harms nobody; a row without a file cannot be."""
    name, size = storage.write(network)
    failpoints.hit(AFTER_FILE)
    try:
        with transaction.atomic():
            row = StreetNetwork.objects.create(
                **fields,
                mode=network.mode,
                kmh=kmh,
                nodes=network.nodes,
                edges=network.edges,
                metres=metres,
                dropped_pieces=network.dropped.pieces,
                dropped_nodes=network.dropped.nodes,
                dropped_edges=network.dropped.edges,
                dropped_largest=network.dropped.largest,
                file_sha256=name,
                file_bytes=size,
                imported_at=at,
                imported_by_id=by.account_id,
            )
            detail = {"source": row.source_sha256, "file": name, "nodes": row.nodes, "mode": row.mode}
            _record("planning.import_network", row, by=by, at=at, detail=detail)
    except IntegrityError:
        # Somebody entered the same file meanwhile.
        known = _entered(fields["source_sha256"], network.mode, kmh)
        if known is None:
            raise
        return row_of(known)
    return row_of(row)


@transaction.atomic
def withdraw(network_id: int, *, by: Scope, at: datetime) -> NetworkRow:
    """Take a network out of use; its file stays, so that what was computed on it can be computed again."""
    by.require("planning.import_network")
    row = StreetNetwork.objects.select_for_update().filter(pk=network_id, withdrawn_at__isnull=True).first()
    if row is None:
        raise DomainError("planning.unknown_network", network=network_id)
    row.withdrawn_at, row.withdrawn_by_id = at, by.account_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record("planning.withdraw_network", row, by=by, at=at, detail={"file": row.file_sha256})
    return row_of(row)


def _record(action: str, row: StreetNetwork, *, by: Scope, at: datetime, detail: dict[str, Any]) -> None:
    audit.record(
        action,
        audit.Subject("planning.streetnetwork", str(row.pk), district.pack().manifest.area),
        by=by,
        permission="planning.import_network",
        at=at,
        chain=CHAIN,
        detail=detail,
    )


# As a job


def request_import(path: Path, wish: Wish, *, by: Scope) -> int:
    """
    Ask for an import that goes on in the background; returns the number of the job. The file is copied, so it may go away.

    The same file asked for twice is one job.
    """
    by.require("planning.import_network")
    kmh = _speed(wish)
    _kind(path)
    digest = _digest(path)
    incoming = storage.root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = f"{digest}{''.join(path.suffixes[-2:])}"
    if not (incoming / kept).exists():
        draft = incoming / f".draft-{secrets.token_hex(8)}"
        try:
            shutil.copyfile(path, draft)
            draft.rename(incoming / kept)
        finally:
            draft.unlink(missing_ok=True)
    arguments = {
        "file": kept,
        "name": wish.name or path.name,
        "mode": wish.mode,
        "kmh": wish.kmh,
        "licence": wish.licence,
        "as_of": wish.as_of.isoformat() if wish.as_of else None,
    }
    # After a failure the same file may be asked for again: the key then belongs to a job that is over.
    key = f"{JOB}|{digest}|{wish.mode}|{kmh}"
    job = jobs.enqueue(JOB, _("导入路网：%(file)s") % {"file": path.name}, arguments, by=by, key=key)
    if job.state in {job.State.FAILED, job.State.CANCELLED}:
        again = f"{key}|{secrets.token_hex(4)}"
        job = jobs.enqueue(JOB, _("导入路网：%(file)s") % {"file": path.name}, arguments, by=by, key=again)
    return job.pk


def perform_import(run: jobs.Run, *, by: Scope) -> None:
    """The work of such a job. An attempt that was interrupted begins again; a network is entered once."""
    given = run.arguments
    path = storage.root() / "incoming" / given["file"]
    as_of = date.fromisoformat(given["as_of"]) if given["as_of"] else None
    wish = Wish(given["mode"], given["name"], given["kmh"], given["licence"], as_of)
    import_network(path, wish, by=by, at=clock.now(), progress=lambda done, step: run.advance(done, message=step))
    path.unlink(missing_ok=True)


# What both need


def _speed(wish: Wish) -> float:
    if wish.mode == "drive":
        return 0.0
    if not SLOWEST_KMH <= wish.kmh <= FASTEST_KMH:
        raise DomainError("planning.bad_speed", low=SLOWEST_KMH, high=FASTEST_KMH, kmh=wish.kmh)
    return float(wish.kmh)


def _digest(path: Path) -> str:
    """SHA-256 of the file; refuses one that is absent or empty."""
    if not path.is_file():
        raise DomainError("planning.no_file", file=path.name)
    if not path.stat().st_size:
        raise DomainError("planning.empty_file", file=path.name)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(path: Path) -> StreetNetwork.Source:
    name = path.name.lower()
    if name.endswith((".pbf", ".osm", ".osm.bz2", ".osm.gz")):
        return StreetNetwork.Source.OSM
    if name.endswith((".geojson", ".json")):
        return StreetNetwork.Source.GEOJSON
    raise DomainError("planning.unknown_format", file=path.name)


def _entered(digest: str, mode: str, kmh: float) -> StreetNetwork | None:
    return StreetNetwork.objects.filter(source_sha256=digest, mode=mode, kmh=kmh, withdrawn_at__isnull=True).first()


def _known_spots(at: datetime) -> FloatArray:
    """(k, 2) coordinates of the register's facilities, degrees; many districts have none."""
    spots = [
        (row.longitude, row.latitude)
        for row in providers.public_facilities(at.astimezone(clock.BEIJING).date())
        if row.longitude is not None and row.latitude is not None
    ]
    return np.array(spots, float).reshape(-1, 2)


def _box(lines: StreetLines) -> dict[str, float]:
    low, high = lines.lonlat.min(axis=0), lines.lonlat.max(axis=0)
    return {"west": float(low[0]), "south": float(low[1]), "east": float(high[0]), "north": float(high[1])}
