"""
Backups: the whole installation in one file, while it runs, and back again onto an empty machine.

A backup holds the databases, the uploaded files, the witnesses and whatever else lies in LAOYOU_HOME, but neither keys nor
secrets: who finds one has the names in it, and no ID number. Its manifest lists every member with its hash, and is bound
to the keyring by a keyed hash, so that a backup that somebody changed is refused.

A restore unpacks into a folder of its own, moves everything into place and the main database last: until that one step
there is nothing, and after it there is everything. A marker says that a restore is under way; the next one begins again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.core import failpoints, keyring
from laoyou.core.keyring import Keyring, Purpose

FORMAT = 1
MANIFEST = "manifest.json"
STAGING = ".restoring"
MARKER = "restore.json"
CHUNK = 1024 * 1024

UPGRADING = ".upgrading"
"""The folder in LAOYOU_HOME with the databases as they were before an upgrade that is under way."""
SERVING = ".serving"
LEFT_OUT = frozenset(
    {"keys", "secrets", "cache", "static", "logs", "tls", "identity-services.json", "backups", SERVING, UPGRADING}
)
"""What of LAOYOU_HOME is in no backup: keys and secrets, other backups, and what is made anew."""

AFTER_WITNESS = failpoints.declare("backup.after_witness", "the witnesses are in the backup, the database is not")
AFTER_DATABASE = failpoints.declare("backup.after_database", "the database is copied, the files are not")
BEFORE_NAMING = failpoints.declare("backup.before_naming", "the backup is whole under its draft's name")

RESTORE_CHECKED = failpoints.declare("restore.after_checks", "backup, keys and machine were found fit")
RESTORE_MARKED = failpoints.declare("restore.after_marker", "the marker says that a restore is under way")
RESTORE_MEMBER = failpoints.declare("restore.after_member", "one member is unpacked")
RESTORE_COPIED = failpoints.declare("restore.after_copy", "everything is unpacked and verified beside its place")
RESTORE_MOVED = failpoints.declare("restore.after_moving_one", "one folder of files is in its place")
RESTORE_FILES = failpoints.declare("restore.after_files", "all files are in their place, no database is")
RESTORE_EDGE = failpoints.declare("restore.after_edge", "the edge database is in its place, the main one is not")
RESTORE_DATABASE = failpoints.declare("restore.after_database", "the main database is in its place: it is whole")
RESTORE_CLEANED = failpoints.declare("restore.after_cleaning", "the marker is gone")


@dataclass(frozen=True)
class Made:
    """A finished backup: its file, how many members it holds and how many bytes."""

    file: Path
    members: int
    size: int


def _databases() -> dict[str, Path]:
    """Name in the backup → file, of the SQLite databases; the edge before the main one."""
    found = {}
    for alias, name in (("edge", "edge.sqlite3"), ("default", "database.sqlite3")):
        if connections[alias].vendor == "sqlite":
            found[name] = Path(str(settings.DATABASES[alias]["NAME"]))
    return found


def _is_database_file(path: Path) -> bool:
    return any(
        path == file or path.name in {f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-journal"}
        for file in _databases().values()
    )


# Backing up


def make(target: Path, *, at: datetime) -> Made:
    """
    Write a backup of this installation to `target`, while it runs.

    Raises DomainError: `core.backup_target_exists`; `core.database_program_missing`, `core.database_program_failed` on
    PostgreSQL. A kill leaves a draft beside `target`, never a half-written `target`.
    """
    target = target.expanduser().resolve()
    if target.exists():
        raise DomainError("core.backup_target_exists", path=str(target))
    ring = keyring.current()
    draft = target.parent / f".{target.name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        members = _write_archive(draft, ring, at)
        archive = draft / "archive"
        failpoints.hit(BEFORE_NAMING)
        try:
            os.link(archive, target)
        except FileExistsError:
            raise DomainError("core.backup_target_exists", path=str(target)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync_folder(target.parent)
    return Made(target, members, target.stat().st_size)


def _write_archive(draft: Path, ring: Keyring, at: datetime) -> int:
    members: dict[str, dict[str, Any]] = {}
    handle = os.open(draft / "archive", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
            # Witnesses first: one that is younger than the database would prove entries that the copy does not have.
            _add_tree(archive, members, keyring.home() / "witness")
            failpoints.hit(AFTER_WITNESS)
            for name, path in copies_of_databases(draft):
                _add(archive, members, name, path)
                path.unlink()
            failpoints.hit(AFTER_DATABASE)
            for path in sorted(keyring.home().iterdir()):
                if path.name not in LEFT_OUT | {"witness", STAGING} and not _is_database_file(path):
                    _add_tree(archive, members, path)
            _add_text(archive, MANIFEST, _manifest(members, ring, at))
        out.flush()
        os.fsync(out.fileno())
    return len(members)


def copies_of_databases(draft: Path) -> Iterator[tuple[str, Path]]:
    """
    Write a consistent copy of each database into the folder `draft`, one after the other: (name in a backup, file).

    Raises `core.database_absent`, `core.database_program_missing`, `core.database_program_failed`.
    """
    for name, path in _databases().items():
        if not path.exists():
            if name == "database.sqlite3":
                raise DomainError("core.database_absent")
            continue
        copy = draft / name
        _copy_sqlite(path, copy)
        yield name, copy
    if connection.vendor == "postgresql":
        copy = draft / "database.dump"
        name = str(connection.settings_dict["NAME"])
        _run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}", name)
        yield "database.dump", copy


def _copy_sqlite(source: Path, copy: Path) -> None:
    """One consistent copy by SQLite's own backup, in a single step: writers go on in the write-ahead log."""
    reader = sqlite3.connect(source, timeout=30)
    writer = sqlite3.connect(copy)
    try:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        writer.close()
        reader.close()


def _add_tree(archive: tarfile.TarFile, members: dict[str, dict[str, Any]], top: Path) -> None:
    own_keys = keyring.default_path().resolve()
    for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
        if path.is_symlink() or not path.is_file() or path.resolve() == own_keys or path.name == ".lock":
            continue
        name = path.relative_to(keyring.home()).as_posix()
        try:
            _add(archive, members, name, path)
        except FileNotFoundError:  # swept meanwhile: no row of the copied database needs it
            members.pop(name, None)


def _add(archive: tarfile.TarFile, members: dict[str, dict[str, Any]], name: str, path: Path) -> None:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
        hashing = _Hashing(file, info.size)
        archive.addfile(info, hashing)  # type: ignore[arg-type]
    members[name] = {"size": info.size, "sha256": hashing.digest.hexdigest()}


class _Hashing:
    """A file of exactly `size` bytes that remembers the hash of what was read; a log that grows meanwhile is cut there."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.left, self.digest = file, size, hashlib.sha256()

    def read(self, count: int) -> bytes:
        data = self.file.read(min(count, self.left))
        self.left -= len(data)
        self.digest.update(data)
        return data


def _add_text(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    archive.addfile(info, io.BytesIO(data))


def _manifest(members: dict[str, dict[str, Any]], ring: Keyring, at: datetime) -> bytes:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    key = ring.active(Purpose.AUDIT)
    said: dict[str, Any] = {
        "format": FORMAT,
        "program": __version__,
        "made_at": at.astimezone(UTC).isoformat(),
        "vendor": connection.vendor,
        "migrations": [list(name) for name in applied],
        "keys": ring.fingerprints(),
        "mac_key": key.id,
        "members": members,
    }
    said["mac"] = _mac(said, ring).hex()
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _mac(said: dict[str, Any], ring: Keyring) -> bytes:
    unsigned = {name: value for name, value in said.items() if name != "mac"}
    text = json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return ring.key(Purpose.AUDIT, said["mac_key"]).derived_mac("backup manifest")(text)


# Restoring


@dataclass(frozen=True)
class Restored:
    """A finished restore: when the backup was made, and how many members it brought."""

    made_at: datetime
    members: int


def restore(source: Path) -> Restored:
    """
    Bring the backup `source` onto this machine, which has its key file and nothing else.

    Raises DomainError: `core.backup_not_readable`, `core.backup_altered`, `core.backup_newer`,
    `core.backup_other_database`, `core.restore_not_empty`, and those of the key file (`core.key_file_missing`,
    `core.key_unknown`, `core.key_wrong`). After any of them the machine is as empty as before.
    """
    ring = keyring.current()
    take_up_unfinished()
    home = keyring.home()
    try:
        with tarfile.open(source, "r:") as archive:
            manifest = _read_manifest(archive, ring, source)
            _require_empty(home)
            failpoints.hit(RESTORE_CHECKED)
            staging = _begin(home, manifest)
            try:
                _unpack(archive, manifest["members"], staging)
            except BaseException:
                shutil.rmtree(staging)
                raise
    except (tarfile.TarError, EOFError, OSError) as problem:
        if isinstance(problem, OSError) and not isinstance(problem, FileNotFoundError) and problem.errno:
            raise
        raise DomainError("core.backup_not_readable", path=str(source), problem=type(problem).__name__) from None
    _mark(staging, manifest, "moving")
    failpoints.hit(RESTORE_COPIED)
    connections.close_all()
    _move_into_place(home, staging)
    _finish(home)
    return Restored(datetime.fromisoformat(manifest["made_at"]), len(manifest["members"]))


def _read_manifest(archive: tarfile.TarFile, ring: Keyring, source: Path) -> dict[str, Any]:
    try:
        file = archive.extractfile(MANIFEST)
        said: dict[str, Any] = json.loads(file.read()) if file else {}
        if said["format"] != FORMAT or not {"database.sqlite3", "database.dump"} & set(said["members"]):
            raise ValueError("another format")
        migrations = {(app, name) for app, name in said["migrations"]}
        keys, mac = dict(said["keys"]), bytes.fromhex(said["mac"])
    except (KeyError, ValueError, TypeError) as problem:
        raise DomainError("core.backup_not_readable", path=str(source), problem=type(problem).__name__) from None
    ring.require(keys)
    if _mac(said, ring) != mac:
        raise DomainError("core.backup_altered", member=MANIFEST)
    known = MigrationLoader(None).disk_migrations
    unknown = sorted(name for name in migrations if name not in known and name[0] in {app for app, _ in known})
    if unknown:
        raise DomainError("core.backup_newer", migration=".".join(unknown[-1]))
    if said["vendor"] != connection.vendor:
        raise DomainError("core.backup_other_database", theirs=said["vendor"], ours=connection.vendor)
    return said


def _require_empty(home: Path) -> None:
    found = sorted(path.name for path in home.iterdir() if path.name not in LEFT_OUT) if home.exists() else []
    own_keys = keyring.default_path()
    if [name for name in found if home / name != own_keys]:
        raise DomainError("core.restore_not_empty", path=str(home))
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise DomainError("core.restore_not_empty", path=str(connection.settings_dict["NAME"]))


def _begin(home: Path, manifest: dict[str, Any]) -> Path:
    staging = home / STAGING
    staging.mkdir(parents=True, mode=0o700)
    _mark(staging, manifest, "unpacking")
    sync_folder(home)
    failpoints.hit(RESTORE_MARKED)
    return staging


def _mark(staging: Path, manifest: dict[str, Any], phase: str) -> None:
    """Note how far the restore is, and what it will have put into LAOYOU_HOME, so that it can be undone."""
    tops = sorted({PurePosixPath(name).parts[0] for name in manifest["members"]})
    draft = staging / f".{MARKER}"
    with draft.open("w") as file:
        json.dump({"phase": phase, "tops": tops}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(staging / MARKER)
    sync_folder(staging)


def _unpack(archive: tarfile.TarFile, expected: dict[str, dict[str, Any]], staging: Path) -> None:
    """Every member into `staging`, each with the size and hash that the manifest says, none missing and none beside."""
    seen = set()
    for info in archive:
        if info.name == MANIFEST:
            continue
        parts = PurePosixPath(info.name).parts
        if info.name not in expected or not info.isfile() or not parts or parts[0] == "/" or ".." in parts:
            raise DomainError("core.backup_altered", member=info.name)
        data = archive.extractfile(info)
        path = staging / "data" / info.name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if data is None or not _is_as_listed(_copy_hashed(data, path), expected[info.name]):
            raise DomainError("core.backup_altered", member=info.name)
        seen.add(info.name)
        failpoints.hit(RESTORE_MEMBER)
    missing = sorted(set(expected) - seen)
    if missing:
        raise DomainError("core.backup_altered", member=missing[0])


def _is_as_listed(digest: str, listed: dict[str, Any]) -> bool:
    return bool(digest == listed["sha256"])


def _copy_hashed(data: IO[bytes], path: Path) -> str:
    digest = hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while chunk := data.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _move_into_place(home: Path, staging: Path) -> None:
    """Files first, the main database last: it is what makes the restored installation one."""
    data = staging / "data"
    databases = _databases()
    for path in sorted(data.iterdir()) if data.exists() else []:
        if path.name not in databases and path.name != "database.dump":
            path.rename(home / path.name)
            failpoints.hit(RESTORE_MOVED)
    sync_folder(home)
    failpoints.hit(RESTORE_FILES)
    for name, place in databases.items():
        if (data / name).exists():
            if name == "database.sqlite3":
                failpoints.hit(RESTORE_EDGE)
            (data / name).rename(place)
            sync_folder(place.parent)
    dump = data / "database.dump"
    if dump.exists():
        failpoints.hit(RESTORE_EDGE)
        _fill_postgres(dump)
    failpoints.hit(RESTORE_DATABASE)


def is_unfinished() -> bool:
    """Whether a restore was interrupted before its end, so that there is nothing to serve."""
    staging = keyring.home() / STAGING
    return staging.exists() and not _main_database_is_there(staging)


def take_up_unfinished() -> None:
    """Put an interrupted restore behind us: finish it where the main database is in its place, else undo it."""
    home = keyring.home()
    staging = home / STAGING
    if not staging.exists():
        return
    if not _main_database_is_there(staging):
        databases = _databases()
        for top in _marker(staging).get("tops", []):
            path = databases.get(top, home / top)
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    _finish(home)


def _marker(staging: Path) -> dict[str, Any]:
    marker = staging / MARKER
    said: dict[str, Any] = json.loads(marker.read_bytes()) if marker.exists() else {}
    return said


def _main_database_is_there(staging: Path) -> bool:
    """
    Whether the interrupted restore had passed its last step.

    The place itself tells nothing: whoever merely connects to SQLite leaves an empty database there.
    """
    if _marker(staging).get("phase") != "moving":
        return False
    if connection.vendor == "sqlite":
        return not (staging / "data" / "database.sqlite3").exists()
    return bool(connection.introspection.table_names())


def _finish(home: Path) -> None:
    """Take the staging folder away, last of it the marker: without one there is nothing to undo."""
    staging = home / STAGING
    shutil.rmtree(staging / "data", ignore_errors=True)
    (staging / MARKER).unlink(missing_ok=True)
    staging.rmdir()
    sync_folder(home)
    failpoints.hit(RESTORE_CLEANED)


def put_databases_back(folder: Path, *, between: Callable[[], None] = lambda: None) -> None:
    """
    Put the copies that `copies_of_databases` wrote into `folder` into the place of the databases; nobody may use these now.

    Interrupted, it can be done again: what is gone from `folder` is in its place. `between` is called after each of them.
    """
    for name, place in _databases().items():
        if (folder / name).exists():
            for beside in ("-wal", "-shm", "-journal"):
                place.with_name(place.name + beside).unlink(missing_ok=True)
            (folder / name).replace(place)
            sync_folder(place.parent)
            between()
    dump = folder / "database.dump"
    if dump.exists():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        connection.close()
        _fill_postgres(dump, "--clean", "--if-exists")  # functions of triggers stand there still
        between()


def _fill_postgres(dump: Path, *more: str) -> None:
    """One transaction: the database is filled as a whole or not at all."""
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", *more)
    _run_postgres("pg_restore", *whole, f"--dbname={connection.settings_dict['NAME']}", str(dump))


# Small parts


def _run_postgres(program: str, *arguments: str) -> None:
    given = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": str(given["PASSWORD"] or "")}
    options = (("host", "HOST"), ("port", "PORT"), ("username", "USER"))
    command = [program, *(f"--{option}={given[name]}" for option, name in options if given[name]), *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise DomainError("core.database_program_missing", program=program) from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["?"]
        said = next((line for line in lines if "error:" in line), lines[-1])
        raise DomainError("core.database_program_failed", program=program, problem=said[:300])


def sync_folder(folder: Path) -> None:
    """Have the disk remember what stands in `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
