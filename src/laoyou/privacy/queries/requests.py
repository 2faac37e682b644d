"""Requests, and what law keeps of a person when he asks that nothing be kept."""

from __future__ import annotations

import json
from dataclasses import dataclass

from laoyou.base.errors import DomainError
from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.scope import Scope
from laoyou.privacy.commands.shared import LARGEST_ID
from laoyou.privacy.models import DataRequest
from laoyou.privacy.permissions import RECEIVE
from laoyou.privacy.queries.clauses import Clause, of_entry


def one(request_id: int, scope: Scope, permission: str = RECEIVE) -> DataRequest:
    """A request within the scope; DomainError `core.not_found`."""
    scope.require(permission)
    rows = DataRequest.objects.scoped(scope, permission)
    rows = rows.select_related("received_by", "checked_by", "decided_by", "done_by")
    found: DataRequest | None = rows.filter(pk=request_id).first() if request_id <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


@dataclass(frozen=True)
class Kept:
    """What one table holds about a person, what an erasure does with it, and the clause that keeps it."""

    entry: Entry
    rows: int
    clause: Clause | None

    @property
    def stays(self) -> bool:
        return self.entry.on_erasure is OnErasure.KEEP


def kept_of(person_id: int) -> list[Kept]:
    """What every table holds about the person of a request that was found within the scope; what stays at an erasure last."""
    found = []
    for entry in privacy.entries():
        rows = len(entry.rows_about(person_id))
        if rows:
            found.append(Kept(entry, rows, of_entry(entry)))
    order = {OnErasure.DELETE: 0, OnErasure.BLANK: 1, OnErasure.KEEP: 2}
    return sorted(found, key=lambda one: (order[one.entry.on_erasure], one.entry.model))


def outcome_of(request: DataRequest) -> dict[str, int]:
    """Table → rows that an erasure took away; nothing where there was none."""
    found: dict[str, int] = json.loads(request.outcome) if request.outcome else {}
    return found
