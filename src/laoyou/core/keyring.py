"""
The keys, in one file that is in no database and in no backup.

The file lies at `LAOYOU_HOME/keys/keyring.json`, or where `LAOYOU_KEYS` says, readable by its owner alone. It holds
four kinds of keys: `field` keys encrypt values, the `index` key makes equal values findable without decrypting them,
the `audit` key binds the audit chains, the `witness` key signs their heads. A key is never removed by a rotation: what
was written under it must stay readable.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as slow_hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from laoyou.base.errors import DomainError

FILE_FORMAT = 1
NONCE_BYTES = 12
TAG_BYTES = 16
LARGEST_KEY_ID = 0xFFFF


class Purpose(Enum):
    """What a key is for. One key never serves two purposes."""

    FIELD = "field"
    INDEX = "index"
    AUDIT = "audit"
    WITNESS = "witness"


class Profile(Enum):
    """The family of algorithms, chosen when the key file is made: international, or SM4 and SM3 (GB/T 39786)."""

    STANDARD = "standard"
    SM = "sm"


ALGORITHMS = {
    (Profile.STANDARD, Purpose.FIELD): "AES-256-GCM",
    (Profile.STANDARD, Purpose.INDEX): "HMAC-SHA256",
    (Profile.STANDARD, Purpose.AUDIT): "HMAC-SHA256",
    (Profile.STANDARD, Purpose.WITNESS): "Ed25519",
    (Profile.SM, Purpose.FIELD): "SM4-GCM",
    (Profile.SM, Purpose.INDEX): "HMAC-SM3",
    (Profile.SM, Purpose.AUDIT): "HMAC-SM3",
    (Profile.SM, Purpose.WITNESS): "Ed25519",
}
SECRET_BYTES = {"AES-256-GCM": 32, "SM4-GCM": 16, "HMAC-SHA256": 32, "HMAC-SM3": 32, "Ed25519": 32}

MacFunction = Callable[[bytes], bytes]


class Aead(Protocol):
    """Authenticated encryption of one message under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Ciphertext with its 16-byte tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """The plaintext; `InvalidTag` where ciphertext, nonce or associated data are not the ones that were sealed."""


class Sm4Gcm:
    """SM4 in Galois/counter mode (GB/T 17964-2021), with the interface of `AESGCM`."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = algorithms.SM4(secret)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        sealer = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(associated_data)
        return sealer.update(data) + sealer.finalize() + sealer.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        opener = Cipher(self._cipher, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        opener.authenticate_additional_data(associated_data)
        return opener.update(data[:-TAG_BYTES]) + opener.finalize()


def _sha256_mac(secret: bytes) -> MacFunction:
    keyed = hmac.new(secret, digestmod=hashlib.sha256)  # hashing the key once and copying the state halves the cost

    def mac(message: bytes) -> bytes:
        state = keyed.copy()
        state.update(message)
        return state.digest()

    return mac


def _sm3_mac(secret: bytes) -> MacFunction:
    keyed = slow_hmac.HMAC(secret, hashes.SM3())

    def mac(message: bytes) -> bytes:
        state = keyed.copy()
        state.update(message)
        return state.finalize()

    return mac


@dataclass(frozen=True)
class Key:
    """One secret with its number, purpose and algorithm. `active` keys write; every key reads."""

    id: int
    purpose: Purpose
    algorithm: str
    secret: bytes
    created_at: datetime
    active: bool

    def __repr__(self) -> str:
        return f"<Key {self.purpose.value} {self.id} {self.algorithm}>"

    @cached_property
    def aead(self) -> Aead:
        """The cipher of a field key."""
        return AESGCM(self.secret) if self.algorithm == "AES-256-GCM" else Sm4Gcm(self.secret)

    @cached_property
    def mac(self) -> MacFunction:
        """The keyed hash of an index or audit key: message → 32 bytes."""
        return _sha256_mac(self.secret) if self.algorithm == "HMAC-SHA256" else _sm3_mac(self.secret)

    def derived_mac(self, domain: str) -> MacFunction:
        """A keyed hash for one `domain` alone: equal messages in two domains have unrelated results."""
        derived = self.mac(b"laoyou domain\x00" + domain.encode())
        return _sha256_mac(derived) if self.algorithm == "HMAC-SHA256" else _sm3_mac(derived)

    @cached_property
    def signer(self) -> Ed25519PrivateKey:
        """The private half of a witness key."""
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @cached_property
    def public_key(self) -> Ed25519PublicKey:
        """The public half of a witness key, which an auditor may hold."""
        return self.signer.public_key()

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits that tell this key from every other and give nothing of it away."""
        if self.purpose is Purpose.WITNESS:
            return hashlib.sha256(b"laoyou witness" + self.public_key.public_bytes_raw()).hexdigest()[:16]
        label = f"laoyou fingerprint {self.purpose.value} {self.id} {self.algorithm}".encode()
        return hmac.new(self.secret, label, hashlib.sha256).hexdigest()[:16]


def _new_key(key_id: int, purpose: Purpose, profile: Profile, at: datetime) -> Key:
    algorithm = ALGORITHMS[profile, purpose]
    return Key(key_id, purpose, algorithm, secrets.token_bytes(SECRET_BYTES[algorithm]), at, active=True)


@dataclass(frozen=True)
class Keyring:
    """All keys of one installation. Immutable: a rotation makes a new keyring and saves it."""

    profile: Profile
    keys: tuple[Key, ...]

    @classmethod
    def generate(cls, profile: Profile = Profile.STANDARD, *, at: datetime | None = None) -> Keyring:
        """A keyring with one fresh key of each purpose."""
        moment = at or datetime.now(UTC)
        return cls(profile, tuple(_new_key(1, purpose, profile, moment) for purpose in Purpose))

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """
        The keyring in `path`.

        Raises DomainError: `core.key_file_missing`, `core.key_file_open` (others may read it), `core.key_file_damaged`.
        """
        try:
            mode = path.stat().st_mode
            text = path.read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise DomainError("core.key_file_missing", path=str(path)) from None
        except (OSError, UnicodeDecodeError) as problem:
            raise DomainError("core.key_file_damaged", path=str(path), problem=type(problem).__name__) from None
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise DomainError("core.key_file_open", path=str(path), mode=oct(stat.S_IMODE(mode)))
        try:
            return cls.from_json(json.loads(text))
        except (ValueError, KeyError, TypeError) as problem:
            raise DomainError("core.key_file_damaged", path=str(path), problem=type(problem).__name__) from None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Keyring:
        """The keyring that `to_json` wrote; ValueError, KeyError or TypeError where it is none."""
        if data["format"] != FILE_FORMAT:
            raise ValueError("unknown format")
        keys = []
        for item in data["keys"]:
            secret = base64.b64decode(item["secret"], validate=True)
            if len(secret) != SECRET_BYTES[item["algorithm"]]:
                raise ValueError("a secret of the wrong length")
            created_at = datetime.fromisoformat(item["created_at"])
            keys.append(
                Key(
                    int(item["id"]),
                    Purpose(item["purpose"]),
                    item["algorithm"],
                    secret,
                    created_at,
                    bool(item["active"]),
                )
            )
        keyring = cls(Profile(data["profile"]), tuple(keys))
        for purpose in Purpose:
            keyring.active(purpose)
        return keyring

    def to_json(self) -> dict[str, Any]:
        """What the key file holds."""
        return {
            "format": FILE_FORMAT,
            "profile": self.profile.value,
            "keys": [
                {
                    "id": key.id,
                    "purpose": key.purpose.value,
                    "algorithm": key.algorithm,
                    "secret": base64.b64encode(key.secret).decode(),
                    "created_at": key.created_at.isoformat(),
                    "active": key.active,
                }
                for key in self.keys
            ],
        }

    def save(self, path: Path, *, replace_existing: bool = False) -> None:
        """
        Write the keyring to `path`, whole or not at all, readable by its owner alone.

        Raises DomainError `core.key_file_exists` where a file stands there already and `replace_existing` is not set:
        overwriting a key file makes everything written under it unreadable for ever.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self.to_json(), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            if replace_existing:
                draft.replace(path)
            else:
                try:
                    os.link(draft, path)  # unlike a rename, fails where the file exists
                except FileExistsError:
                    raise DomainError("core.key_file_exists", path=str(path)) from None
        finally:
            draft.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # some file systems cannot sync a folder; the file itself is safe
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def active(self, purpose: Purpose) -> Key:
        """The key that writes for `purpose`; KeyError where there is none or more than one."""
        found = [key for key in self.keys if key.purpose is purpose and key.active]
        if len(found) != 1:
            raise KeyError(purpose.value)
        return found[0]

    def of(self, purpose: Purpose) -> tuple[Key, ...]:
        """All keys of `purpose`, the active one first."""
        return tuple(
            sorted((key for key in self.keys if key.purpose is purpose), key=lambda key: (not key.active, -key.id))
        )

    @cached_property
    def _by_number(self) -> dict[tuple[Purpose, int], Key]:
        return {(key.purpose, key.id): key for key in self.keys}

    def key(self, purpose: Purpose, key_id: int) -> Key:
        """The key with this number; DomainError `core.key_unknown` where the key file does not hold it."""
        found = self._by_number.get((purpose, key_id))
        if found is None:
            raise DomainError("core.key_unknown", purpose=purpose.value, key_id=key_id)
        return found

    def with_new(self, purpose: Purpose, *, at: datetime) -> Keyring:
        """A keyring whose active key of `purpose` is a fresh one; the old ones stay for reading."""
        number = max(key.id for key in self.keys if key.purpose is purpose) + 1
        if number > LARGEST_KEY_ID:
            raise ValueError("no key number is left")
        kept = tuple(replace(key, active=False) if key.purpose is purpose else key for key in self.keys)
        return Keyring(self.profile, (*kept, _new_key(number, purpose, self.profile, at)))

    def fingerprints(self) -> dict[str, str]:
        """'field 1' → fingerprint, for every key: what a backup and the database remember of the keyring."""
        return {f"{key.purpose.value} {key.id}": key.fingerprint for key in self.keys}

    def require(self, fingerprints: dict[str, str]) -> None:
        """DomainError `core.key_unknown` or `core.key_wrong` unless this keyring holds every key that is named."""
        own = self.fingerprints()
        for name, fingerprint in fingerprints.items():
            purpose, number = name.split(" ")
            if name not in own:
                raise DomainError("core.key_unknown", purpose=purpose, key_id=int(number))
            if not hmac.compare_digest(own[name], fingerprint):
                raise DomainError(
                    "core.key_wrong", purpose=purpose, key_id=int(number), expected=fingerprint, found=own[name]
                )


def home() -> Path:
    """The folder of this installation's data: the setting `LAOYOU_HOME`."""
    from django.conf import settings

    return Path(settings.LAOYOU_HOME)


def default_path() -> Path:
    """Where the key file is looked for: `LAOYOU_KEYS` in the environment, else below `LAOYOU_HOME`."""
    return Path(_default_path())


def _default_path() -> str:
    from django.conf import settings

    return os.environ.get("LAOYOU_KEYS") or f"{settings.LAOYOU_HOME}/keys/keyring.json"


_loaded: dict[str, tuple[tuple[int, int, int], Keyring]] = {}


def current() -> Keyring:
    """The keyring of this installation; read again as soon as the file changes: a rotation reaches every process."""
    path = _default_path()
    try:
        found = os.stat(path)  # noqa: PTH116 asked for every sealed value: a Path would cost more than the question
    except OSError:
        _loaded.pop(path, None)
        return Keyring.load(Path(path))
    stamp = (found.st_mtime_ns, found.st_ino, found.st_mode)
    known = _loaded.get(path)
    if known is None or known[0] != stamp:
        known = (stamp, Keyring.load(Path(path)))
        _loaded[path] = known
    return known[1]


def ensure(profile: Profile = Profile.STANDARD) -> Keyring:
    """The keyring, made where no key file exists. Whoever calls this has checked that the database is new."""
    with contextlib.suppress(DomainError):
        Keyring.generate(profile).save(default_path())
    return current()
