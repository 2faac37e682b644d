"""What providers entered and the office has yet to look at."""

from __future__ import annotations

from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.providers.commands.confirming import CONFIRMED_KINDS
from laoyou.providers.domain.confirming import Confirmation
from laoyou.providers.permissions import CONFIRM_FACILITIES

MOST = 200


def rows(scope: Scope) -> list[tuple[str, Any]]:
    """(what, row) of what waits within the scope, the oldest first; at most `MOST` of each kind."""
    found: list[tuple[str, Any]] = []
    for what, model in CONFIRMED_KINDS.items():
        waiting = model.objects.scoped(scope, CONFIRM_FACILITIES).filter(confirmation=Confirmation.WAITING.value)
        waiting = waiting.select_related("facility", "facility__area", "entered_by").order_by("entered_at", "pk")
        found += [(what, row) for row in waiting[:MOST]]
    return sorted(found, key=lambda one: (one[1].entered_at is None, one[1].entered_at, one[0], one[1].pk))


def number(scope: Scope) -> int:
    """How many things wait within the scope."""
    return sum(
        model.objects.scoped(scope, CONFIRM_FACILITIES).filter(confirmation=Confirmation.WAITING.value).count()
        for model in CONFIRMED_KINDS.values()
    )


def one(what: str, pk: int, scope: Scope) -> Any:
    """One thing that a provider entered, decided or not; `core.not_found` outside the scope."""
    model = CONFIRMED_KINDS.get(what)
    if model is None:
        raise DomainError("core.not_found")
    mine = model.objects.scoped(scope, CONFIRM_FACILITIES).select_related("facility", "entered_by", "decided_by")
    found = mine.filter(pk=pk).first()
    if found is None:
        raise DomainError("core.not_found")
    return found
