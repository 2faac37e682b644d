"""The dry run and the import: jobs that read, judge and write the rows of a run, and go on after a crash."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, failpoints, jobs
from laoyou.core.imports import judging, points, tables
from laoyou.core.imports.areas import AreaIndex
from laoyou.core.imports.judging import Tally
from laoyou.core.imports.rows import Source
from laoyou.core.imports.tables import WAITING, WRITTEN, Batch, ImportTable, Outcome, Row, Verdict, Work
from laoyou.core.models import Account, ImportBatch, ImportRow, ImportRun
from laoyou.core.scope import Scope, scope_of
from laoyou.core.text import sentence

BATCH = 1_000
"""Rows in one transaction: others wait for the write lock no longer than that takes."""

WHY = "of a run that was found within the scope"
State = ImportRun.State


def work_of(run: ImportRun, by: Scope) -> Work:
    """For whom and under which rules the rows of `run` are judged now."""
    at = clock.now()
    return Work(
        by=by,
        at=at,
        today=at.astimezone(clock.BEIJING).date(),
        accept_example=clock.demo_date() is not None,
        source=run.source,
        as_of=run.as_of,
        rules=run.rules,
        areas=AreaIndex.load(),
    )


def scope_behind(run: ImportRun) -> Scope:
    """The rights, as they are now, of whoever began the import."""
    account = Account.objects.filter(pk=run.account_id or 0).first()
    return scope_of(account, at=clock.now())


def result_url(run: ImportRun) -> str:
    """The page of the run."""
    return reverse("core:show_import", args=[run.pk])


def _run_of(job: jobs.Run) -> ImportRun:
    return ImportRun.objects.unscoped("the job of this run").get(pk=job.arguments["run"])


def _changed(run: ImportRun, **values: Any) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


# The dry run.


def check(job: jobs.Run) -> str:
    """The job `imports.check`: judge every row that is not written yet, and keep what came out."""
    run = _run_of(job)
    if run.state != State.CHECKING:
        return result_url(run)  # committed by an attempt that ended before it could say so
    try:
        examine(run, scope_behind(run), job)
    except (DomainError, jobs.CancelledError) as refusal:
        said = sentence(refusal)[:400] if isinstance(refusal, DomainError) else ""
        with transaction.atomic():
            _changed(run, state=State.READY, problem=said)
        raise
    failpoints.hit(points.CHECK_ENDED)
    return result_url(run)


def examine(run: ImportRun, by: Scope, job: jobs.Run) -> Tally:
    """Judge every row that is not written yet; counts and rows are kept in one transaction at the end."""
    table = tables.get(run.table)
    work = work_of(run, by)
    source = Source.open(run, table, work)
    failpoints.hit(points.CHECK_OPENED)
    total = max(1, source.total)
    twins = judging.twins_of(source, lambda done: job.advance(done // 10, total))
    failpoints.hit(points.CHECK_SCANNED)
    tally, done = Tally(), 0
    for rows in source.batches(BATCH):
        tally.add(judging.judge(table, rows, work, twins))
        done += len(rows)
        failpoints.hit(points.CHECK_BATCH)
        job.advance(total // 10 + done * 9 // 10, total)
    with transaction.atomic():
        lines = ImportRow.objects.unscoped(WHY).filter(run=run, applied=False)
        lines.filter(decision__isnull=True).delete()
        failpoints.hit(points.CHECK_CLEARED)
        judging.store(run, tally.kept)
        failpoints.hit(points.CHECK_ROWS)
        _changed(run, state=State.CHECKED, counts=tally.as_json(), checked_at=work.at, problem="")
        audit.record(
            "core.check_import", run, by=by, permission=table.permission, at=work.at, chain=table.chain,
            detail={"table": table.name, "rows": sum(tally.outcomes.values()), **tally.outcomes},
        )  # fmt: skip
    job.advance(total, total, cursor=f"checked {run.pk}")
    return tally


# The import.


def write(job: jobs.Run) -> str:
    """The job `imports.write`: write the good rows batch by batch, or all rows in one transaction."""
    run = _run_of(job)
    if run.state != State.WRITING:
        return result_url(run)
    by = scope_behind(run)
    try:
        by.require(tables.get(run.table).permission)
        if run.mode == ImportRun.Mode.WHOLE:
            _write_whole(run, by, job)
        else:
            _write_good_rows(run, by, job)
    except DomainError as refusal:
        with transaction.atomic():
            _changed(run, state=State.CHECKED, problem=sentence(refusal)[:400])
        raise
    except jobs.CancelledError:
        _end(run, by, job)
        raise
    failpoints.hit(points.WRITE_ENDED)
    return result_url(run)


def _write_good_rows(run: ImportRun, by: Scope, job: jobs.Run) -> None:
    table, work = tables.get(run.table), work_of(run, by)
    source = Source.open(run, table, work)
    failpoints.hit(points.WRITE_OPENED)
    total, done = max(1, source.total), len(source.done)
    twins = judging.twins_of(source, lambda count: job.advance(done, total))
    for rows in source.batches(BATCH):
        for attempt in range(3):
            try:
                with transaction.atomic():
                    judged = rows if attempt == 0 else _afresh(source, rows)
                    verdicts = judging.judge(table, judged, work, twins)
                    failpoints.hit(points.WRITE_JUDGED)
                    _write_batch(run, table, verdicts, work, audited=True)
                    job.advance(done + len(rows), total, cursor=str(rows[-1].line))
                break
            except IntegrityError:
                # Somebody wrote the same number a moment ago, which PostgreSQL notices only now: judge again.
                if attempt == 2:
                    raise
        done += len(rows)
        failpoints.hit(points.WRITE_COMMITTED)
    failpoints.hit(points.WRITE_ALL)
    _end(run, by, job)


def _afresh(source: Source, rows: Sequence[Row]) -> list[Row]:
    """The same rows, read again, because judging adds to what is wrong with them."""
    lines = {row.line for row in rows}
    return [source.row(part, raw) for part, raw in source.raw() if raw.line in lines]


def _write_whole(run: ImportRun, by: Scope, job: jobs.Run) -> None:
    """Every row or none: all are judged first, outside the write lock, then written in one transaction."""
    tally = examine(run, by, job)
    _refuse_unless_whole(tally.outcomes)
    with transaction.atomic():
        _changed(run, state=State.WRITING)
    table, work = tables.get(run.table), work_of(run, by)
    source = Source.open(run, table, work)
    failpoints.hit(points.WRITE_OPENED)
    twins = judging.twins_of(source, lambda count: None)
    digest, rows_written, new, changed = hashlib.sha256(), 0, 0, 0
    with transaction.atomic():
        for rows in source.batches(BATCH):
            verdicts = judging.judge(table, rows, work, twins)
            _refuse_unless_whole(Counter(verdict.outcome.value for verdict in verdicts))
            failpoints.hit(points.WRITE_JUDGED)
            batch = _write_batch(run, table, verdicts, work, audited=False)
            digest.update(bytes.fromhex(batch.sha256))
            rows_written += len(batch.rows)
            new += sum(1 for one in batch.rows if one.new)
            changed += sum(1 for one in batch.rows if not one.new)
            job.advance(rows_written, max(1, source.total), cursor=str(rows[-1].line))
        _audit(run, table, work, rows_written, new, changed, digest.hexdigest(), "whole")
        failpoints.hit(points.WRITE_AUDITED)
    failpoints.hit(points.WRITE_COMMITTED)
    failpoints.hit(points.WRITE_ALL)
    _end(run, by, job)


def _refuse_unless_whole(outcomes: Mapping[str, int]) -> None:
    faults = outcomes.get(Outcome.FAULT.value, 0)
    waiting = sum(outcomes.get(one.value, 0) for one in WAITING)
    if faults or waiting:
        raise DomainError("core.import_not_whole", faults=faults, waiting=waiting)


def _write_batch(
    run: ImportRun, table: ImportTable, verdicts: Sequence[Verdict], work: Work, *, audited: bool
) -> Batch:
    """Write what can be written of one batch, record it, and keep what could not."""
    chosen = [verdict for verdict in verdicts if verdict.outcome in WRITTEN]
    batch = table.write(chosen, work) if chosen else Batch((), hashlib.sha256(b"").hexdigest())
    new = sum(1 for one in batch.rows if one.new)
    changed = len(batch.rows) - new
    if batch.rows:
        batches = ImportBatch.objects.unscoped(WHY).filter(run=run)
        number = (batches.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        packed = [
            [
                one.line,
                one.key,
                int(one.new),
                one.history,
                one.seen,
                [[child.model, child.key] for child in one.children],
            ]
            for one in batch.rows
        ]
        ImportBatch.objects.create(
            run=run, number=number, new=new, changed=changed, sha256=batch.sha256, rows=pack(packed), written_at=work.at
        )
        failpoints.hit(points.WRITE_RECORDED)
        _count(run, new, changed)
        if audited:
            _audit(run, table, work, len(batch.rows), new, changed, batch.sha256, str(number))
            failpoints.hit(points.WRITE_AUDITED)
        _mark(run, {one.line: one.key for one in batch.rows})
    judging.store(run, [verdict for verdict in verdicts if verdict.outcome in _KEPT_BACK])
    return batch


_KEPT_BACK = WAITING | {Outcome.FAULT}


def _mark(run: ImportRun, keys: Mapping[int, int]) -> None:
    """Say of kept rows that they were written, and as which row of the register: an erasure finds them by it."""
    kept = ImportRow.objects.unscoped(WHY).filter(run=run)
    lines = list(keys)
    for at in range(0, len(lines), 900):
        rows = list(kept.filter(line__in=lines[at : at + 900]).only("pk", "line"))
        for row in rows:
            row.applied, row.key = True, keys[row.line]
        kept.bulk_update(rows, ["applied", "key"], batch_size=300)


def _count(run: ImportRun, new: int, changed: int) -> None:
    current = ImportRun.objects.unscoped(WHY).select_for_update().get(pk=run.pk)
    written = current.written
    written["new"] = written.get("new", 0) + new
    written["changed"] = written.get("changed", 0) + changed
    _changed(run, written=written)


def _audit(
    run: ImportRun, table: ImportTable, work: Work, rows: int, new: int, changed: int, sha256: str, batch: str
) -> None:
    audit.record(
        "core.import_rows", run, by=work.by, permission=table.permission, at=work.at, chain=table.chain,
        detail={
            "table": table.name, "batch": batch, "rows": rows, "new": new, "changed": changed, "content_sha256": sha256,
        },
    )  # fmt: skip


def _end(run: ImportRun, by: Scope, job: jobs.Run) -> None:
    """Mark the run as written: what is left of it waits for mended rows or decisions."""
    table = tables.get(run.table)
    at = clock.now()
    with transaction.atomic():
        run.refresh_from_db()
        if run.state != State.WRITING:
            return
        hashes = ImportBatch.objects.unscoped(WHY).filter(run=run).order_by("number").values_list("sha256", flat=True)
        _changed(
            run, state=State.WRITTEN, written_at=at, problem="",
            content_sha256=hashlib.sha256("".join(hashes).encode()).hexdigest(),
        )  # fmt: skip
        audit.record(
            "core.end_import", run, by=by, permission=table.permission, at=at, chain=table.chain,
            detail={"table": table.name, "written": run.written, "content_sha256": run.content_sha256},
        )  # fmt: skip


def pack(rows: list[Any]) -> bytes:
    """Rows of a batch as they lie in the database."""
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 6)


def unpack(packed: bytes) -> list[Any]:
    """What `pack` packed."""
    rows: list[Any] = json.loads(zlib.decompress(bytes(packed)))
    return rows


def started(run: ImportRun, kind: str, title: str, state: str, *, by: Scope) -> jobs.Job:
    """Ask for one of the jobs of a run, in the caller's transaction; asked twice it is one job."""
    job = jobs.enqueue(
        kind, title, {"run": run.pk}, by=by, key=f"{kind} {run.pk} {timezone.now().timestamp()}", area_id=run.area_id
    )
    _changed(run, state=state, job=job, problem="")
    return job


jobs.register("imports.check", check)
jobs.register("imports.write", write)
