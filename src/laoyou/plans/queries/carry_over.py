"""What the district carries over from a plan whose period is over: with the values and the ledger of today."""

from __future__ import annotations

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.scope import Scope
from laoyou.packs.public import Plan
from laoyou.plans import permissions
from laoyou.plans.domain.carry_over import CarriedPlan, Latest, carry_over
from laoyou.plans.domain.ledger import DONE_STATES
from laoyou.plans.models import LedgerItem
from laoyou.plans.presenters import ledger_words
from laoyou.plans.queries import ledger
from laoyou.plans.queries.indicators import all_indicators

SEE = permissions.SEE_LEDGER


def plans() -> list[tuple[Plan, bool]]:
    """The district's plans, and whether the period of each is over."""
    on = clock.today()
    return [(plan, on >= plan.over) for plan in district.pack().plans.values()]


def carried(plan_id: str, scope: Scope) -> CarriedPlan:
    """What of a plan goes into the next one; only for whoever leads the ledger of the whole district."""
    if not scope.covers_area(permissions.LEAD, district.area_id()):
        raise DomainError("core.not_found")
    on, pack = clock.today(), district.pack()
    if plan_id not in pack.plans:
        raise DomainError("core.not_found")
    soon = ledger.terms().remind
    states, done = {}, set()
    for item in LedgerItem.objects.scoped(scope, SEE).filter(plan=plan_id, parent__isnull=True):
        standing = ledger.standing_of(item, on, soon)
        states[item.code] = str(ledger_words.STANDINGS[standing][0])
        if item.state in {one.value for one in DONE_STATES}:
            done.add(item.code)
    latest = {
        row.code: Latest(row.latest.value, row.latest.as_of) for row in all_indicators() if row.latest is not None
    }
    return carry_over(pack, plan_id, on=on, latest=latest, states=states, done=done)
