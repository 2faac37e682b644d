"""Showing one whole sensitive value to one person for one stated reason."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from laoyou.base.errors import DomainError
from laoyou.core import audit
from laoyou.core.fields import EncryptedText, Sealed
from laoyou.core.scope import Scope, ScopedModel

SHORTEST_REASON = 4


def reveal(instance: models.Model, name: str, *, reason: str, by: Scope, permission: str, at: datetime) -> str:
    """
    The whole value of the sealed field `name`, after an entry in the read log says who wanted it and why.

    Raises DomainError: `core.not_permitted`, `core.not_found` where the row is outside the scope, `core.reason_missing`.
    No entry, no value: whatever prevents the entry also prevents the look.
    """
    by.require(permission)
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError("core.reason_missing")
    if isinstance(instance, ScopedModel) and not (
        type(instance).objects.scoped(by, permission).filter(pk=instance.pk).exists()
    ):
        raise DomainError("core.not_found")
    field = instance._meta.get_field(name)
    if not isinstance(field, EncryptedText):
        raise TypeError(f"{name} is not a sealed field")
    room = instance._meta.app_label
    audit.read(
        f"{room}.unmask",
        instance,
        by=by,
        permission=permission,
        at=at,
        chain=room,
        reason=reason.strip(),
        detail={"field": name},
    )
    value = getattr(instance, name)
    return value.open() if isinstance(value, Sealed) else ""
