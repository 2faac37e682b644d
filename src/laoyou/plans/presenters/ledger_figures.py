"""
Figures of the ledger.

    ledger:tasks~state=late&area=500118004   how many items a selection means
    capacity:beds~…                          what projects add
    money:central/granted~item=3             money in yuan, by source and stage
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.figures import Figure, Source
from laoyou.core.scope import Scope
from laoyou.core.shell.states import state_of
from laoyou.packs.public import CAPACITY_UNITS
from laoyou.plans.domain.selection import Selection
from laoyou.plans.models import LedgerItem
from laoyou.plans.presenters import figures, ledger_words, words
from laoyou.plans.queries import ledger

SEE = ledger.SEE


def list_url(selection: Selection) -> str:
    """The list of the items that a selection means."""
    query = selection.query
    return reverse(f"plans:list_{selection.noun}") + (f"?{query}" if query else "")


def count_figure(selection: Selection, scope: Scope, *, value: int | None = None) -> Figure:
    """How many items a selection means; `value` where the caller has counted them."""
    number = value if value is not None else ledger.rows(selection, scope, on=clock.today()).count()
    return Figure(
        ref=f"ledger:{selection.ref}",
        name=name_of(selection),
        value=number,
        unit=pgettext("ledger", "项"),
        as_of=clock.today(),
        formula=_("台账中符合条件的事项逐项计数"),
        rows_url=list_url(selection),
        rows_count=number,
        example=clock.demo_date() is not None,
    )


def name_of(selection: Selection) -> str:
    """The selection in words: 任务台账（已逾期，中山路街道）."""
    said = [_value_words(key, value) for key, values in selection.chosen for value in values]
    noun = str(ledger_words.NOUNS[selection.noun])
    return _("%(noun)s（%(conditions)s）") % {"noun": noun, "conditions": _("，").join(said)} if said else noun


def _value_words(key: str, value: str) -> str:
    pack = district.pack()
    if key == "state":
        return str(state_of(f"ledger_{value}").word)
    if key == "kind":
        return str(ledger_words.KINDS[value])
    if key == "level":
        return str(ledger_words.LEVELS[value])
    if key == "area":
        return figures.area_name(pack, value)
    if key == "unit" and value in pack.units:
        return words.pick(pack.units[value].name, pack.units[value].name_en)
    if key == "adds":
        return str(ledger_words.MEASURES.get(value, value))
    return value


def resolve_ledger(rest: str, scope: Scope) -> Figure:
    """`ledger:<noun>~<conditions>`."""
    scope.require(SEE)
    selection = Selection.from_ref(rest)
    area = selection.one("area")
    if area and not scope.covers_area(SEE, area):
        raise DomainError("core.not_found")
    return count_figure(selection, scope)


def clause_of(item: LedgerItem) -> Source | None:
    """The clause that orders an item; None for what no document orders."""
    document = district.pack().documents.get(item.document)
    if document is None:
        return None
    return Source(
        words.pick(document.title, document.title_en),
        document.number or "",
        item.clause,
        item.verified,
        item.example,
        item.quote,
    )


def item_capacity(item: LedgerItem, measure: str, scope: Scope, *, value: int | None) -> Figure:
    """What an item adds of one measure."""
    clause = clause_of(item)
    return Figure(
        ref=f"capacity:{measure}/{item.pk}",
        name=_("%(item)s：新增%(measure)s") % {"item": item.name, "measure": ledger_words.MEASURES[measure]},
        value=value,
        unit=words.unit(CAPACITY_UNITS[measure]),
        as_of=clock.today(),
        formula=_("台账登记的各笔新增能力相加"),
        sources=(clause,) if clause else (_by_hand(item),),
        example=item.example,
    )


def item_money(item: LedgerItem, source: str, stage: str, *, fen: int) -> Figure:
    """Money of an item from one source at one stage, in yuan."""
    clause = clause_of(item)
    return Figure(
        ref=f"money:{source}/{stage}/{item.pk}",
        name=_("%(item)s：%(source)s（%(stage)s）")
        % {"item": item.name, "source": ledger_words.SOURCES[source], "stage": ledger_words.STAGES[stage]},
        value=fen // 100 if fen % 100 == 0 else round(fen / 100, 2),
        unit=words.unit("yuan"),
        as_of=clock.today(),
        formula=_("台账登记的各笔资金相加"),
        sources=(clause,) if clause else (_by_hand(item),),
        example=item.example,
    )


def _by_hand(item: LedgerItem) -> Source:
    return Source(str(ledger_words.ORIGINS[item.origin]), "", item.code, False, item.example)


def resolve_capacity(rest: str, scope: Scope) -> Figure:
    """`capacity:<measure>/<item>`."""
    measure, _slash, item_id = rest.partition("/")
    if measure not in ledger_words.MEASURES or not (item_id.isascii() and item_id.isdigit() and len(item_id) < 18):
        raise DomainError("core.not_found")
    scope.require(SEE)
    item = ledger.one_item(int(item_id), scope)
    return item_capacity(item, measure, scope, value=ledger.capacity_of(item, measure, scope))


def resolve_money(rest: str, scope: Scope) -> Figure:
    """`money:<source>/<stage>/<item>`."""
    parts = rest.split("/")
    if len(parts) != 3 or parts[0] not in ledger_words.SOURCES or parts[1] not in ledger_words.STAGES:
        raise DomainError("core.not_found")
    if not (parts[2].isascii() and parts[2].isdigit() and len(parts[2]) < 18):
        raise DomainError("core.not_found")
    scope.require(SEE)
    item = ledger.one_item(int(parts[2]), scope)
    fen = ledger.money_of(item, parts[0], parts[1], scope)
    if fen is None:
        raise DomainError("core.not_found")
    return item_money(item, parts[0], parts[1], fen=fen)
