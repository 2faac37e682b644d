"""
Which rows of a register are meant, written one way only.

A list page, a figure about the same rows, and a link from one to the other all carry the same selection: `reading=approved&
nursing=1&area=500118004`. A key may have several values, any of which will do: `kind=care_home&kind=town_care_centre`. The
text is canonical (known keys and values in one order, without defaults), so that equal selections are equal references.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import parse_qsl

from laoyou.base.areas import area_id
from laoyou.base.errors import DomainError
from laoyou.packs.models.measure import (
    CLASS_KINDS,
    CREDENTIALS,
    FACILITY_KINDS,
    JOBS,
    OPERATIONS,
    OWNERSHIPS,
    REGISTERS,
    SESSIONS,
    TIERS,
)
from laoyou.providers.domain.readings import BedReading, PlaceReading
from laoyou.providers.domain.states import CredentialState, FiledState

YES_NO: Final = ("1", "0")
NUMBER: Final = ("number",)
AREA: Final = ("area",)
ALL: Final = "all"
SINGLE: Final = frozenset(
    {"area", "state", "reading", "nursing", "inferred", "demonstration", "facility", "provider", "standing"}
)
"""Keys that have one value at most; the others may have several."""

_FACILITY: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "kind": FACILITY_KINDS,
    "register": REGISTERS,
    "ownership": OWNERSHIPS,
    "operation": OPERATIONS,
    "tier": TIERS,
    "filed": tuple(FiledState),
    "state": ("open", "closed", "all"),
    "demonstration": YES_NO,
    "inferred": YES_NO,
    "provider": NUMBER,
}
_BED: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "reading": (*BedReading, ALL),
    "nursing": YES_NO,
    "kind": FACILITY_KINDS,
    "ownership": OWNERSHIPS,
    "operation": OPERATIONS,
    "tier": TIERS,
    "facility": NUMBER,
    "provider": NUMBER,
}
_PLACE: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "reading": tuple(PlaceReading),
    "class": CLASS_KINDS,
    "session": SESSIONS,
    "kind": FACILITY_KINDS,
    "ownership": OWNERSHIPS,
    "tier": TIERS,
    "facility": NUMBER,
    "provider": NUMBER,
}
_STAFF: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "job": JOBS,
    "credential": CREDENTIALS,
    "standing": (*CredentialState, "none"),
    "kind": FACILITY_KINDS,
    "state": ("at_work", "left", "all"),
    "facility": NUMBER,
    "provider": NUMBER,
}
_PROVIDER: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "ownership": OWNERSHIPS,
    "state": ("open", "barred", "closed", "all"),
}

KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "providers": _PROVIDER,
    "facilities": _FACILITY,
    "beds": _BED,
    "places": _PLACE,
    "staff": _STAFF,
}
"""Register → key → the values it may have; AREA and NUMBER stand for an area id and a positive number."""

DEFAULTS: dict[str, dict[str, str]] = {
    "providers": {"state": "all"},
    "facilities": {"state": "open"},
    "beds": {"reading": BedReading.ACTUAL.value},
    "staff": {"state": "at_work"},
}
"""What a key means where it is not given: what is closed, has left or is not there is not counted unless somebody asks."""

EVERYTHING: Final = "all"
"""How a selection without any condition is written, so that a reference is never empty."""


@dataclass(frozen=True)
class Selection:
    """Conditions on the rows of one register: (key, value) pairs in canonical order."""

    register: str
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, register: str, conditions: Mapping[str, object]) -> Self:
        """
        The selection of `register` under `conditions`: key → value or values; None and "" are left out, True is 1.

        Raises `core.not_found` for an unknown key or value: a selection names a page, and there is no such page.
        """
        known = KEYS[register]
        given = {key: values for key, value in conditions.items() if (values := _as_texts(value))}
        for key, values in given.items():
            several = len(values) > 1 and key in SINGLE
            if key not in known or several or not all(_allowed(known[key], value) for value in values):
                raise DomainError("core.not_found", key=key)
        pairs = [(key, value) for key in known for value in _in_order(given.get(key, ()), known[key])]
        defaults = DEFAULTS.get(register, {})
        return cls(register, tuple(pair for pair in pairs if defaults.get(pair[0]) != pair[1]))

    @classmethod
    def parse(cls, register: str, text: str) -> Self:
        """Read `key=value&…`, or `all`; `core.not_found` where it holds a key or a value that the register lacks."""
        if text == EVERYTHING:
            return cls(register)
        pairs = parse_qsl(text, keep_blank_values=True)
        if not pairs or any(not value for _, value in pairs):
            raise DomainError("core.not_found", key=text)
        given: dict[str, list[str]] = {}
        for key, value in pairs:
            given.setdefault(key, []).append(value)
        return cls.of(register, given)

    def values(self, key: str) -> tuple[str, ...]:
        """The values of `key`, its default, or () where it is free."""
        found = tuple(value for name, value in self.pairs if name == key)
        default = DEFAULTS.get(self.register, {}).get(key)
        return found or ((default,) if default else ())

    def get(self, key: str) -> str:
        """The only value of `key`, its default, or "" where it is free or has several."""
        values = self.values(key)
        return values[0] if len(values) == 1 else ""

    def but(self, **conditions: object) -> Selection:
        """The same selection with `conditions` put in place (`class_` for `class`); None takes one away."""
        merged: dict[str, object] = {key: self.values(key) for key, _ in self.pairs}
        merged.update({key.rstrip("_"): value for key, value in conditions.items()})
        return Selection.of(self.register, merged)

    def on(self, register: str) -> Selection:
        """The conditions that `register` knows too, on its rows: from beds in a town to the facilities of that town."""
        known = KEYS[register]
        kept: dict[str, object] = {}
        for key, _ in self.pairs:
            values = self.values(key)
            if key in known and all(_allowed(known[key], value) for value in values):
                kept[key] = values
        return Selection.of(register, kept)

    @property
    def query(self) -> str:
        """The conditions as they stand in an address, "" without any. Values are codes and digits: nothing to escape."""
        return "&".join(f"{key}={value}" for key, value in self.pairs)

    @property
    def ref(self) -> str:
        """The reference of the figure that counts these rows, e.g. 'beds:reading=approved&nursing=1'."""
        return f"{self.register}:{self.query or EVERYTHING}"


def _as_texts(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, bool):
        return ("1" if value else "0",)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(str(one) for one in value)
    return (str(value),)


def _in_order(values: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    """Each value once, in the order of the vocabulary."""
    return [value for value in known if value in values] if known not in (AREA, NUMBER) else list(values)


def _allowed(known: tuple[str, ...], value: str) -> bool:
    if known is AREA:
        try:
            return bool(area_id(value))
        except DomainError:
            return False
    if known is NUMBER:
        return value.isascii() and value.isdigit() and len(value) <= 18 and value[0] != "0"
    return value in known
