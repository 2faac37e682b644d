"""
Encrypting values, and finding them again.

A sealed value is bytes: format (1), key number (2), nonce (12), ciphertext, tag (16). The tag also covers where the
value stands, `table|column|row`, so that a sealed value copied to another row, column or table cannot be opened there.
This module leaves no trace of who read what: pages go through `unmasking.reveal`, which does.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag

from laoyou.base.errors import DomainError
from laoyou.core import keyring
from laoyou.core.keyring import NONCE_BYTES, TAG_BYTES, Key, Keyring, Purpose

FORMAT = 1
HEADER_BYTES = 3
SMALLEST = HEADER_BYTES + NONCE_BYTES + TAG_BYTES
INDEX_BYTES = 16


def _header(key: Key) -> bytes:
    return bytes((FORMAT, key.id >> 8, key.id & 0xFF))


def key_number(sealed: bytes) -> int:
    """The number of the field key that `sealed` was written under."""
    return sealed[1] << 8 | sealed[2]


def place(table: str, column: str, pk: object) -> bytes:
    """What the tag covers besides the value: where it stands."""
    return f"{table}|{column}|{pk}".encode()


def encrypt_bytes(data: bytes, table: str, column: str, pk: object, *, keys: Keyring | None = None) -> bytes:
    """`data`, sealed under the active field key for one place."""
    key = (keys or keyring.current()).active(Purpose.FIELD)
    nonce = os.urandom(NONCE_BYTES)
    return _header(key) + nonce + key.aead.encrypt(nonce, data, place(table, column, pk))


def decrypt_bytes(sealed: bytes, table: str, column: str, pk: object, *, keys: Keyring | None = None) -> bytes:
    """
    What `encrypt_bytes` sealed for the same place.

    Raises DomainError: `core.key_unknown`, or `core.sealed_value_altered` where value or place are not what was sealed.
    """
    sealed = bytes(sealed)
    if len(sealed) < SMALLEST or sealed[0] != FORMAT:
        raise DomainError("core.sealed_value_altered", table=table, column=column, row=str(pk))
    key = (keys or keyring.current()).key(Purpose.FIELD, key_number(sealed))
    nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    try:
        return key.aead.decrypt(nonce, sealed[HEADER_BYTES + NONCE_BYTES :], place(table, column, pk))
    except InvalidTag:
        raise DomainError("core.sealed_value_altered", table=table, column=column, row=str(pk)) from None


def encrypt(value: str, table: str, column: str, pk: object, *, keys: Keyring | None = None) -> bytes:
    """`value`, sealed for one place. The row's key must be known before: see `laoyou.core.row_ids.reserve`."""
    return encrypt_bytes(value.encode(), table, column, pk, keys=keys)


def decrypt(sealed: bytes, table: str, column: str, pk: object, *, keys: Keyring | None = None) -> str:
    """The text that `encrypt` sealed for the same place; errors as in `decrypt_bytes`."""
    return decrypt_bytes(sealed, table, column, pk, keys=keys).decode()


def encrypt_many(
    values: Sequence[str | None], table: str, column: str, pks: Iterable[object], *, keys: Keyring | None = None
) -> list[bytes | None]:
    """
    Many values of one column, sealed row by row.

    values  (rows,)  None stays None
    pks     (rows,)  the rows' primary keys, in the same order

    Returns (rows,). About a million a second on one core with AES-256-GCM.
    """
    key = (keys or keyring.current()).active(Purpose.FIELD)
    header, seal = _header(key), key.aead.encrypt
    before = f"{table}|{column}|"
    nonces = os.urandom(NONCE_BYTES * len(values))  # one call to the system instead of one a row
    sealed: list[bytes | None] = []
    add = sealed.append
    start = 0
    for value, pk in zip(values, pks, strict=True):
        nonce = nonces[start : start + NONCE_BYTES]
        start += NONCE_BYTES
        add(None if value is None else header + nonce + seal(nonce, value.encode(), f"{before}{pk}".encode()))
    return sealed


def decrypt_many(
    sealed: Sequence[bytes | None], table: str, column: str, pks: Iterable[object], *, keys: Keyring | None = None
) -> list[str | None]:
    """The texts of many sealed values of one column, None staying None; errors as in `decrypt_bytes`."""
    ring = keys or keyring.current()
    return [
        None if value is None else decrypt_bytes(value, table, column, pk, keys=ring).decode()
        for value, pk in zip(sealed, pks, strict=True)
    ]


def normalised(value: str) -> str:
    """The form under which a value is found: half-width, without spaces and hyphens, in capitals ('１１x' → '11X')."""
    if value.isascii() and value.isdigit():
        return value
    return unicodedata.normalize("NFKC", value).translate(_DROPPED).upper()


_DROPPED = {ord(mark): None for mark in " \t\r\n\u3000-\u2010\u2011\u2013\u2014"}


def _index_domain(table: str, column: str) -> str:
    return f"blind index {table}|{column}"


def blind_index(value: str, table: str, column: str, *, keys: Keyring | None = None) -> bytes:
    """16 bytes by which an exact value is found in one column without opening it; unrelated between columns."""
    mac = (keys or keyring.current()).active(Purpose.INDEX).derived_mac(_index_domain(table, column))
    return mac(normalised(value).encode())[:INDEX_BYTES]


def blind_index_candidates(value: str, table: str, column: str, *, keys: Keyring | None = None) -> list[bytes]:
    """What to look for: the index of `value` under every index key, as long as a rotation may still be under way."""
    message = normalised(value).encode()
    ring = keys or keyring.current()
    return [key.derived_mac(_index_domain(table, column))(message)[:INDEX_BYTES] for key in ring.of(Purpose.INDEX)]


def blind_index_many(
    values: Sequence[str | None], table: str, column: str, *, keys: Keyring | None = None
) -> list[bytes | None]:
    """The blind indexes of many values of one column, None staying None."""
    mac = (keys or keyring.current()).active(Purpose.INDEX).derived_mac(_index_domain(table, column))
    return [None if value is None else mac(normalised(value).encode())[:INDEX_BYTES] for value in values]


def seal_json(data: Any, kind: str, key: object) -> bytes:
    """Anything JSON can say (job arguments, an outgoing message), sealed for one `kind` of thing and its `key`."""
    return encrypt_bytes(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), kind, "json", key)


def open_json(sealed: bytes, kind: str, key: object) -> Any:
    """What `seal_json` sealed for the same kind and key; errors as in `decrypt_bytes`."""
    return json.loads(decrypt_bytes(sealed, kind, "json", key))
