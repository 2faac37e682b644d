"""
What this room tells others. Rooms above subscribe; this room does not know them.

An event is a message of the outbox: it is written in the transaction of the change, and the worker hands it to the listeners
afterwards, again where one of them fails. So none is lost by a crash between the two.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from laoyou.core import outbox

KIND = "providers.facility_changed"


@dataclass(frozen=True, slots=True)
class FacilityChanged:
    """What is published of a facility (its data, its free beds and places) may be out of date. `None`: of all of them."""

    facility_id: int | None
    area_id: str = ""


Listener = Callable[[FacilityChanged], None]
_listeners: list[Listener] = []


def on_facility_changed(listener: Listener) -> None:
    """
    Call `listener(event)` after the transaction of each change; one that is subscribed twice is called once.

    It may hear of the same change twice: where it was killed, or another listener failed, the message comes again.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def publish(event: FacilityChanged, *, at: datetime) -> None:
    """Decide, in the caller's transaction, that the listeners are told of `event`."""
    outbox.publish(KIND, asdict(event), key=f"{KIND}/{uuid.uuid4()}", at=at)


def _tell(payload: dict[str, Any], key: str) -> None:
    event = FacilityChanged(**payload)
    for listener in tuple(_listeners):
        listener(event)


outbox.register(KIND, _tell)
