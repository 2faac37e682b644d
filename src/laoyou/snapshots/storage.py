"""
Snapshots on disk.

    LAOYOU_HOME/snapshots/2026-10-31/
        manifest.json             what is in it: counts, hashes, versions; nothing about anybody
        residents.00001.sealed    a part of a table: Parquet, sealed under the field key (AES-256-GCM or SM4-GCM)

A part is sealed for its place (snapshot, table, number), so parts cannot be exchanged or left out unnoticed. A folder
whose name begins with "." is a draft that nobody finished; the next run removes it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from laoyou.base.errors import DomainError
from laoyou.core import crypto

MANIFEST = "manifest.json"
DRAFT = ".draft-"


def root() -> Path:
    """The folder of all snapshots."""
    return Path(settings.LAOYOU_HOME) / "snapshots"


def folder(name: str) -> Path:
    """The folder of one snapshot."""
    return root() / name


def names() -> list[str]:
    """The names of all finished snapshots on disk, sorted."""
    return sorted(path.parent.name for path in root().glob(f"[!.]*/{MANIFEST}"))


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of the snapshots folder; DomainError `snapshots.busy` where another process has it. A kill frees it."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root() / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise DomainError("snapshots.busy", process=lock.read().strip() or "?") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def remove_drafts() -> None:
    """Remove what interrupted runs left. The caller holds the lock."""
    for draft in root().glob(f"{DRAFT}*"):
        shutil.rmtree(draft)


def new_draft(name: str) -> Path:
    """An empty folder in which the snapshot `name` is put together."""
    draft = root() / f"{DRAFT}{name}"
    draft.mkdir(mode=0o700)
    return draft


def write_part(draft: Path, name: str, table: str, number: int, data: bytes) -> dict[str, Any]:
    """Seal one part of a table and write it through to the disk; returns its entry in the manifest."""
    sealed = crypto.encrypt_bytes(data, "snapshots", f"{name}/{table}", number)
    file = f"{table}.{number:05d}.sealed"
    _write(draft / file, sealed)
    return {"file": file, "bytes": len(sealed), "sha256": hashlib.sha256(sealed).hexdigest()}


def read_part(name: str, table: str, number: int, entry: dict[str, Any]) -> bytes:
    """
    The Parquet bytes of one part.

    Raises DomainError `snapshots.damaged` where the file is missing or is not what the manifest says.
    """
    path = folder(name) / entry["file"]
    try:
        sealed = path.read_bytes()
    except OSError:
        raise DomainError("snapshots.damaged", name=name, problem=f"{entry['file']}: –") from None
    if hashlib.sha256(sealed).hexdigest() != entry["sha256"]:
        raise DomainError("snapshots.damaged", name=name, problem=f"{entry['file']}: SHA-256")
    return crypto.decrypt_bytes(sealed, "snapshots", f"{name}/{table}", number)


def write_manifest(draft: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest, last of all: a folder with a manifest is whole."""
    _write(draft / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode())


def publish(draft: Path, name: str) -> None:
    """Give the finished draft its name, at once and never over another one."""
    if folder(name).exists():
        raise DomainError("snapshots.exists", name=name, date=name[:10])
    draft.rename(folder(name))
    _sync_folder(root())


def manifest_hash(name: str) -> str:
    """SHA-256 over the manifest file; DomainError `snapshots.unknown` where there is none."""
    return hashlib.sha256(_manifest_bytes(name)).hexdigest()


def manifest(name: str) -> dict[str, Any]:
    """The manifest; DomainError `snapshots.unknown` where there is none, `snapshots.damaged` where it cannot be read."""
    try:
        found: dict[str, Any] = json.loads(_manifest_bytes(name))
    except ValueError:
        raise DomainError("snapshots.damaged", name=name, problem=MANIFEST) from None
    return found


def _manifest_bytes(name: str) -> bytes:
    if not name or "/" in name or name.startswith("."):
        raise DomainError("snapshots.unknown", name=name)
    try:
        return (folder(name) / MANIFEST).read_bytes()
    except OSError:
        raise DomainError("snapshots.unknown", name=name) from None


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
