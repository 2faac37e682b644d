"""Which items of the ledger are meant: a list and a figure about the same rows carry the same selection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from laoyou.base.errors import DomainError
from laoyou.plans.domain.ledger import Standing

PROJECT_KINDS: Final = ("project", "platform", "industry", "policy", "reform", "factor", "pilot")
NOUNS: Final[dict[str, tuple[str, ...]]] = {
    "tasks": ("task",),
    "projects": PROJECT_KINDS,
    "decisions": ("decision",),
    "items": ("task", *PROJECT_KINDS, "decision"),
}
"""Noun of an address → kinds of items."""

STANDINGS: Final = tuple(one.value for one in Standing)
LEVELS: Final = ("district", "town")
SEVERAL: Final = frozenset({"state", "kind"})
KEYS: Final = ("state", "kind", "unit", "chapter", "area", "level", "year", "plan", "adds", "indicator")


@dataclass(frozen=True)
class Selection:
    """A noun and what is chosen of it; a key that is not there chooses nothing away."""

    noun: str
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, noun: str, values: Mapping[str, str | Iterable[str]] | None = None) -> Selection:
        """The selection that the values of filters mean. `core.not_found` where a value cannot be meant."""
        if noun not in NOUNS:
            raise DomainError("core.not_found")
        chosen = []
        for key, given in sorted((values or {}).items()):
            several = tuple(dict.fromkeys([given] if isinstance(given, str) else given))
            several = tuple(one for one in several if one)
            if not several:
                continue
            if not all(_may_be(key, noun, one) for one in several) or (len(several) > 1 and key not in SEVERAL):
                raise DomainError("core.not_found")
            chosen.append((key, several))
        return cls(noun, tuple(chosen))

    @classmethod
    def from_ref(cls, rest: str) -> Selection:
        """The selection in a reference `tasks?state=late&area=500118`. `core.not_found` where it is none."""
        noun, _, query = rest.partition("~")
        values: dict[str, list[str]] = {}
        for key, value in parse_qsl(query, keep_blank_values=True):
            values.setdefault(key, []).append(value)
        return cls.of(noun, values)

    @property
    def ref(self) -> str:
        """The reference of how many items are meant."""
        return f"{self.noun}~{self.query}" if self.chosen else self.noun

    @property
    def query(self) -> str:
        """What is chosen, as the query of an address."""
        return urlencode([(key, value) for key, values in self.chosen for value in values])

    def many(self, key: str) -> tuple[str, ...]:
        """What is chosen for `key`; empty where nothing is."""
        return dict(self.chosen).get(key, ())

    def one(self, key: str) -> str:
        """The single value chosen for `key`, or ''."""
        return next(iter(self.many(key)), "")

    def with_(self, **values: str) -> Selection:
        """This selection with some keys chosen otherwise."""
        return Selection.of(self.noun, {**dict(self.chosen), **values})


def _may_be(key: str, noun: str, value: str) -> bool:
    if key == "state":
        return value in STANDINGS
    if key == "kind":
        return value in NOUNS[noun]
    if key == "level":
        return value in LEVELS
    if key == "area":
        return value.isascii() and value.isdigit() and len(value) <= 14
    if key == "year":
        return value.isascii() and value.isdigit() and len(value) == 4 and value >= "1900"
    return key in KEYS and len(value) <= 200
