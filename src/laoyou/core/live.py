"""What live screens show: topics that rooms register, looked at while somebody watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from laoyou.core.scope import Scope


@dataclass(frozen=True)
class Seen:
    """One look at a live thing: its version (a change sends it again), the HTML to show, and whether nothing more will come."""

    version: str
    html: str
    ended: bool = False


Topic = Callable[[Scope, str], Seen | None]
"""`topic(scope, key)`: what `scope` may see of `key` now, or None where there is no such thing for it."""

_topics: dict[str, Topic] = {}


def register(name: str, topic: Topic) -> None:
    """Offer the streams `/events/<name>/<key>/`."""
    _topics[name] = topic


def topic(name: str) -> Topic | None:
    """The topic called `name`, or None."""
    return _topics.get(name)
