"""What somebody may ask of the register about himself: a copy of everything, and the erasure of what no law keeps."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, privacy
from laoyou.core.commands import accounts
from laoyou.core.models import RoleGrant
from laoyou.core.privacy import Erased, Held
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import CHAIN, locked, note
from laoyou.people.models import Resident

HANDLE = "people.handle_privacy"
ERASING = Scope.system("the person was erased")


def copy_of(resident_id: int, *, reason: str, by: Scope, at: datetime) -> list[Held]:
    """
    Everything that is kept about a resident, in clear, for himself; the look is recorded with its reason.

    Raises `core.not_found`, `core.not_permitted`, `people.reason_needed`.
    """
    by.require(HANDLE)
    if not reason.strip():
        raise DomainError("people.reason_needed")
    resident = Resident.objects.scoped(by, HANDLE).filter(pk=resident_id).first()
    if resident is None:
        raise DomainError("core.not_found")
    audit.read("people.copy", resident, by=by, permission=HANDLE, at=at, chain=CHAIN, reason=reason.strip())
    return privacy.everything_about(resident.pk)


@transaction.atomic
def erase(resident_id: int, *, reason: str, by: Scope, at: datetime) -> list[Erased]:
    """
    Erase a resident as far as no law keeps what is there; what stays no longer says who it was.

    Raises `core.not_found`, `core.not_permitted`, `people.reason_needed`.
    """
    if not reason.strip():
        raise DomainError("people.reason_needed")
    resident = locked(resident_id, by=by, permission=HANDLE)
    done = privacy.erase(resident.pk, at=at)
    for grant in RoleGrant.objects.filter(resident_id=resident.pk, revoked_at__isnull=True):
        accounts.revoke(grant.pk, by=ERASING, at=at)  # nobody looks at the record of somebody who is not there
    tables = {one.entry.model: one.rows for one in done}
    note("erase_resident", resident, by=by, permission=HANDLE, at=at, reason=reason.strip(), tables=tables)
    return done
