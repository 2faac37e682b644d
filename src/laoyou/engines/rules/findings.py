"""What a determination says in words: the code of a row taken apart, with the facts that are missing and who holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from laoyou.engines.rules.plain import Facts, Trail, compile_traced
from laoyou.engines.rules.program import (
    FALSE_MASK,
    MAY_BE_HIGHER,
    NOT_DUE,
    PARAMETER_MISSING,
    SUPERSEDED,
    TIER_SHIFT,
    UNKNOWN_MASK,
    UNKNOWN_SHIFT,
    Program,
    Ready,
)

Status = Literal["not_entitled", "needs_information", "entitled"]


def status_of(code: int) -> Status:
    """One false clause settles it, whatever else is unknown; else one unknown clause leaves it open."""
    if code & FALSE_MASK:
        return "not_entitled"
    return "needs_information" if code & UNKNOWN_MASK else "entitled"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A code taken apart. Rows with the same code share it.

    clauses        name of each clause and whether it is true, false or unknown (None)
    tier           name of the tier that applies
    may_be_higher  more may be owed once something unknown is known
    superseded     another benefit, which is higher, takes its place
    parameter_missing  the right is there, the amount has not been entered
    due            whether the amount is due in this month
    """

    benefit: str
    status: Status
    clauses: tuple[tuple[str, bool | None], ...]
    tier: str | None
    may_be_higher: bool
    superseded: bool
    parameter_missing: bool
    due: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One benefit for one subject: how it was found, what is due, and which facts are missing, each with its holder."""

    reading: Reading
    amount: int | None
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def benefit(self) -> str:
        return self.reading.benefit

    @property
    def status(self) -> Status:
        return self.reading.status


def read_code(ready: Ready, code: int) -> Reading:
    """What a code of this benefit says."""
    clauses = tuple(
        (name, False if code >> number & 1 else None if code >> UNKNOWN_SHIFT + number & 1 else True)
        for number, (name, _) in enumerate(ready.clauses)
    )
    tier = code >> TIER_SHIFT & 15
    return Reading(
        benefit=ready.name,
        status=status_of(code),
        clauses=clauses,
        tier=ready.benefit.tiers[tier - 1].name if tier else None,
        may_be_higher=bool(code & MAY_BE_HIGHER),
        superseded=bool(code & SUPERSEDED),
        parameter_missing=bool(code & PARAMETER_MISSING),
        due=not code & NOT_DUE,
    )


class Explainer:
    """Determines one subject after the other, with the whole explanation."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.traced = compile_traced(program)
        self.holders = {fact.name: fact.holder for fact in program.facts}
        self.known: dict[tuple[int, int], Reading] = {}

    def explain(self, facts: Facts) -> tuple[Finding, ...]:
        """A finding for every benefit, in the order of the book."""
        determined, values = self.traced.function(facts)
        found = []
        for number, trails in enumerate(self.traced.trails):
            code, amount = cast(int, determined[2 * number]), determined[2 * number + 1]
            key = number, code
            reading = self.known.get(key)
            if reading is None:
                reading = self.known[key] = read_code(self.program.benefits[number], code)
            lacking = self.missing(reading, trails, values) if reading.status == "needs_information" else ()
            found.append(Finding(reading, amount, lacking))
        return tuple(found)

    def missing(
        self, reading: Reading, trails: tuple[Trail, ...], values: tuple[object, ...]
    ) -> tuple[tuple[str, str], ...]:
        """The facts for want of which a benefit is not settled, each with the department that holds it."""
        names: dict[str, None] = {}
        for (_, truth), trail in zip(reading.clauses, trails, strict=True):
            if truth is None:
                trail.missing(values, names)
        return tuple([(name, self.holders.get(name, "")) for name in names])
