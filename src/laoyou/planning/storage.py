"""
Street networks on disk: `LAOYOU_HOME/networks/<sha256>.npz`, plain arrays, named after their own hash.

Streets are public, so the files are not sealed. A file is written beside its place and renamed: it is whole or absent.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings

from laoyou.base.errors import DomainError
from laoyou.engines import access

ARRAYS = (
    "xy", "indptr", "indices", "minutes", "back_indptr", "back_indices", "back_minutes", "original", "dropped_xy", "dropped_in",
)  # fmt: skip
DROPPED = ("pieces", "nodes", "edges", "largest", "loops", "doubles")


def root() -> Path:
    """The folder of all networks."""
    return Path(settings.LAOYOU_HOME) / "networks"


def write(network: access.Network) -> tuple[str, int]:
    """Write a network; returns the hash by which it is read again, and its bytes. Equal networks are one file."""
    buffer = io.BytesIO()
    frame = network.frame
    np.savez(
        buffer,
        mode=np.array(network.mode),
        off_kmh=np.array(network.off_kmh),
        frame=np.array([frame.longitude, frame.latitude] if frame else []),
        dropped=np.array([getattr(network.dropped, name) for name in DROPPED], np.int64),
        **{name: getattr(network, name) for name in ARRAYS},
    )
    data = buffer.getvalue()
    name = hashlib.sha256(data).hexdigest()
    place = root() / f"{name}.npz"
    if not place.exists():
        root().mkdir(parents=True, exist_ok=True, mode=0o700)
        put(data, place)
    return name, len(data)


def put(data: bytes, place: Path) -> None:
    """Write a file whole or not at all."""
    draft = place.with_name(f".draft-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_as_recorded(data: bytes, name: str) -> bool:
    """Whether a file holds what its name says."""
    return hashlib.sha256(data).hexdigest() == name


@lru_cache(maxsize=4)
def _read(place: Path, name: str) -> access.Network:
    data = place.read_bytes()
    if not is_as_recorded(data, name):
        raise ValueError(name)
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        arrays = {array: file[array] for array in ARRAYS}
        for array in arrays.values():
            array.flags.writeable = False
        frame = file["frame"]
        return access.Network(
            mode="walk" if str(file["mode"]) == "walk" else "drive",
            dropped=access.Dropped(*(int(number) for number in file["dropped"])),
            frame=access.Frame(float(frame[0]), float(frame[1])) if len(frame) else None,
            off_kmh=float(file["off_kmh"]),
            **arrays,
        )


def read(name: str, *, title: str) -> access.Network:
    """
    The network with this hash; the last few stay in memory, shared by all threads, and nobody can write into them.

    Raises DomainError `planning.damaged_network` where the file is missing or is not what its name says.
    """
    try:
        return _read(root() / f"{name}.npz", name)
    except (OSError, ValueError, KeyError):
        raise DomainError("planning.damaged_network", name=title) from None
