"""Dates and periods: a beginning after its end, a five-year plan with other years, a date that no calendar has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from laoyou.engines.documents.checking.facts import ColumnHeads, Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, Verdict, operand
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.checking.passage import Passage

_RANGE = re.compile(r"(?<!\d)(?P<start>(?:19|20)\d{2})年?(?:-|—|~|至|到)(?P<end>(?:19|20)\d{2})(?!\d)")
_FIVE_YEARS = re.compile(
    r"“?十(?P<number>[一二三四五六])五”?(?:时期|期间|规划)?（(?P<start>20\d{2})年?(?:-|—|~|至)(?P<end>20\d{2})年?）"
)
_DAY = re.compile(r"(?P<year>(?:19|20)\d{2})年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?")
_FIRST = {"一": 2006, "二": 2011, "三": 2016, "四": 2021, "五": 2026, "六": 2031}
_START_HEAD = re.compile(r"开始|开工|起始|启动")
_END_HEAD = re.compile(r"完成|完工|竣工|结束|建成")


def check(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.passages:
        yield from _ranges(evidence, one)
    for index in range(len(evidence.document.tables)):
        yield from _project_years(evidence, index)


def _fact(evidence: Evidence, one: Passage, start: int, end: int, name: str, value: int) -> Fact:
    return Fact(name, Decimal(value), Decimal(1), "年", "year", one.text[start:end], one.places(start, end), one.clause)


def _ranges(evidence: Evidence, one: Passage) -> Iterator[Finding]:
    for match in _RANGE.finditer(one.text):
        if int(match["start"]) > int(match["end"]):
            stated = _fact(evidence, one, match.start(), match.end(), "起止年份", int(match["end"]))
            yield make(
                evidence, "period", stated, Decimal(match["start"]), f"{match['start']} ≤ {match['end']}", [], "contradiction",
                reason=f"“{match[0]}”起始年晚于终止年。", reason_en=f"“{match[0]}” begins after it ends.",
            )  # fmt: skip
    for match in _FIVE_YEARS.finditer(one.text):
        first = _FIRST[match["number"]]
        stated = _fact(evidence, one, match.start(), match.end(), "规划期起始年", int(match["start"]))
        agree = (int(match["start"]), int(match["end"])) == (first, first + 4)
        yield make(
            evidence, "period", stated, Decimal(first), f"{first}—{first + 4}年", [], "consistent" if agree else "contradiction",
            reason=f"“{match[0]}”，该五年规划期为{first}—{first + 4}年。", reason_en=f"“{match[0]}”: that five-year plan runs {first}–{first + 4}.",
        )  # fmt: skip
    for match in _DAY.finditer(one.text):
        try:
            date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
        except ValueError:
            stated = _fact(evidence, one, match.start(), match.end(), "日期", int(match["month"]))
            yield make(
                evidence, "period", stated, None, "日期不存在", [], "contradiction",
                reason=f"“{match[0]}”不是日历上的日期。", reason_en=f"“{match[0]}” is no date.",
            )  # fmt: skip


def _project_years(evidence: Evidence, index: int) -> Iterator[Finding]:
    table = evidence.document.tables[index]
    heads = ColumnHeads.of(table, evidence)
    starts = [
        column
        for column, name in enumerate(heads.names)
        if _START_HEAD.search(name) and re.search(r"时间|年|日期", name)
    ]
    ends = [
        column for column, name in enumerate(heads.names) if _END_HEAD.search(name) and re.search(r"时间|年|日期", name)
    ]
    facts = evidence.cell_facts[index]
    for row in range(len(table.rows)):
        for start_column, end_column in zip(starts, ends, strict=False):
            start, end = facts.get((row, start_column)), facts.get((row, end_column))
            if start is None or end is None or not (1990 < start.value < 2100):
                continue
            verdict: Verdict = "consistent" if start.value <= end.value else "contradiction"
            yield make(
                evidence, "period", end, start.value, f"{start.printed} ≤ {end.printed}", [operand(start)], verdict,
                reason=f"“{end.name}”{end.printed}，开始于{start.printed}。", reason_en=f"“{end.name}” {end.printed}, begun {start.printed}.",
            )  # fmt: skip
