"""The saved views of an account."""

from laoyou.core.models import SavedView
from laoyou.core.scope import Scope


def saved_views_of(scope: Scope, list_name: str) -> tuple[SavedView, ...]:
    """What `scope`'s account saved of the list `list_name`, by title."""
    if scope.account_id is None:
        return ()
    return tuple(SavedView.objects.filter(account_id=scope.account_id, list_name=list_name).order_by("title"))
