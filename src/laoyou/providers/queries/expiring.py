"""What has run out or soon will: licences, insurance, contracts, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from laoyou.core.scope import Scope
from laoyou.providers.domain.states import EXPIRES_SOON
from laoyou.providers.models import Credential, InsurancePolicy, Licence, OperatingContract
from laoyou.providers.permissions import LIST_FACILITIES, LIST_STAFF, SEE_CONTRACTS

MOST = 300


@dataclass(frozen=True)
class Paper:
    """One of them: `what` is licence, insurance, contract or credential."""

    what: str
    row: Any
    expires_on: date

    @property
    def facility(self) -> Any:
        return self.row.staff_member.facility if self.what == "credential" else self.row.facility

    @property
    def holder(self) -> str:
        """Whose certificate it is; '' for a paper of the facility."""
        return self.row.staff_member.name if self.what == "credential" else ""


@dataclass(frozen=True)
class Found:
    """The papers, those that ran out first; `left_out` are there beside them."""

    rows: tuple[Paper, ...]
    left_out: int


PERMISSIONS = {
    "licence": LIST_FACILITIES,
    "insurance": SEE_CONTRACTS,
    "contract": SEE_CONTRACTS,
    "credential": LIST_STAFF,
}
_MODELS: dict[str, Any] = {
    "licence": Licence,
    "insurance": InsurancePolicy,
    "contract": OperatingContract,
    "credential": Credential,
}


def papers(scope: Scope, *, on: date, within: timedelta = EXPIRES_SOON, most: int = MOST) -> Found:
    """What ran out by `on` or will run out within a time, of facilities that are open, as far as the scope allows to see it."""
    found: list[Paper] = []
    number = 0
    for what, model in _MODELS.items():
        if not scope.may(PERMISSIONS[what]):
            continue
        rows = model.objects.scoped(scope, PERMISSIONS[what]).filter(_matters(what, on), expires_on__lte=on + within)
        joined = ("staff_member__facility",) if what == "credential" else ("facility",)
        number += rows.count()
        found += [
            Paper(what, row, row.expires_on) for row in rows.select_related(*joined).order_by("expires_on", "pk")[:most]
        ]
    found.sort(key=lambda one: (one.expires_on, one.what, one.row.pk))
    return Found(tuple(found[:most]), max(0, number - most))


def _matters(what: str, on: date) -> Q:
    """Papers of open facilities, of people at work, contracts that did not end early, nothing that was sent back."""
    path = "staff_member__facility__" if what == "credential" else "facility__"
    is_open = Q(**{f"{path}closed_on__isnull": True}) | Q(**{f"{path}closed_on__gt": on})
    if what == "contract":
        return is_open & Q(ended_on__isnull=True)
    if what == "credential":
        left = Q(staff_member__employed_to__isnull=False, staff_member__employed_to__lte=on)
        return is_open & ~left
    return is_open & ~Q(confirmation="returned")
