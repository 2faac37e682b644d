"""Instruments, levels and states in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy

from laoyou.assessments.domain.assessment import State
from laoyou.core import district
from laoyou.packs.public import InstrumentEntry

STEPS = {
    "ask": gettext_lazy("登记申请"),
    "assign": gettext_lazy("派评估员"),
    "answers": gettext_lazy("收到评估答案"),
    "answers again": gettext_lazy("收到新的答案，原来的签字作废"),
    "answers late": gettext_lazy("收到较早填写的答案，不替代现有答案"),
    "sign": gettext_lazy("签字"),
    "withdraw": gettext_lazy("撤回"),
    "tell": gettext_lazy("告知结果"),
    "object": gettext_lazy("收到异议"),
    "objection upheld": gettext_lazy("异议成立，另行复评"),
    "objection rejected": gettext_lazy("异议不成立"),
    "settle": gettext_lazy("办结"),
}
VERDICTS = {"upheld": gettext_lazy("异议成立，另行复评"), "rejected": gettext_lazy("异议不成立")}
TONES = {State.VISITED: "state-behind", State.SIGNED: "state-on-course", State.SETTLED: "state-reached"}


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def title_of(one: Any) -> str:
    """The title of something in an instrument, in the reader's language."""
    return str(one.title if chinese() else one.title_en)


def instrument_words(code: str) -> str:
    """An instrument's title; its code where the pack no longer has it."""
    entry = district.pack().instruments.get(code)
    return code if entry is None else title_of(entry)


def level_words(code: str, level: int | None) -> str:
    """A level's name by its instrument; '' where there is none yet."""
    if level is None:
        return ""
    entry = district.pack().instruments.get(code)
    span = next((one for one in entry.level if one.level == level), None) if entry else None
    return str(level) if span is None else title_of(span)


def clause_words(entry: InstrumentEntry) -> str:
    """The document of an instrument with the clause, as it is cited; in Chinese, as documents are."""
    document = district.pack().documents.get(entry.document)
    if document is None:
        return f"{entry.document} {entry.clause}"
    number = f"（{document.number}）" if document.number else ""
    return f"《{document.title}》{number}{entry.clause}"


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with what was answered."""

    title: str
    score: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """One group of questions with its points; `points` None while an answer is missing."""

    title: str
    points: int | None
    most: int
    level: str
    items: tuple[Answered, ...]


def groups_of(entry: InstrumentEntry, answers: Mapping[str, int], trace: Mapping[str, Any] | None) -> list[Group]:
    """The groups of an instrument in its order, with answers, and points and classes where a level was made."""
    made: Mapping[str, Any] = trace or {}
    groups = []
    for dimension in entry.dimension:
        items = []
        for item in dimension.item:
            score = answers.get(item.code)
            chosen = next((one for one in entry.choices(item) if one.score == score), None)
            items.append(Answered(title_of(item), score, title_of(chosen) if chosen else ""))
        most = sum(max(one.score for one in entry.choices(item)) for item in dimension.item)
        points = made.get("points", {}).get(dimension.code)
        if points is None and items and all(one.score is not None for one in items):
            points = sum(one.score or 0 for one in items)
        found = made.get("classes", {}).get(dimension.code)
        span = next((one for one in dimension.class_ if one.level == found), None)
        groups.append(Group(title_of(dimension), points, most, title_of(span) if span else "", tuple(items)))
    return groups


def circumstances_of(entry: InstrumentEntry, said: Mapping[str, bool]) -> list[tuple[str, bool | None]]:
    """The circumstances of an instrument with whether each holds; None where nobody said."""
    return [(title_of(one), said.get(one.code)) for one in entry.circumstance]


def raised_words(entry: InstrumentEntry, trace: Mapping[str, Any]) -> list[str]:
    """What made the level differ from the one by points alone."""
    by = trace.get("raised_by", [])
    return [title_of(one) for one in entry.circumstance if one.code in by]
