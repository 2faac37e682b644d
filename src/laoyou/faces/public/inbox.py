"""The edge's inbox: bundles are taken in oldest first; one that is refused is set aside with its reason beside it."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.faces.public.ingest import ingest

logger = logging.getLogger("laoyou.public")


def folder() -> Path:
    """Where bundles arrive."""
    return Path(settings.LAOYOU_HOME) / "edge" / "inbox"


def trusted_publisher() -> Path:
    """The file with the publisher's public key; on a machine of its own it is brought there by hand."""
    return Path(settings.LAOYOU_HOME) / "edge" / "publisher.pub"


def take_in() -> int:
    """
    Take in every bundle that waits, oldest first; returns how many were taken in.

    A bundle is removed after its transaction, so a kill in between makes it arrive twice, and the second time it is refused
    as not newer. A refused one is kept as `*.refused` with the sentence in the log.
    """
    waiting = sorted(folder().glob("*.bundle"))
    if not waiting or not trusted_publisher().exists():
        return 0
    publisher = trusted_publisher().read_bytes()
    taken = 0
    for path in waiting:
        signature = path.with_suffix(".signature")
        if not signature.exists():
            continue
        try:
            ingest(path.read_bytes(), signature.read_bytes(), publisher=publisher, at=timezone.now())
            taken += 1
        except DomainError as refusal:
            if refusal.code != "public.not_newer":
                logger.error("%s was refused: %s", path.name, refusal)
                path.replace(path.with_suffix(".refused"))
                signature.unlink(missing_ok=True)
                continue
        path.unlink(missing_ok=True)
        signature.unlink(missing_ok=True)
    return taken
