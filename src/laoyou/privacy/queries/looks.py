"""Who looked at what is kept about one person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from laoyou.core import privacy
from laoyou.core.models import AccessEntry
from laoyou.core.scope import Scope
from laoyou.people import public as people
from laoyou.privacy.permissions import LOOKS

OF_HIM = "who looked at somebody who was found within the scope: told to himself and to the office that answers for it"


def person(resident_id: int, scope: Scope) -> people.PersonRow:
    """The person whose looks the reader may see; DomainError `core.not_found`."""
    return people.person_row(resident_id, scope, LOOKS)


def of_person(person_id: int) -> QuerySet[AccessEntry]:
    """
    Every look at a person's record, also at one that was merged into it, and at the rows about him: his account, his
    contacts, the evidence of a status.
    """
    ids = [str(one) for one in privacy.ids_of(person_id)]
    said = Q(subject_type=privacy.person(), subject_id__in=ids)
    for entry in privacy.entries():
        if entry.model in (privacy.person(), *TRAIL):
            continue
        rows = [str(row.pk) for row in entry.rows_about(person_id)]
        if rows:
            said |= Q(subject_type=entry.model, subject_id__in=rows)
    return AccessEntry.objects.unscoped(OF_HIM).filter(said)  # type: ignore[no-any-return]


TRAIL = ("core.accessentry", "core.auditentry", "core.historyentry")
"""The trail itself: it is looked at by auditors, and would be asked for by itself."""
