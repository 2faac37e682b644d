"""
From published tables to single facilities: how many of which kind stand in which town, with how many beds and places.

A column of a pack's table may say how the registers count the same thing (`counts`). Those columns are taken apart here until
every facility stands alone, in such a way that counting the facilities again gives the table. What no table says stays
unknown, and what has to be concluded is marked with its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from laoyou.packs.public import Comparison, Count, FigureTable, Pack
from laoyou.providers.public import BED_KINDS, FACILITY_KINDS, OWNERSHIPS, registers_of

DOUBLE_COUNT = (
    "推断：{table} 在{area}的各类机构数之和比总机构数多 {more}，本示例据此认定这些机构在两栏中各计了一次。"
    "这处设施既是{first}，又在“{second}”一栏。"
)
TOGETHER = "推断：{table} 把几类机构合并计数，原文没有分开；本示例任意划分。"
COUNT_UNKNOWN = "推断：{table} 只公布了数量，没有公布设施数；本示例任意划分。"


@dataclass
class Site:
    """
    One facility to be.

    kinds        the first one first; kind → why it was concluded, "" where the table says it
    beds         how many are there; None where no table says
    nursing      how many of them are nursing beds
    filed, open  childcare places
    """

    area: str
    kinds: dict[str, str]
    ownership: str = "unknown"
    operation: str = "unknown"
    beds: int | None = None
    nursing: int = 0
    filed: int = 0
    open: int = 0
    inferred: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return next(iter(self.kinds))


@dataclass(frozen=True)
class Cells:
    """One column of a published table that registers can count: what it counts, and its value in each area."""

    table: str
    title: str
    count: Count
    values: Mapping[str, int]

    @property
    def where(self) -> dict[str, object]:
        """The conditions without those on nursing, which split a number and do not choose facilities."""
        return {name: test for name, test in self.count.where.items() if name != "nursing"}

    @property
    def nursing(self) -> bool:
        return self.count.where.get("nursing") is True

    def total(self, share: float, at_least: int = 1) -> int:
        """The sum of a district `share` as large: in proportion, and `at_least` as many as far as there are any."""
        whole = sum(self.values.values())
        return whole if share >= 1 else max(min(at_least, whole), round(whole * share))

    def scaled(self, share: float, at_least: int = 1) -> dict[str, int]:
        """The values of a district `share` as large, by largest remainder."""
        return apportion(self.total(share, at_least), self.values)


def apportion(total: int, weights: Mapping[str, float], caps: Mapping[str, int] | None = None) -> dict[str, int]:
    """
    `total` divided over the keys of `weights` by largest remainder; whole weights that sum to it come out unchanged.

    caps   the most that a key may get; what does not fit goes to the others, and is lost where all are full
    """
    given = dict.fromkeys(weights, 0)
    open_keys = [key for key, weight in weights.items() if weight > 0 and (caps is None or caps[key] > 0)]
    left = total
    while left > 0 and open_keys:
        weight_sum = sum(weights[key] for key in open_keys)
        exact = {key: left * weights[key] / weight_sum for key in open_keys}
        shares = {key: int(value + 1e-9) for key, value in exact.items()}
        rest = left - sum(shares.values())
        for key in sorted(open_keys, key=lambda key: (shares[key] - exact[key], key))[:rest]:
            shares[key] += 1
        for key, share in shares.items():
            fitting = share if caps is None else min(share, caps[key] - given[key])
            given[key] += fitting
            left -= fitting
        open_keys = [key for key in open_keys if caps is not None and given[key] < caps[key]]
    return given


def read(pack: Pack) -> list[Cells]:
    """The countable columns of the pack's tables, by town where a table has towns, else for the whole district."""
    found = []
    for table in pack.figures.values():
        columns = [column for column in table.description.column if column.counts is not None]
        if not columns or table.description.key != ("area",):
            continue
        areas = _areas(pack, table)
        for column in columns:
            values = {area: table.number((area,), column.name) for area in areas}
            known = {area: int(value) for area, value in values.items() if value is not None}
            assert column.counts is not None
            found.append(Cells(_short(table), column.title, column.counts, known))
    return found


def _short(table: FigureTable) -> str:
    return table.description.title.split(" ")[0]


def _areas(pack: Pack, table: FigureTable) -> list[str]:
    own = pack.manifest.area
    inside = [key[0] for key in table.rows if key[0].startswith(own) and key[0] != own]
    return inside or [key[0] for key in table.rows if key[0] == own]


def plan(pack: Pack, share: float, random: Random) -> list[Site]:
    """
    The facilities of the pack's district, or of one `share` as large (0 < share <= 1).

    At share 1 each countable column comes out again; below it each comes out in proportion, at least one of each kind.
    """
    cells = read(pack)
    towns = [entry.id for entry in pack.children(pack.manifest.area)]
    facility_cells = [one for one in cells if one.count.table == "facilities"]
    totals = [one for one in facility_cells if set(one.count.where) == {"registers"}]
    sites: list[Site] = []
    for one in facility_cells:
        if one not in totals:
            sites += _sites(one, share, towns, random)
    for one in totals:
        _merge(sites, one, facility_cells, cells, share, pack)
    beds = [one for one in cells if one.count.table == "beds"]
    _give_owners(sites, beds)
    _fill_beds(sites, beds, share, random)
    places = [one for one in cells if one.count.table == "childcare_places"]
    sites += _unnamed(sites, places, share, towns)
    _fill_places(sites, places, share, random)
    return sites


def _kinds_of(count: Count) -> tuple[str, ...]:
    """The kinds that a count takes in; () for any kind."""
    for name in ("kinds", "kind", "facility_kind"):
        test = count.where.get(name)
        if isinstance(test, Comparison):
            return tuple(test.has_all or test.has_any or test.is_in or ())
        if isinstance(test, tuple):
            return test
        if isinstance(test, str):
            return (test,)
    return ()


def _sites(cells: Cells, share: float, towns: Sequence[str], random: Random) -> list[Site]:
    kinds = _kinds_of(cells.count)
    ownership = str(cells.count.where.get("ownership", "unknown"))
    operation = str(cells.count.where.get("operation", "unknown"))
    found: list[Site] = []
    for area, number in cells.scaled(share, len(kinds)).items():
        for place in [area] * number if area in towns or not towns else _spread(number, towns):
            # Kinds that the table counts together: every fourth of the first kind named, the others of the last.
            kind = kinds[0] if len(kinds) == 1 or len(found) % 4 == 1 else kinds[-1]
            site = Site(place, {kind: ""}, ownership, operation)
            if len(kinds) > 1:
                site.inferred.append(TOGETHER.format(table=cells.table))
            found.append(site)
    return found


def _spread(number: int, towns: Sequence[str]) -> list[str]:
    return [town for town, some in apportion(number, dict.fromkeys(towns, 1.0)).items() for _ in range(some)]


def _merge(
    sites: list[Site],
    total: Cells,
    facility_cells: Sequence[Cells],
    cells: Sequence[Cells],
    share: float,
    pack: Pack,
) -> None:
    """Where the kinds of an area add up to more than its stated total, let as many facilities carry two kinds."""
    registers = total.count.where["registers"]
    wanted = set(registers.has_all or ()) if isinstance(registers, Comparison) else set()
    parts = [
        one
        for one in facility_cells
        if one is not total and all(wanted & set(registers_of(frozenset({kind}))) for kind in _kinds_of(one.count))
    ]
    surplus = {
        area: max(0, sum(one.values.get(area, 0) for one in parts) - stated) for area, stated in total.values.items()
    }
    if not any(surplus.values()):
        return
    wanted_more = Cells(total.table, total.title, total.count, surplus).total(share)
    pairs = {area: _pairs(sites, area, cells) for area in surplus}
    room = {area: len(found) for area, found in pairs.items()}
    for area, more in apportion(wanted_more, surplus, room).items():
        for home, other in pairs[area][:more]:
            note = DOUBLE_COUNT.format(
                table=total.table,
                area=pack.areas[area].name,
                more=surplus[area],
                first=KIND_WORDS[other.kind],
                second=KIND_WORDS["care_home"],
            )
            other.kinds["care_home"] = note
            other.ownership, other.operation = home.ownership, home.operation
            other.inferred.append(note)
            sites.remove(home)


def _pairs(sites: Sequence[Site], area: str, cells: Sequence[Cells]) -> list[tuple[Site, Site]]:
    """(care home, other facility) of an area that may be one and the same, the likeliest first."""
    homes = [site for site in sites if site.area == area and site.kind == "care_home"]
    homes.sort(key=lambda site: (OWNERSHIPS.index(site.ownership), -_privately_run(site)))
    stated_beds = any(
        one.values.get(area) for one in cells if one.count.table == "beds" and _kinds_of(one.count) == ("care_home",)
    )
    # Where the homes of an area have beds of their own, one of them at least is nothing else.
    homes = homes[: len(homes) - 1] if stated_beds else homes
    firsts = ("town_care_centre", "community_care_station", "village_mutual_aid_point")
    others = [site for kind in firsts for site in sites if site.area == area and site.kind == kind]
    return list(zip(homes, others, strict=False))


def _privately_run(site: Site) -> int:
    return int("private_run" in site.operation)


KIND_WORDS = {
    "town_care_centre": "街道（镇）养老服务中心",
    "community_care_station": "社区养老服务站",
    "village_mutual_aid_point": "村级互助养老点",
    "care_home": "养老机构",
}


def _give_owners(sites: Sequence[Site], beds: Sequence[Cells]) -> None:
    """Where a table splits the beds of a kind by ownership and not its facilities, the facilities follow the beds."""
    owners: dict[str, list[str]] = defaultdict(list)
    anywhere: list[str] = []
    for one in beds:
        ownership = one.count.where.get("ownership")
        if isinstance(ownership, str):
            kinds = _kinds_of(one.count)
            for kind in kinds:
                owners[kind].append(ownership)
            if not kinds:
                anywhere.append(ownership)
    for kind, found in owners.items():
        own = [site for site in sites if site.kind == kind and site.ownership == "unknown"]
        others = [ownership for ownership in anywhere if ownership not in found] if kind == "care_home" else []
        for index, site in enumerate(own):
            # Beds of an owner that are given to no kind must stand somewhere: one facility has them.
            site.ownership = others[index] if index < len(others) else found[0]


def _leaves(cells: Sequence[Cells]) -> list[Cells]:
    """Those that no other column takes apart further: a total over kinds is the sum of its kinds and says nothing new."""
    return [
        one
        for one in cells
        if not any(one.where.items() < other.where.items() for other in cells if other is not one)  # type: ignore[operator]
    ]


def _matches(site: Site, cells: Cells) -> bool:
    kinds = _kinds_of(cells.count)
    ownership = cells.count.where.get("ownership")
    if kinds and site.kind not in kinds:
        return False
    if not kinds and cells.count.table == "beds" and site.kind not in BED_KINDS:
        return False
    return not isinstance(ownership, str) or site.ownership == ownership


def _fill_beds(sites: Sequence[Site], beds: Sequence[Cells], share: float, random: Random) -> None:
    for one in _leaves([cells for cells in beds if not cells.nursing]):
        for index, number in _allot(sites, one, share, random).items():
            sites[index].beds = (sites[index].beds or 0) + number
    for one in _leaves([cells for cells in beds if cells.nursing]):
        room = {i: (site.beds or 0) - site.nursing for i, site in enumerate(sites) if _matches(site, one)}
        for index, number in _allot(sites, one, share, random, room).items():
            sites[index].nursing += number


def _allot(
    sites: Sequence[Site], cells: Cells, share: float, random: Random, room: Mapping[int, int] | None = None
) -> dict[int, int]:
    """Index of a site → its part of the column's number: by area, then unevenly over the sites of the area."""
    fitting: dict[str, list[int]] = defaultdict(list)
    for index, site in enumerate(sites):
        if _matches(site, cells):
            area = next((area for area in cells.values if site.area.startswith(area)), None)
            if area is not None:
                fitting[area].append(index)
    reachable = {area: value for area, value in cells.values.items() if area in fitting}
    limits = None if room is None else {area: sum(room[i] for i in fitting[area]) for area in reachable}
    found: dict[int, int] = {}
    for area, number in apportion(cells.total(share), reachable, limits).items():
        indexes = fitting[area]
        if room is not None:
            keys = {str(index): float(room[index]) for index in indexes}
            parts = apportion(number, keys, {str(index): room[index] for index in indexes})
        else:
            # One for each as long as there is enough, the rest unevenly.
            each = 1 if number >= len(indexes) else 0
            keys = {str(index): 0.6 + random.random() for index in indexes}
            parts = apportion(number - each * len(indexes), keys)
            parts = {key: part + each for key, part in parts.items()}
        found.update({int(key): part for key, part in parts.items()})
    return found


def _unnamed(sites: Sequence[Site], places: Sequence[Cells], share: float, towns: Sequence[str]) -> list[Site]:
    """Facilities for places of a kind whose facilities nobody counted: one in each town, as far as the places go."""
    found = []
    for one in places:
        kinds = _kinds_of(one.count)
        if not kinds or any(site.kind in kinds for site in sites):
            continue
        for area, number in one.scaled(share).items():
            areas = list(towns) if area not in towns and towns else [area]
            note = COUNT_UNKNOWN.format(table=one.table)
            found += [Site(place, {kinds[0]: ""}, inferred=[note]) for place in areas[:number]]
    return found


def _fill_places(sites: Sequence[Site], places: Sequence[Cells], share: float, random: Random) -> None:
    children = {"childcare_centre", "kindergarten_nursery_class", "home_childcare", "old_young_complex"}
    of_children = [index for index, site in enumerate(sites) if set(site.kinds) & children]
    chosen = [sites[index] for index in of_children]
    for one in _leaves([cells for cells in places if cells.count.sum == "filed"]):
        for index, number in _allot(chosen, one, share, random).items():
            chosen[index].filed += number
    opened = _leaves([cells for cells in places if cells.count.sum == "open"])
    for one in opened:
        room = {index: site.filed - site.open for index, site in enumerate(chosen) if _matches(site, one)}
        for index, number in _allot(chosen, one, share, random, room).items():
            chosen[index].open += number
    if not opened:
        for site in chosen:
            site.open = site.filed


__all__ = ["FACILITY_KINDS", "Cells", "Site", "apportion", "plan", "read"]
