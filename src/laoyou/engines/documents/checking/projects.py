"""What the listed projects add, beside the gap that they are to close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from laoyou.engines.documents.checking.facts import Evidence
from laoyou.engines.documents.checking.findings import Fact, Finding, operand
from laoyou.engines.documents.checking.making import make, shown, terms
from laoyou.engines.documents.checking.subjects import Relation

_PROJECTS = re.compile(r"项目|工程")
_CAPACITY = ("床位", "托位", "学位")


def check(evidence: Evidence) -> Iterator[Finding]:
    """Beds and places of the project list together, against each stated gap of the same thing."""
    for head in _CAPACITY:
        added = [fact for fact in evidence.level_facts(head) if _of_project(evidence, fact)]
        gaps = [
            fact
            for fact in evidence.level_facts(head)
            if fact.role == "gap" and fact.origin == "text" and fact.table is None
        ]
        for gap in gaps[:3]:
            whole = [
                fact
                for fact in added
                if fact.kind == gap.kind
                and fact.subject.relation(gap.subject) in (Relation.SAME, Relation.NEAR, Relation.PART)
            ]
            whole = _largest_of_row(whole)
            if not whole:
                continue
            total = sum((fact.value for fact in whole), Decimal(0))
            closed = total >= gap.value * Decimal("0.95")
            yield make(
                evidence, "projects", gap, total, terms(whole), [operand(fact) for fact in whole], "consistent" if closed else "incomplete",
                reason=f"“{gap.name}”缺口{gap.printed}，重大项目清单合计新增{shown(total, gap)}" + ("，可以补足。" if closed else f"，尚有{shown(gap.value - total, gap)}未列明来源，建议补充。"),
                reason_en=f"The gap of “{gap.name}” is {gap.printed}; the listed projects add {shown(total, gap)}" + (", which closes it." if closed else f"; where {shown(gap.value - total, gap)} come from is not said."),
            )  # fmt: skip


def _of_project(evidence: Evidence, fact: Fact) -> bool:
    if fact.table is None or fact.origin != "text":
        return False
    table = evidence.document.tables[fact.table]
    names = "".join("".join(path) for path in table.columns) + table.title
    return bool(_PROJECTS.search(names)) and bool(re.search(r"建设|规模|投资|内容", names))


def _largest_of_row(facts: list[Fact]) -> list[Fact]:
    """One capacity for each project: what is stated as part of it is not counted again."""
    best: dict[tuple[int | None, int | None], Fact] = {}
    for fact in facts:
        key = (fact.table, fact.row)
        if key not in best or fact.value > best[key].value:
            best[key] = fact
    return list(best.values())
