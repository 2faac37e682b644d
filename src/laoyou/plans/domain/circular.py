"""
Circulars and evaluation reports: their periods, their way from draft to issue, and how the figures in a text stay what they are.

A text is kept with marks: `⟦ind.yc-06.value⟧` stands for the figure of that key in the frozen data. A person edits the text as it
reads; afterwards `rebind` finds the figures again, and tells which were altered and which numbers were typed by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How long a time the document speaks of; `final` is the evaluation of a whole plan period."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    FINAL = "final"


class State(StrEnum):
    """Where a document stands. An issued one is never changed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ISSUED = "issued"


@dataclass(frozen=True)
class Period:
    """A time from `start` up to, but not including, `end`."""

    kind: Kind
    start: date
    end: date

    @property
    def words(self) -> str:
        """The period as official prose says it: 2026年10月, 2026年第四季度, 2026年度, 2021—2025年."""
        match self.kind:
            case Kind.MONTHLY:
                return f"{self.start.year}年{self.start.month}月"
            case Kind.QUARTERLY:
                return f"{self.start.year}年第{'一二三四'[(self.start.month - 1) // 3]}季度"
            case Kind.YEARLY:
                return f"{self.start.year}年度"
            case Kind.FINAL:
                last = self.end.year - 1
                return f"{self.start.year}年" if last == self.start.year else f"{self.start.year}—{last}年"


def period_of(kind: Kind, day: date, plan: tuple[date, date] | None = None) -> Period:
    """The month, quarter or year in which `day` lies; for a final evaluation the period of the plan, from its first day to the day after its last."""
    match kind:
        case Kind.MONTHLY:
            return Period(kind, day.replace(day=1), _months_on(day.replace(day=1), 1))
        case Kind.QUARTERLY:
            start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            return Period(kind, start, _months_on(start, 3))
        case Kind.YEARLY:
            return Period(kind, date(day.year, 1, 1), date(day.year + 1, 1, 1))
        case Kind.FINAL:
            if plan is None:
                raise ValueError("a final evaluation needs the period of its plan")
            return Period(kind, *plan)


def _months_on(first: date, months: int) -> date:
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


MARK: Final = re.compile(r"⟦([^⟦⟧]+)⟧")
NUMBER: Final = re.compile(r"(?<![A-Za-z0-9.])\d[\d,]*(?:\.\d+)*")


def keys_in(text: str) -> list[str]:
    """The keys of the figures in a marked text, in their order."""
    return MARK.findall(text)


def parts(text: str) -> list[tuple[str, bool]]:
    """A marked text in pieces: (words, False) or (key, True)."""
    found: list[tuple[str, bool]] = []
    at = 0
    for mark in MARK.finditer(text):
        if mark.start() > at:
            found.append((text[at : mark.start()], False))
        found.append((mark.group(1), True))
        at = mark.end()
    if at < len(text):
        found.append((text[at:], False))
    return found


def plain(text: str, shown: Mapping[str, str]) -> str:
    """The text as it reads, each mark replaced by its figure. KeyError where the data do not hold it."""
    return MARK.sub(lambda mark: shown[mark.group(1)], text)


@dataclass(frozen=True)
class Altered:
    """A figure of the draft in whose place the person wrote another number."""

    key: str
    was: str
    now: str


@dataclass(frozen=True)
class Rebound:
    """An edited text with its figures found again, what was altered, and the numbers that no figure stands behind."""

    text: str
    altered: tuple[Altered, ...]
    typed: tuple[str, ...]


def rebind(marked: str, edited: str, shown: Mapping[str, str]) -> Rebound:
    """
    The text as a person left it, with marks again where the figures of `marked` still stand.

    A figure that was moved is found by its number; one whose sentence is gone is gone. Where another number now stands in its
    place, the figure is `altered`. A number that stood in neither the draft's words nor its figures was `typed`.
    """
    old, spans, words = "", [], ""
    for piece, is_figure in parts(marked):
        if is_figure:
            spans.append((len(old), len(old) + len(shown[piece]), piece))
            old += shown[piece]
        else:
            old += piece
            words += piece + " "
    matcher = SequenceMatcher(None, old, edited, autojunk=False)
    numbers = {found.span() for found in NUMBER.finditer(edited)}
    bound: dict[tuple[int, int], str] = {}
    lost: list[tuple[int, int, str]] = []
    blocks = matcher.get_matching_blocks()
    for start, end, key in spans:
        place = _kept(blocks, start, end)
        if place is not None and (place in numbers or not NUMBER.fullmatch(shown[key])):
            bound[place] = key
        else:
            lost.append((start, end, key))
    free = sorted(numbers - set(bound))
    altered = []
    for start, end, key in lost:
        near = _image(matcher.get_opcodes(), start, end)
        same = [place for place in free if edited[slice(*place)] == shown[key]]
        if same:
            chosen = min(same, key=lambda place: abs(place[0] - near[0]))
            bound[chosen] = key
            free.remove(chosen)
            continue
        instead = next((place for place in free if place[0] < near[1] + 1 and place[1] > near[0] - 1), None)
        if instead is not None:
            altered.append(Altered(key, shown[key], edited[slice(*instead)]))
            free.remove(instead)
    written = Counter(NUMBER.findall(words))
    typed = []
    for place in free:
        number = edited[slice(*place)]
        if written[number]:
            written[number] -= 1
        else:
            typed.append(number)
    return Rebound(_marked(edited, bound), tuple(altered), tuple(typed))


def _kept(blocks: Iterable[tuple[int, int, int]], start: int, end: int) -> tuple[int, int] | None:
    for old, new, size in blocks:
        if old <= start and end <= old + size:
            return (new + start - old, new + end - old)
    return None


def _image(opcodes: Iterable[tuple[str, int, int, int, int]], start: int, end: int) -> tuple[int, int]:
    """Where [start, end) of the old text came to lie in the new one."""
    touched = []
    for tag, old, last, new, upto in opcodes:
        if old < end and last > start:
            equal = tag == "equal"
            touched.append(
                (
                    new + start - old if equal and old < start else new,
                    upto + end - last if equal and last > end else upto,
                )
            )
    return (touched[0][0], touched[-1][1]) if touched else (0, 0)


def _marked(edited: str, bound: Mapping[tuple[int, int], str]) -> str:
    text, at = "", 0
    for (start, end), key in sorted(bound.items()):
        text += f"{edited[at:start]}⟦{key}⟧"
        at = end
    return text + edited[at:]
