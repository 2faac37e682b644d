"""
Search across rooms: one box in the head of every page.

A room registers a provider for what it holds; each provider is given the reader's scope and answers only from within it.
The menu itself is searched too, so that a page can be opened by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from laoyou.core import links, menu
from laoyou.core.scope import Scope

LIMIT = 6


@dataclass(frozen=True)
class Hit:
    """One thing found. `chinese` marks names that stay Chinese on an English page."""

    title: str
    url: str
    note: str = ""
    chinese: bool = True


@dataclass(frozen=True)
class Group:
    """What one provider found, under its title; `more_url` is the list of all of it where there is more than is shown."""

    title: str | Promise
    hits: tuple[Hit, ...]
    more_url: str = ""


Provider = Callable[[Scope, str, int], Iterable[Hit]]


@dataclass(frozen=True)
class _Registered:
    title: str | Promise
    permission: str
    provider: Provider
    order: int
    list_name: str

    def find(self, scope: Scope, text: str, limit: int) -> Group:
        hits = tuple(self.provider(scope, text, limit + 1))
        more = len(hits) > limit and self.list_name
        return Group(self.title, hits[:limit], links.with_query(reverse(self.list_name), q=text) if more else "")


_providers: dict[str, _Registered] = {}


def register(
    name: str, title: str | Promise, provider: Provider, *, permission: str, order: int, list_name: str = ""
) -> None:
    """
    Let `provider(scope, text, limit)` answer in the search box for readers who hold `permission`.

    name       e.g. 'people.residents'
    order      as in the menu: 20 people, 30 providers, 40 indicators
    list_name  URL name of the list that finds the same by `q`, offered where there is more than the box shows
    """
    _providers[name] = _Registered(title, permission, provider, order, list_name)


def find(scope: Scope, text: str, *, limit: int = LIMIT) -> list[Group]:
    """What `scope` may see that answers `text`: pages by their name first, then each room's hits. Empty for an empty text."""
    text = text.strip()
    if not text:
        return []
    groups = [Group(_("页面"), tuple(_pages(scope, text, limit)))]
    groups += [
        registered.find(scope, text, limit)
        for registered in sorted(_providers.values(), key=lambda one: one.order)
        if scope.may(registered.permission)
    ]
    return [group for group in groups if group.hits]


def _pages(scope: Scope, text: str, limit: int) -> Iterable[Hit]:
    wanted = text.casefold()
    found = [entry for entry in menu.entries_for(scope) if wanted in str(entry.title).casefold()]
    return [Hit(str(entry.title), entry.url, chinese=False) for entry in found[:limit]]
