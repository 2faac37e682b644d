"""What a person does with an import: hand in, say which column is which, try, decide, take in, mend, take back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit, failpoints, fields, jobs
from laoyou.core.audit import Subject
from laoyou.core.imports import files, headers, points, tables
from laoyou.core.imports.headers import LINE_TITLE, Head
from laoyou.core.imports.rows import LineIndex, best_sheet, raw_rows, sheet_of, sheets_of
from laoyou.core.imports.running import State, result_url, started
from laoyou.core.imports.tables import Decision, ImportTable, Rule
from laoyou.core.models import Account, ImportBatch, ImportFile, ImportMapping, ImportRow, ImportRun
from laoyou.core.scope import Scope

IMPORT = "core.import_tables"
AT_ONCE = 3 * 1024 * 1024
"""Files up to this size are read while the person waits; larger ones by a job."""

MEDIA_TYPES = {
    files.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    files.XLS: "application/vnd.ms-excel",
    files.CSV: "text/csv",
}
IDLE = frozenset({State.MAPPING, State.READY, State.CHECKED, State.WRITTEN})
"""States in which no job is at work on a run, so that it may be changed."""


def kept_for() -> timedelta:
    """How long uploads, rows and error files are kept: the setting `LAOYOU_IMPORT_KEPT_DAYS`."""
    return timedelta(days=int(getattr(settings, "LAOYOU_IMPORT_KEPT_DAYS", 30)))


def get(run_id: int, *, by: Scope, locked: bool = False) -> ImportRun:
    """A run within the scope, of a table that `by` may import there; DomainError `core.not_found`."""
    runs = ImportRun.objects.scoped(by, IMPORT)
    run: ImportRun | None = (runs.select_for_update() if locked else runs).filter(pk=run_id).first()
    if run is None or not by.covers_area(tables.get(run.table).permission, run.area_id):
        raise DomainError("core.not_found")
    return _settled(run)


BEFORE = {
    State.READING: State.REFUSED,
    State.CHECKING: State.READY,
    State.WRITING: State.CHECKED,
    State.UNDOING: State.WRITTEN,
}
"""What a run is again whose job ended without ending it: cancelled, or failed for a reason of ours that the log tells."""


def _settled(run: ImportRun) -> ImportRun:
    """The run; where its job has ended and could not say so, as it was before the job. The next command writes it down."""
    ended = (jobs.Job.State.DONE, jobs.Job.State.FAILED, jobs.Job.State.CANCELLED)
    if run.state in BEFORE and run.job is not None and run.job.state in ended:
        run.problem = run.problem or run.job.message
        run.state = BEFORE[State(run.state)]
    return run


def areas_of(table: ImportTable, by: Scope) -> tuple[str, ...]:
    """The areas over which `by` may import `table`."""
    return by.holding(IMPORT).area_prefixes(table.permission)


def upload(
    table_name: str, data: bytes, name: str, *, area_id: str, source: str, as_of: date, by: Scope, at: datetime
) -> ImportRun:
    """
    Hand in a list, or the mended error file of an earlier import: then its rows join that import.

    Raises DomainError `core.import_file_*` for what is no readable table, `core.import_head_missing` where no row names two
    of the table's columns, `core.not_permitted` for an area that is not one's own.
    """
    by.require(IMPORT)
    table = tables.get(table_name)
    if not any(area_id.startswith(prefix) for prefix in areas_of(table, by)):
        raise DomainError("core.not_permitted", permission=str(table.title))
    if not source.strip():
        raise DomainError("core.import_source_missing")
    if as_of > at.astimezone(timezone.get_default_timezone()).date():
        raise DomainError("core.import_as_of_future", day=as_of.isoformat())
    files.require_size(len(data))
    kind = files.kind_of(data, name)
    small = len(data) <= AT_ONCE
    opened = _opened(data, name, table) if small else None
    if opened is not None and LINE_TITLE in opened[1].titles:
        run = _run_of_mended(opened, by)
        return mend(run.pk, data, name, by=by, at=at)
    with transaction.atomic():
        run = ImportRun.objects.create(
            table=table.name, area_id=area_id, account_id=by.account_id, source=source.strip()[:40], as_of=as_of,
            created_at=at, expires_at=timezone.now() + kept_for(),
        )  # fmt: skip
        file = _store(run, data, name, kind, number=0, by=by, at=at)
        audit.record(
            "core.upload_import", run, by=by, permission=table.permission, at=at, chain=table.chain,
            detail={"table": table.name, "size": len(data), "sha256": file.sha256},
        )  # fmt: skip
        if opened is None:
            started(run, "imports.read", _title(run), State.READING, by=by)
        else:
            _set_head(run, file, table, *opened)
        failpoints.hit(points.AFTER_UPLOAD)
    return run


def _title(run: ImportRun) -> str:
    return f"{tables.get(run.table).title} {run.pk}"


def _opened(data: bytes, name: str, table: ImportTable) -> tuple[files.Sheet, Head]:
    found = best_sheet(files.open_sheets(data, name), table)
    if found is None:
        raise DomainError("core.import_head_missing", columns="、".join(str(one.title) for one in table.columns[:3]))
    return found


def _run_of_mended(opened: tuple[files.Sheet, Head], by: Scope) -> ImportRun:
    sheet, head = opened
    lines = LineIndex(head.titles)
    for raw in raw_rows(sheet, head.ends):
        named = lines.run_and_line(raw.cells)
        if named is not None:
            return get(named[0], by=by)
    raise DomainError("core.import_mended_unknown")


def _store(run: ImportRun, data: bytes, name: str, kind: str, *, number: int, by: Scope, at: datetime) -> ImportFile:
    permission = tables.get(run.table).permission
    kept = attachments.store(
        data, name[-120:], Subject("core.importrun", str(run.pk), run.area_id), by=by, permission=permission, at=at,
        expires_at=run.expires_at, looked_at=MEDIA_TYPES[kind],
    )  # fmt: skip
    return ImportFile.objects.create(run=run, number=number, attachment=kept, sha256=hashlib.sha256(data).hexdigest())


def read_head(job: jobs.Run) -> str:
    """The job `imports.read`: find head and mapping of a file that was too large to be read while somebody waited."""
    run = ImportRun.objects.unscoped("the job of this run").get(pk=job.arguments["run"])
    if run.state == State.READING:
        table = tables.get(run.table)
        file = run.files.unscoped("of this run").get(number=0)
        try:
            sheets, _ = sheets_of(file)
            found = best_sheet(sheets, table)
            if found is None:
                raise DomainError(
                    "core.import_head_missing", columns="、".join(str(one.title) for one in table.columns[:3])
                )
        except DomainError as refusal:
            run.state, run.problem = State.REFUSED, refusal.sentence()[:400]
            run.save(update_fields=["state", "problem"])
            raise
        failpoints.hit(points.AFTER_READING)
        with transaction.atomic():
            _set_head(run, file, table, *found)
            failpoints.hit(points.AFTER_HEAD)
    return result_url(run)


def _set_head(run: ImportRun, file: ImportFile, table: ImportTable, sheet: files.Sheet, head: Head) -> None:
    """Write what was found of a file: sheet, head, number of rows, remembered or proposed mapping, what is to be said of it."""
    below: list[list[str]] = []
    rows = 0
    for raw in raw_rows(sheet, head.ends):
        rows += 1
        if len(below) < headers.SAMPLE:
            below.append(raw.cells)
    if not rows:
        raise DomainError("core.import_file_no_rows")
    file.sheet, file.head_rows, file.titles, file.rows = sheet.name, head.ends, list(head.titles), rows
    file.fingerprint = headers.fingerprint(table.name, head.titles)
    remembered = _remembered(run, table, file.fingerprint)
    known = {column.name for column in table.columns} | {""}
    if remembered is not None and set(remembered.mapping) <= known:
        file.mapping = remembered.mapping
        run.rules = remembered.rules
    else:
        remembered = None
        file.mapping = headers.propose(head, table, below)
    file.notes = _notes(sheet, head, remembered is not None)
    file.save()
    run.state = State.MAPPING
    run.save(update_fields=["state", "rules"])


def _notes(sheet: files.Sheet, head: Head, remembered: bool) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = [{"code": "remembered"}] if remembered else []
    if head.merged:
        notes.append({"code": "merged_head"})
    if head.ends > (2 if head.merged else 1):
        notes.append({"code": "rows_above", "rows": head.ends - (2 if head.merged else 1)})
    if sheet.formulas.count:
        columns = sorted({column for _, column in sheet.formulas.cells})
        letters = "、".join(files.column_letters(column) for column in columns[:8])
        notes.append({"code": "formulas", "count": sheet.formulas.count, "columns": letters})
    return notes


def owner_of(run: ImportRun) -> str:
    """Whose habit a mapping is: the unit's of whoever began the import, or the area's."""
    account = Account.objects.filter(pk=run.account_id or 0).only("unit_id").first()
    return f"unit:{account.unit_id}" if account is not None and account.unit_id else f"area:{run.area_id}"


def _remembered(run: ImportRun, table: ImportTable, fingerprint: str) -> ImportMapping | None:
    mappings = ImportMapping.objects.unscoped("the habit of the importer's own unit, which names no row of anybody")
    found: ImportMapping | None = mappings.filter(
        owner=owner_of(run), table=table.name, fingerprint=fingerprint
    ).first()
    return found


@transaction.atomic
def set_mapping(
    run_id: int, mapping: Sequence[str], *, rules: Mapping[str, str], mode: str, by: Scope, at: datetime
) -> ImportRun:
    """
    Say which column of the list is which, what happens where the register says something else, and whether all or the good rows
    go in; the unit's next list with the same head begins with it.

    Raises `core.import_column_twice`, `core.import_column_required`, `core.import_busy`.
    """
    run = idle(get(run_id, by=by, locked=True))
    table = tables.get(run.table)
    file = run.files.unscoped("of a run within the scope").get(number=0)
    names = {column.name: column for column in table.columns}
    chosen = [name if name in names else "" for name in mapping][: len(file.titles)]
    chosen += [""] * (len(file.titles) - len(chosen))
    used = [name for name in chosen if name]
    for name in used:
        if used.count(name) > 1:
            raise DomainError("core.import_column_twice", column=str(names[name].title))
    for column in table.columns:
        if column.required and column.name not in used:
            raise DomainError("core.import_column_required", column=str(column.title))
    file.mapping = chosen
    file.save(update_fields=["mapping"])
    run.rules = {name: Rule(rule).value for name, rule in rules.items() if name in names and rule in set(Rule)}
    run.mode = ImportRun.Mode(mode).value
    run.state = State.READY
    run.save(update_fields=["rules", "mode", "state"])
    for part in run.files.unscoped("of a run within the scope").exclude(number=0):
        part.mapping = _mapping_of_mended(part.titles, file)
        part.save(update_fields=["mapping"])
    ImportMapping.objects.unscoped("the habit of the importer's own unit").update_or_create(
        owner=owner_of(run), table=table.name, fingerprint=file.fingerprint,
        defaults={"mapping": chosen, "rules": run.rules, "area_id": run.area_id, "used_at": at},
    )  # fmt: skip
    audit.record(
        "core.map_import", run, by=by, permission=table.permission, at=at, chain=table.chain,
        detail={"table": table.name, "columns": used, "rules": run.rules, "mode": run.mode},
    )  # fmt: skip
    failpoints.hit(points.AFTER_MAPPING)
    return run


def idle(run: ImportRun) -> ImportRun:
    """The run, on which no job is at work: DomainError `core.import_busy`, `core.import_over`."""
    if run.state in (State.READING, State.CHECKING, State.WRITING, State.UNDOING):
        raise DomainError("core.import_busy")
    if run.state not in IDLE:
        raise DomainError("core.import_over")
    return run


@transaction.atomic
def start_check(run_id: int, *, by: Scope, at: datetime) -> ImportRun:
    """Ask for a dry run."""
    run = idle(get(run_id, by=by, locked=True))
    if run.state == State.MAPPING:
        raise DomainError("core.import_not_mapped")
    started(run, "imports.check", _title(run), State.CHECKING, by=by)
    return run


@transaction.atomic
def start_write(run_id: int, *, by: Scope, at: datetime, mode: str = "") -> ImportRun:
    """Ask for the import. Raises `core.import_not_checked`, and `core.import_not_whole` in the mode all-or-nothing."""
    run = idle(get(run_id, by=by, locked=True))
    if run.state not in (State.CHECKED, State.WRITTEN):
        raise DomainError("core.import_not_checked")
    if mode:
        run.mode = ImportRun.Mode(mode).value
        run.save(update_fields=["mode"])
    started(run, "imports.write", _title(run), State.WRITING, by=by)
    return run


@transaction.atomic
def start_undo(run_id: int, *, by: Scope, at: datetime) -> ImportRun:
    """Ask for everything that a run wrote to be taken back. Raises `core.import_nothing_written`."""
    run = get(run_id, by=by, locked=True)
    if run.state in (State.READING, State.CHECKING, State.WRITING, State.UNDOING):
        raise DomainError("core.import_busy")
    batches = ImportBatch.objects.unscoped("of a run within the scope").filter(run=run, undone_at=None)
    if not batches.exists():
        raise DomainError("core.import_nothing_written")
    started(run, "imports.undo", _title(run), State.UNDOING, by=by)
    return run


@transaction.atomic
def decide(
    run_id: int, line: int, answer: str, *, by: Scope, at: datetime, key: int | None = None, take: Sequence[str] = ()
) -> ImportRow:
    """
    Say what a row is: 'same' (as the row `key` of the register; `take` names the columns in which the list is right), 'new',
    'skip', or 'proposal'.

    Raises `core.import_decision_unfit` where the row does not ask that.
    """
    run = idle(get(run_id, by=by, locked=True))
    rows = ImportRow.objects.unscoped("of a run within the scope").select_for_update()
    row = rows.filter(run=run, line=line, applied=False).first()
    if row is None:
        raise DomainError("core.not_found")
    detail = json.loads(fields.opened(row.detail))
    allowed = {"skip"}
    if detail.get("proposals") and row.outcome == "fault":
        allowed.add("proposal")
    candidates = set(detail.get("candidates", ())) | ({row.key} if row.key else set())
    if candidates:
        allowed.add("same")
    if row.outcome in ("decide", "new", "changed", "same", "conflict", "skipped", "fault"):
        allowed.add("new")
    if answer not in allowed or (answer == "same" and key not in candidates):
        raise DomainError("core.import_decision_unfit")
    names = {column.name for column in tables.get(run.table).columns}
    decision = Decision(answer, key if answer == "same" else None, frozenset(take) & names)
    row.decision, row.decided_by_id, row.decided_at = decision.as_json(), by.account_id, at
    row.save(update_fields=["decision", "decided_by_id", "decided_at"])
    _note_decision(run, [line], answer, by=by, at=at)
    return row


@transaction.atomic
def accept_proposals(run_id: int, code: str, *, by: Scope, at: datetime) -> int:
    """Take the proposals of every undecided row whose only faults are of the kind `code`; returns how many."""
    run = idle(get(run_id, by=by, locked=True))
    rows = ImportRow.objects.unscoped("of a run within the scope").select_for_update()
    found = rows.filter(run=run, outcome="fault", code=code, proposed=True, applied=False, decision__isnull=True)
    lines = list(found.order_by("line").values_list("line", flat=True))
    found.update(decision=Decision("proposal").as_json(), decided_by_id=by.account_id, decided_at=at)
    if lines:
        _note_decision(run, lines, "proposal", by=by, at=at)
    return len(lines)


def _note_decision(run: ImportRun, lines: list[int], answer: str, *, by: Scope, at: datetime) -> None:
    table = tables.get(run.table)
    digest, count = audit.ids_hash(lines)
    audit.record(
        "core.decide_import", run, by=by, permission=table.permission, at=at, chain=table.chain,
        detail={"answer": answer, "rows": count, "first": lines[0], "ids_sha256": digest},
    )  # fmt: skip


def mend(run_id: int, data: bytes, name: str, *, by: Scope, at: datetime) -> ImportRun:
    """Hand in the mended error file of a run: its rows take the place of those with the same line, and are tried at once."""
    run = get(run_id, by=by)
    table = tables.get(run.table)
    files.require_size(len(data))
    kind = files.kind_of(data, name)
    sheet, head = _opened(data, name, table)
    with transaction.atomic():
        run = idle(get(run_id, by=by, locked=True))
        parts = run.files.unscoped("of a run within the scope").order_by("number")
        first, last = parts[0], parts.last()
        file = _store(run, data, name, kind, number=(last.number if last else 0) + 1, by=by, at=at)
        file.sheet, file.head_rows, file.titles = sheet.name, head.ends, list(head.titles)
        file.mapping = _mapping_of_mended(head.titles, first)
        file.rows = sum(1 for _ in raw_rows(sheet, head.ends))
        if not file.rows:
            raise DomainError("core.import_file_no_rows")
        file.save()
        # What was decided about the old words of a row says nothing about its new ones.
        lines = LineIndex(head.titles)
        named = {pair[1] for raw in raw_rows(sheet_of(file), head.ends) if (pair := lines.run_and_line(raw.cells))}
        rows = ImportRow.objects.unscoped("of a run within the scope").filter(run=run, applied=False)
        for at_line in range(0, len(named), 900):
            rows.filter(line__in=sorted(named)[at_line : at_line + 900]).update(decision=None)
        audit.record(
            "core.mend_import", run, by=by, permission=table.permission, at=at, chain=table.chain,
            detail={"table": table.name, "rows": file.rows, "sha256": file.sha256},
        )  # fmt: skip
        started(run, "imports.check", _title(run), State.CHECKING, by=by)
        failpoints.hit(points.AFTER_UPLOAD)
    return run


def _mapping_of_mended(titles: Sequence[str], first: ImportFile) -> list[str]:
    known = {title: name for title, name in zip(first.titles, first.mapping, strict=True) if title}
    return [known.get(title, "") for title in titles]


def expire(*, at: datetime) -> int:
    """Forget the rows of imports whose time is over; their files go with `attachments.expire`. Returns how many imports."""
    due = ImportRun.objects.unscoped("expiry").filter(expires_at__lte=at)
    gone = 0
    for run in due.exclude(state__in=[State.EXPIRED, State.WRITING, State.UNDOING]).order_by("pk"):
        with transaction.atomic():
            ImportRow.objects.unscoped("expiry").filter(run=run).delete()
            ImportRun.objects.unscoped("expiry").filter(pk=run.pk).update(state=State.EXPIRED)
            audit.record(
                "core.expire_import", run, by=Scope.system("imports expire"), permission=IMPORT, at=at, chain="files",
                detail={"table": run.table},
            )  # fmt: skip
        gone += 1
    return gone


jobs.register("imports.read", read_head)
