"""
Links across rooms.

A page may point to a page of a room that it must not know: a figure to its rows, an area to its facilities. The room
that owns the page registers a link under a name; others ask for it by that name and get None where nobody offers it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

LinkMaker = Callable[..., str]

_links: dict[str, LinkMaker] = {}


def register(name: str, maker: LinkMaker) -> None:
    """Offer the link `name`, e.g. 'providers.facility'; `maker(**parts)` returns the URL."""
    _links[name] = maker


def to(name: str, **parts: object) -> str | None:
    """The URL of link `name` for `parts`, or None where no room offers it."""
    maker = _links.get(name)
    return maker(**parts) if maker else None


def with_query(url: str, **query: object) -> str:
    """`url` with the given query, leaving out what is None or empty."""
    kept = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{url}?{urlencode(kept, doseq=True)}" if kept else url
