"""What the page of one item of the ledger says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.core import clock, district
from laoyou.core.calendar import working_days_between
from laoyou.core.figures import Figure, show
from laoyou.core.models import Unit
from laoyou.core.scope import Scope
from laoyou.core.shell import dates, states
from laoyou.packs.public import CAPACITY_UNITS
from laoyou.plans.domain.ledger import Act, Part, Standing
from laoyou.plans.models import LedgerAct, LedgerParty, ProgressReport
from laoyou.plans.presenters import figures, ledger_figures, ledger_words, words
from laoyou.plans.queries.ledger import Detail, Evidence, standing_of, terms
from laoyou.plans.queries.units import all_units, successors

ACT_URLS = {
    Act.REPORT: "plans:report_progress",
    Act.CONFIRM: "plans:confirm_progress",
    Act.SEND_BACK: "plans:send_back_progress",
    Act.ASK_DELAY: "plans:ask_delay",
    Act.GRANT_DELAY: "plans:grant_delay",
    Act.REFUSE_DELAY: "plans:refuse_delay",
    Act.CLOSE: "plans:close_item",
    Act.REOPEN: "plans:reopen_item",
    Act.DECIDE: "plans:decide_item",
}
PRIMARY = (Act.CONFIRM, Act.GRANT_DELAY, Act.CLOSE, Act.REPORT)


def unit_name(row: LedgerParty, units: Mapping[str, Unit], now: Mapping[str, str]) -> str:
    """Who stands behind a party today: the town, the unit that does its work, or the words of the document."""
    if row.town is not None:
        return row.town.name
    if row.unit_id is None:
        return row.printed
    unit = units[now.get(row.unit_id, row.unit_id)]
    return words.pick(unit.name, unit.name_en)


@dataclass(frozen=True)
class PartyLine:
    """A party as printed, and who it is today."""

    part: str
    printed: str
    now: str
    unknown: bool
    changed: bool


@dataclass(frozen=True)
class Button:
    """An act that the reader may do now."""

    title: str
    url: str
    primary: bool


@dataclass(frozen=True)
class ActLine:
    """One act of the timeline: when, who, for whom, what was said, with which evidence."""

    when: str
    who: str
    title: str
    words: str
    note: str
    evidence: list[Evidence]
    state: SafeString | str
    example: bool
    warn: bool


@dataclass(frozen=True)
class AimLine:
    """A quantified aim: as printed, and how far the last report says that it has come."""

    name: str
    printed: str
    year: int | None
    reached: str
    day: str


@dataclass(frozen=True)
class MoneyCell:
    """Money from one source at one stage."""

    stage: str
    figure: Figure


class ItemPresenter:
    """An item for its page, as the reader may see it."""

    def __init__(self, detail: Detail, scope: Scope) -> None:
        self.detail = detail
        self.item = detail.item
        self._scope = scope
        self._units = all_units()
        self._now = successors(clock.today())
        self._pack = district.pack()

    @property
    def name(self) -> str:
        return words.pick(self.item.name, self.item.name_en)

    @property
    def kind(self) -> str:
        return str(ledger_words.KINDS[self.item.kind])

    @property
    def crumbs(self) -> list[tuple[str, ...]]:
        noun = ledger_words.noun_of(self.item)
        found: list[tuple[str, ...]] = [(str(ledger_words.NOUNS[noun]), reverse(f"plans:list_{noun}"))]
        if self.item.parent is not None:
            found.append((self.item.parent.name, reverse("plans:show_item", args=[self.item.parent_id]), "zh"))
        return [*found, (self.item.number or self.kind, "")]

    @property
    def parent_seen(self) -> bool:
        """Whether the reader may open the item of which this is a part."""
        return self.item.parent is not None and self._scope.covers_area("plans.see_ledger", self.item.parent.area_id)

    @property
    def standing(self) -> str:
        return ledger_words.code_of(self.detail.standing)

    @property
    def plan_title(self) -> str:
        plan = self._pack.plans.get(self.item.plan)
        return words.pick(plan.title, plan.title_en) if plan else ""

    @property
    def origin(self) -> str:
        return str(ledger_words.ORIGINS[self.item.origin])

    @property
    def due_words(self) -> str:
        """How long there is still, in working days."""
        due, today = self.item.due, clock.today()
        if due is None or self.detail.standing in (Standing.CLOSED, Standing.CONFIRMED):
            return ""
        if due < today:
            return _("已逾期%(n)s天") % {"n": (today - due).days}
        return dates.days_left(working_days_between(today, due))

    @property
    def due_note(self) -> str:
        """What else must be known about the deadline."""
        item = self.item
        if item.due != item.due_first and item.due_first is not None:
            return _("原定%(day)s") % {"day": dates.day(item.due_first)}
        return "" if item.due_stated else _("原文没有写明期限，按方案末日")

    @property
    def next_step(self) -> str:
        """Who is to do what now, in one sentence."""
        waiting = self.detail.waiting
        if waiting is not None:
            leads = self._names(Part.LEAD)
            return _("等待%(who)s确认。") % {"who": leads or _("统筹人员")}
        if self.detail.standing is Standing.CONFIRMED:
            return _("已确认完成，等待统筹人员销号。")
        if self.detail.standing is Standing.CLOSED:
            return _("已销号。")
        who = self._names(Part.RESPONSIBLE) or self._names(Part.LEAD)
        return _("由%(who)s推进并报送。") % {"who": who} if who else _("原文没有写明责任单位，请统筹人员明确。")

    def _names(self, part: Part) -> str:
        named = [unit_name(row, self._units, self._now) for row in self.detail.parties if row.part == part.value]
        return str(_("、")).join(dict.fromkeys(named))

    @cached_property
    def buttons(self) -> list[Button]:
        """What the reader may do now, the expected first."""
        acts = [act for act in (*PRIMARY, *ACT_URLS) if act in self.detail.possible]
        acts = list(dict.fromkeys(acts))
        return [
            Button(
                str(ledger_words.ACTS[act]),
                reverse(ACT_URLS[act], args=[self.item.pk]),
                primary=number == 0 and act in PRIMARY,
            )
            for number, act in enumerate(acts)
        ]

    @property
    def parties(self) -> list[PartyLine]:
        found = []
        for row in self.detail.parties:
            now = unit_name(row, self._units, self._now) if row.unit_id or row.town_id else ""
            changed = row.unit_id is not None and row.unit_id in self._now
            part = str(ledger_words.PARTS[Part(row.part)])
            found.append(PartyLine(part, row.printed, now, not now, changed))
        return found

    @property
    def clause(self) -> Any:
        return ledger_figures.clause_of(self.item)

    @property
    def indicators(self) -> list[tuple[str, str]]:
        known = [self._pack.indicators[code] for code in self.item.indicators if code in self._pack.indicators]
        return [(figures.indicator_name(one), reverse("plans:show_indicator", args=[one.code])) for one in known]

    @property
    def aims(self) -> list[AimLine]:
        found = []
        for aim in self.detail.aims:
            readings = self.detail.readings.get(aim.pk, [])
            last = readings[-1] if readings else None
            reached = f"{show(last.value.normalize() + 0)} {words.unit(aim.unit)}" if last else ""
            day = dates.day(last.report.reported_at) if last else ""
            found.append(AimLine(words.pick(aim.name, aim.name_en), aim.printed, aim.year, reached, day))
        return found

    @property
    def capacity(self) -> list[dict[str, Any]]:
        """Lines of capacity, each with its figure; of one measure the figure is that of all its lines."""
        return [
            {
                "id": line.pk,
                "measure": str(ledger_words.MEASURES[line.measure]),
                "number": line.number,
                "unit": words.unit(CAPACITY_UNITS[line.measure]),
                "area": line.area.name,
                "expected_on": line.expected_on,
                "in_use_on": line.in_use_on,
                "printed": line.printed,
                "example": line.example,
            }
            for line in self.detail.capacity
        ]

    @property
    def capacity_totals(self) -> list[Figure]:
        measures = dict.fromkeys(line.measure for line in self.detail.capacity)
        return [
            ledger_figures.item_capacity(
                self.item,
                measure,
                self._scope,
                value=self._sum([line.number for line in self.detail.capacity if line.measure == measure]),
            )
            for measure in measures
        ]

    @staticmethod
    def _sum(numbers: list[int | None]) -> int | None:
        known = [one for one in numbers if one is not None]
        return sum(known) if known else None

    @property
    def money(self) -> list[tuple[str, list[MoneyCell]]]:
        """(source, its stages) with the sum of each."""
        sums: dict[str, dict[str, int]] = {}
        for line in self.detail.money:
            stages = sums.setdefault(line.source, {})
            stages[line.stage] = stages.get(line.stage, 0) + line.fen
        return [
            (
                str(ledger_words.SOURCES[source]),
                [
                    MoneyCell(
                        str(ledger_words.STAGES[stage]),
                        ledger_figures.item_money(self.item, source, stage, fen=sums[source][stage]),
                    )
                    for stage in ledger_words.STAGES
                    if stage in sums[source]
                ],
            )
            for source in ledger_words.SOURCES
            if source in sums
        ]

    @property
    def money_lines(self) -> list[dict[str, Any]]:
        return [
            {
                "id": line.pk,
                "source": str(ledger_words.SOURCES[line.source]),
                "stage": str(ledger_words.STAGES[line.stage]),
                "amount": dates.money(line.fen),
                "on": line.on,
                "year": line.year,
                "basis": line.basis,
                "example": line.example,
            }
            for line in self.detail.money
        ]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of towns, with how each stands."""
        soon, on = terms().remind, clock.today()
        return [
            {
                "name": part.area.name,
                "url": reverse("plans:show_item", args=[part.pk]),
                "state": states.badge(ledger_words.code_of(standing_of(part, on, soon))),
                "due": part.due,
            }
            for part in self.detail.parts
        ]

    @property
    def timeline(self) -> list[ActLine]:
        """Everything that was done, the newest first."""
        return [self._line(act) for act in reversed(self.detail.acts)]

    def _line(self, act: LedgerAct) -> ActLine:
        behalf = ""
        if act.town is not None:
            behalf = act.town.name
        elif act.unit is not None:
            behalf = words.pick(act.unit.name, act.unit.name_en)
        kind = Act(act.act)
        report = act.report if kind in (Act.REPORT, Act.REPORT_COMPLETION) else None
        note = ""
        if report is not None and report.percent is not None and not report.completes:
            note = _("报送的进度：%(n)s%%") % {"n": report.percent}
        if kind is Act.ASK_DELAY and act.delay is not None:
            note = _("申请延到%(day)s") % {"day": dates.day(act.delay.due_asked)}
        if kind is Act.GRANT_DELAY and act.delay is not None:
            note = _("期限改为%(day)s") % {"day": dates.day(act.delay.due_asked)}
        if act.decision is not None:
            note = _("%(meeting)s，%(day)s") % {
                "meeting": act.decision.meeting,
                "day": dates.day(act.decision.held_on),
            }
        said = {
            ProgressReport.State.WAITING: (_("待确认"), "in-doubt"),
            ProgressReport.State.CONFIRMED: (_("已确认"), "reached"),
            ProgressReport.State.RETURNED: (_("已退回"), "behind"),
        }
        word, tone = said[ProgressReport.State(report.state)] if report else ("", "")
        return ActLine(
            when=dates.moment(act.at),
            who=act.by.display_name + (f"（{behalf}）" if behalf and not words.english() else ""),
            title=str(ledger_words.ACTS[kind]),
            words=act.words,
            note=note,
            evidence=self.detail.evidence.get(report.pk, []) if report else [],
            state=states.badge("", word=word, tone=tone) if report else "",
            example=bool(report and report.example),
            warn=kind in (Act.SEND_BACK, Act.REFUSE_DELAY, Act.REOPEN),
        )
