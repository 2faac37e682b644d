"""Noting who stands in another system's list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from laoyou.core.scope import within
from laoyou.people.models import ReportedThere

PART = 900
OF_AN_AREA = "a comparison replaces what the last one over the same area noted"


def replace(resident_ids: Sequence[int], *, system: str, as_of: date, area_id: str) -> int:
    """
    Put the residents of a list of `system` in place of those of its last list over `area_id`; in the caller's transaction.

    Whoever lives or is registered elsewhere, and was noted by a comparison over another area, stays noted. Returns how many
    stand there now.
    """
    here = within("resident__residence_area_id", (area_id,)) | within("resident__registered_area_id", (area_id,))
    ReportedThere.objects.unscoped(OF_AN_AREA).filter(here, system=system).delete()
    wanted = sorted(set(resident_ids))
    for at in range(0, len(wanted), PART):
        part = wanted[at : at + PART]
        ReportedThere.objects.unscoped(OF_AN_AREA).filter(Q(resident_id__in=part), system=system).delete()
        ReportedThere.objects.bulk_create(
            [ReportedThere(resident_id=one, system=system, as_of=as_of) for one in part], batch_size=PART
        )
    return len(wanted)
