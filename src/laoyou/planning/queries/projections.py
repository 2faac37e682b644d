"""Stored projections: the newest of a place, and what it says about the areas that somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.base.errors import DomainError
from laoyou.core import district
from laoyou.core.scope import Scope
from laoyou.planning import permissions
from laoyou.planning.domain.age_groups import AgeGroup
from laoyou.planning.models import ProjectedArea, Projection

TOWN_DIGITS = 9
SEE = permissions.SEE_PROJECTIONS


@dataclass(frozen=True)
class AreaProjection:
    """A projection of one area, with the questions that pages ask of it."""

    projection: Projection
    area: str
    row: ProjectedArea

    @property
    def base_year(self) -> int:
        return self.projection.base_day.year

    @property
    def years(self) -> range:
        """Every year that it speaks of, the base year first."""
        return range(self.base_year, self.base_year + self.projection.years + 1)

    def day(self, year: int) -> date:
        """The day in `year` for which its figures hold."""
        start = self.projection.base_day
        return date(year, start.month, min(start.day, 28) if start.month == 2 else start.day)

    def _at(self, year: int) -> int:
        if year not in self.years:
            raise DomainError("core.not_found")
        return year - self.base_year

    def ages(self, year: int) -> Sequence[Sequence[float]]:
        """(2, 101) people by sex and single year of age."""
        found: Sequence[Sequence[float]] = self.row.ages[self._at(year)]
        return found

    def people(self, group: str, year: int) -> float:
        """The central course."""
        return AgeGroup.parse(group).of(self.ages(year))

    def band(self, group: str, year: int) -> tuple[float, float] | None:
        """Bounds of the middle 80 % of the draws, where the group is one that was drawn."""
        if group not in self.row.bands:
            return None
        low, high = self.row.bands[group][self._at(year)]
        return float(low), float(high)

    def frozen(self, group: str, year: int) -> float | None:
        """With deaths and births as they are at the start."""
        found = self.row.frozen.get(group)
        return None if found is None else float(found[self._at(year)])

    @property
    def moves(self) -> bool:
        """Whether it reckons with people who come and go."""
        return self.row.closed is not None

    def closed(self, group: str, year: int) -> float | None:
        """If nobody moved; None where the projection itself knows of no moves."""
        found = (self.row.closed or {}).get(group)
        return None if found is None else float(found[self._at(year)])

    def flow(self, what: str, year: int) -> float | None:
        """Births, deaths, arrivals or departures in the year that begins on the day of `year`; None for the last year."""
        found = (self.row.flows or {}).get(what)
        at = self._at(year)
        return None if found is None or at >= len(found) else float(found[at])

    def linear(self, group: str, year: int) -> float | None:
        """On the straight line through official figures."""
        found = self.row.linear.get(group)
        return None if found is None else float(found[self._at(year)])


def newest(*, place: str | None = None, basis: str = Projection.Basis.REGISTER) -> Projection | None:
    """The newest projection of a place, this district's where none is named."""
    return (
        Projection.objects.filter(place=place or district.pack().name, basis=basis).order_by("-made_at", "-pk").first()
    )


def compared(first: str) -> list[Projection]:
    """The newest projection from a census of every place whose plan was looked at, that of the area `first` before the others."""
    rows = Projection.objects.filter(basis=Projection.Basis.CENSUS, stated__isnull=False).order_by("-made_at", "-pk")
    newest_of: dict[str, Projection] = {}
    for row in rows:
        newest_of.setdefault(row.place, row)
    return sorted(newest_of.values(), key=lambda row: (row.area_code != first, row.place))


def areas_of(projection: Projection, scope: Scope) -> list[str]:
    """The areas of a projection that `scope` may see, the whole place first."""
    rows = ProjectedArea.objects.scoped(scope, SEE).filter(projection=projection)
    return sorted(rows.values_list("area_code", flat=True), key=lambda area: (len(area), area))


def one_area(projection: Projection, area: str, scope: Scope) -> AreaProjection:
    """What a projection says about `area`; `core.not_found` outside the scope."""
    row = ProjectedArea.objects.scoped(scope, SEE).filter(projection=projection, area_code=area).first()
    if row is None:
        raise DomainError("core.not_found")
    return AreaProjection(projection, area, row)


def several(projection: Projection, areas: Sequence[str], scope: Scope) -> list[AreaProjection]:
    """What a projection says about each of `areas`, in their order; `core.not_found` where one lies outside the scope."""
    rows = ProjectedArea.objects.scoped(scope, SEE).filter(projection=projection, area_code__in=areas)
    found = {row.area_code: row for row in rows}
    if not found.keys() >= set(areas):
        raise DomainError("core.not_found")
    return [AreaProjection(projection, area, found[area]) for area in areas]


def towns_of(projection: Projection, scope: Scope) -> list[AreaProjection]:
    """What a projection says about each town that `scope` may see."""
    rows = ProjectedArea.objects.scoped(scope, SEE).filter(projection=projection).order_by("area_code")
    return [AreaProjection(projection, row.area_code, row) for row in rows if len(row.area_code) == TOWN_DIGITS]


def from_census(projection: Projection) -> dict[str, AreaProjection]:
    """What a projection from a published census says about a place and its districts: nothing in it is from a register."""
    if projection.basis != Projection.Basis.CENSUS:
        raise DomainError("core.not_found")
    rows = ProjectedArea.objects.unscoped("projected from a published census").filter(projection=projection)
    return {row.area_code: AreaProjection(projection, row.area_code, row) for row in rows}


def elsewhere(projection: Projection) -> AreaProjection:
    """What a projection from a published census says about the whole place."""
    return from_census(projection)[projection.area_code]


def with_number(number: str) -> Projection:
    """The projection with this number; `core.not_found` where there is none."""
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise DomainError("core.not_found")
    found = Projection.objects.filter(pk=int(number)).first()
    if found is None:
        raise DomainError("core.not_found")
    return found
