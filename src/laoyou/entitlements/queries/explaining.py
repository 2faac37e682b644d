"""Why somebody has a benefit in a month and not another: from the registers as they are now, beside what was determined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from laoyou.base.month import Month
from laoyou.core import audit, district
from laoyou.core.scope import Scope
from laoyou.engines import rules
from laoyou.engines.rules.tree import Known as KnownNode
from laoyou.engines.rules.tree import Node
from laoyou.entitlements import permissions
from laoyou.entitlements.domain.facts import Known, known_facts, values
from laoyou.entitlements.models import Determination, Sweep
from laoyou.entitlements.queries import sweeps
from laoyou.entitlements.queries.grounds import ground_of, person_of
from laoyou.packs import public as packs
from laoyou.people import public as people

CHAIN: Final = "entitlements"
NOT_ENTITLED: Final = "not_entitled"


@dataclass(frozen=True)
class Rules:
    """The rules of a month, ready for one person after the other."""

    book: rules.Book
    program: rules.Program
    explainer: rules.Explainer

    def asked_by(self, benefit: str) -> Mapping[str, tuple[str, ...]]:
        """Clause → the facts that it asks for."""
        ready = self.program.benefit(benefit)
        return {name: _facts(condition) for name, condition in ready.clauses}


def _facts(condition: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.name for part in condition.walk() if isinstance(part, KnownNode)))


@lru_cache(maxsize=4)
def _rules(version: str, name: str, month: Month) -> Rules:
    book = packs.rule_book(district.pack())
    program = rules.prepare(book, month, "person")
    return Rules(book, program, rules.Explainer(program))


def rules_of(month: Month) -> Rules:
    """The rules of a month as the pack has them now; a few months are kept."""
    pack = district.pack()
    return _rules(pack.version, pack.name, month)


@dataclass(frozen=True)
class Answer:
    """
    One person in one month.

    findings    of every benefit, from what the registers say now
    recorded    benefit → what the sweep that counts for the month found, where it is listed
    differs     benefits for which the registers say something else now than when the sweep read them
    """

    person: people.LifeFacts
    month: Month
    of_month: Rules
    known: Mapping[str, Known]
    findings: tuple[rules.Finding, ...]
    sweep: Sweep | None
    recorded: Mapping[str, Determination]
    differs: frozenset[str]


def explain(resident_id: int, month: Month, scope: Scope, *, at: datetime) -> Answer:
    """Everything about one resident and one month; the look stands in the read log. `core.not_found` outside the scope."""
    scope.require(permissions.EXPLAIN)
    life = people.life_facts(resident_id, scope, permissions.EXPLAIN)
    subject = audit.Subject("people.resident", str(life.id), life.area_id or district.area_id())
    audit.read(
        "entitlements.explain", subject, by=scope, permission=permissions.EXPLAIN, at=at, chain=CHAIN,
        detail={"month": str(month)},
    )  # fmt: skip
    found = rules_of(month)
    known = known_facts(person_of(life), ground_of(life.id), found.program.facts, month)
    findings = found.explainer.explain(values(known))
    sweep = sweeps.current(month)
    recorded: dict[str, Determination] = {}
    if sweep is not None:
        rows = Determination.objects.unscoped("of a resident found within the scope")
        recorded = {row.benefit: row for row in rows.filter(sweep=sweep, resident_id=life.id)}
    return Answer(life, month, found, known, findings, sweep, recorded, _differs(sweep, recorded, findings))


def state_of(finding: rules.Finding) -> str:
    """The state of a finding, in the words of `Determination`; an amount that nobody entered is a state of its own."""
    if finding.status == "entitled" and finding.reading.parameter_missing and not finding.reading.superseded:
        return Determination.State.PARAMETER_MISSING.value
    return finding.status


def _differs(
    sweep: Sweep | None, recorded: Mapping[str, Determination], findings: tuple[rules.Finding, ...]
) -> frozenset[str]:
    if sweep is None:
        return frozenset()
    counts = sweep.counts["benefits"]
    pack = district.pack()
    different = set()
    for one in findings:
        told = counts.get(one.benefit)
        if told is None or pack.benefits[one.benefit][0].gives == "priority":
            continue
        row = recorded.get(one.benefit)
        if row is None and (not told["listed"] and one.status == "needs_information"):
            continue
        was = row.state if row is not None else NOT_ENTITLED
        amount = None if row is None else row.amount_fen if row.amount_fen is not None else row.quantity
        if was != state_of(one) or (row is not None and row.state == "entitled" and amount != one.amount):
            different.add(one.benefit)
    return frozenset(different)
