"""Items of the ledger as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Prefetch, Q, QuerySet

from laoyou.base.errors import DomainError
from laoyou.core import attachments, district
from laoyou.core.models import Attachment
from laoyou.core.scope import Scope, within
from laoyou.plans import permissions
from laoyou.plans.domain import terms as days
from laoyou.plans.domain.ledger import (
    OPEN_STATES,
    WAITING_STATES,
    Act,
    Part,
    Standing,
    State,
    standing,
)
from laoyou.plans.domain.naming import typed
from laoyou.plans.domain.selection import NOUNS, Selection
from laoyou.plans.models import (
    AimReading,
    CapacityLine,
    DelayRequest,
    LedgerAct,
    LedgerAim,
    LedgerItem,
    LedgerParty,
    MeetingDecision,
    Milestone,
    MoneyLine,
    ProgressReport,
)
from laoyou.plans.queries.holding import EVIDENCE, together
from laoyou.plans.queries.units import predecessors

SEE = permissions.SEE_LEDGER


def terms() -> days.Terms:
    """The terms of the district's pack."""
    norms = district.pack().norms

    def known(key: str) -> int | None:
        norm = norms.get(key)
        return int(norm.value) if norm is not None and norm.value is not None else None

    return days.Terms(known(days.REMIND), known(days.AGAIN), known(days.ESCALATE), known(days.CONFIRM_WITHIN))


def _values(states: Iterable[State]) -> list[str]:
    return [one.value for one in states]


def standing_condition(wanted: Iterable[str], on: date, soon_days: int | None) -> Q:
    """Items that stand in one of the wanted ways on the day `on`; the same words as `domain.ledger.standing`."""
    late = Q(due__isnull=False, due__lt=on)
    soon = Q(due__isnull=False, due__lte=on + timedelta(days=soon_days)) if soon_days is not None else Q(pk__in=[])
    waiting = Q(state__in=_values(WAITING_STATES))
    open_ = Q(state__in=_values(OPEN_STATES))
    going = open_ & ~late & ~waiting
    each = {
        Standing.CLOSED: Q(state=State.CLOSED.value),
        Standing.CONFIRMED: Q(state=State.CONFIRMED.value),
        Standing.LATE: open_ & late,
        Standing.WAITING: waiting & ~late,
        Standing.DUE_SOON: going & soon,
        Standing.PLANNED: going & ~soon & Q(state=State.PLANNED.value),
        Standing.UNDER_WAY: going & ~soon & Q(state=State.UNDER_WAY.value),
    }
    condition = Q(pk__in=[])
    for one in wanted:
        condition |= each[Standing(one)]
    return condition


def rows(selection: Selection, scope: Scope, *, on: date, permission: str = SEE) -> QuerySet[LedgerItem]:
    """The items that `selection` means, within the reader's scope."""
    found = LedgerItem.objects.scoped(scope, permission).filter(kind__in=NOUNS[selection.noun])
    if kinds := selection.many("kind"):
        found = found.filter(kind__in=kinds)
    if states := selection.many("state"):
        found = found.filter(standing_condition(states, on, terms().remind))
    if unit := selection.one("unit"):
        taking_part = LedgerParty.objects.scoped(scope, permission).filter(unit_id__in=predecessors(unit, on))
        found = found.filter(pk__in=taking_part.exclude(part=Part.SUPPORTING.value).values("item_id"))
    if chapter := selection.one("chapter"):
        found = found.filter(section=chapter)
    if area := selection.one("area"):
        found = found.filter(within("area_id", (area,)))
    if level := selection.one("level"):
        found = found.filter(parent__isnull=level == "district")
    if year := selection.one("year"):
        found = found.filter(due__year=int(year))
    if plan := selection.one("plan"):
        found = found.filter(plan=plan)
    if measure := selection.one("adds"):
        lines = CapacityLine.objects.scoped(scope, permission).filter(measure=measure, withdrawn_at__isnull=True)
        found = found.filter(pk__in=lines.values("item_id"))
    if indicator := selection.one("indicator"):
        served = [item.pk for item in found.only("pk", "indicators") if indicator in item.indicators]
        found = found.filter(pk__in=served)
    return found


def searched(found: QuerySet[LedgerItem], text: str) -> QuerySet[LedgerItem]:
    """The items that answer what was typed into the search box: name, pinyin, number or clause."""
    return found.filter(Q(search_key__contains=typed(text)) | Q(number=text) | Q(clause__contains=text))


def for_list(found: QuerySet[LedgerItem], scope: Scope) -> QuerySet[LedgerItem]:
    """`found` with its parties in `parties_here` and the moment of its last report."""
    parties = LedgerParty.objects.scoped(scope, SEE).select_related("unit", "town").order_by("position")
    return (
        found.select_related("area")
        .prefetch_related(Prefetch("parties", parties, to_attr="parties_here"))
        .annotate(last_report=Max("reports__reported_at"))
    )


def standing_of(item: LedgerItem, on: date, soon_days: int | None) -> Standing:
    """How an item stands on the day `on`."""
    return standing(State(item.state), item.due, on, soon_days=soon_days)


@dataclass(frozen=True)
class Evidence:
    """A file that came with a report."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class Detail:
    """An item with everything that belongs to it, and what its reader may do with it now."""

    item: LedgerItem
    standing: Standing
    parties: tuple[LedgerParty, ...]
    acts: tuple[LedgerAct, ...]
    reports: tuple[ProgressReport, ...]
    evidence: dict[int, list[Evidence]]
    delays: tuple[DelayRequest, ...]
    decisions: tuple[MeetingDecision, ...]
    aims: tuple[LedgerAim, ...]
    readings: dict[int, list[AimReading]]
    milestones: tuple[Milestone, ...]
    money: tuple[MoneyLine, ...]
    capacity: tuple[CapacityLine, ...]
    parts: tuple[LedgerItem, ...]
    possible: frozenset[Act]
    may_keep: bool
    may_lead: bool

    @property
    def may_split(self) -> bool:
        """Whether the reader may give parts of it to towns: an item of the whole district."""
        return self.may_lead and self.item.parent_id is None and self.item.area_id == district.area_id()

    @property
    def waiting(self) -> ProgressReport | None:
        """The report that waits for a decision."""
        return next((one for one in self.reports if one.state == ProgressReport.State.WAITING), None)

    @property
    def delay(self) -> DelayRequest | None:
        """The delay that waits for a decision."""
        return next((one for one in self.delays if one.state == DelayRequest.State.WAITING), None)


def one_item(item_id: int, scope: Scope) -> LedgerItem:
    """The item; `core.not_found` where the reader may not see it."""
    item = LedgerItem.objects.scoped(scope, SEE).select_related("area", "parent").filter(pk=item_id).first()
    if item is None:
        raise DomainError("core.not_found")
    return item


def detail(item_id: int, scope: Scope, *, on: date) -> Detail:
    """Everything about one item. `core.not_found` outside the scope."""
    item = one_item(item_id, scope)

    def below(model: type) -> QuerySet:
        return model.objects.scoped(scope, SEE).filter(item=item)  # type: ignore[attr-defined, no-any-return]

    parties = tuple(below(LedgerParty).select_related("unit", "town").order_by("position"))
    reports = tuple(below(ProgressReport).select_related("reported_by", "decided_by", "unit", "town"))
    delays = tuple(below(DelayRequest).select_related("asked_by", "decided_by"))
    readings: dict[int, list[AimReading]] = {}
    said = AimReading.objects.scoped(scope, SEE).filter(report__item=item).select_related("report")
    for reading in said.order_by("report__reported_at", "pk"):
        readings.setdefault(reading.aim_id, []).append(reading)
    held = together(item, parties, reports, delays, scope, on=on)
    return Detail(
        item=item,
        standing=standing_of(item, on, terms().remind),
        parties=parties,
        acts=tuple(below(LedgerAct).select_related("by", "unit", "town", "report", "delay", "decision")),
        reports=reports,
        evidence=_evidence(reports, scope),
        delays=delays,
        decisions=tuple(below(MeetingDecision).select_related("recorded_by")),
        aims=tuple(below(LedgerAim)),
        readings=readings,
        milestones=tuple(below(Milestone)),
        money=tuple(below(MoneyLine).filter(withdrawn_at__isnull=True)),
        capacity=tuple(below(CapacityLine).filter(withdrawn_at__isnull=True).select_related("area")),
        parts=tuple(
            LedgerItem.objects.scoped(scope, SEE).filter(parent=item).select_related("area").order_by("area_id")
        ),
        possible=held.possible,
        may_keep=held.keeps,
        may_lead=held.actor.leads,
    )


def capacity_of(item: LedgerItem, measure: str, scope: Scope) -> int | None:
    """What an item adds of one measure; None where no line says a number."""
    lines = CapacityLine.objects.scoped(scope, SEE).filter(item=item, measure=measure, withdrawn_at__isnull=True)
    known = [number for number in lines.values_list("number", flat=True) if number is not None]
    return sum(known) if known else None


def money_of(item: LedgerItem, source: str, stage: str, scope: Scope) -> int | None:
    """Money of an item from one source at one stage, in fen; None where nothing was noted."""
    lines = MoneyLine.objects.scoped(scope, SEE).filter(
        item=item, source=source, stage=stage, withdrawn_at__isnull=True
    )
    known = list(lines.values_list("fen", flat=True))
    return sum(known) if known else None


def _evidence(reports: Iterable[ProgressReport], scope: Scope) -> dict[int, list[Evidence]]:
    ids = [str(one.pk) for one in reports]
    files = Attachment.objects.scoped(scope, SEE).filter(
        subject_type=EVIDENCE, subject_id__in=ids, removed_at__isnull=True
    )
    found: dict[int, list[Evidence]] = {}
    for file in files.order_by("pk"):
        found.setdefault(int(file.subject_id), []).append(Evidence(file.pk, file.name.open(), file.size))
    return found


def _may_see_evidence(scope: Scope, subject_id: str) -> bool:
    return subject_id.isdigit() and ProgressReport.objects.scoped(scope, SEE).filter(pk=int(subject_id)).exists()


attachments.register_owner(EVIDENCE, _may_see_evidence, permission=SEE)


def item_ids(noun: str, scope: Scope) -> dict[str, int]:
    """Code → id of the items of a noun that the reader may see, parts of towns too, by code."""
    found = LedgerItem.objects.scoped(scope, SEE).filter(kind__in=NOUNS[noun])
    return dict(found.order_by("code").values_list("code", "pk"))
