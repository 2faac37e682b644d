"""
Comparing: the list of another system against the register, without writing the list into it.

The dry run says row by row what is new here and what differs. A comparison besides notes who stood in the list, so that the
register can say who is missing there, and who has been reported there already.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, jobs
from laoyou.core.imports import commands, judging, tables
from laoyou.core.imports.rows import Source
from laoyou.core.imports.running import BATCH, WHY, scope_behind, work_of
from laoyou.core.imports.tables import Outcome
from laoyou.core.models import ImportRun
from laoyou.core.scope import Scope

KIND = "imports.compare"
KNOWN = frozenset({Outcome.SAME, Outcome.CHANGED, Outcome.CONFLICT})
"""What is said of rows that are about somebody of the register for certain."""


def may_compare(run: ImportRun) -> bool:
    """Whether a run has been checked, nothing of it was written, and its table notes who stood in a list."""
    return run.state == ImportRun.State.CHECKED and not run.written and tables.get(run.table).notes_lists


@transaction.atomic
def start(run_id: int, *, by: Scope, at: datetime) -> jobs.Job:
    """Ask for a comparison. Raises `core.import_not_comparable`."""
    run = commands.idle(commands.get(run_id, by=by, locked=True))
    if not may_compare(run):
        raise DomainError("core.import_not_comparable")
    title = f"{tables.get(run.table).title} {run.pk}"
    key = f"{KIND} {run.pk} {run.checked_at.isoformat() if run.checked_at else ''}"
    return jobs.enqueue(KIND, title, {"run": run.pk}, by=by, key=key, area_id=run.area_id)


def compare(job: jobs.Run) -> str:
    """The job: judge every row again, and note the rows of the register that stood in the list, all of them or none."""
    run = ImportRun.objects.unscoped(WHY).get(pk=job.arguments["run"])
    if not may_compare(run):
        raise DomainError("core.import_not_comparable")
    table, by = tables.get(run.table), scope_behind(run)
    by.require(table.permission)
    work = work_of(run, by)
    source = Source.open(run, table, work)
    total, done, seen = max(1, source.total), 0, set[int]()
    twins = judging.twins_of(source, lambda count: None)
    for rows in source.batches(BATCH):
        verdicts = judging.judge(table, rows, work, twins)
        seen |= {one.key for one in verdicts if one.key is not None and one.outcome in KNOWN}
        done += len(rows)
        job.advance(min(done, total), total)
    with transaction.atomic():
        noted = table.note_list(sorted(seen), run.source, run.as_of, run.area_id)
        audit.record(
            "core.compare_import", run, by=by, permission=table.permission, at=clock.now(), chain=table.chain,
            detail={"table": table.name, "source": run.source, "rows": done, "there": noted},
        )  # fmt: skip
    return table.comparison_url(run.source) or reverse("core:show_import", args=[run.pk])


jobs.register(KIND, compare)
