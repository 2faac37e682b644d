"""What a document says of itself: title, issuer, number, date, status, period."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from laoyou.engines.documents.model import Clause, Paragraph

Status = Literal["draft_for_comment", "issued", "unknown"]

_KIND: Final = r"(?:方案|规划|计划|意见|办法|细则|纲要|要点|措施|规定|报告|通知|决定)"
_TITLE: Final = re.compile(rf"{_KIND}(?:（[^（）]{{1,16}}）)*$")
_ISSUING: Final = re.compile(rf"印发[《“]?(.+?{_KIND}(?:（[^（）]{{1,16}}）)?)[》”]?的通知$")
_DRAFT: Final = re.compile(r"征求意见稿|讨论稿|送审稿|草案|草稿|公开征求意见")
_NUMBER: Final = re.compile(r"^（?\s*([\u4e00-\u9fff]{2,14}〔(?:19|20)\d\d〕\s*第?\s*\d{1,5}\s*号)\s*）?$")
_DATE: Final = re.compile(r"^(?:[\u4e00-\u9fff]{4,30})?((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日(?:印发)?$")
_ISSUER: Final = re.compile(r"^[\u4e00-\u9fff（）]{2,30}(?:政府|办公室|办公厅|委员会|局|厅|部|委|院)$")
_TITLE_PERIOD: Final = re.compile(r"((?:19|20)\d\d)\s*年?\s*[-—–~～至到]+\s*((?:19|20)\d\d)\s*年?")
_GOAL_YEAR: Final = re.compile(r"(?:到|至|截至)((?:20)\d\d)年")
_FIVE_YEARS: Final = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030), "十六五": (2031, 2035)}


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a document; what it does not say is empty or None."""

    title: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    status: Status = "unknown"
    period: tuple[int, int] | None = None


def read_heading(paragraphs: Sequence[Paragraph], clauses: Sequence[Clause]) -> Heading:
    """Read the heading from what stands before the first clause, the date and issuer also from the end."""
    first = next((at for at, paragraph in enumerate(paragraphs) if paragraph.clause >= 0), len(paragraphs))
    before = [paragraph.text for paragraph in paragraphs[: min(first, 60)]]
    last = [paragraph.text for paragraph in paragraphs[-6:]]
    title = _title(before)
    number = next((match[1] for text in before if (match := _NUMBER.match(text))), "")
    day = next((match for text in (*before, *reversed(last)) if (match := _DATE.match(text))), None)
    date = f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else ""
    issuer = _issuer(before, last)
    return Heading(
        title, issuer, number.replace(" ", ""), date, _status(before, number, date), _period(title, paragraphs, date)
    )


def _title(before: Sequence[str]) -> str:
    """The last heading-like line before the text, else what a circular says that it issues."""
    lines = [text for text in before if len(text) <= 70]
    titles = [text for text in lines if _TITLE.search(text) and not text.endswith("通知") and "，" not in text]
    if titles:
        at = max(index for index, text in enumerate(lines) if text == titles[-1])
        following = lines[at + 1] if at + 1 < len(lines) else ""
        mark = following if re.match(r"^（[^）]*(?:稿|草案|试行)[^）]*）$", following) else ""
        return titles[-1].strip("《》") + mark
    issued = next((match[1] for text in before if (match := _ISSUING.search(text))), "")
    if issued:
        return issued
    return next((text for text in lines if text and not text.endswith(("：", "。"))), "")


def _issuer(before: Sequence[str], last: Sequence[str]) -> str:
    for texts in (before, last):
        for at, text in enumerate(texts):
            if _DATE.match(text) and at and _ISSUER.match(texts[at - 1]):
                return texts[at - 1]
            match = re.match(
                r"^([\u4e00-\u9fff]{4,30}?(?:政府|办公室|办公厅|委员会|局|委))(?:19|20)\d\d年\d{1,2}月\d{1,2}日印发$",
                text,
            )
            if match:
                return match[1]
    return next((text for text in before[:4] if _ISSUER.match(text)), "")


def _status(before: Sequence[str], number: str, date: str) -> Status:
    if any(_DRAFT.search(text) for text in before[:12] if len(text) <= 60):
        return "draft_for_comment"
    issued = any("印发给你们" in text or "予以印发" in text or "公开发布）" in text for text in before)
    return "issued" if number or issued or date else "unknown"


def _period(title: str, paragraphs: Sequence[Paragraph], date: str) -> tuple[int, int] | None:
    """The years of the plan: from its title, else the year that it aims at and the five-year plan or the year of issue."""
    if match := _TITLE_PERIOD.search(title):
        return int(match[1]), int(match[2])
    years: Counter[int] = Counter()
    named: Counter[str] = Counter()
    for paragraph in paragraphs:
        years.update(int(year) for year in _GOAL_YEAR.findall(paragraph.text))
        for name in _FIVE_YEARS:
            named[name] += paragraph.text.count(f"“{name}”") + paragraph.text.count(f"{name}时期")
    issued = int(date[:4]) if date else None
    goals = {year: count for year, count in years.items() if issued is None or year >= issued}
    if not goals:
        return None
    most = max(goals.values())
    end = max(year for year, count in goals.items() if count >= max(1, 0.3 * most))
    for start, last in _FIVE_YEARS.values():
        if last == end and (issued is None or start <= issued <= last) and named.total():
            return start, end
    return (issued, end) if issued is not None and issued <= end else None
