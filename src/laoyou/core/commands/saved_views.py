"""Keeping and forgetting views of lists."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit
from laoyou.core.models import SavedView
from laoyou.core.scope import Scope

PERMISSION = "core.see_own_account"
MOST = 20
LONGEST_TITLE = 40
# A search text may be a name or an ID number; the place in the list and the form of a file are no part of a view.
NOT_KEPT = frozenset({"q", "at", "format"})


def kept_query(query: str) -> str:
    """The part of a list's query string that a view keeps: filters and sorting, at most 2,000 characters."""
    pairs = [(name, value) for name, value in parse_qsl(query.lstrip("?"), max_num_fields=200) if name not in NOT_KEPT]
    while len(urlencode(pairs)) > 2000:
        pairs.pop()
    return urlencode(pairs)


def _owner(by: Scope) -> int:
    """The account whose views they are; the program acting by itself has none."""
    if by.account_id is None:
        raise DomainError("core.not_permitted", permission=PERMISSION)
    return by.account_id


@transaction.atomic
def save_view(list_name: str, title: str, *, path: str, query: str, by: Scope, at: datetime) -> SavedView:
    """Keep the view `query` of a list under `title`; a view of that title is replaced."""
    by.require(PERMISSION)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise DomainError("core.saved_view_title", most=LONGEST_TITLE)
    own = SavedView.objects.filter(account_id=_owner(by), list_name=list_name)
    if own.exclude(title=title).count() >= MOST:
        raise DomainError("core.saved_views_full", most=MOST)
    view, _created = SavedView.objects.update_or_create(
        account_id=_owner(by),
        list_name=list_name,
        title=title,
        defaults={"path": path[:200], "query": kept_query(query), "created_at": at},
    )
    audit.record(
        "core.save_view",
        view,
        by=by,
        permission=PERMISSION,
        at=at,
        chain="accounts",
        detail={"list": list_name, "title": title},
    )
    return view


@transaction.atomic
def delete_view(view_id: int, *, by: Scope, at: datetime) -> SavedView:
    """Forget one of one's own views; another's is not found."""
    by.require(PERMISSION)
    view = SavedView.objects.filter(pk=view_id, account_id=_owner(by)).first()
    if view is None:
        raise DomainError("core.not_found")
    audit.record(
        "core.delete_view",
        view,
        by=by,
        permission=PERMISSION,
        at=at,
        chain="accounts",
        detail={"list": view.list_name, "title": view.title},
    )
    SavedView.objects.filter(pk=view.pk).delete()
    return view
