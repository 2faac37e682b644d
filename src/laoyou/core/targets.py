"""What a role may be held over besides areas: providers and residents live in higher rooms, which tell their names here."""

from __future__ import annotations

from collections.abc import Callable

from laoyou.core.domain.roles import GrantKind

NameOf = Callable[[int], str | None]
_names: dict[GrantKind, NameOf] = {}


def register(kind: GrantKind, name_of: NameOf) -> None:
    """Let `name_of(id)` tell the name of a provider or a resident for the pages about accounts; None = there is no such one."""
    _names[kind] = name_of


def name_of(kind: GrantKind, target_id: int) -> str | None:
    """The name of the target, or None where it does not exist or no room knows the kind."""
    known = _names.get(kind)
    return known(target_id) if known else None
