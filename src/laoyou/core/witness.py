"""
Witnesses: the heads of the audit chains, signed, in files outside the database.

A chain shows by itself that nothing in it was changed, but not that its end is still there. So every few minutes, and
when the program stops, the heads that have moved are signed and appended to `LAOYOU_HOME/witness/<month>.jsonl`, and to
every folder that `LAOYOU_WITNESS_COPIES` names: a folder on another machine is what makes this worth something against
somebody who holds this one. Each line also carries the hash of the line before, so that lines cannot be taken out.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature

from laoyou.base.errors import DomainError
from laoyou.core import keyring
from laoyou.core.audit import Point
from laoyou.core.keyring import Keyring, Purpose
from laoyou.core.models import ChainHead

COPIES = "LAOYOU_WITNESS_COPIES"
EVERY = timedelta(minutes=5)
"""How often the worker signs; also once when it stops."""


def folder() -> Path:
    """Where this installation's witnesses are kept."""
    return keyring.home() / "witness"


def copies() -> list[Path]:
    """The further folders that every witness is written to, from `LAOYOU_WITNESS_COPIES`, joined like PATH."""
    return [Path(part) for part in os.environ.get(COPIES, "").split(os.pathsep) if part]


@dataclass(frozen=True)
class Written:
    """What `write` did: how many heads had moved, the file, and the copies that could not be written."""

    heads: int
    file: Path
    failed_copies: tuple[Path, ...]


def write(*, at: datetime) -> Written:
    """Sign the heads that have moved since the last witness and append them; nothing is written where none has moved."""
    home = folder()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(home):
        newest = max((old.stem for old in home.glob("*.jsonl")), default="")
        file = home / f"{max(newest, f'{at:%Y-%m}')}.jsonl"
        known = _last_seen(home, file)
        moved = {
            head.chain: [head.seq, bytes(head.hash).hex()]
            for head in ChainHead.objects.order_by("pk")
            if head.seq and known.heads.get(head.chain) != head.seq
        }
        if not moved:
            return Written(0, file, ())
        key = keyring.current().active(Purpose.WITNESS)
        said = {"at": at.astimezone(UTC).isoformat(), "key": key.id, "heads": moved, "prev": known.line_hash}
        said["sig"] = key.signer.sign(_signed_bytes(said)).hex()
        line = json.dumps(said, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        _append(file, line)
    failed = []
    for copy in copies():
        try:
            copy.mkdir(parents=True, exist_ok=True)
            _append(copy / file.name, line)
        except OSError:  # a share that is away must not stop the work; the command says which copy is missing
            failed.append(copy)
    return Written(len(moved), file, tuple(failed))


def _append(file: Path, line: bytes) -> None:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as out:
        kept = out.read()
        # A line that a kill cut short was never a witness; the next one must not be glued to it.
        out.seek(kept.rfind(b"\n") + 1)
        out.truncate()
        out.write(line)
        out.flush()
        os.fsync(out.fileno())


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Only one process appends at a time."""
    handle = os.open(home / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _signed_bytes(said: dict[str, Any]) -> bytes:
    unsigned = {name: value for name, value in said.items() if name != "sig"}
    return b"laoyou witness\x00" + json.dumps(unsigned, separators=(",", ":"), sort_keys=True).encode()


@dataclass
class _LastSeen:
    heads: dict[str, int]
    line_hash: str


def _last_seen(home: Path, file: Path) -> _LastSeen:
    """The heads that `file` has signed so far, and the hash of the last whole line of all files. A new file knows no
    head, so its first line signs them all."""
    seen = _LastSeen({}, "")
    newest = sorted(home.glob("*.jsonl"))[-1:]
    for where, line in _lines(newest):
        if not line.endswith(b"\n"):
            break
        seen.line_hash = hashlib.sha256(line).hexdigest()
        if where.startswith(f"{file.name}:"):
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):  # `points` reports broken lines
                seen.heads.update({chain: seq for chain, (seq, _) in json.loads(line)["heads"].items()})
    return seen


def _lines(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    """('2026-10.jsonl:3', the line) for every line of every file, in order."""
    for file in files:
        for number, line in enumerate(file.read_bytes().splitlines(keepends=True), start=1):
            yield f"{file.name}:{number}", line


def points(home: Path | None = None, *, keys: Keyring | None = None) -> dict[tuple[str, str], list[Point]]:
    """
    (table, chain) → what the witnesses in `home` prove of it.

    Raises DomainError `core.witness_broken`, naming file and line, where a line is not signed by this installation's
    key or does not follow the line before. A last line that a kill cut short is passed over.
    """
    ring = keys or keyring.current()
    proven: dict[tuple[str, str], list[Point]] = {}
    before = ""
    lines = list(_lines(sorted((home or folder()).glob("*.jsonl"))))
    for position, (where, line) in enumerate(lines):
        if position == len(lines) - 1 and not line.endswith(b"\n"):
            break
        try:
            said = json.loads(line)
            key = ring.key(Purpose.WITNESS, said["key"])
            key.public_key.verify(bytes.fromhex(said["sig"]), _signed_bytes(said))
            if said["prev"] != before:
                raise ValueError("a line is missing before this one")
            at = datetime.fromisoformat(said["at"])
            for name, (seq, digest) in said["heads"].items():
                table, _, chain = name.partition("/")
                proven.setdefault((table, chain), []).append(Point(seq, bytes.fromhex(digest), at))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature, DomainError):
            raise DomainError("core.witness_broken", where=where) from None
        before = hashlib.sha256(line).hexdigest()
    return proven
