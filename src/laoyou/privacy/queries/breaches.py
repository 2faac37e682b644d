"""Who was affected by a breach, computed from the access log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from laoyou.base.errors import DomainError
from laoyou.core import privacy
from laoyou.core.models import AccessEntry
from laoyou.core.scope import Scope
from laoyou.privacy.commands.shared import LARGEST_ID
from laoyou.privacy.models import Breach
from laoyou.privacy.permissions import SEE_BREACHES

WHOLE_LOG = "the looks of one account in the time of a breach that was found within the scope; a list names no area"


def one(breach_id: int, scope: Scope) -> Breach:
    """A breach within the scope; DomainError `core.not_found`."""
    scope.require(SEE_BREACHES)
    rows = Breach.objects.scoped(scope, SEE_BREACHES).select_related("account", "recorded_by", "closed_by")
    found: Breach | None = rows.filter(pk=breach_id).first() if breach_id <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


@dataclass
class Affected:
    """Somebody whose record was looked at: how often, from when until when, by which acts."""

    person_id: int
    looks: int = 0
    first: datetime | None = None
    last: datetime | None = None
    actions: set[str] = field(default_factory=set)

    def add(self, at: datetime, action: str) -> None:
        self.looks += 1
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)
        self.actions.add(action)


@dataclass(frozen=True)
class Reach:
    """
    What an account saw in the time of a breach.

    people  those whose own record, or a row about them, was looked at, by id
    lists   what was taken away whole, of which the log knows the filters and not who was in it: (moment, list, detail)
    rest    other acts, which lead to nobody: act → how often
    """

    people: tuple[Affected, ...]
    lists: tuple[tuple[datetime, str, str], ...]
    rest: dict[str, int]


def reach_of(breach: Breach) -> Reach:
    """What the account of a breach looked at in its time."""
    entries = AccessEntry.objects.unscoped(WHOLE_LOG).filter(
        by_id=breach.account_id, at__gte=breach.began_at, at__lt=breach.ended_at
    )
    looks: dict[str, list[tuple[str, datetime, str]]] = {}
    lists: list[tuple[datetime, str, str]] = []
    rest: Counter[str] = Counter()
    columns = entries.order_by("id").values_list("subject_type", "subject_id", "at", "action", "detail")
    for subject_type, subject_id, at, action, detail in columns.iterator():
        if subject_type == "core.list":
            lists.append((at, subject_id, detail))
        elif privacy.entry_of(subject_type) is None:
            rest[action] += 1
        else:
            looks.setdefault(subject_type, []).append((subject_id, at, action))
    found: dict[int, Affected] = {}
    for subject_type, rows in looks.items():
        people = privacy.people_of(subject_type, {subject_id for subject_id, _at, _action in rows})
        for subject_id, at, action in rows:
            person = people.get(subject_id)
            if person is None:
                rest[action] += 1
            else:
                found.setdefault(person, Affected(person)).add(at, action)
    return Reach(tuple(found[key] for key in sorted(found)), tuple(lists), dict(rest))
