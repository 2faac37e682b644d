"""What this room tells others. Rooms above subscribe; this room does not know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction


@dataclass(frozen=True, slots=True)
class FacilityChanged:
    """What is published of a facility (its data, its free beds and places) may be out of date. `None`: of all of them."""

    facility_id: int | None
    area_id: str = ""


Listener = Callable[[FacilityChanged], None]
_listeners: list[Listener] = []


def on_facility_changed(listener: Listener) -> None:
    """Call `listener(event)` after the transaction of each change; one that is subscribed twice is called once."""
    if listener not in _listeners:
        _listeners.append(listener)


def publish(event: FacilityChanged) -> None:
    """Tell the listeners once the change is committed. What must not be lost belongs into the outbox, by the listener."""
    for listener in tuple(_listeners):
        transaction.on_commit(partial(listener, event), robust=True)
