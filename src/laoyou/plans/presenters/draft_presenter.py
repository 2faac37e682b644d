"""The items of a draft as the page prints them, the most doubtful first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.engines.documents.drafting.model import (
    Doubt,
    IndicatorDraft,
    ListItem,
    Owners,
    Parameter,
    TaskDraft,
    Value,
)
from laoyou.engines.documents.model import Document
from laoyou.plans.domain import mending
from laoyou.plans.models import DraftChoice
from laoyou.plans.presenters import document_words as words
from laoyou.plans.presenters.text_presenter import Spot, anchor


@dataclass(frozen=True)
class ItemView:
    """One item of a draft with what was decided about it."""

    one: mending.Numbered
    choice: DraftChoice | None

    @property
    def key(self) -> str:
        return f"{self.one.kind}-{self.one.position}"

    @property
    def item(self) -> Any:
        """As it was read, or as somebody mended it."""
        return mending.mended(self.one, self.choice.mended) if self.choice and self.choice.mended else self.one.item

    @property
    def kind_word(self) -> Any:
        if isinstance(self.one.item, ListItem):
            return words.LIST_KINDS[self.item.kind]
        return words.ITEMS[self.one.kind]

    @property
    def name(self) -> str:
        return self.item.title if isinstance(self.item, TaskDraft) else self.item.name

    @property
    def clause(self) -> str:
        return self.one.item.source.clause

    @property
    def quote(self) -> str:
        return self.one.item.source.quote[:300]

    @property
    def target(self) -> str:
        places = [place for place in self.one.item.source.places if place.end > place.start]
        return anchor(places[0]) if places else ""

    @property
    def doubts(self) -> Sequence[Doubt]:
        return sorted(self.one.doubts, key=lambda doubt: -doubt.score)

    @property
    def doubtful(self) -> bool:
        return self.one.doubt >= mending.CERTAIN

    @property
    def answer(self) -> str:
        return self.choice.answer if self.choice else ""

    @property
    def badge(self) -> SafeString | str:
        return words.answer_badge(self.choice.answer) if self.choice else ""

    @property
    def facts(self) -> list[tuple[Any, str]]:
        """What the item says, without what is empty."""
        item = self.item
        found: list[tuple[Any, str]] = []
        if isinstance(item, IndicatorDraft):
            found += [
                (_("计量单位"), item.unit), (_("基期值"), _shown(item.baseline, assumed=False)), (_("目标值"), _shown(item.target)),
                (_("属性"), {"binding": _("约束性"), "anticipatory": _("预期性")}.get(item.attribute or "", "")),
            ]  # fmt: skip
            found += _owners(item.owners)
        elif isinstance(item, TaskDraft):
            found += [(_("所在部分"), item.section or item.chapter), (_("完成年份"), str(item.deadline or ""))]
            found += [(_("量化目标"), "；".join(f"{aim.name} {_shown(aim.value)}" for aim in item.aims))]
            found += _owners(item.owners)
        elif isinstance(item, ListItem):
            found += [
                (_("所在清单"), item.list_title),
                (_("起止年份"), "—".join(str(one) for one in (item.start, item.end) if one)),
            ]
            found += [(_("资金"), "；".join(f"{aim.name} {_shown(aim.value)}" for aim in item.money))]
            found += [(_("量化目标"), "；".join(f"{aim.name} {_shown(aim.value)}" for aim in item.aims))]
            found += _owners(item.owners)
        elif isinstance(item, Parameter):
            found += [(_("数值"), _shown(item.value))]
        return [(name, text) for name, text in found if text]


_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


def _shown(value: Value | None, *, assumed: bool = True) -> str:
    """A value as printed, with the sign that is stated or (for what is to be reached) assumed."""
    if value is None or not (value.printed or value.value is not None):
        return ""
    printed = value.printed or f"{value.value:f}{value.unit}"
    sign = _SIGNS.get(value.operator, "") if assumed or value.basis == "stated" else ""
    said = printed if not sign or sign in printed or value.value is None else f"{sign} {printed}"
    return f"{said}（{value.year}）" if value.year else said


def _owners(owners: Owners) -> list[tuple[Any, str]]:
    return [
        (_("牵头单位"), "、".join(owners.lead)), (_("责任单位"), "、".join(owners.responsible)),
        (_("配合单位"), "、".join(owners.supporting)),
    ]  # fmt: skip


def views(items: Sequence[mending.Numbered], chosen: Mapping[tuple[str, int], DraftChoice]) -> list[ItemView]:
    """The items with what was decided, the most doubtful first."""
    return [ItemView(one, chosen.get(one.key)) for one in mending.doubtful_first(items)]


@dataclass(frozen=True)
class TableView:
    """One table of the document, as it was read."""

    target: str
    title: str
    clause: str
    rows: int
    columns: int
    doubts: Sequence[str]


def tables(document: Document) -> list[TableView]:
    """Every table, those with doubts first, then in the order of the text."""
    found = [
        TableView(
            f"table-{one.first_line}", " ".join(part for part in (one.label, one.title) if part),
            document.clauses[one.clause].path if one.clause >= 0 else "", len(one.rows), len(one.columns), one.doubts,
        )
        for one in document.tables
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.doubts)


def spots(items: Sequence[ItemView]) -> list[Spot]:
    """Where the text is marked: the places of each item, the doubtful ones in their tone."""
    return [
        Spot(place, view.key, "behind" if view.doubtful else "item")
        for view in items
        for place in view.one.item.source.places
    ]
