"""What becomes of rows: what stands twice in the list, what is wrong, what the register says; and how that is kept for the pages."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core import crypto
from laoyou.core.imports.rows import Source
from laoyou.core.imports.tables import Fault, ImportTable, Outcome, Row, Verdict, Work
from laoyou.core.models import ImportRow, ImportRun
from laoyou.core.row_ids import reserve

KEPT = {
    Outcome.FAULT: 20_000,
    Outcome.DECIDE: 20_000,
    Outcome.CONFLICT: 20_000,
    Outcome.SKIPPED: 20_000,
    Outcome.CHANGED: 5_000,
    Outcome.NEW: 1_000,
    Outcome.SAME: 200,
}
"""How many rows of each outcome are kept to be looked at; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another line of the list that speaks of the same: written twice, one number for two, or two numbers for one."""

    code: str
    line: int


def twins_of(source: Source, tick: Callable[[int], None]) -> dict[int, Twin]:
    """
    The lines that others of the list contradict or repeat.

    Keeps 64 bits a row and key, so that a million rows fit; a clash of two hashes would be reported as a repeated row, with
    a chance of one in a hundred million lists of that size.
    """
    import numpy as np

    lines, numbers, whos, things = array("q"), array("q"), array("q"), array("q")
    table = source.table
    for count, (part, raw) in enumerate(source.raw()):
        number, who, thing = table.keys(source.by_name(part, raw.cells))
        lines.append(raw.line)
        numbers.append(hash(number) if number else 0)
        whos.append(hash(who))
        things.append(hash(thing) if thing else 0)
        if count % 5_000 == 0:
            tick(count)
    place, one_number, one_who, one_thing = (
        np.frombuffer(column, dtype=np.int64) for column in (lines, numbers, whos, things)
    )
    twins: dict[int, Twin] = {}
    for group in _groups(one_number):
        same = len(set(one_who[group].tolist())) == 1
        first = int(place[group[0]])
        for at in group[1:] if same else group:
            other = first if place[at] != first else int(place[group[1]])
            code = "core.import_row_twice" if same else "core.import_number_shared"
            twins[int(place[at])] = Twin(code, other)
    for group in _groups(one_thing):
        known = {int(one) for one in one_number[group].tolist() if one}
        first = int(place[group[0]])
        for at in group if len(known) > 1 else group[1:]:
            other = first if place[at] != first else int(place[group[1]])
            code = "core.import_two_numbers" if len(known) > 1 else "core.import_row_twice"
            twins.setdefault(int(place[at]), Twin(code, other))
    return twins


def _groups(keys: Any) -> Iterable[Any]:
    """The positions of each key that stands more than once, in order; 0 is no key."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
    ends = np.r_[starts[1:], len(sorted_keys)]
    for start, end in zip(starts[(ends - starts) > 1].tolist(), ends[(ends - starts) > 1].tolist(), strict=True):
        if sorted_keys[start] != 0:
            yield order[start:end]


def judge(table: ImportTable, rows: Sequence[Row], work: Work, twins: Mapping[int, Twin]) -> list[Verdict]:
    """What would become of `rows`, in order."""
    verdicts: dict[int, Verdict] = {}
    good: list[Row] = []
    for row in rows:
        if row.decision is not None and row.decision.answer == "skip":
            verdicts[row.line] = Verdict(row, Outcome.SKIPPED)
            continue
        twin = twins.get(row.line)
        if twin is not None and not (
            twin.code == "core.import_two_numbers" and row.decision is not None and row.decision.answer == "new"
        ):
            column = table.name_column if twin.code == "core.import_row_twice" else table.number_column
            row.faults.append(Fault(column, str(row.values.get(column, "")), DomainError(twin.code, line=twin.line)))
        table.check(row, work)
        if row.faults:
            verdicts[row.line] = Verdict(row, Outcome.FAULT)
        else:
            good.append(row)
    table.propose([one.row for one in verdicts.values() if one.outcome is Outcome.FAULT], work)
    for verdict in table.judge(good, work):
        if verdict.row.faults:
            verdict.outcome = Outcome.FAULT
        verdicts[verdict.row.line] = verdict
    return [verdicts[row.line] for row in rows]


@dataclass
class Tally:
    """What the rows of a run came to: numbers, and the rows that are kept."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    kept: list[Verdict] = field(default_factory=list)

    def add(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            outcome = verdict.outcome
            self.outcomes[outcome.value] += 1
            self.codes.update({one.error.code for one in verdict.row.faults})
            if verdict.question and outcome is not Outcome.FAULT:
                self.codes[verdict.question] += 1
            self.columns.update(verdict.changes.keys())
            self.notes.update(verdict.row.notes)
            if self.outcomes[outcome.value] <= KEPT[outcome] or verdict.row.decision is not None:
                self.kept.append(verdict)

    def as_json(self) -> dict[str, Any]:
        return {
            "outcomes": dict(self.outcomes),
            "codes": dict(self.codes),
            "columns": dict(self.columns),
            "notes": dict(self.notes),
            "rows": sum(self.outcomes.values()),
        }


def detail_of(verdict: Verdict) -> dict[str, Any]:
    """What is kept of a verdict."""
    row = verdict.row
    proposals = {**row.taken, **{fault.column: fault.proposal for fault in row.faults if fault.proposal}}
    return {
        "cells": row.cells,
        "faults": [
            {
                "column": one.column,
                "value": one.value,
                "code": one.error.code,
                "data": {name: str(value) for name, value in one.error.data.items()},
                "proposal": one.proposal,
            }
            for one in row.faults
        ],
        "proposals": proposals,
        "changes": verdict.changes,
        "kept": verdict.kept,
        "asked": list(verdict.asked),
        "question": verdict.question,
        "candidates": list(verdict.candidates),
        "notes": row.notes,
    }


def store(run: ImportRun, verdicts: Sequence[Verdict]) -> None:
    """Keep verdicts as rows, in the caller's transaction; what a person decided about a line stays."""
    if not verdicts:
        return
    lines = [verdict.row.line for verdict in verdicts]
    known: dict[int, ImportRow] = {}
    everything = ImportRow.objects.unscoped("of a run that was found within the scope").filter(run=run)
    for at in range(0, len(lines), 900):
        known.update({one.line: one for one in everything.filter(line__in=lines[at : at + 900])})
    ids = iter(reserve(ImportRow, len(verdicts) - len(known)))
    fresh, old = [], []
    for verdict in verdicts:
        row = known.get(verdict.row.line)
        if row is None:
            row = ImportRow(pk=next(ids), run=run, line=verdict.row.line)
            fresh.append(row)
        else:
            old.append(row)
        _fill(row, verdict)
    table, column = ImportRow._meta.get_field("detail").place  # type: ignore[union-attr]
    details = {verdict.row.line: json.dumps(detail_of(verdict), ensure_ascii=False) for verdict in verdicts}
    for rows in (fresh, old):
        sealed = crypto.encrypt_many([details[row.line] for row in rows], table, column, [row.pk for row in rows])
        for row, one in zip(rows, sealed, strict=True):
            row.detail = one
    ImportRow.objects.bulk_create(fresh, batch_size=500)
    everything.bulk_update(old, ["outcome", "code", "proposed", "applied", "key", "detail"], batch_size=200)


def _fill(row: ImportRow, verdict: Verdict) -> None:
    faults = verdict.row.faults
    row.outcome = verdict.outcome.value
    row.code = faults[0].error.code if faults else verdict.question
    row.proposed = bool(faults) and all(fault.proposal for fault in faults)
    row.key = verdict.key
    row.applied = False
