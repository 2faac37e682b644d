"""The menu. Each room registers its own entries; a page shows those that its reader may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise, cached_property

from laoyou.core.scope import Scope


@dataclass(frozen=True)
class Entry:
    """One entry: a title, a URL name, the permission that the page asks, and a place in the order of the work."""

    title: str | Promise
    url_name: str
    permission: str
    order: int
    section: str | Promise = ""

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class PublicEntry:
    """An entry of the public pages' menu: everybody may open it."""

    title: str | Promise
    url_name: str
    order: int

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)


_entries: dict[str, Entry] = {}
_public: dict[str, PublicEntry] = {}
_place: list[Callable[[], str]] = []


def register(title: str | Promise, url_name: str, *, permission: str, order: int, section: str | Promise = "") -> None:
    """Add an entry. `order` is shared by all rooms: 10 home, 20 people, 30 providers, 40 indicators, 80 jobs, 90 administration."""
    _entries[url_name] = Entry(title, url_name, permission, order, section)


def entries_for(scope: Scope) -> tuple[Entry, ...]:
    """The entries that `scope` may open, in order; those of one section side by side, where its first one stands."""
    entries = sorted(_entries.values(), key=lambda entry: entry.order)
    first: dict[str, int] = {}
    for entry in entries:
        if entry.section:
            first.setdefault(str(entry.section), entry.order)
    entries.sort(key=lambda entry: first.get(str(entry.section), entry.order))
    return tuple(entry for entry in entries if scope.may(entry.permission))


def register_public(title: str | Promise, url_name: str, *, order: int) -> None:
    """Add an entry to the menu of the public pages."""
    _public[url_name] = PublicEntry(title, url_name, order)


def public_entries() -> tuple[PublicEntry, ...]:
    """The entries of the public pages, in order."""
    return tuple(sorted(_public.values(), key=lambda entry: entry.order))


def register_place(name: Callable[[], str]) -> None:
    """Let `name()` say, in Chinese, which district the head of every page names; a face does this, which knows the pack."""
    _place[:] = [name]


def place_name() -> str:
    """The district in the head of every page; empty where nobody said."""
    return _place[0]() if _place else ""
