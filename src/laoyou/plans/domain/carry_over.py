"""
What of a plan whose period is over goes into the next one: indicators with their methods and latest figures, tasks and list items that
are not finished. Targets and deadlines of the next period are nobody's yet, and are left open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from laoyou.base.errors import DomainError
from laoyou.packs.public import Indicator, Ordered, Pack, Project, Stated, Task, pack_entry

YEARS: Final = 5
NOTHING: Final = "—"
OPEN: Final = "待定"
TEXT: Final = "接续上一期方案的同名任务，具体内容和完成时限由起草部门确定。"


def wide(text: str) -> str:
    """A name with the brackets of official documents, whichever a copy prints."""
    return text.replace("(", "（").replace(")", "）")


@dataclass(frozen=True)
class Latest:
    """The newest value of an indicator, and its day."""

    value: Decimal
    as_of: date


@dataclass(frozen=True)
class Owners:
    """Who leads, answers and supports, by the names of today."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    by_duty: bool = False

    def bracket(self) -> str:
        """As a plan ends a task: （牵头单位：甲；责任单位：乙、丙）; empty where nobody is named."""
        if self.by_duty and not (self.lead or self.supporting):
            return f"（{wide('、'.join(self.responsible))}按职责分工负责）" if self.responsible else ""
        parts = (("牵头单位", self.lead), ("责任单位", self.responsible), ("配合单位", self.supporting))
        said = "；".join(f"{role}：{'、'.join(names)}" for role, names in parts if names)
        return f"（{wide(said)}）" if said else ""

    @property
    def named(self) -> tuple[str, ...]:
        """Every unit once."""
        return tuple(dict.fromkeys((*self.lead, *self.responsible, *self.supporting)))


@dataclass(frozen=True)
class CarriedIndicator:
    """An indicator of the next plan: its method, its newest value as the start, the old target beside."""

    definition: Indicator
    latest: Latest | None
    owners: Owners


@dataclass(frozen=True)
class CarriedItem:
    """A task or list item that was not finished, with the state that the ledger has; empty where nothing was kept of it."""

    entry: Ordered
    owners: Owners
    state: str


@dataclass(frozen=True)
class CarriedPlan:
    """What goes into the next plan."""

    pack: Pack
    plan: str
    title: str
    start: int
    on: date
    indicators: tuple[CarriedIndicator, ...]
    tasks: tuple[CarriedItem, ...]
    projects: tuple[CarriedItem, ...]
    finished: int

    @property
    def end(self) -> int:
        """The last year of the next period."""
        return self.start + YEARS - 1

    @property
    def code(self) -> str:
        """The id of the new plan, of its document, and the beginning of the codes of its entries."""
        return f"{self.plan}-next"

    @property
    def old_title(self) -> str:
        """The title of the plan that is over."""
        return self.pack.plans[self.plan].title


def carry_over(
    pack: Pack,
    plan_id: str,
    *,
    on: date,
    latest: Mapping[str, Latest],
    states: Mapping[str, str],
    done: Collection[str],
) -> CarriedPlan:
    """
    What of the plan `plan_id` is carried over on the day `on`.

    latest  newest values by indicator
    states  of tasks and projects by code, in words, as far as a ledger was kept
    done    the codes of those that were finished; everything else goes on

    DomainError `plans.unknown_plan`; `plans.period_not_over` before its last day is past.
    """
    plan = pack.plans.get(plan_id)
    if plan is None:
        raise DomainError("plans.unknown_plan", plan=plan_id)
    if on < plan.over:
        raise DomainError("plans.period_not_over", title=plan.title, day=plan.period_end.isoformat())
    entries: tuple[Task | Project, ...] = (*pack.tasks.values(), *pack.projects.values())
    ordered = [one for one in entries if pack.plan_of_entry[one.code] == plan_id]
    kept = [CarriedItem(one, _owners(pack, one), states.get(one.code, "")) for one in ordered if one.code not in done]
    place = pack.areas[pack.manifest.area].name
    start = plan.over.year
    return CarriedPlan(
        pack,
        plan_id,
        f"{place}“一老一小”整体解决方案（{start}—{start + YEARS - 1}年）",
        start,
        on,
        tuple(
            CarriedIndicator(one, latest.get(one.code), _indicator_owners(pack, one))
            for one in pack.indicators.values()
            if pack.plan_of[one.code] == plan_id
        ),
        tuple(one for one in kept if isinstance(one.entry, Task)),
        tuple(one for one in kept if isinstance(one.entry, Project)),
        len(ordered) - len(kept),
    )


def _today(pack: Pack, names: Sequence[str]) -> tuple[str, ...]:
    """The names of today of units that a document prints; as printed where nobody knows."""
    found = []
    for printed in names:
        now, then = pack.current_owner(printed), pack.unit_named(printed)
        found.append(now.name if now is not None and now is not then else printed)
    return tuple(dict.fromkeys(found))


def _owners(pack: Pack, one: Ordered) -> Owners:
    return Owners(
        _today(pack, one.lead_units),
        _today(pack, one.responsible_units),
        _today(pack, one.supporting_units),
        one.by_duty,
    )


def _indicator_owners(pack: Pack, one: Indicator) -> Owners:
    if one.current_units:
        return Owners(responsible=tuple(unit.name for unit in pack.current_owners(one)))
    return Owners(_today(pack, one.lead_units), _today(pack, one.responsible_units), _today(pack, one.supporting_units))


def number_text(number: Decimal) -> str:
    """A number as a plan prints it: at most two decimals, none that say nothing."""
    text = f"{round(number, 2):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# The draft as files of a pack


def plan_entries(carried: CarriedPlan) -> str:
    """`plans/….toml` of the next plan: the methods of the old one, open targets, everything unverified."""
    example = carried.pack.manifest.example
    head = {
        "id": carried.code, "title": carried.title, "document": carried.code, "period_start": date(carried.start, 1, 1),
        "period_end": date(carried.end, 12, 31), "verified": False, "example": example or None,
        "note": f"由《{carried.old_title}》结转的草稿，目标值和完成时限待定。",
        "note_en": "A draft carried over from the plan before; targets and deadlines are open.",
    }  # fmt: skip
    parts = [pack_entry("plan", head, single=True)]
    parts += [
        pack_entry("indicator", _indicator_entry(carried, one, at)) for at, one in enumerate(carried.indicators, 1)
    ]
    parts += [
        pack_entry("task", _item_entry(carried, one, f"t{at:02d}", at)) for at, one in enumerate(carried.tasks, 1)
    ]
    parts += [
        pack_entry("project", _item_entry(carried, one, f"p{at:02d}", at)) for at, one in enumerate(carried.projects, 1)
    ]
    return "\n".join(parts)


def document_entry(carried: CarriedPlan) -> str:
    """The new plan among the documents of the pack."""
    status = "example" if carried.pack.manifest.example else "draft_for_comment"
    return pack_entry(
        "document",
        {
            "id": carried.code, "title": carried.title, "status": status, "period_start": date(carried.start, 1, 1),
            "period_end": date(carried.end, 12, 31), "note": f"由《{carried.old_title}》结转的草稿。",
            "note_en": "A draft carried over from the plan before.",
        },
    )  # fmt: skip


def _indicator_entry(carried: CarriedPlan, one: CarriedIndicator, at: int) -> dict[str, Any]:
    old = one.definition
    plain = old.model_dump(by_alias=True, exclude_unset=True)
    for gone in ("quote", "current_units", "current_units_note", "current_units_note_en", "disagrees_with"):
        plain.pop(gone, None)
    baseline: dict[str, Any] = {"printed": NOTHING, "year": carried.on.year}
    if one.latest is not None:
        value = Decimal(number_text(one.latest.value))
        baseline = {"printed": number_text(value), "value": value, "operator": "=", "year": one.latest.as_of.year}
    plain |= {
        "code": f"{carried.code}-{at:02d}",
        "number": str(at),
        "baseline": baseline,
        "target": {"printed": OPEN, "qualitative": True, "year": carried.end},
        "lead_units": list(one.owners.lead),
        "responsible_units": list(one.owners.responsible),
        "supporting_units": list(one.owners.supporting),
        "clause": f"二 表1 第{at}项",
        "verified": False,
        "example": carried.pack.manifest.example or None,
        "note": f"由“{old.code}”结转，上期目标{old.target.printed}（{old.target.year}年）。" + (old.note or ""),
        "note_en": f"Carried over from {old.code}; its target was {old.target.value} ({old.target.year})."
        if old.target.value is not None
        else f"Carried over from {old.code}.",
    }
    return plain


def _item_entry(carried: CarriedPlan, one: CarriedItem, code: str, at: int) -> dict[str, Any]:
    old = one.entry
    state = f"，截至{carried.on.isoformat()}：{one.state}" if one.state else "，没有台账记录"
    entry: dict[str, Any] = {
        "code": f"{carried.code}-{code}",
        "number": str(at),
        "section": old.section,
        "section_en": old.section_en,
        "name": old.name,
        "name_en": old.name_en,
        "lead_units": list(one.owners.lead),
        "responsible_units": list(one.owners.responsible),
        "supporting_units": list(one.owners.supporting),
        "by_duty": old.by_duty or None,
        "clause": f"三 第{at}项" if isinstance(old, Task) else f"附件 第{at}项",
        "verified": False,
        "example": carried.pack.manifest.example or None,
        "note": f"由“{old.code}”（{old.clause}）结转{state}。",
        "note_en": f"Carried over from {old.code}.",
    }
    if isinstance(old, Project):
        entry |= {"kind": old.kind, "category": old.category, "content": old.content, "place": old.place}
        entry |= {
            "areas": list(old.areas),
            "capacity": [_without_year(part) for part in old.capacity],
            "money": [part.model_dump(by_alias=True, exclude_unset=True, exclude={"year"}) for part in old.money],
        }
    return entry


def _without_year(part: Stated) -> dict[str, Any]:
    return part.model_dump(by_alias=True, exclude_unset=True, exclude={"year"})
