"""An item with whoever stands before it: what decides who may do what, for commands and for pages alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.plans.domain.ledger import (
    Act,
    Actor,
    Part,
    Party,
    Reporter,
    State,
    after,
    may_confirm,
    may_keep,
    possible,
    reports_for,
)
from laoyou.plans.models import DelayRequest, LedgerItem, LedgerParty, ProgressReport
from laoyou.plans.queries.units import actor_of, successors

EVIDENCE = "plans.progressreport"
"""What files of evidence belong to."""


@dataclass(frozen=True)
class Held:
    """A locked item, whoever stands before it, who takes part, what waits for a decision, and who reported that."""

    item: LedgerItem
    actor: Actor
    parties: tuple[Party, ...]
    waiting: ProgressReport | None
    reporter: Reporter | None
    delay: DelayRequest | None

    @property
    def state(self) -> State:
        return State(self.item.state)

    @property
    def keeps(self) -> bool:
        """Whether the actor may note money, capacity and milestones."""
        return may_keep(self.actor, self.parties)

    @property
    def possible(self) -> frozenset[Act]:
        """What the actor may do with the item now."""
        return possible(self.actor, self.state, self.parties, self.reporter, delay_asked=self.delay is not None)

    def require_reporter(self) -> Party:
        """For whom the actor reports; refused to the wrong hands."""
        party = reports_for(self.actor, self.parties)
        if party is None:
            raise DomainError("plans.not_your_item")
        return party

    def require_confirmer(self) -> ProgressReport:
        """The report that waits, where the actor may decide about it."""
        if self.waiting is None or self.reporter is None:
            raise DomainError("plans.nothing_waits")
        if not may_confirm(self.actor, self.parties, self.reporter):
            own = self.actor.account == self.reporter.account or (
                self.reporter.unit is not None and self.actor.unit == self.reporter.unit
            )
            raise DomainError("plans.own_report" if own else "plans.not_the_lead")
        return self.waiting

    def require_planner(self) -> None:
        """Refused to everybody but the planner of the item's area."""
        if not self.actor.leads:
            raise DomainError("plans.not_the_planner")

    def require_keeper(self) -> None:
        """Refused to everybody but the planner and those who lead the item or answer for it."""
        if not self.keeps:
            raise DomainError("plans.not_your_item")

    def require_state(self, act: Act) -> State:
        """The state that follows; refused where the act cannot be done now."""
        follows = after(self.state, act)
        if follows is None:
            raise DomainError("plans.not_now")
        return follows


def held_by(item: LedgerItem, by: Scope, permission: str, *, on: date) -> Held:
    """The item before `by`; the caller has found it within the scope."""
    return together(
        item,
        LedgerParty.objects.scoped(by, permission).filter(item=item),
        ProgressReport.objects.scoped(by, permission).filter(item=item, state=ProgressReport.State.WAITING),
        DelayRequest.objects.scoped(by, permission).filter(item=item, state=DelayRequest.State.WAITING),
        by,
        on=on,
    )


def together(
    item: LedgerItem,
    parties: Iterable[LedgerParty],
    reports: Iterable[ProgressReport],
    delays: Iterable[DelayRequest],
    by: Scope,
    *,
    on: date,
) -> Held:
    """The item before `by`, from rows that were read already."""
    now = successors(on)

    def today(unit: str | None) -> str | None:
        return None if unit is None else now.get(unit, unit)

    taking = tuple(Party(Part(row.part), today(row.unit_id), row.town_id) for row in parties)
    waiting = next((one for one in reports if one.state == ProgressReport.State.WAITING), None)
    reporter = None
    if waiting is not None:
        reporter = Reporter(waiting.reported_by_id, today(waiting.unit_id), waiting.town_id)
    delay = next((one for one in delays if one.state == DelayRequest.State.WAITING), None)
    return Held(item, actor_of(by, item.area_id, on), taking, waiting, reporter, delay)
