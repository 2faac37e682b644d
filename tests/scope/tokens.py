"""What is planted, whose it is, and who may see it: plain Python, without a line of the product's own scope code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from laoyou.core import permissions

SEES_ALL_JOBS = "core.see_all_jobs"


@dataclass(frozen=True)
class Thing:
    """
    Something that belongs somewhere: it is seen under any of `permissions`, held over any of its areas, providers or residents.

    accounts  who sees it without any permission, because it is his own
    """

    permissions: tuple[str, ...]
    areas: tuple[str, ...] = ()
    providers: tuple[int, ...] = ()
    residents: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Held:
    """A role over one thing, as it was granted."""

    role: str
    area: str = ""
    provider: int = 0
    resident: int = 0


def roles_of(permission: str) -> frozenset[str]:
    """The roles that carry `permission`."""
    return frozenset(role.value for role in permissions.get(permission).roles)


def covers(held: Held, thing: Thing) -> bool:
    """Whether `thing` lies in the area, provider or family over which a role is held."""
    if held.area and any(area == held.area or area.startswith(held.area) for area in thing.areas):
        return True
    return bool(held.provider in thing.providers or held.resident in thing.residents)


def may_see(account: int, held: Iterable[Held], thing: Thing) -> bool:
    """Whether an account that holds `held` may see `thing`."""
    if account in thing.accounts:
        return True
    return any(one.role in roles_of(name) and covers(one, thing) for name in thing.permissions for one in held)


MARK = re.compile(r"qz([a-z])(\d{4})q")


class Planted:
    """Every planted text with the things on which it stands, and a look for the ones that must not be seen."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.numbers: dict[str, str] = {}
        self._next = 0

    def mark(self, side: str, thing: Thing | None = None) -> str:
        """A fresh word, e.g. 'QZB0017Q', that stands on `thing`; the thing may be told later with `belongs`."""
        self._next += 1
        word = f"QZ{side.upper()}{self._next:04d}Q"
        if thing is not None:
            self.things[word.casefold()] = thing
        return word

    def belongs(self, thing: Thing, *words: str) -> None:
        """Say that `words` stand on `thing`, with those already said."""
        for word in words:
            self.things[word.casefold()] = thing

    def number(self, value: str, thing: Thing, *shown_as: str) -> str:
        """A number (ID, phone) that stands on `thing`, looked for whole and in the masked forms `shown_as`."""
        for form in (value, *shown_as):
            self.things[form.casefold()] = thing
            self.numbers[form.casefold()] = value
        return value

    def forbidden_to(self, account: int, held: Iterable[Held]) -> frozenset[str]:
        """The planted texts that must never reach this account."""
        held = tuple(held)
        return frozenset(word for word, thing in self.things.items() if not may_see(account, held, thing))

    def found_in(self, text: str, forbidden: frozenset[str]) -> set[str]:
        """Which of the `forbidden` texts stand in `text`."""
        text = text.casefold()
        marks = {found.group() for found in MARK.finditer(text)}
        unplanted = marks - self.things.keys()
        assert not unplanted, f"{unplanted} were printed and nobody said to whom they belong"
        return (marks & forbidden) | {form for form in self.numbers.keys() & forbidden if form in text}
