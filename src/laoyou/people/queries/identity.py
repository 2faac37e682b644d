"""Who is meant by a whole number and a name, and what somebody is called: for rooms that hold the id of a resident."""

from __future__ import annotations

from collections.abc import Iterable

from laoyou.core import fields
from laoyou.people.domain.names import clean_name
from laoyou.people.models import Resident

REASON = (
    "found by whole number and name together, or named to somebody who looks after him by leave of the room that asks"
)


def known_by(id_number: str, name: str) -> int | None:
    """The id of the one living resident who has this whole number and this name; None where they do not agree on one."""
    anywhere = Resident.objects.unscoped(REASON).filter(fields.looking_for(Resident, "id_number", id_number))
    found = list(anywhere.filter(name=clean_name(name), death_date__isnull=True).values_list("pk", flat=True)[:2])
    return int(found[0]) if len(found) == 1 else None


def names_of(resident_ids: Iterable[int]) -> dict[int, str]:
    """Id → name, for those who are on the register. The room that asks has asked for the permission to know who it is."""
    rows = Resident.objects.unscoped(REASON).filter(pk__in=list(resident_ids))
    return dict(rows.values_list("pk", "name"))
