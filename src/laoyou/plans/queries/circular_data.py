"""
The rows from which a circular is written, cut at one moment: indicators from a snapshot, the ledger as its acts tell it.

Nothing here looks at what the registers or the ledger hold now: asked again for the same snapshot, period and moment, the rows are
equal. What an item was is read from its acts, its deadline from the delays that had been granted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import override

from laoyou.core import district
from laoyou.core.clock import BEIJING
from laoyou.core.models import Area
from laoyou.core.scope import within
from laoyou.core.shell.states import state_of
from laoyou.packs.public import Pack
from laoyou.plans.domain.circular import Kind, Period
from laoyou.plans.domain.ledger import DONE_STATES, Act, Part, State, is_late, standing
from laoyou.plans.models import DelayRequest, LedgerAct, LedgerItem, LedgerParty, MoneyLine
from laoyou.plans.presenters import ledger_words, words
from laoyou.plans.presenters.published import decimal_text
from laoyou.plans.queries import ledger
from laoyou.plans.queries.indicators import IndicatorRow, by_area, rows_from
from laoyou.plans.queries.readings import Reckoner
from laoyou.plans.queries.units import all_units, successors


@dataclass(frozen=True)
class Cut:
    """
    Of what and of when the rows are.

    on             the day of the snapshot: what is late is late on that day
    ledger_until   acts of the ledger before this moment count
    values_until   values recorded before this moment count
    """

    snapshot: str
    on: date
    period: Period
    ledger_until: datetime
    values_until: datetime
    plan: str = ""


def cut_of(snapshot: str, on: date, period: Period, at: datetime, plan: str = "") -> Cut:
    """
    The cut for a document drafted at `at`: the ledger up to the end of its period, but not later than `at`.

    A final evaluation is written after the end, and says what has become of every item until it was drafted.
    """
    if period.kind is Kind.FINAL:
        return Cut(snapshot, on, period, at, at, plan)
    ends = datetime.combine(period.end, time(0), BEIJING)
    return Cut(snapshot, on, period, min(at, ends), at, plan)


def gather(cut: Cut, pack: Pack, reckoner: Reckoner) -> dict[str, Any]:
    """All rows, as plain JSON with exact decimal text; Chinese, as the document is."""
    with override("zh-hans"):
        towns = _towns(pack)
        items = _items(cut)
        return {
            "district": pack.areas[pack.manifest.area].name,
            "period": {
                "kind": cut.period.kind.value,
                "start": cut.period.start.isoformat(),
                "end": cut.period.end.isoformat(),
                "words": cut.period.words,
                "preliminary": cut.values_until.astimezone(BEIJING).date() < cut.period.end,
            },
            "snapshot": cut.snapshot,
            "on": cut.on.isoformat(),
            "ledger_until": cut.ledger_until.isoformat(),
            "values_until": cut.values_until.isoformat(),
            "plan": cut.plan,
            "grades": _grades(pack),
            "indicators": [
                _indicator(row, towns, reckoner, cut)
                for row in rows_from(pack, cut.on, reckoner, until=cut.values_until)
                if not cut.plan or row.plan.id == cut.plan
            ],
            "items": items,
            "towns": [
                {
                    "area": area,
                    "name": name,
                    "items": sum(one["area"].startswith(area) for one in items),
                    "done": sum(one["area"].startswith(area) and one["is_done"] for one in items),
                    "late": sum(one["area"].startswith(area) and one["is_late"] for one in items),
                }
                for area, name in towns
            ],
            "money": _money(cut, {one["id"] for one in items}),
            "places": [
                {"area": area.pk, "name": area.name, "x": area.x, "y": area.y}
                for area in Area.objects.filter(pk__in=[area for area, _name in towns]).order_by("pk")
            ],
        }


def hash_of(data: Mapping[str, Any]) -> str:
    """SHA-256 over the rows as canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _towns(pack: Pack) -> list[tuple[str, str]]:
    return [(entry.id, entry.name) for entry in pack.children(pack.manifest.area)]


def _grades(pack: Pack) -> dict[str, Any] | None:
    """How indicators are graded, highest first; None where the pack does not say."""
    if pack.grades is None:
        return None
    document = pack.documents[pack.grades.document]
    return {
        "document": document.title,
        "clause": pack.grades.clause,
        "example": pack.grades.example,
        "bands": [
            {"code": one.code, "title": one.title, "at_least": _text(one.at_least)}
            for one in reversed(pack.grades.band)
        ],
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


def _indicator(row: IndicatorRow, towns: list[tuple[str, str]], reckoner: Reckoner, cut: Cut) -> dict[str, Any]:
    latest = row.verdict.reading or row.latest
    before = _before(row, cut.period.start)
    change = latest.value - before[0] if latest is not None and before is not None else None
    computed = row.live is not None and latest is not None and row.live.computed.value == latest.value
    target = row.definition.target
    return {
        "code": row.code,
        "number": row.definition.number or "",
        "name": row.definition.name,
        "section": row.definition.section or "",
        "unit": words.unit(row.definition.unit),
        "digits": row.digits,
        "value": _text(latest.value) if latest else None,
        "as_of": latest.as_of.isoformat() if latest else None,
        "source": "名册快照" if computed else (row.history[-1].source if row.history else ""),
        "numerator": _text(row.live.numerator.value) if row.live and computed else None,
        "denominator": _text(row.live.denominator.value) if row.live and computed and row.live.denominator else None,
        "baseline": _text(row.start.value) if row.start else None,
        "baseline_year": row.start.year if row.start else None,
        "target": _text(row.goal.value) if row.goal else None,
        "target_printed": target.qualitative or "",
        "operator": words.OPERATORS.get(row.goal.operator, "") if row.goal else "",
        "target_year": target.year,
        "state": row.verdict.state.value,
        "state_words": str(state_of(row.verdict.state.value).word),
        "rate": _text(row.done.rate) if row.done else None,
        "rate_digits": row.rate_digits,
        "grade": row.band.code if row.band else None,
        "reasons": [one.value for one in row.verdict.reasons],
        "late_reading": row.verdict.late,
        "below_baseline": row.verdict.below_baseline,
        "doubt": row.definition.definition.doubt or "",
        "before": _text(before[0]) if before else None,
        "before_words": before[1] if before else "",
        "change": _text(change),
        "shortfall": _text(row.goal.shortfall(latest.value)) if row.goal and latest else None,
        "owners": [owner.now.name if owner.now else owner.printed for owner in row.owners],
        "plan": row.plan.id,
        "clause": row.definition.clause,
        "example": row.example,
        "towns": _by_town(row, towns, reckoner),
    }


def _by_town(row: IndicatorRow, towns: list[tuple[str, str]], reckoner: Reckoner) -> list[dict[str, Any]]:
    found = by_area(row, [area for area, _name in towns], reckoner=reckoner)
    names = dict(towns)
    return [
        {
            "area": one.area,
            "name": names[one.area],
            "numerator": _text(one.numerator.value),
            "denominator": _text(one.denominator.value) if one.denominator else None,
            "value": _text(one.computed.value),
        }
        for one in found
    ]


def _before(row: IndicatorRow, start: date) -> tuple[Decimal, str] | None:
    """The last value from before the period, and of when; else the plan's baseline."""
    known = [one for one in row.history if one.value is not None and one.as_of < start]
    if known and known[-1].value is not None:
        day = known[-1].as_of
        return known[-1].value, f"{day.year}年{day.month}月{day.day}日"
    return (row.start.value, f"{row.start.year}年基期") if row.start else None


def _items(cut: Cut) -> list[dict[str, Any]]:
    """Every item that had been opened, as it stood then."""
    reason = "a circular speaks of the whole district; drafting it asks for the permission over all of it"
    found = LedgerItem.objects.unscoped(reason).filter(
        within("area_id", (district.area_id(),)), opened_at__lt=cut.ledger_until
    )
    if cut.plan:
        found = found.filter(Q(plan=cut.plan) | Q(plan=""))
    acts: dict[int, list[LedgerAct]] = {}
    for act in LedgerAct.objects.unscoped(reason).filter(at__lt=cut.ledger_until).order_by("at", "pk"):
        acts.setdefault(act.item_id, []).append(act)
    due: dict[int, date] = {}
    for asked in (
        DelayRequest.objects.unscoped(reason)
        .filter(state=DelayRequest.State.GRANTED, decided_at__lt=cut.ledger_until)
        .order_by("decided_at", "pk")
    ):
        due[asked.item_id] = asked.due_asked
    parties: dict[int, list[LedgerParty]] = {}
    for party in LedgerParty.objects.unscoped(reason).order_by("position"):
        parties.setdefault(party.item_id, []).append(party)
    names = {pk: unit.name for pk, unit in all_units().items()}
    now, soon = successors(cut.on), ledger.terms().remind

    def called(party: LedgerParty) -> str:
        unit = now.get(party.unit_id, party.unit_id) if party.unit_id else None
        return names.get(unit, party.printed) if unit else party.printed

    return [
        _item(
            item, acts.get(item.pk, []), due.get(item.pk, item.due_first), parties.get(item.pk, []), called, soon, cut
        )
        for item in found.select_related("area").order_by("code")
    ]


def _item(
    item: LedgerItem,
    acts: list[LedgerAct],
    due: date | None,
    parties: Iterable[LedgerParty],
    called: Any,
    soon: int | None,
    cut: Cut,
) -> dict[str, Any]:
    state = State(acts[-1].after) if acts else State.PLANNED
    begins = datetime.combine(cut.period.start, time(0), BEIJING)
    finished = [one for one in acts if one.after in DONE_STATES and one.before not in DONE_STATES]
    asked = next((one for one in reversed(acts) if one.act in (Act.ASK_DELAY, Act.GRANT_DELAY, Act.REFUSE_DELAY)), None)
    stands = standing(state, due, cut.on, soon_days=soon)
    return {
        "id": item.pk,
        "code": item.code,
        "kind": item.kind,
        "kind_words": str(ledger_words.KINDS[item.kind]),
        "number": item.number,
        "name": item.name,
        "section": item.section,
        "clause": item.clause,
        "area": item.area_id,
        "area_name": item.area.name if item.parent_id else "",
        "part": item.parent_id is not None,
        "due": due.isoformat() if due else None,
        "due_first": item.due_first.isoformat() if item.due_first else None,
        "state": state.value,
        "standing": stands.value,
        "standing_words": str(ledger_words.STANDINGS[stands][0]),
        "is_done": state in DONE_STATES,
        "is_closed": state is State.CLOSED,
        "is_late": is_late(state, due, cut.on),
        "due_in_period": bool(due and cut.period.start <= due < cut.period.end),
        "done_in_period": bool(state in DONE_STATES and finished and finished[-1].at >= begins),
        "delay_asked": asked is not None and asked.act == Act.ASK_DELAY and state not in DONE_STATES,
        "delay_words": asked.words if asked is not None and asked.act == Act.ASK_DELAY else "",
        "last_words": next((one.words for one in reversed(acts) if one.words), ""),
        "lead": [called(one) for one in parties if one.part == Part.LEAD.value],
        "responsible": [called(one) for one in parties if one.part == Part.RESPONSIBLE.value],
        "indicators": item.indicators,
        "example": item.example,
    }


def _money(cut: Cut, items: set[int]) -> list[dict[str, Any]]:
    """Money of the items by source and stage, as it was noted then, in whole fen."""
    reason = "a circular speaks of the whole district; drafting it asks for the permission over all of it"
    lines = MoneyLine.objects.unscoped(reason).filter(recorded_at__lt=cut.ledger_until, item_id__in=items)
    lines = lines.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=cut.ledger_until))
    found: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        found.setdefault((line.source, line.stage), []).append(line.fen)
    return [
        {
            "source": source,
            "source_words": str(ledger_words.SOURCES[source]),
            "stage": stage,
            "stage_words": str(ledger_words.STAGES[stage]),
            "fen": sum(fen),
            "lines": len(fen),
        }
        for source in ledger_words.SOURCES
        for stage in ledger_words.STAGES
        if (fen := found.get((source, stage)))
    ]
