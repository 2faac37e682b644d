"""The items of a draft one after another, and what a person may change about each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, cast, get_args

from laoyou.base.errors import DomainError
from laoyou.engines.documents.drafting import PlanDraft
from laoyou.engines.documents.drafting.model import (
    Doubt,
    IndicatorDraft,
    ListItem,
    ListKind,
    Owners,
    Parameter,
    TaskDraft,
    Value,
)

Item = IndicatorDraft | TaskDraft | ListItem | Parameter
KINDS: Final = ("indicator", "task", "item", "parameter")
OPERATORS: Final = ("", ">=", "<=", ">", "<", "=", "range")
CERTAIN: Final = 0.3
"""Below this doubt an item may be accepted together with others."""
MOST = 400


@dataclass(frozen=True, slots=True)
class Numbered:
    """One item of a draft: of which kind, and the how-manieth of it from 0."""

    kind: str
    position: int
    item: Item

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.position

    @property
    def doubt(self) -> float:
        """The largest of its doubts."""
        return max((one.score for one in self.item.doubts), default=0.0)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return self.item.doubts


def items_of(draft: PlanDraft) -> tuple[Numbered, ...]:
    """Every item that can be accepted, in the order of the text within its kind."""
    lists: tuple[Iterable[Item], ...] = (draft.indicators, draft.tasks, draft.items, draft.parameters)
    return tuple(
        Numbered(kind, position, item)
        for kind, found in zip(KINDS, lists, strict=True)
        for position, item in enumerate(found)
    )


def doubtful_first(items: Iterable[Numbered]) -> list[Numbered]:
    """The most doubtful first; equal doubts in the order of the text."""
    return sorted(items, key=lambda one: (-one.doubt, one.item.source.places[0].line if one.item.source.places else 0))


def fields_of(one: Numbered) -> dict[str, str]:
    """What can be mended of an item, as it was read: field → text."""
    item = one.item
    if isinstance(item, IndicatorDraft):
        return {
            "name": item.name, "unit": item.unit, "attribute": item.attribute or "",
            **(_value_fields("baseline", item.baseline) if item.baseline else _value_fields("baseline", Value("", None, ""))),
            **_value_fields("target", item.target), **_owner_fields(item.owners),
        }  # fmt: skip
    if isinstance(item, TaskDraft):
        return {
            "title": item.title,
            "section": item.section,
            "deadline": _text(item.deadline),
            **_owner_fields(item.owners),
        }
    if isinstance(item, ListItem):
        return {
            "name": item.name, "list_kind": item.kind, "list_title": item.list_title, "start": _text(item.start),
            "end": _text(item.end), **_owner_fields(item.owners),
        }  # fmt: skip
    return {"name": item.name, **_value_fields("value", item.value)}


def changed(one: Numbered, given: Mapping[str, str]) -> dict[str, str]:
    """What differs from what was read, cleaned; DomainError where a field cannot hold it."""
    before = fields_of(one)
    found = {}
    for name, text in given.items():
        if name in before and (clean := text.strip()[:MOST]) != before[name]:
            found[name] = clean
    mended(one, found)  # refuses what it cannot hold
    return found


def mended(one: Numbered, changes: Mapping[str, str]) -> Item:
    """The item with what a person changed."""
    if not changes:
        return one.item
    said = fields_of(one) | {name: text for name, text in changes.items() if name in fields_of(one)}
    item = one.item
    if isinstance(item, IndicatorDraft):
        _require(said["name"])
        return replace(
            item, name=said["name"], unit=said["unit"], attribute=_attribute(said["attribute"]),
            baseline=_value(item.baseline or Value("", None, ""), said, "baseline") if said["baseline_printed"] else None,
            target=_value(item.target, said, "target"), owners=_owners(item.owners, said),
        )  # fmt: skip
    if isinstance(item, TaskDraft):
        _require(said["title"])
        return replace(item, title=said["title"], section=said["section"], deadline=_year(said["deadline"]), owners=_owners(item.owners, said))  # fmt: skip
    if isinstance(item, ListItem):
        _require(said["name"])
        return replace(
            item, name=said["name"], kind=_list_kind(said["list_kind"]), list_title=said["list_title"], start=_year(said["start"]),
            end=_year(said["end"]), owners=_owners(item.owners, said),
        )  # fmt: skip
    _require(said["name"])
    return replace(item, name=said["name"], value=_value(item.value, said, "value"))


def accepted(draft: PlanDraft, answers: Mapping[tuple[str, int], Mapping[str, str] | None]) -> PlanDraft:
    """The draft with only what was accepted, mended where somebody mended it; `answers` has None for what was dropped."""
    kept: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for one in items_of(draft):
        changes = answers.get(one.key)
        if changes is not None:
            kept[one.kind].append(mended(one, changes))
    return replace(
        draft, indicators=tuple(kept["indicator"]), tasks=tuple(kept["task"]), items=tuple(kept["item"]),
        parameters=tuple(kept["parameter"]), aims=(),
    )  # fmt: skip


def _value_fields(name: str, value: Value) -> dict[str, str]:
    return {
        f"{name}_printed": value.printed, f"{name}_value": _text(value.value),
        f"{name}_operator": value.operator if value.value is not None else "", f"{name}_year": _text(value.year),
    }  # fmt: skip


def _value(before: Value, said: Mapping[str, str], name: str) -> Value:
    operator = said[f"{name}_operator"]
    if operator not in OPERATORS:
        raise DomainError("plans.mended_field", value=operator)
    number = _number(said[f"{name}_value"])
    stated = operator != before.operator or before.basis == "stated"
    return replace(
        before, printed=said[f"{name}_printed"], value=number, operator=operator or "=",
        year=_year(said[f"{name}_year"]), basis="stated" if stated else "assumed",
        restored=before.restored if number == before.value else "",
    )  # fmt: skip


def _owner_fields(owners: Owners) -> dict[str, str]:
    return {
        "lead": "、".join(owners.lead), "responsible": "、".join(owners.responsible),
        "supporting": "、".join(owners.supporting),
    }  # fmt: skip


def _owners(before: Owners, said: Mapping[str, str]) -> Owners:
    lead, responsible, supporting = (_names(said[part]) for part in ("lead", "responsible", "supporting"))
    return replace(before, lead=lead, responsible=responsible, supporting=supporting)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for part in re.split(r"[、，,；;\n]", text) if (one := part.strip())))


def _attribute(text: str) -> Literal["binding", "anticipatory"] | None:
    return "binding" if text == "binding" else "anticipatory" if text == "anticipatory" else None


def _list_kind(text: str) -> ListKind:
    for kind in get_args(ListKind):
        if text == kind:
            return cast(ListKind, kind)
    raise DomainError("plans.mended_field", value=text)


def _require(name: str) -> None:
    if not name:
        raise DomainError("plans.name_missing")


def _number(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise DomainError("plans.mended_number", value=text) from None
    if not number.is_finite() or abs(number) >= 10**16:
        raise DomainError("plans.mended_number", value=text)
    return number


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1949 <= int(text) <= 2100):
        raise DomainError("plans.mended_year", value=text)
    return int(text)


def _text(value: Decimal | int | None) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
