"""What every act in the ledger shares: the item is locked, the hands and the state are asked, one act and one audit entry are written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core import audit, history
from laoyou.core.clock import BEIJING
from laoyou.core.scope import Scope
from laoyou.plans.domain.ledger import Act, Party, State
from laoyou.plans.models import LedgerAct, LedgerItem
from laoyou.plans.queries.holding import Held, held_by

CHAIN = "plans"
LONGEST_WORDS = 2000


def hold(item_id: int, *, by: Scope, permission: str, at: datetime) -> Held:
    """Lock the item for the rest of the transaction. `core.not_permitted`, `core.not_found` outside the scope."""
    by.require(permission)
    item = LedgerItem.objects.scoped(by, permission).select_for_update().filter(pk=item_id).first()
    if item is None:
        raise DomainError("core.not_found")
    return held_by(item, by, permission, on=at.astimezone(BEIJING).date())


def done_already(held: Held, key: str, *, by: Scope, permission: str) -> LedgerAct | None:
    """The act that was done under this key before; None where there is none. A key without letters is refused."""
    if not key.strip():
        raise ValueError("an act needs a key of its caller")
    return LedgerAct.objects.scoped(by, permission).filter(item=held.item, key=key).first()


def require_words(text: str, code: str) -> str:
    """`text` without spaces around it; refused where nothing is left or it is too long."""
    text = text.strip()
    if not text:
        raise DomainError(code)
    return cut_words(text)


def cut_words(text: str) -> str:
    """`text` without spaces around it; refused where it is too long."""
    text = text.strip()
    if len(text) > LONGEST_WORDS:
        raise DomainError("plans.words_too_long", most=LONGEST_WORDS)
    return text


def write(
    held: Held,
    act: Act,
    follows: State,
    *,
    by: Scope,
    permission: str,
    at: datetime,
    key: str,
    party: Party | None = None,
    words: str = "",
    changes: dict[str, Any] | None = None,
    **about: Any,
) -> LedgerAct:
    """Append the act, move the item, and leave one audit entry with what happened."""
    item = held.item
    before = history.values_of(item)
    row = LedgerAct.objects.create(
        item=item,
        act=act.value,
        before=item.state,
        after=follows.value,
        at=at,
        by_id=by.account_id,
        unit_id=party.unit if party else held.actor.unit,
        town_id=party.town if party else None,
        words=words,
        key=key,
        **about,
    )
    for name, value in (changes or {}).items():
        setattr(item, name, value)
    if item.state != follows.value:
        item.state, item.state_at = follows.value, at
    item.save(update_fields=["state", "state_at", *(changes or {})])
    history.append(LedgerItem, item.pk, before, history.values_of(item), by=by, at=at, area_id=item.area_id)
    audit.record(
        f"plans.{act.value}",
        item,
        by=by,
        permission=permission,
        at=at,
        chain=CHAIN,
        detail={"act": row.pk, "before": row.before, "after": row.after, "unit": row.unit_id, "town": row.town_id},
    )
    return row
