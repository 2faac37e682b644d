"""
Files that people hand in: looked at before they are kept, encrypted on disk, and checked again at each download.

Each file has a key of its own, sealed in its row. Removing a file empties that key, so that what the disk may still hold
of it can no longer be read; only a backup from before has both.
"""

from __future__ import annotations

import base64
import io
import os
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.db import models, transaction
from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core import audit, failpoints, keyring
from laoyou.core.audit import Subject
from laoyou.core.fields import Sealed, seal
from laoyou.core.keyring import NONCE_BYTES, SECRET_BYTES, Key, Purpose
from laoyou.core.models import Attachment
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope

LARGEST = 20 * 1024 * 1024
GRACE = timedelta(days=1)
"""How long a file outlives its row's removal: a backup that has read the row still finds the file."""

AFTER_FILE = failpoints.declare("attachments.after_file", "the encrypted file is on disk, its row is not")

SUFFIXES: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/ofd": (".ofd",),
    "text/plain": (".csv", ".txt"),
}
"""What is accepted: media type → endings of the file name that may go with it."""

_INSIDE_ZIP = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "OFD.xml": "application/ofd",
}


def media_type_of(data: bytes) -> str | None:
    """The media type that the content itself shows, among those accepted; None for everything else."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"PK\x03\x04"):
        return _inside_zip(data)
    return "text/plain" if _is_plain_text(data) else None


def _inside_zip(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None  # a document with macros runs on the desk of whoever opens it
    return next((media_type for marker, media_type in _INSIDE_ZIP.items() if marker in names), None)


def _is_plain_text(data: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text[:1000].lstrip("\ufeff \t\r\n").lower()
        # A browser that guesses would run these.
        return not start.startswith(("<!doctype", "<html", "<svg", "<script", "<?xml")) and all(
            character >= " " or character in "\t\r\n" for character in text
        )
    return False


@dataclass(frozen=True)
class Owner:
    """How files of one type of subject are guarded: who may see the subject, and under which permission it is logged."""

    may_see: Callable[[Scope, str], bool]
    permission: str


_owners: dict[str, Owner] = {}


def register_owner(subject_type: str, may_see: Callable[[Scope, str], bool], *, permission: str) -> None:
    """Let files belong to `subject_type` ('people.resident'); `may_see(scope, subject_id)` is asked at each download."""
    _owners[subject_type] = Owner(may_see, permission)


def folder() -> Path:
    """Where the encrypted files lie."""
    return keyring.home() / "files"


def _path(stored_as: str) -> Path:
    return folder() / stored_as[:2] / stored_as


def _file_key(secret: bytes) -> Key:
    model = keyring.current().active(Purpose.FIELD)
    return Key(0, Purpose.FIELD, model.algorithm, secret, model.created_at, active=True)


@transaction.atomic
def store(
    data: bytes,
    name: str,
    subject: models.Model | Subject,
    *,
    by: Scope,
    permission: str,
    at: datetime,
    expires_at: datetime | None = None,
    looked_at: str = "",
) -> Attachment:
    """
    Keep `data` as a file of `subject`, encrypted, with one audit entry.

    looked_at  the media type, where the caller has looked at content, name and size by rules of its own

    Raises DomainError: `core.file_empty`, `core.file_too_large`, `core.file_type` where the content is none of the
    accepted types or is another than the name says.
    """
    by.require(permission)
    media_type = looked_at or _checked(data, name)
    owner = audit.subject_of(subject)
    row = Attachment(
        pk=reserve(Attachment, 1)[0],
        subject_type=owner.type,
        subject_id=owner.id,
        area_id=owner.area_id,
        stored_as=secrets.token_hex(16),
        media_type=media_type,
        size=len(data),
        created_at=at,
        created_by_id=by.account_id,
        expires_at=expires_at,
    )
    algorithm = keyring.current().active(Purpose.FIELD).algorithm
    secret = secrets.token_bytes(SECRET_BYTES[algorithm])
    seal(row, "data_key", f"{algorithm}:{base64.b64encode(secret).decode()}")
    seal(row, "name", name)
    _write(row, secret, data)
    failpoints.hit(AFTER_FILE)
    row.save(force_insert=True)
    audit.record(
        "core.store_file",
        row,
        by=by,
        permission=permission,
        at=at,
        chain="files",
        detail={"subject": f"{owner.type} {owner.id}", "media_type": media_type, "size": len(data)},
    )
    return row


def _checked(data: bytes, name: str) -> str:
    if not data:
        raise DomainError("core.file_empty")
    if len(data) > LARGEST:
        raise DomainError("core.file_too_large", megabytes=LARGEST // 1024 // 1024)
    media_type = media_type_of(data)
    if media_type is None or Path(name).suffix.lower() not in SUFFIXES[media_type]:
        raise DomainError("core.file_type")
    return media_type


def _write(row: Attachment, secret: bytes, data: bytes) -> None:
    path = _path(row.stored_as)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _file_key(secret).aead.encrypt(nonce, data, row.stored_as.encode())
    draft = path.with_name(f".{path.name}")
    with draft.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def contents(row: Attachment) -> bytes:
    """
    What is in a file, for code that has checked the scope. Raises DomainError: `core.file_gone` where it was removed or
    has expired, `core.file_damaged` where it is not what was stored.
    """
    if row.removed_at is not None or not isinstance(row.data_key, Sealed):
        raise DomainError("core.file_gone")
    algorithm, _, encoded = row.data_key.open().partition(":")
    key = Key(0, Purpose.FIELD, algorithm, base64.b64decode(encoded), row.created_at, active=True)
    try:
        sealed = _path(row.stored_as).read_bytes()
        return key.aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row.stored_as.encode())
    except (FileNotFoundError, InvalidTag, ValueError):
        raise DomainError("core.file_damaged", number=row.pk) from None


def download(attachment_id: int, *, by: Scope, at: datetime) -> tuple[Attachment, str, bytes]:
    """
    (row, file name, content) for somebody who may see what the file belongs to, after an entry in the read log.

    Raises DomainError: `core.not_found` where there is no such file or the subject is outside the scope,
    `core.file_gone`, `core.file_damaged`.
    """
    row = Attachment.objects.unscoped("the owner's rule is asked").filter(pk=attachment_id).first()
    owner = _owners.get(row.subject_type) if row else None
    if row is None or owner is None or not by.may(owner.permission) or not owner.may_see(by, row.subject_id):
        raise DomainError("core.not_found")
    if row.expires_at is not None and row.expires_at <= at:
        raise DomainError("core.file_gone")
    audit.read("core.download_file", row, by=by, permission=owner.permission, at=at, chain="files")
    return row, row.name.open(), contents(row)


@transaction.atomic
def remove(attachment_id: int, *, by: Scope, permission: str, at: datetime) -> None:
    """Remove a file: its key is emptied now, the file itself goes at the next `sweep`. `core.not_found` where it is gone."""
    by.require(permission)
    kept = Attachment.objects.scoped(by, permission).select_for_update()
    row = kept.filter(pk=attachment_id, removed_at__isnull=True).first()
    if row is None:
        raise DomainError("core.not_found")
    row.removed_at, row.data_key = at, None
    row.save(update_fields=["removed_at", "data_key"])
    audit.record("core.remove_file", row, by=by, permission=permission, at=at, chain="files")


def expire(*, at: datetime) -> int:
    """Remove every file whose time is over, with one audit entry for all; returns how many."""
    system = Scope.system("files expire")
    with transaction.atomic():
        due = Attachment.objects.unscoped("expiry").select_for_update()
        ids = list(due.filter(expires_at__lte=at, removed_at__isnull=True).order_by("pk").values_list("pk", flat=True))
        if not ids:
            return 0
        Attachment.objects.unscoped("expiry").filter(pk__in=ids).update(removed_at=at, data_key=None)
        audit.record_batch(
            "core.expire_files", "core.attachment", ids, by=system, permission="core.see_home", at=at, chain="files"
        )
        return len(ids)


def sweep(*, at: datetime) -> int:
    """Delete files that no row needs: removed longer than `GRACE` ago, or written by a transaction that never ended."""
    before = (at - GRACE).timestamp()
    old = [path for path in folder().glob("*/*") if path.is_file() and path.stat().st_mtime < before]
    gone = 0
    for start in range(0, len(old), 500):
        names = {path.name: path for path in old[start : start + 500]}
        rows = Attachment.objects.unscoped("files without a row")
        needed = Q(removed_at__isnull=True) | Q(removed_at__gt=at - GRACE)
        kept = set(rows.filter(needed, stored_as__in=names).values_list("stored_as", flat=True))
        for name, path in names.items():
            if name not in kept:
                path.unlink(missing_ok=True)
                gone += 1
    return gone
