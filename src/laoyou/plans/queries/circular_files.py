"""The files of issued circulars, as they were set when they were issued."""

from __future__ import annotations

import hashlib
from typing import Final

from laoyou.base.errors import DomainError
from laoyou.core import attachments
from laoyou.core.models import Attachment
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.models import ProgressCircular

SUBJECT: Final = "plans.progresscircular"


def frozen_file(row: ProgressCircular, kind: str) -> bytes:
    """
    A file of an issued document, as it was issued; the caller has checked the scope.

    Raises DomainError `core.not_found` where there is none, `core.file_damaged` where it is not what was issued.
    """
    if kind not in row.files:
        raise DomainError("core.not_found")
    reason = "a file of a document that was found within the scope, or that everybody may read"
    kept = Attachment.objects.unscoped(reason).get(pk=row.files[kind]["attachment"])
    data = attachments.contents(kept)
    if not is_as_issued(row, kind, data):
        raise DomainError("core.file_damaged", number=kept.pk)
    return data


def is_as_issued(row: ProgressCircular, kind: str, data: bytes) -> bool:
    """Whether `data` is the file under whose hash the document was issued."""
    return hashlib.sha256(data).hexdigest() == str(row.files[kind]["sha256"])


def _may_see(scope: Scope, subject_id: str) -> bool:
    return ProgressCircular.objects.scoped(scope, permissions.SEE_CIRCULARS).filter(pk=subject_id).exists()


attachments.register_owner(SUBJECT, _may_see, permission=permissions.SEE_CIRCULARS)
