"""
Which rows of a register are meant, written one way only.

A list page, a figure about the same rows, and a link from one to the other all carry the same selection: `reading=approved&
nursing=1&area=500118004`. Its text is canonical (known keys in one order, without defaults), so that equal selections are
equal references.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
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

YES_NO = ("1", "0")
NUMBER = ("number",)
AREA = ("area",)

_FACILITY: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "kind": FACILITY_KINDS,
    "register": REGISTERS,
    "ownership": OWNERSHIPS,
    "operation": OPERATIONS,
    "tier": TIERS,
    "filed": tuple(FiledState),
    "state": ("open", "closed", "all"),
    "inferred": YES_NO,
    "provider": NUMBER,
}
_BED: dict[str, tuple[str, ...]] = {
    "area": AREA,
    "reading": tuple(BedReading),
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
    "staff": {"state": "at_work"},
}
"""What a key means where it is not given: what is closed, or left, is not counted unless somebody asks."""

EVERYTHING = "all"
"""How a selection without any condition is written, so that a reference is never empty."""


@dataclass(frozen=True)
class Selection:
    """Conditions on the rows of one register: (key, value) pairs in canonical order."""

    register: str
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, register: str, conditions: Mapping[str, object]) -> Self:
        """
        The selection of `register` under `conditions`; None and "" are left out, True and False become 1 and 0.

        Raises `core.not_found` for an unknown key or value: a selection names a page, and there is no such page.
        """
        known = KEYS[register]
        given = {key: _as_text(value) for key, value in conditions.items() if value not in (None, "")}
        if unknown := given.keys() - known.keys():
            raise DomainError("core.not_found", key=min(unknown))
        for key, value in given.items():
            if not _allowed(known[key], value):
                raise DomainError("core.not_found", key=key)
        defaults = DEFAULTS.get(register, {})
        return cls(
            register, tuple((key, given[key]) for key in known if key in given and given[key] != defaults.get(key))
        )

    @classmethod
    def parse(cls, register: str, text: str) -> Self:
        """Read `key=value&…`, or `all`; `core.not_found` where it says a key twice or one that the register lacks."""
        if text == EVERYTHING:
            return cls(register)
        pairs = parse_qsl(text, keep_blank_values=True)
        if not pairs or len(dict(pairs)) != len(pairs):
            raise DomainError("core.not_found", key=text)
        return cls.of(register, dict(pairs))

    def get(self, key: str) -> str:
        """The value of `key`, its default, or "" where it is free."""
        return dict(self.pairs).get(key, DEFAULTS.get(self.register, {}).get(key, ""))

    def but(self, **conditions: object) -> Selection:
        """The same selection with `conditions` put in place (`class_` for `class`); None takes one away."""
        merged: dict[str, object] = dict(self.pairs)
        merged.update({key.rstrip("_"): value for key, value in conditions.items()})
        return Selection.of(self.register, merged)

    def on(self, register: str) -> Selection:
        """The conditions that `register` knows too, on its rows: from beds in a town to the facilities of that town."""
        known = KEYS[register]
        kept = tuple((key, value) for key, value in self.pairs if key in known and _allowed(known[key], value))
        return Selection.of(register, dict(kept))

    @property
    def query(self) -> str:
        """The conditions as they stand in an address, "" without any. Values are codes and digits: nothing to escape."""
        return "&".join(f"{key}={value}" for key, value in self.pairs)

    @property
    def ref(self) -> str:
        """The reference of the figure that counts these rows, e.g. 'beds:reading=approved&nursing=1'."""
        return f"{self.register}:{self.query or EVERYTHING}"


def _as_text(value: object) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _allowed(values: tuple[str, ...], value: str) -> bool:
    if values is AREA:
        try:
            return bool(area_id(value))
        except DomainError:
            return False
    if values is NUMBER:
        return value.isascii() and value.isdigit() and len(value) <= 18 and value[0] != "0"
    return value in values
