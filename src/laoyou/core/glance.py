"""
The district at a glance: what rooms put on the home page of an office.

Each room registers what it knows: what needs somebody, its figures against the plan, a layer of the map, what is in doubt. The home page
asks all of them with the reader's scope and shows what they answer, so a new room appears there without a change of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.functional import Promise

from laoyou.core.figures import Figure
from laoyou.core.scope import Scope
from laoyou.core.shell.maps import Layer

Text = str | Promise


@dataclass(frozen=True)
class Need:
    """Something that waits for the reader: what, how many, where, until when. Those with a count of zero are not shown."""

    title: Text
    figure: Figure
    url: str
    due: date | None = None


@dataclass(frozen=True)
class KeyFigure:
    """One of the few figures that stand on top, against the plan: its state, its history and its target."""

    figure: Figure
    title: Text
    url: str
    state: str = ""
    history: tuple[float | None, ...] = ()
    target: float | None = None
    target_words: Text = ""
    note: Text = ""
    order: int = 100


@dataclass(frozen=True)
class Doubt:
    """A figure that may not be announced as it stands, and why."""

    title: Text
    why: Text
    url: str
    why_lang: str = ""


T = TypeVar("T")
Teller = Callable[[Scope], Iterable[T]]

_needs: list[Teller[Need]] = []
_key_figures: list[Teller[KeyFigure]] = []
_layers: list[tuple[str, Text, str, Callable[[Scope, str], Layer | None]]] = []
_doubts: list[Teller[Doubt]] = []


def register_needs(tell: Teller[Need]) -> None:
    """Let `tell(scope)` say what waits for somebody."""
    _needs.append(tell)


def register_key_figures(tell: Teller[KeyFigure]) -> None:
    """Let `tell(scope)` give its most telling figures; the page shows the five of lowest `order`."""
    _key_figures.append(tell)


def register_layer(code: str, title: Text, permission: str, tell: Callable[[Scope, str], Layer | None]) -> None:
    """Offer a layer of the map of towns: `tell(scope, url)` gives its values, for readers who hold `permission`."""
    _layers.append((code, title, permission, tell))


def register_doubts(tell: Teller[Doubt]) -> None:
    """Let `tell(scope)` say which of its figures are in doubt."""
    _doubts.append(tell)


def needs(scope: Scope) -> list[Need]:
    """What waits for the reader, the most pressing first."""
    found = [need for tell in _needs for need in tell(scope) if need.figure.value]
    return sorted(found, key=lambda need: (need.due is None, need.due or date.max))


def key_figures(scope: Scope, most: int = 5) -> list[KeyFigure]:
    """The `most` figures of lowest order."""
    return sorted((one for tell in _key_figures for one in tell(scope)), key=lambda one: one.order)[:most]


def layer_choices(scope: Scope) -> list[tuple[str, Text]]:
    """(code, title) of the layers that the reader may see."""
    return [(code, title) for code, title, permission, _tell in _layers if scope.may(permission)]


def layer(code: str, scope: Scope, url: str) -> Layer | None:
    """The layer `code` for the reader; None where there is none for him."""
    for known, _title, permission, tell in _layers:
        if known == code and scope.may(permission):
            return tell(scope, url)
    return None


def doubts(scope: Scope) -> list[Doubt]:
    """What is in doubt, in the order of the rooms."""
    return [doubt for tell in _doubts for doubt in tell(scope)]
