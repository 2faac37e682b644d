"""The circulars that everybody may read."""

from __future__ import annotations

from laoyou.plans.models import ProgressCircular
from laoyou.plans.presenters.published_circular import PublishedCircular, PublishedFile, public_circular
from laoyou.plans.queries.circular_files import frozen_file

KINDS = ("pdf", "docx")


def published_circulars() -> tuple[PublishedCircular, ...]:
    """Every issued document that was released for everybody, the newest first, with its files as they were issued."""
    reason = "released for everybody by whoever issued them"
    rows = list(ProgressCircular.objects.unscoped(reason).filter(public=True).order_by("-dated", "-pk"))
    public = {row.pk for row in rows}
    later: dict[int, list[int]] = {}
    corrections = ProgressCircular.objects.unscoped(reason).filter(corrects__in=public, state="issued").order_by("pk")
    for old, new in corrections.values_list("corrects_id", "pk"):
        if old is not None:
            later.setdefault(old, []).append(new)
    return tuple(
        public_circular(
            row,
            [
                PublishedFile(kind, row.files[kind]["sha256"], frozen_file(row, kind))
                for kind in KINDS
                if kind in row.files
            ],
            corrects=row.corrects_id if row.corrects_id in public else 0,
            corrected=row.pk in later,
            corrected_by=next((one for one in reversed(later.get(row.pk, [])) if one in public), 0),
        )
        for row in rows
    )
