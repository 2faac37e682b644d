"""Which scenarios somebody may open."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from laoyou.core.models import Account
from laoyou.core.scope import Scope, ScopedQuerySet
from laoyou.planning import permissions
from laoyou.planning.models import Scenario, SitingRun


def visible(scope: Scope) -> ScopedQuerySet[Any]:
    """Scenarios in use that are one's own, of one's unit and shared with it, or shared with all planners and departments."""
    unit = Account.objects.filter(pk=scope.account_id or 0).values_list("unit_id", flat=True).first()
    mine = Q(owner_id=scope.account_id) | Q(sharing=Scenario.Sharing.OFFICE)
    if unit is not None:
        mine |= Q(sharing=Scenario.Sharing.UNIT, unit_id=unit)
    return Scenario.objects.scoped(scope, permissions.KEEP).filter(mine, withdrawn_at__isnull=True)


def own_runs(scope: Scope) -> ScopedQuerySet[Any]:
    """One's own questions to the siting engine."""
    return SitingRun.objects.scoped(scope, permissions.KEEP).filter(owner_id=scope.account_id)
