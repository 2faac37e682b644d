"""Towns against planning standards: what the registers and the official figures say about each, gathered once a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from laoyou.core import clock, district
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.packs import public as packs
from laoyou.packs.public import Norm, Pack, PackFigure
from laoyou.planning import permissions
from laoyou.planning.domain import standards
from laoyou.planning.domain.standards import Check, Site, Standard
from laoyou.providers import public as providers

RESIDENTS: Final = "resident-population.residents"


@dataclass(frozen=True)
class Ground:
    """
    What checks are made from.

    towns        towns that somebody may see, id → name
    communities  town → how many villages and communities it has; a town without a list of them is absent
    places       town → places by the reading
    """

    towns: Mapping[str, str]
    communities: Mapping[str, int]
    places: Mapping[str, int]
    sites: tuple[Site, ...]

    def of(self, town: str) -> tuple[Site, ...]:
        """The facilities of a town."""
        return tuple(site for site in self.sites if site.area.startswith(town))

    def check(self, standard: Standard, norm: float, town: str) -> Check:
        """One town against one standard."""
        official = residents(town)
        return standards.check(
            standard,
            norm,
            residents=None if official is None else float(official.value or 0),
            communities=self.communities.get(town),
            places=self.places.get(town, 0),
            sites=self.of(town),
            elder_kinds=ELDER_KINDS,
        )


ELDER_KINDS: Final = frozenset(
    kind for kind in providers.FACILITY_KINDS if "elder_care" in providers.registers_of(frozenset({kind}))
)


def residents(area: str) -> PackFigure | None:
    """The newest official usual residents of an area; None where none were published."""
    pack = district.pack()
    if RESIDENTS.partition(".")[0] not in pack.figures:
        return None
    return pack.official(RESIDENTS, area, clock.today())


def ground(scope: Scope, reading: str, town: str = "") -> Ground:
    """What there is in the towns that `scope` may see, or in one of them."""
    scope.require(permissions.SEE_DEMAND)
    here = Area.objects.filter(within("id", scope.area_prefixes(permissions.SEE_DEMAND)), valid_to__isnull=True)
    if town:
        here = here.filter(id__startswith=town)
    towns = dict(
        here.filter(level=Area.Level.TOWN, id__startswith=district.area_id()).order_by("id").values_list("id", "name")
    )
    found = here.filter(level=Area.Level.COMMUNITY).values_list("id", flat=True)
    communities = Counter(area[: standards.TOWN_DIGITS] for area in found)
    on = clock.today()
    places = providers.by_town(providers.Selection.of("places", {"reading": reading}), scope, on=on)
    sites = tuple(
        Site(site.id, frozenset(site.kinds), site.area_id, site.area_m2)
        for site in providers.facility_sites((), scope, on=on)
        if site.area_id[: standards.TOWN_DIGITS] in towns
    )
    return Ground(towns, communities, places, sites)


def asked_by(pack: Pack) -> list[Standard]:
    """The standards for which a pack has a number."""
    return _asked(pack.norms)


def _asked(norms: Mapping[str, Norm]) -> list[Standard]:
    return [one for one in standards.STANDARDS if (norm := norms.get(one.key)) and norm.value is not None]


@lru_cache(maxsize=1)
def elsewhere() -> Mapping[str, tuple[str, str | None]]:
    """Packs of other places that state standards, with their names in both languages; of each only its norms are read."""
    found = {}
    for name in packs.pack_names():
        manifest, norms = packs.norms(name)
        if manifest.area != district.area_id() and manifest.level != "nation" and _asked(norms):
            found[name] = (manifest.name, manifest.name_en)
    return found
