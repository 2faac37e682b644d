"""
Sweeps on disk: who is entitled to what, and who is not, for everybody.

    LAOYOU_HOME/sweeps/2026-11-4/
        manifest.json                  what was determined from what: month, snapshot, rules, counts, hashes; nothing about anybody
        determinations.00001.sealed    a part of the rows: Parquet, sealed under the field key

A part is sealed for its place, so parts cannot be exchanged. A folder whose name begins with "." is a draft that nobody finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from laoyou.base.errors import DomainError
from laoyou.core import crypto

MANIFEST = "manifest.json"
TABLE = "determinations"


def root() -> Path:
    """The folder of all sweeps."""
    return Path(settings.LAOYOU_HOME) / "sweeps"


def folder(name: str) -> Path:
    """The folder of one sweep."""
    return root() / name


def new_draft(name: str) -> Path:
    """An empty folder in which the sweep `name` is put together; what an earlier attempt left is removed."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = root() / f".draft-{name}"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    return draft


def drop_draft(name: str) -> None:
    """Remove what an attempt left."""
    shutil.rmtree(root() / f".draft-{name}", ignore_errors=True)


def remove(name: str) -> None:
    """Remove a folder that no sweep of the register names."""
    shutil.rmtree(folder(name), ignore_errors=True)


def write_sealed(draft: Path, name: str, table: str, number: int, data: bytes) -> dict[str, Any]:
    """Seal one part and write it through to the disk; returns its entry in the manifest."""
    sealed = crypto.encrypt_bytes(data, "sweeps", f"{name}/{table}", number)
    file = f"{table}.{number:05d}.sealed"
    _write(draft / file, sealed)
    return {"file": file, "bytes": len(sealed), "sha256": hashlib.sha256(sealed).hexdigest()}


def read_sealed(place: Path, name: str, table: str, number: int) -> bytes:
    """A sealed part of a folder or a draft; `entitlements.damaged` where it is missing or altered."""
    try:
        sealed = (place / f"{table}.{number:05d}.sealed").read_bytes()
        return crypto.decrypt_bytes(sealed, "sweeps", f"{name}/{table}", number)
    except (OSError, DomainError):
        raise DomainError("entitlements.damaged", name=name, file=f"{table}.{number:05d}.sealed") from None


def read_part(name: str, number: int, entry: dict[str, Any]) -> bytes:
    """The Parquet bytes of one part of the rows; `entitlements.damaged` where it is not what the manifest says."""
    place = folder(name) / str(entry["file"])
    if not place.exists() or hashlib.sha256(place.read_bytes()).hexdigest() != entry["sha256"]:
        raise DomainError("entitlements.damaged", name=name, file=str(entry["file"]))
    return read_sealed(folder(name), name, TABLE, number)


def write_manifest(draft: Path, manifest: dict[str, Any]) -> str:
    """Write the manifest, last of all; returns its SHA-256."""
    data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    _write(draft / MANIFEST, data)
    return hashlib.sha256(data).hexdigest()


def manifest(name: str) -> dict[str, Any]:
    """The manifest of a sweep; `entitlements.damaged` where there is none."""
    try:
        found: dict[str, Any] = json.loads((folder(name) / MANIFEST).read_bytes())
    except (OSError, ValueError):
        raise DomainError("entitlements.damaged", name=name, file=MANIFEST) from None
    return found


def manifest_sha256(name: str) -> str:
    """SHA-256 of the manifest as it lies there; empty where there is none."""
    path = folder(name) / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def publish(name: str) -> None:
    """Give the finished draft its name, at once; what a killed attempt had published before is replaced by the equal rows."""
    if folder(name).exists():
        shutil.rmtree(folder(name))
    (root() / f".draft-{name}").rename(folder(name))
    descriptor = os.open(root(), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
