"""
How many of the slips put into made-up plans are found, and what is called a slip in the plans as they were meant.

python -m tests.documents.unseen.measure [--missed] [--batch first]
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from laoyou.engines.documents.checking import Finding, check_document
from laoyou.engines.documents.model import Document, SourceLine
from laoyou.engines.documents.reading import read_document
from tests.documents.unseen.fifth import FIFTH
from tests.documents.unseen.fourth import FOURTH
from tests.documents.unseen.last import LAST
from tests.documents.unseen.more import MORE
from tests.documents.unseen.plans import PLANS, Plan

DOUBTFUL = ("contradiction", "implausible", "definition")


@dataclass(frozen=True)
class Outcome:
    """One slip and the worst that a new finding at its place says; empty where none speaks of it."""

    plan: str
    mark: str
    kind: str
    verdict: str
    reasons: tuple[str, ...]


def read(text: str) -> Document:
    return read_document(tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1)))


def check(text: str) -> tuple[Finding, ...]:
    return check_document(read(text))


Spot = tuple[int, int, int]
"""(line, first character, the one after the last)."""


def spots(finding: Finding, line: int = 0, after: int = 0, longer: int = 0) -> frozenset[Spot]:
    """Where the figures of a finding stand; on `line`, what stands behind `after` is moved back by `longer` characters."""
    places = [*finding.stated.places, *(place for operand in finding.operands for place in operand.places)]
    return frozenset(
        (one.line, one.start - longer, one.end - longer)
        if one.line == line and one.start >= after
        else (one.line, one.start, one.end - longer if one.line == line and one.end >= after else one.end)
        for one in places
    )


def touches(finding: Finding, line: int, start: int, end: int) -> bool:
    places = [*finding.stated.places, *(place for operand in finding.operands for place in operand.places)]
    return any(place.line == line and place.start < end and start < place.end for place in places)


def outcomes(plan: Plan, marks: Sequence[str] = ()) -> Iterator[Outcome]:
    """
    What is found of each slip of a plan, or of those that are named.

    A finding counts where the changed figure is among its own, and where the plan as it was meant had no such finding about the same figures: an
    old false alarm into which a slip has come is not a slip found.
    """
    before = {(one.verdict, spots(one)) for one in check(plan.text) if one.verdict in DOUBTFUL}
    for mark, (_, kind) in plan.slips.items():
        if marks and mark not in marks:
            continue
        text, (start, end) = plan.with_slip(mark)
        line = text.count("\n", 0, start) + 1
        column = start - (text.rfind("\n", 0, start) + 1)
        longer = len(text) - len(plan.text)
        found = [
            one
            for one in check(text)
            if one.verdict in DOUBTFUL
            and touches(one, line, column, column + end - start)
            and (one.verdict, spots(one, line, column + end - start, longer)) not in before
        ]
        verdict = min((one.verdict for one in found), key=DOUBTFUL.index, default="")
        yield Outcome(plan.name, mark, kind, verdict, tuple(one.reason for one in found))


def alarms(plan: Plan) -> list[Finding]:
    """What is called a contradiction in a plan that has none."""
    return [one for one in check(plan.text) if one.verdict == "contradiction"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="say what was not called a contradiction")
    parser.add_argument("--batch", choices=("first", "more", "last", "fourth", "fifth", "all"), default="all")
    arguments = parser.parse_args()
    missed = arguments.missed
    batches = {"first": PLANS, "more": MORE, "last": LAST, "fourth": FOURTH, "fifth": FIFTH}
    plans = batches.get(arguments.batch) or tuple(plan for batch in batches.values() for plan in batch)
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    by_plan: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = 0
    for plan in plans:
        for one in alarms(plan):
            wrong += 1
            print("false alarm", plan.name, one.reason)
        for outcome in outcomes(plan):
            by_kind[outcome.kind][outcome.verdict] += 1
            by_plan[f"{plan.name} {plan.shape}"][outcome.verdict] += 1
            if missed and outcome.verdict != "contradiction":
                print(
                    outcome.verdict or "missed", outcome.plan, outcome.mark, plan.slips[outcome.mark], *outcome.reasons
                )
    for title, table in (("kind", by_kind), ("plan", by_plan)):
        print(f"| {title} | slips | contradiction | asked about | missed |\n|---|---|---|---|---|")
        for name, counted in sorted(table.items()):
            asked = counted["definition"] + counted["implausible"]
            print(f"| {name} | {counted.total()} | {counted['contradiction']} | {asked} | {counted['']} |")
    every: Counter[str] = sum(by_kind.values(), Counter())
    print(f"{every.total()} slips: {every['contradiction']} contradictions, {every['definition'] + every['implausible']} asked about, {every['']} missed; false alarms {wrong}")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
