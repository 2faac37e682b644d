"""Numbers of people by town, as figures: elders, the very old, children under three."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, figures, glance
from laoyou.core.figures import Figure
from laoyou.core.models import Area, AuditEntry, ChainHead
from laoyou.core.scope import Scope, within
from laoyou.core.shell.maps import Layer
from laoyou.packs.models.measure import SEXES, STATUSES
from laoyou.people.domain.selection import Basis, Selection
from laoyou.people.presenters.links import list_url
from laoyou.people.presenters.words import selection_words
from laoyou.people.queries import counts

PERMISSION = counts.COUNT
KEPT_SECONDS = 3600
_MONTHS = re.compile(r"(\d{0,4})-(\d{0,4})")


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


COUNTED_AGAIN = frozenset(
    f"people.{action}"
    for action in (
        "add_resident", "change_resident", "record_move", "take_back_move", "correct_home", "record_death", "take_back_death",
    )
)  # fmt: skip
"""Commands on one resident after which his towns are counted again."""

NOT_COUNTED = frozenset(
    f"people.{action}"
    for action in (
        "record_registration", "add_status", "end_status", "correct_status", "add_tie", "set_account", "check_account",
        "record_life_trace", "take_back_life_trace", "join_living_household", "join_registered_household",
        "leave_living_household", "leave_registered_household", "add_living_household", "add_registered_household",
        "open_aid_unit", "decide_different", "find_duplicates",
    )
)  # fmt: skip
"""Commands that change no number of people. After any other one, everything is counted again."""

MOST_ENTRIES = 500


def by_town(group: Group, *, on: date) -> dict[str, int]:
    """
    Town → people of the group on the day `on`, over the whole district.

    A count over a million rows takes a second. What was counted is kept with the place in the audit chain up to which it
    holds; what commands did since is read from the chain, and only the towns that they touched are counted again.
    """
    chain = audit.chain_name("people", district.area_id())
    last = ChainHead.objects.filter(pk=f"audit/{chain}").values_list("seq", flat=True).first() or 0
    whole = Scope.system("counting by town what each reader sees of his own towns")
    key = f"people.{group.code}.{on}"
    kept: tuple[int, dict[str, int]] | None = cache.get(key)
    if kept is not None and kept[0] == last:
        return kept[1]
    touched = _touched(chain, kept[0], last) if kept is not None else None
    if kept is None or touched is None:
        counted = counts.by_town(Selection(months=group.months), whole, on=on)
    else:
        counted = {town: number for town, number in kept[1].items() if town not in touched}
        for town in touched:
            counted |= counts.by_town(Selection(areas=(town,), months=group.months), whole, on=on)
    cache.set(key, (last, counted), KEPT_SECONDS)
    return counted


def _touched(chain: str, after: int, until: int) -> set[str] | None:
    """The towns in which commands between two places of the chain changed who lives there; None = perhaps everywhere."""
    if not 0 <= until - after <= MOST_ENTRIES:
        return None
    entries = AuditEntry.objects.unscoped("which towns to count again; nothing of an entry is shown")
    towns = set()
    for entry in entries.filter(chain=chain, seq__gt=after, seq__lte=until):
        if entry.action in NOT_COUNTED:
            continue
        if entry.action not in COUNTED_AGAIN or not entry.subject_id.isdigit():
            return None
        came_from = json.loads(entry.detail).get("came_from", "") if entry.detail else ""
        towns |= {area[: counts.TOWN_DIGITS] for area in (entry.area_id, came_from) if area}
    return towns


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


def ref_of(selection: Selection) -> str:
    """
    The figure that counts `selection` in its one area: 'residents:elders/500118004', or for what is no group of its own
    'residents:720-840,female,registered,lives_alone/500118004'. ValueError where a figure has no words for it.
    """
    if selection.search or len(selection.areas) != 1 or len(selection.statuses) > 1 or selection.elsewhere is not None:
        raise ValueError("a figure counts one area, without a search")
    area = selection.areas[0]
    if (
        selection.basis is Basis.LIVING
        and not selection.sex
        and not selection.statuses
        and len(area) <= counts.TOWN_DIGITS
    ):
        for group in GROUPS.values():
            if group.months == selection.months:
                return f"residents:{group.code}/{area}"
    low, high = selection.months
    months = f"{'' if low is None else low}-{'' if high is None else high}"
    return f"residents:{months},{selection.sex},{selection.basis},{''.join(selection.statuses)}/{area}"


def _chosen(code: str, area_id: str, scope: Scope) -> Figure:
    """People of any age, sex, basis and status in one area. DomainError `core.not_found` for what says none of these."""
    parts = code.split(",")
    if len(parts) != 4 or not (match := _MONTHS.fullmatch(parts[0])):
        raise DomainError("core.not_found")
    sex, basis, status = parts[1:]
    known = Area.objects.filter(pk=area_id, level__in=["district", "town", "community"]).exists()
    if sex not in ("", *SEXES) or basis not in ("living", "registered") or status not in ("", *STATUSES) or not known:
        raise DomainError("core.not_found")
    if not scope.covers_area(PERMISSION, area_id):
        raise DomainError("core.not_found")
    on = clock.today()
    months = (int(match[1]) if match[1] else None, int(match[2]) if match[2] else None)
    chosen = Selection(
        areas=(area_id,), months=months, sex=sex, basis=Basis(basis), statuses=(status,) if status else ()
    )
    value = counts.number(chosen, Scope.system("a figure of a place is of the whole place"), on=on)
    listed = chosen if len(area_id) >= counts.TOWN_DIGITS else replace(chosen, areas=())
    return Figure(
        ref=ref_of(chosen),
        name=_now("居民：%(conditions)s") % {"conditions": selection_words(chosen)},
        value=value,
        unit=_("人"),
        as_of=on,
        formula=_now("在居民名册中逐行计数：%(name)s（健在）") % {"name": selection_words(chosen)},
        rows_url=list_url(listed) if scope.may("people.list_residents") else None,
        rows_count=value,
        example=clock.demo_date() is not None,
    )


def resolve(rest: str, scope: Scope) -> Figure:
    """`residents:<group>/<area>`, or `residents:<months>,<sex>,<basis>,<status>/<area>`."""
    scope.require(PERMISSION)
    code, _slash, area_id = rest.partition("/")
    if "," in code:
        return _chosen(code, area_id, scope)
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
