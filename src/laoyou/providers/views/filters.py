"""Filters of this room's lists: the keys of a selection, as controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.base.errors import DomainError
from laoyou.core.lists import Choice, Filter, Option
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.providers import words
from laoyou.providers.domain.selection import DEFAULTS, KEYS, SINGLE, Selection
from laoyou.providers.models import Facility, Provider
from laoyou.providers.queries.rows import PERMISSIONS


def choice(register: str, key: str) -> Choice:
    """The control for one key of a register's selections; what goes without saying is not offered."""
    default = DEFAULTS.get(register, {}).get(key)
    titles = words.values_of(register, key)
    options = tuple(Option(code, titles[code]) for code in KEYS[register][key] if code != default)
    return Choice(key, words.KEYS[key], options, several=key not in SINGLE)


@dataclass(frozen=True)
class AreaFilter(Filter):
    """The towns of the reader. An address may name any area; the rows are the reader's own all the same."""

    permission: str = ""

    def options_for(self, scope: Scope) -> Sequence[Option]:
        areas = Area.objects.filter(
            within("id", scope.area_prefixes(self.permission)), level=Area.Level.TOWN, valid_to__isnull=True
        )
        return [Option(area.pk, area.name, chinese=True) for area in areas.order_by("id")]

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        return tuple(value for value in values[:1] if value.isascii() and value.isdigit() and _is_area(value))

    def words(self, value: str, scope: Scope) -> Option:
        area = Area.objects.filter(pk=value).first()
        return Option(value, area.name if area else value, chinese=area is not None)


def _is_area(value: str) -> bool:
    try:
        return bool(Selection.of("facilities", {"area": value}))
    except DomainError:
        return False


@dataclass(frozen=True)
class OneOf(Filter):
    """One facility or provider, by its number; shown by its name where the reader may see it."""

    def options_for(self, scope: Scope) -> Sequence[Option]:
        return ()

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        return tuple(v for v in values[:1] if v.isascii() and v.isdigit() and len(v) <= 18 and not v.startswith("0"))

    def words(self, value: str, scope: Scope) -> Option:
        model = Facility if self.name == "facility" else Provider
        permission = PERMISSIONS["facilities" if self.name == "facility" else "providers"]
        name = model.objects.scoped(scope, permission).filter(pk=int(value)).values_list("name", flat=True).first()
        return Option(value, name or value, chinese=name is not None)
