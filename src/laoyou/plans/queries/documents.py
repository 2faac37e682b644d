"""The documents that were handed in, within one's scope: their content, what was decided about their drafts, what was said of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import attachments
from laoyou.core.models import Attachment
from laoyou.core.scope import Scope
from laoyou.engines.documents.checking import Finding
from laoyou.plans import permissions
from laoyou.plans.domain.comparison import Comparison, compare
from laoyou.plans.domain.keeping import Kept, unpack
from laoyou.plans.domain.plan_check import CheckReport
from laoyou.plans.models import DraftChoice, FindingMark, PlanDocument

SEE = permissions.SEE_DOCUMENTS
SUBJECT = "plans.plandocument"
"""What the files of documents belong to."""


def visible(scope: Scope) -> QuerySet[PlanDocument]:
    """The documents that `scope` may see and that were not removed."""
    found: QuerySet[PlanDocument] = PlanDocument.objects.scoped(scope, SEE)
    return found.exclude(state=PlanDocument.State.REMOVED)


def document(document_id: int, scope: Scope) -> PlanDocument:
    """One of them. `core.not_found` outside the scope and for what was removed."""
    found = None
    if document_id < 2**63:
        found = visible(scope).select_related("created_by", "job", "earlier").filter(pk=document_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def content(one: PlanDocument) -> Kept:
    """What was read of a document that was found within the scope. `plans.not_read` where nothing was, or it has expired."""
    if one.state != PlanDocument.State.READY or one.content_id is None:
        raise DomainError("plans.not_read")
    if one.expires_at <= timezone.now():
        raise DomainError("core.file_gone")
    row = file_of(one, one.content_id)
    if row.removed_at is not None:
        raise DomainError("core.file_gone")
    return _opened(row.pk, one.pk, row.stored_as)


def file_of(one: PlanDocument, file_id: int | None) -> Attachment:
    """One of the files of a document that was found within the scope."""
    files = Attachment.objects.unscoped("of a document that was found within the scope")
    row = files.filter(pk=file_id, subject_type=SUBJECT, subject_id=str(one.pk)).first()
    if row is None:
        raise DomainError("core.file_gone")
    return row


@lru_cache(maxsize=4)
def _opened(content_id: int, _document_id: int, _stored_as: str) -> Kept:
    """Opening costs as much as the rest of a page: the last few are kept, by the name of their file, which is never used again."""
    row = Attachment.objects.unscoped("of a document that was found within the scope").get(pk=content_id)
    try:
        return unpack(attachments.contents(row))
    except (ValueError, TypeError, KeyError):
        raise DomainError("plans.read_by_other_version") from None


def report(one: PlanDocument, kept: Kept) -> CheckReport:
    """The check as its reports print it."""
    return CheckReport(one.name, kept.document, kept.findings)


def choices(one: PlanDocument, scope: Scope) -> dict[tuple[str, int], DraftChoice]:
    """What was decided about items of its draft: (kind, position) → choice."""
    rows = DraftChoice.objects.scoped(scope, SEE).filter(document=one).select_related("decided_by")
    return {(row.kind, row.position): row for row in rows}


def answers(chosen: Mapping[tuple[str, int], DraftChoice]) -> dict[tuple[str, int], dict[str, str] | None]:
    """The choices as the draft takes them: changes of what is accepted, None for what was dropped."""
    return {key: None if row.answer == DraftChoice.Answer.DROPPED else dict(row.mended) for key, row in chosen.items()}


def marks(one: PlanDocument, scope: Scope) -> dict[int, list[FindingMark]]:
    """What was said about its findings, by number, the newest last."""
    found: dict[int, list[FindingMark]] = {}
    for row in FindingMark.objects.scoped(scope, SEE).filter(document=one).select_related("made_by"):
        found.setdefault(row.finding, []).append(row)
    return found


def versions(one: PlanDocument, scope: Scope) -> Sequence[PlanDocument]:
    """Other documents that were read, of the same area, the newest first: with which it can be compared."""
    found = visible(scope).filter(state=PlanDocument.State.READY, area_id=one.area_id).exclude(pk=one.pk)
    return list(found.order_by("-created_at")[:30])


def compared(one: PlanDocument, earlier: PlanDocument) -> Comparison:
    """Which findings went since the earlier version, which are new."""
    then: Sequence[Finding] = content(earlier).findings
    return compare(then, content(one).findings)


def _may_see(scope: Scope, subject_id: str) -> bool:
    return visible(scope).filter(pk=subject_id).exists()


attachments.register_owner(SUBJECT, _may_see, permission=SEE)
