"""Publishing: what is public is collected from the rooms, signed, and handed to the edge as one bundle."""

from __future__ import annotations

import hashlib
import logging
import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from laoyou.core import audit
from laoyou.core import district as installed_district
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.faces.publishing.collect import collect
from laoyou.faces.publishing.models import Delivery

logger = logging.getLogger("laoyou.publishing")


@transaction.atomic
def publish(*, by: Scope, at: datetime) -> Delivery:
    """
    Publish what the rooms have approved for the public, as the next bundle in the edge's inbox.

    Returns the delivery, which names the bundle's sequence, digest and sizes. The edge takes it in by itself (`take_in`).
    """
    by.require("publishing.publish")
    district = Area.objects.get(pk=_district_id())
    last = Delivery.objects.select_for_update().order_by("-sequence").first()
    sequence = (last.sequence if last else 0) + 1
    bundle, data = collect(district, sequence=sequence, at=at)
    delivery = Delivery.objects.create(
        sequence=sequence,
        at=at,
        by_id=by.account_id,
        digest=hashlib.sha256(data).hexdigest(),
        facilities=len(bundle.facilities),
        indicators=len(bundle.indicators),
        circulars=len(bundle.circulars),
    )
    audit.record(
        "publishing.publish", delivery, by=by, permission="publishing.publish", at=at, chain="publishing",
        detail={"sequence": sequence, "digest": delivery.digest},
    )  # fmt: skip
    transaction.on_commit(lambda: _deliver(sequence, data))
    return delivery


def _deliver(sequence: int, data: bytes) -> None:
    """
    Put the bundle and its signature into the inbox, and tell the edge beside us whom to trust.

    After the commit: a bundle that was not recorded never leaves. A kill in between leaves a recorded bundle undelivered,
    which the next publication makes good, because each bundle holds everything.
    """
    signature = _publisher().sign(data)
    inbox().mkdir(parents=True, exist_ok=True)
    _write(inbox().parent / "publisher.pub", publisher_public_key())
    for folder in (inbox(), *inboxes_elsewhere()):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / f"{sequence:08d}.signature", signature)
            _write(folder / f"{sequence:08d}.bundle", data)
        except OSError as problem:
            if folder == inbox():
                raise
            # A share that is away must not undo what was published; the next publication holds everything again.
            logger.error("bundle %s was not handed to %s: %s", sequence, folder, problem)


def inbox() -> Path:
    """Where bundles wait for the edge beside us."""
    return Path(settings.LAOYOU_HOME) / "edge" / "inbox"


def inboxes_elsewhere() -> list[Path]:
    """
    Further folders that every bundle is put into, from `LAOYOU_EDGE_INBOXES`, joined like PATH: what is carried to an edge on a
    machine of its own, by whatever may cross between the networks. Whom that edge trusts is told there by hand.
    """
    return [Path(part) for part in os.environ.get("LAOYOU_EDGE_INBOXES", "").split(os.pathsep) if part]


def publisher_public_key() -> bytes:
    """The 32 bytes by which the edge knows the publisher."""
    return _publisher().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _publisher() -> Ed25519PrivateKey:
    path = Path(settings.LAOYOU_HOME) / "secrets" / "publisher.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        raw = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        _write(path, raw, private=True)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _district_id() -> str:
    """The area for which this installation publishes: the one its pack names."""
    return installed_district.area_id()
