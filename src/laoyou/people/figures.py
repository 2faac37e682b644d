"""Numbers of people by town, as figures: elders, the very old, children under three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, figures, glance
from laoyou.core.figures import Figure
from laoyou.core.models import Area, ChainHead
from laoyou.core.scope import Scope, within
from laoyou.core.shell.maps import Layer
from laoyou.people.domain.selection import Selection
from laoyou.people.presenters.links import list_url
from laoyou.people.queries import counts

PERMISSION = counts.COUNT
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Group:
    """A group of usual residents by age in completed months, half-open."""

    code: str
    name: str | Promise
    months: tuple[int | None, int | None]


GROUPS = {
    group.code: group
    for group in (
        Group("elders", _("60岁及以上常住老年人"), (720, None)),
        Group("very_old", _("80岁及以上常住老年人"), (960, None)),
        Group("under_three", _("3岁以下常住婴幼儿"), (None, 36)),
    )
}


def by_town(group: Group, *, on: date) -> dict[str, int]:
    """
    Town → people of the group on the day `on`, over the whole district.

    A count over a million rows takes a second, so it is kept until a command changes the register: the key names the last
    entry of its audit chain.
    """
    name = f"audit/{audit.chain_name('people', district.area_id())}"
    last = ChainHead.objects.filter(pk=name).values_list("seq", flat=True).first() or 0
    whole = Scope.system("counting by town what each reader sees of his own towns")
    key = f"people.{group.code}.{on}.{last}"
    kept: dict[str, int] | None = cache.get(key)
    if kept is None:
        kept = counts.by_town(Selection(months=group.months), whole, on=on)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def figure(group: Group, area_id: str, scope: Scope) -> Figure:
    """
    The group in a town or in the whole district. DomainError `core.not_found` outside the reader's areas: a figure of a
    place is of the whole place, and never of the part that its reader may see.
    """
    if not scope.covers_area(PERMISSION, area_id):
        raise DomainError("core.not_found")
    on = clock.today()
    chosen = Selection(areas=(area_id,) if len(area_id) >= counts.TOWN_DIGITS else (), months=group.months)
    value = sum(number for town, number in by_town(group, on=on).items() if town.startswith(area_id))
    return Figure(
        ref=f"residents:{group.code}/{area_id}",
        name=group.name,
        value=value,
        unit=_("人"),
        as_of=on,
        formula=_now("在居民名册中逐行计数：%(name)s（按居住地，健在）") % {"name": group.name},
        rows_url=list_url(chosen) if scope.may("people.list_residents") else None,
        rows_count=value,
        example=clock.demo_date() is not None,
    )


def resolve(rest: str, scope: Scope) -> Figure:
    """`residents:<group>/<area>`."""
    scope.require(PERMISSION)
    code, _slash, area_id = rest.partition("/")
    if code not in GROUPS or not Area.objects.filter(pk=area_id, level__in=["district", "town"]).exists():
        raise DomainError("core.not_found")
    return figure(GROUPS[code], area_id, scope)


def layer(group: Group, scope: Scope, url: str) -> Layer | None:
    """The group in each town of the reader, for the map."""
    towns = Area.objects.filter(
        within("id", scope.area_prefixes(PERMISSION)), level=Area.Level.TOWN, valid_to__isnull=True
    ).values_list("pk", flat=True)
    shown = {town: figure(group, town, scope) for town in towns}
    values: dict[str, float | None] = {town: float(one.value or 0) for town, one in shown.items()}
    return Layer(group.code, group.name, values, unit=_("人"), decimals=0, figures=shown, url=url)


figures.register("residents", resolve)
for _group in GROUPS.values():
    glance.register_layer(_group.code, _group.name, PERMISSION, partial(layer, _group))
