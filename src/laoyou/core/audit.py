"""The audit trail. The chained one lands with the security work; until then nothing can be recorded and commands refuse."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from laoyou.core.scope import Scope


def record(
    action: str,
    subject: models.Model,
    *,
    by: Scope,
    permission: str,
    at: datetime,
    chain: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one entry to the chain, inside the caller's transaction."""
    raise NotImplementedError("core.audit")
