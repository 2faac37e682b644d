"""Documents: handing one in, reading and checking it, deciding about its draft, marking findings, removing it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit, clock, district, jobs
from laoyou.core.audit import Subject
from laoyou.core.scope import Scope
from laoyou.plans import documents, permissions
from laoyou.plans.commands.acting import CHAIN, require_words
from laoyou.plans.domain import mending
from laoyou.plans.domain.keeping import Kept, pack
from laoyou.plans.domain.plan_check import VERDICTS, check_read
from laoyou.plans.domain.plan_references import references_for
from laoyou.plans.files.extraction import kind_of
from laoyou.plans.models import DraftChoice, FindingMark, PlanDocument
from laoyou.plans.queries import documents as queries

KEEP = permissions.KEEP_DOCUMENTS
JOB = "plans.read_document"
TERMS = (30, 90, 365)
"""For how many days a document may be kept."""
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "application/octet-stream",
    "txt": "text/plain",
}
"""A page of the web is kept as bytes: nothing that a browser would run comes back from here."""
Answer = DraftChoice.Answer
Mark = FindingMark.Mark


@transaction.atomic
def add_document(
    data: bytes, name: str, *, by: Scope, at: datetime, key: str, days: int = 90, earlier_id: int | None = None
) -> PlanDocument:
    """
    Keep a file, encrypted, and ask for it to be read and checked. The same key twice is one document.

    days        after how many days file and result are deleted
    earlier_id  an earlier version of the same draft, with which the findings are to be compared

    Refused: what is empty, too large, protected or no document, each with its sentence.
    """
    by.require(KEEP)
    if not key.strip():
        raise ValueError("a document needs a key of its caller")
    known = PlanDocument.objects.scoped(by, KEEP).filter(key=key).first()
    if known is not None:
        return known
    if days not in TERMS:
        raise DomainError("plans.term_unknown", days=days)
    name = name.replace("\\", "/").rpartition("/")[2][-120:]
    kind = kind_of(data, name)
    earlier = queries.document(earlier_id, by) if earlier_id is not None else None
    until = timezone.now() + timedelta(days=days)
    row = PlanDocument.objects.create(
        area_id=_area(by), name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest(), earlier=earlier, key=key,
        created_at=at, created_by_id=by.account_id, expires_at=until,
    )  # fmt: skip
    row.file_id = attachments.store(
        data, name, _subject(row), by=by, permission=KEEP, at=at, expires_at=until, looked_at=MEDIA[kind]
    ).pk
    row.job = jobs.enqueue(JOB, str(_("读取和校核方案")), {"document": row.pk}, by=by, key=f"{JOB} {row.pk}")
    row.save(update_fields=["file_id", "job"])
    audit.record(
        "plans.add_document", row, by=by, permission=KEEP, at=at, chain=CHAIN,
        detail={"sha256": row.sha256, "size": row.size, "kind": kind, "days": days},
    )  # fmt: skip
    return row


def _area(by: Scope) -> str:
    """The district, or the part of it that the reader answers for."""
    here = district.area_id()
    if by.is_system or by.covers_area(KEEP, here):
        return here
    inside = [prefix for prefix in by.area_prefixes(KEEP) if prefix.startswith(here)]
    if not inside:
        raise DomainError("core.not_found")
    return inside[0]


def _subject(row: PlanDocument) -> Subject:
    return Subject(queries.SUBJECT, str(row.pk), row.area_id)


def read_document(run: jobs.Run) -> str:
    """The job: text, draft and findings of one document, kept whole or not at all."""
    row = PlanDocument.objects.unscoped("the job of this document").get(pk=run.arguments["document"])
    address = reverse("plans:show_document", args=[row.pk])
    if row.state != PlanDocument.State.READING or row.file_id is None:
        return address
    try:
        reading = documents.read_upload(
            attachments.contents(queries.file_of(row, row.file_id)),
            row.name,
            progress=lambda done, total: run.advance(done, total),
        )
    except DomainError as refusal:
        row.state, row.problem = PlanDocument.State.REFUSED, _as_data(refusal)
        row.save(update_fields=["state", "problem"])
        raise
    checked = check_read(reading.document, row.name, references_for(reading.document))
    kept = Kept(reading.document, reading.draft, checked.findings)
    by = Scope.system(f"the document handed in by account {run.account_id}")
    now = clock.now()
    with transaction.atomic():
        row = PlanDocument.objects.unscoped("the job of this document").select_for_update().get(pk=row.pk)
        if row.state != PlanDocument.State.READING:
            return address
        row.content_id = attachments.store(
            pack(kept), "content.json.z", _subject(row), by=by, permission=KEEP, at=now, expires_at=row.expires_at,
            looked_at="application/octet-stream",
        ).pk  # fmt: skip
        row.title, row.number = reading.document.title[:300], reading.document.number[:100]
        row.draft = reading.document.status == "draft_for_comment"
        row.counts = _counts(kept)
        row.notes = [_as_data(note) for note in reading.extraction.notes]
        row.state, row.read_at, row.program_version = PlanDocument.State.READY, now, __version__
        row.save()
        audit.record(
            "plans.read_document", row, by=by, permission=KEEP, at=now, chain=CHAIN, detail={"counts": row.counts}
        )
    return address


def _counts(kept: Kept) -> dict[str, int]:
    document, draft = kept.document, kept.draft
    verdicts: Counter[str] = Counter(one.verdict for one in kept.findings)
    return {
        "lines": len(document.lines), "clauses": len(document.clauses), "tables": len(document.tables),
        "indicator": len(draft.indicators), "task": len(draft.tasks), "item": len(draft.items),
        "parameter": len(draft.parameters), **{verdict: verdicts[verdict] for verdict in VERDICTS},
    }  # fmt: skip


def _as_data(refusal: DomainError) -> dict[str, Any]:
    return {"code": refusal.code, "data": {name: str(value) for name, value in refusal.data.items()}}


def _hold(document_id: int, by: Scope) -> PlanDocument:
    """The document, locked for the rest of the transaction."""
    by.require(KEEP)
    rows = PlanDocument.objects.scoped(by, KEEP).select_for_update().exclude(state=PlanDocument.State.REMOVED)
    row = rows.filter(pk=document_id).first() if document_id < 2**63 else None
    if row is None:
        raise DomainError("core.not_found")
    return row


@transaction.atomic
def decide_item(
    document_id: int,
    kind: str,
    position: int,
    answer: str,
    *,
    by: Scope,
    at: datetime,
    given: Mapping[str, str] | None = None,
) -> DraftChoice | None:
    """
    Accept an item of a draft, accept it as mended by `given`, or drop it; "open" takes the decision back.

    The same decision twice is one. Refused: `plans.mended_*` for a field that cannot hold what was typed.
    """
    row = _hold(document_id, by)
    known = {one.key: one for one in mending.items_of(queries.content(queries.document(document_id, by)).draft)}
    one = known.get((kind, position))
    if one is None or (answer != "open" and answer not in Answer.values):
        raise DomainError("core.not_found")
    rows = DraftChoice.objects.scoped(by, KEEP).filter(document=row, kind=kind, position=position)
    before = rows.first()
    mended = mending.changed(one, given or {}) if answer == Answer.MENDED else {}
    if answer == Answer.MENDED and not mended:
        answer = Answer.ACCEPTED.value
    if (before is None and answer == "open") or (before and before.answer == answer and before.mended == mended):
        return before
    choice = None
    if answer == "open":
        rows.delete()
    else:
        choice, _made = rows.update_or_create(
            document=row, kind=kind, position=position,
            defaults={"answer": answer, "mended": mended, "decided_at": at, "decided_by_id": by.account_id},
        )  # fmt: skip
    audit.record(
        "plans.decide_item", row, by=by, permission=KEEP, at=at, chain=CHAIN,
        detail={"item": f"{kind} {position}", "before": before.answer if before else "", "after": answer, "mended": mended},
    )  # fmt: skip
    return choice


@transaction.atomic
def accept_certain(document_id: int, *, by: Scope, at: datetime) -> int:
    """Accept every item that is hardly in doubt and not yet decided; returns how many. One audit entry."""
    row = _hold(document_id, by)
    one = queries.document(document_id, by)
    decided = queries.choices(one, by)
    items = [
        item
        for item in mending.items_of(queries.content(one).draft)
        if item.doubt < mending.CERTAIN and item.key not in decided
    ]
    DraftChoice.objects.bulk_create(
        DraftChoice(document=row, kind=item.kind, position=item.position, answer=Answer.ACCEPTED, decided_at=at, decided_by_id=by.account_id)
        for item in items
    )  # fmt: skip
    if items:
        audit.record_batch(
            "plans.accept_certain", "plans.draftchoice", [f"{row.pk} {item.kind} {item.position}" for item in items],
            by=by, permission=KEEP, at=at, chain=CHAIN, area_id=row.area_id,
        )  # fmt: skip
    return len(items)


@transaction.atomic
def mark_finding(document_id: int, finding: int, mark: str, *, reason: str, by: Scope, at: datetime) -> FindingMark:
    """
    Say that a finding is right, or that it is no fault and why. The newest word counts; the earlier ones stay.

    Refused: `plans.reason_missing` for “no fault” without a reason.
    """
    row = _hold(document_id, by)
    findings: Sequence[Any] = queries.content(queries.document(document_id, by)).findings
    if not 1 <= finding <= len(findings) or mark not in Mark.values:
        raise DomainError("core.not_found")
    reason = require_words(reason, "plans.mark_reason_missing") if mark == Mark.NO_FAULT else reason.strip()[:2000]
    last = FindingMark.objects.scoped(by, KEEP).filter(document=row, finding=finding).last()
    if last is not None and (last.mark, last.reason) == (mark, reason):
        return last
    made = FindingMark.objects.create(
        document=row, finding=finding, mark=mark, reason=reason, made_at=at, made_by_id=by.account_id
    )
    audit.record(
        "plans.mark_finding", row, by=by, permission=KEEP, at=at, chain=CHAIN,
        detail={"finding": finding, "mark": mark, "reason": reason},
    )  # fmt: skip
    return made


@transaction.atomic
def remove_document(document_id: int, *, by: Scope, at: datetime) -> None:
    """Delete file, text, draft and findings; that there was such a document, and who removed it, stays."""
    row = _hold(document_id, by)
    for file_id in (row.file_id, row.content_id):
        if file_id is not None and queries.file_of(row, file_id).removed_at is None:
            attachments.remove(file_id, by=by, permission=KEEP, at=at)
    _forget(row)
    audit.record("plans.remove_document", row, by=by, permission=KEEP, at=at, chain=CHAIN)


def _forget(row: PlanDocument) -> None:
    """Empty what tells the document's words; the row itself stays for those who ask what there was."""
    DraftChoice.objects.unscoped("of a document that is removed").filter(document=row).delete()
    FindingMark.objects.unscoped("of a document that is removed").filter(document=row).delete()
    row.state = PlanDocument.State.REMOVED
    row.save(update_fields=["state"])
    if row.job_id is not None:
        jobs.ask_to_cancel(row.job)  # type: ignore[arg-type]


def expire_documents() -> int:
    """Remove every document whose time is over; its files go with `attachments.expire`. Returns how many."""
    now, gone = timezone.now(), 0
    by = Scope.system("documents expire")
    due = PlanDocument.objects.unscoped("expiry").filter(expires_at__lte=now).exclude(state=PlanDocument.State.REMOVED)
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            row = PlanDocument.objects.unscoped("expiry").select_for_update().get(pk=pk)
            _forget(row)
            audit.record("plans.expire_document", row, by=by, permission=KEEP, at=clock.now(), chain=CHAIN)
        gone += 1
    return gone


jobs.register(JOB, read_document)
