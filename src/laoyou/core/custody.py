"""
Custody of the key file by two people: three shares, any two of which make it whole, and one of which says nothing.

The text of the key file is the exclusive or of three parts, two of them drawn by chance; each share holds another two of the
three parts. Two shares hold all parts. One share lacks a part, and so every text of that length is as likely as every other.
A drill brings two shares together in memory and shows that they open what the database holds, without writing a key file.

Who keeps which share is noted when its keeper, signed in as himself, types the code that stands in its file: one share for the
role of the system administrator, one for that of the security administrator, which no account holds together.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, crypto, keyring
from laoyou.core.audit import Subject
from laoyou.core.fields import sealed_fields
from laoyou.core.keyring import Keyring
from laoyou.core.models import KeyDrill, KeyRecord, KeyShare
from laoyou.core.scope import Scope

FORMAT = 1
SHARES = 3
NEEDED = 2
HOLDS = "core.hold_key_share"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of which codes are made: nothing that is read for something else."""
TRIED_IN_EACH_COLUMN = 50
"""How many of the oldest and of the newest values of each sealed column a drill opens."""


@dataclass(frozen=True)
class Share:
    """One of the three: its number, the two parts that it holds, and by which fingerprints its keys are known."""

    number: int
    batch: str
    """The same for the three shares of one splitting: shares of different splittings do not fit."""
    keys: dict[str, str]
    parts: dict[int, bytes]
    code: str
    """What its keeper types to say that he has it in hand; it says nothing about the key."""


def split(ring: Keyring) -> tuple[Share, ...]:
    """Three shares of `ring`: share n holds every part but the n-th."""
    text = json.dumps(ring.to_json(), sort_keys=True, separators=(",", ":")).encode()
    first, second = secrets.token_bytes(len(text)), secrets.token_bytes(len(text))
    parts = {1: first, 2: second, 3: _xor(text, first, second)}
    batch = secrets.token_hex(8)
    return tuple(
        Share(
            number, batch, ring.fingerprints(), {key: part for key, part in parts.items() if key != number}, _new_code()
        )
        for number in range(1, SHARES + 1)
    )


def _new_code() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join(drawn[start : start + 4] for start in range(0, 12, 4))


def _hash_of_code(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return hashlib.sha256(b"laoyou key share " + plain.encode()).hexdigest()


@transaction.atomic
def give_out(shares: tuple[Share, ...], folders: list[Path], *, by: Scope, at: datetime) -> list[Path]:
    """
    Write each share into a folder of its own (or all into one) and note that they are out; returns the files.

    What was given out before is no longer asked for. Raises `core.share_exists` and notes nothing then.
    """
    places = folders if len(folders) == len(shares) else folders[:1] * len(shares)
    files: list[Path] = []
    try:
        for share, place in zip(shares, places, strict=True):
            files.append(write(share, place))
    except BaseException:
        for file in files:  # a share of which nothing is noted must not lie about
            file.unlink()
        raise
    first = shares[0]
    KeyShare.objects.bulk_create(
        KeyShare(batch=one.batch, number=one.number, made_at=at, keys=one.keys, code=_hash_of_code(one.code))
        for one in shares
    )
    _note("core.split_keys", Subject("core.keyring", first.batch), by, at, batch=first.batch, keys=sorted(first.keys))
    return files


def current() -> list[KeyShare]:
    """The shares of the last splitting, by number; none where the key file was never split."""
    last = KeyShare.objects.order_by("-made_at", "-pk").first()
    rows = KeyShare.objects.none() if last is None else KeyShare.objects.filter(batch=last.batch)
    return list(rows.select_related("keeper").order_by("number"))


def suffice(shares: list[KeyShare]) -> bool:
    """Whether `shares` bring every key back that values of this database lie under."""
    known = dict(KeyRecord.objects.values_list("pk", "fingerprint"))
    return bool(shares) and all(known.items() <= share.keys.items() for share in shares)


def is_asked_of(scope: Scope, shares: list[KeyShare]) -> bool:
    """Whether the reader has yet to say which of `shares` he keeps."""
    return bool(shares) and scope.may(HOLDS) and scope.acting_role(HOLDS) not in {share.role for share in shares}


@transaction.atomic
def receive(code: str, *, by: Scope, at: datetime) -> KeyShare:
    """
    Note that whoever asks has the share with this code in hand; asking again changes nothing.

    Raises `core.share_code_wrong`, `core.share_taken` and `core.share_one_a_role`, which holds also where two ask at once.
    """
    by.require(HOLDS)
    wanted = _hash_of_code(code)
    share = next((one for one in current() if secrets.compare_digest(one.code, wanted)), None)
    if share is None:
        raise DomainError("core.share_code_wrong")
    if share.keeper_id == by.account_id and share.keeper_id is not None:
        return share
    if share.keeper_id is not None:
        raise DomainError("core.share_taken", number=share.number)
    share.keeper_id, share.role, share.received_at = by.account_id, by.acting_role(HOLDS), at
    try:
        with transaction.atomic():
            share.save(update_fields=["keeper", "role", "received_at"])
    except IntegrityError:
        raise DomainError("core.share_one_a_role", number=share.number) from None
    _note("core.receive_share", Subject("core.keyshare", str(share.pk)), by, at, batch=share.batch, number=share.number)
    return share


def _note(action: str, subject: Subject, by: Scope, at: datetime, **detail: Any) -> None:
    permission = "core.manage_accounts" if by.is_system else HOLDS
    audit.record(action, subject, by=by, permission=permission, at=at, chain="system", detail=detail)


def join(one: Share, other: Share) -> Keyring:
    """The keyring of two shares. Raises `core.shares_same`, `core.shares_apart`, `core.share_damaged`."""
    if one.batch != other.batch or one.keys != other.keys:
        raise DomainError("core.shares_apart")
    if one.number == other.number:
        raise DomainError("core.shares_same", number=one.number)
    common = set(one.parts) & set(other.parts)
    parts = {**one.parts, **other.parts}
    if set(parts) != {1, 2, 3} or any(one.parts[number] != other.parts[number] for number in common):
        raise DomainError("core.share_damaged", path="")
    try:
        ring = Keyring.from_json(json.loads(_xor(*parts.values())))
    except (ValueError, KeyError, TypeError):
        raise DomainError("core.share_damaged", path="") from None
    if ring.fingerprints() != one.keys:
        raise DomainError("core.share_damaged", path="")
    return ring


def _xor(first: bytes, *others: bytes) -> bytes:
    whole = int.from_bytes(first)
    for other in others:
        if len(other) != len(first):
            raise ValueError("parts of different lengths")
        whole ^= int.from_bytes(other)
    return whole.to_bytes(len(first))


def write(share: Share, folder: Path) -> Path:
    """
    The share as a file of its own in `folder`, readable by its owner alone. Raises `core.share_exists`.

    A hash tells a damaged file from a wrong one; it covers what this share holds and nothing of the missing part.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"laoyou-key-share-{share.number}-of-{SHARES}.json"
    body: dict[str, Any] = {
        "format": FORMAT,
        "share": share.number,
        "of": SHARES,
        "needed": NEEDED,
        "batch": share.batch,
        "code": share.code,
        "keys": share.keys,
        "parts": {str(number): base64.b64encode(part).decode() for number, part in share.parts.items()},
    }
    body["sha256"] = _hash(body)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise DomainError("core.share_exists", path=str(path)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(body, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return path


def read(path: Path) -> Share:
    """The share in `path`. Raises `core.share_damaged`."""
    try:
        body = json.loads(path.read_text("utf-8"))
        said = body.pop("sha256")
        if body["format"] != FORMAT or said != _hash(body):
            raise ValueError("altered")
        parts = {int(number): base64.b64decode(part, validate=True) for number, part in body["parts"].items()}
        return Share(int(body["share"]), str(body["batch"]), dict(body["keys"]), parts, str(body["code"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DomainError("core.share_damaged", path=str(path)) from None


def _hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Drilled:
    """What a drill opened: how many columns held something, and how many of their values were read."""

    columns: int
    values: int


def drill(one: Share, other: Share, *, by: Scope, at: datetime) -> Drilled:
    """
    Show that two shares would open this installation if its key file were lost; noted with the day.

    Raises those of `join`, `core.key_unknown` and `core.key_wrong` where the shares are older than the last new key, and
    `core.drill_failed` where a value does not open.
    """
    ring = join(one, other)
    ring.require(dict(KeyRecord.objects.values_list("pk", "fingerprint")))
    columns = values = 0
    for model in apps.get_models():
        for field in sealed_fields(model) if model._meta.managed and not model._meta.proxy else ():
            table, column = field.place
            rows = model._base_manager.filter(**{f"{field.attname}__isnull": False})
            found = dict(rows.order_by("pk").values_list("pk", field.attname)[:TRIED_IN_EACH_COLUMN])
            found |= dict(rows.order_by("-pk").values_list("pk", field.attname)[:TRIED_IN_EACH_COLUMN])
            try:
                for pk, sealed in found.items():
                    crypto.decrypt_bytes(sealed, table, column, pk, keys=ring)
            except (DomainError, InvalidTag):
                raise DomainError("core.drill_failed", place=f"{table}.{column}") from None
            columns, values = columns + bool(found), values + len(found)
    with transaction.atomic():
        drilled = KeyDrill.objects.create(at=at, shares=f"{one.number}+{other.number}", columns=columns, values=values)
        subject = Subject("core.keydrill", str(drilled.pk))
        _note("core.drill_keys", subject, by, at, shares=drilled.shares, columns=columns, values=values)
    return Drilled(columns, values)


def put_back(one: Share, other: Share) -> Path:
    """Write the key file of two shares where it is missing. Raises those of `join`, and `core.key_file_exists`."""
    path = keyring.default_path()
    join(one, other).save(path)
    return path
