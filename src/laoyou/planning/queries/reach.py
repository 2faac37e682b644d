"""
Who reaches which facility, as it is and as it would be. Loads the engine: pages import this module when they need it.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.engines import access
from laoyou.engines.access.arrays import BoolArray, FloatArray, IntArray
from laoyou.planning import permissions
from laoyou.planning.domain.questions import GROUPS, MINUTES, Change, Question
from laoyou.planning.models import HomeSet
from laoyou.planning.queries import homes as home_sets
from laoyou.planning.queries import networks
from laoyou.planning.queries.homes import Homes
from laoyou.planning.queries.networks import NetworkRow
from laoyou.providers import public as providers
from laoyou.providers.public import BED_KINDS, CHILDCARE_KINDS, FacilitySite

TOWN_DIGITS: Final = 9
NEAREST: Final = 5
PER: Final = 1000
KEPT_STATES: Final = 4


@dataclass(frozen=True)
class Ground:
    """A network with the homes beside it, each put on its street; `homes` is None where nobody entered any."""

    row: NetworkRow
    network: access.Network
    homes: Homes | None
    home_set: HomeSet | None
    points: access.Points | None

    @property
    def town_of(self) -> tuple[IntArray, tuple[str, ...]]:
        """(communities,) the number of each community's town, and the towns."""
        assert self.homes is not None
        towns = tuple(sorted({one[:TOWN_DIGITS] for one in self.homes.communities}))
        number = {town: place for place, town in enumerate(towns)}
        return np.array([number[one[:TOWN_DIGITS]] for one in self.homes.communities], np.int32), towns


@lru_cache(maxsize=4)
def _points(network_file: str, homes_file: str, network_id: int) -> access.Points:
    row = networks.network(network_id)
    found = home_sets.home_set_of(row)
    assert found is not None
    return access.snap(networks.load(network_id), home_sets.read(found).xy)


def ground(mode: str) -> Ground:
    """The ground in use for a way of travelling; DomainError `planning.no_network` where there is none."""
    row = networks.network_in_use(mode)
    if row is None:
        raise DomainError("planning.no_network")
    found = home_sets.home_set_of(row)
    network = networks.load(row.id)
    if found is None:
        return Ground(row, network, None, None, None)
    return Ground(row, network, home_sets.read(found), found, _points(row.file_sha256, found.file_sha256, row.id))


@dataclass(frozen=True)
class Place:
    """
    A facility on the ground, as it is or as it would be.

    site    the facility's number; below 0: one that is tried out
    change  "", "add", "move", "enlarge", "close"
    """

    site: int
    name: str | None
    area_id: str
    x: float
    y: float
    supply: float
    change: str = ""


@dataclass(frozen=True)
class Numbers:
    """
    What people have; None where it is unknown or of nobody.

    covered   people whose way is at most so many minutes; `known` all whose way is known, `unknown` those off the network
    score     capacity per 1000 people that one can count on (E2SFCA), mean over people
    gini      how unevenly it is shared
    """

    covered: float
    known: float
    unknown: float
    score: float | None
    gini: float | None

    @property
    def share(self) -> float | None:
        """Covered per cent."""
        return 100.0 * self.covered / self.known if self.known else None


@dataclass(frozen=True)
class TownRow:
    """One town, before and after the changes."""

    area_id: str
    before: Numbers
    after: Numbers


@dataclass(frozen=True)
class Look:
    """
    The answer to a question.

    places    facilities on the ground, those tried out too; `unplaced` could not be put on a street
    standing  those of the register, as they are
    whole     everybody within the reader's scope
    communities  (area id, before, after) of those within the scope, without what is shared out
    outside   (community, people beyond the minutes), most first
    bands     for each node 0 to 3: within 5, 10, 15, 30 minutes; 4: farther; of the facilities, or from the chosen point
    nearest   (place, minutes) from the chosen point, the nearest first
    """

    question: Question
    ground: Ground
    places: tuple[Place, ...]
    standing: tuple[Place, ...]
    unplaced: int
    whole: TownRow | None
    towns: tuple[TownRow, ...]
    communities: tuple[tuple[str, Numbers, Numbers], ...]
    outside: tuple[tuple[str, float], ...]
    bands: str
    nearest: tuple[tuple[Place, float], ...]
    point_node: int | None


def look(question: Question, scope: Scope, *, on: date) -> Look:
    """
    Answer a question within the scope of `planning.see_circles`: people beyond it are reckoned with, and not told.

    DomainError `planning.no_network`; `access.off_network` and the like for a point or change off the streets, `access.unknown_site`.
    """
    scope.require(permissions.SEE)
    here = ground(question.mode)
    sites = providers.facility_sites((question.kind,), scope, on=on)
    placed, points = place_sites(here, sites, question.kind)
    before = _base(here, question, placed, points)
    after, places = _changed(here, before, question, placed)
    found: tuple[tuple[Place, float], ...] = ()
    node = None
    reach = after.nearest.minutes
    if question.point is not None:
        point = access.snap(here.network, [question.point])
        point.require(0)
        node = int(point.node[0])
        back: access.Direction = "from_site" if question.direction == "to_site" else "to_site"
        # From the point to everywhere: the point is taken for the site, and the way is turned round.
        reach = access.nearest(here.network, point, direction=back).minutes
        found = _nearest(here, after, places, reach)
    whole, towns, communities, outside = _numbers(here, question, before, after, scope)
    bands = np.searchsorted(np.array(MINUTES, float), reach, side="left").astype(np.uint8)
    text = (bands + ord("0")).tobytes().decode("ascii")
    return Look(
        question, here, tuple(places), tuple(placed), len(sites) - len(placed), whole, towns, communities, outside, text, found, node
    )  # fmt: skip


# Where facilities stand


def place_sites(here: Ground, sites: Sequence[FacilitySite], kind: str) -> tuple[list[Place], access.Points]:
    """
    Facilities on streets: by their coordinates; in a schematic district somewhere in their community, always at the same spot.
    """
    places, spots = [], []
    frame = here.network.frame
    for site in sites:
        spot = None
        if frame is not None and site.longitude is not None and site.latitude is not None:
            spot = tuple(frame.to_metres([[site.longitude, site.latitude]])[0])
        elif frame is None and here.homes is not None:
            spot = _schematic_spot(here.homes, site)
        if spot is not None:
            x, y = float(spot[0]), float(spot[1])
            places.append(Place(site.id, site.name, site.area_id, x, y, supply_of(site, kind)))
            spots.append((x, y))
    points = access.snap(here.network, np.array(spots, float).reshape(-1, 2))
    on = np.flatnonzero(points.on)
    return [places[row] for row in on], points.take(on)


def supply_of(site: FacilitySite, kind: str) -> float:
    """What a facility can give: beds, places, or itself once where neither is counted."""
    if kind in BED_KINDS and site.beds is not None:
        return float(site.beds)
    return float(site.places) if kind in CHILDCARE_KINDS else (0.0 if kind in BED_KINDS else 1.0)


def unit_of(kind: str) -> str:
    """What the supply of a kind counts: "beds", "places" or "facilities"."""
    return "beds" if kind in BED_KINDS else "places" if kind in CHILDCARE_KINDS else "facilities"


def _schematic_spot(homes: Homes, site: FacilitySite) -> tuple[float, float] | None:
    rows = _rows_of(homes, site.area_id)
    if not len(rows):
        return None
    row = int(np.random.default_rng(site.id).choice(rows))
    return float(homes.xy[row, 0]), float(homes.xy[row, 1])


def _rows_of(homes: Homes, area_id: str) -> IntArray:
    within = np.array([one.startswith(area_id) for one in homes.communities])
    return np.flatnonzero(within[homes.community]).astype(np.int32)


def centre_of(homes: Homes, area_id: str) -> tuple[float, float] | None:
    """The home nearest to the middle of an area's people; None where it has no home."""
    rows = _rows_of(homes, area_id)
    if not len(rows):
        return None
    weight = homes.people[0, rows] + 1e-9
    middle = (homes.xy[rows] * weight[:, None]).sum(axis=0) / weight.sum()
    row = rows[int(((homes.xy[rows] - middle) ** 2).sum(axis=1).argmin())]
    return float(homes.xy[row, 0]), float(homes.xy[row, 1])


# What people have

_states: OrderedDict[Any, access.WhatIf] = OrderedDict()
_lock = threading.Lock()


def decay_of(within: int) -> access.Decay:
    """Weights of ways in three steps up to the minutes asked: 1, 0.68, 0.22 (Luo & Qi 2009)."""
    return access.Decay.steps([(within / 3, 1.0), (within * 2 / 3, 0.68), (float(within), 0.22)])


def _base(here: Ground, question: Question, placed: Sequence[Place], points: access.Points) -> access.WhatIf:
    """The state as it is; the last few stay in memory. Nobody changes it: changes are made on copies."""
    supply = tuple(place.supply for place in placed)
    group = GROUPS.index(question.group)
    homes_file = here.home_set.file_sha256 if here.home_set else ""
    key = (here.row.file_sha256, homes_file, group, question.within, question.direction, points.node.tobytes(), supply)
    with _lock:
        if key in _states:
            _states.move_to_end(key)
            return _states[key]
    people = here.homes.people[group] if here.homes is not None else None
    state = access.WhatIf(
        here.network, points, supply, homes=here.points, people=people, decay=decay_of(question.within), direction=question.direction
    )  # fmt: skip
    with _lock:
        _states[key] = state
        while len(_states) > KEPT_STATES:
            _states.popitem(last=False)
    return state


def _changed(
    here: Ground, before: access.WhatIf, question: Question, placed: Sequence[Place]
) -> tuple[access.WhatIf, list[Place]]:
    """The state after the changes, and all places in the order of its sites."""
    places = list(placed)
    if not question.changes:
        return before, places
    state = before.copy()
    row_of = {place.site: row for row, place in enumerate(places)}
    for change in question.changes:
        if change.operation == "add":
            point = _street(here, change)
            state.add(point, float(change.supply))
            row_of[-1 - sum(place.site < 0 for place in places)] = len(places)
            new = -1 - sum(place.site < 0 for place in places)
            places.append(Place(new, "", area_at(here, change.x, change.y), change.x, change.y, change.supply, "add"))
            continue
        row = row_of.get(change.site)
        if row is None:
            raise DomainError("access.unknown_site", site=change.site)
        kept = places[row].change if places[row].site < 0 else change.operation
        if change.operation == "move":
            state.move(row, _street(here, change))
            places[row] = replace(places[row], x=change.x, y=change.y, change=kept)
        elif change.operation == "enlarge":
            state.enlarge(row, float(change.supply))
            places[row] = replace(places[row], supply=float(change.supply), change=kept)
        else:
            state.remove(row)
            places[row] = replace(places[row], change="close")
    return state, places


def _street(here: Ground, change: Change) -> access.Points:
    point = access.snap(here.network, [[change.x, change.y]])
    point.require(0)
    return point


def area_at(here: Ground, x: float, y: float) -> str:
    """The community whose home is nearest to a spot; "" where there are no homes."""
    if here.homes is None:
        return ""
    row = int(((here.homes.xy - [x, y]) ** 2).sum(axis=1).argmin())
    return here.homes.communities[here.homes.community[row]]


def _nearest(
    here: Ground, after: access.WhatIf, places: Sequence[Place], reach: FloatArray
) -> tuple[tuple[Place, float], ...]:
    points = after.points
    rows = np.flatnonzero(points.node >= 0)
    minutes = reach[points.node[rows]] + points.minutes[rows]
    order = np.argsort(minutes, kind="stable")[:NEAREST]
    return tuple((places[rows[one]], float(minutes[one])) for one in order if np.isfinite(minutes[one]))


def _numbers(
    here: Ground, question: Question, before: access.WhatIf, after: access.WhatIf, scope: Scope
) -> tuple[
    TownRow | None, tuple[TownRow, ...], tuple[tuple[str, Numbers, Numbers], ...], tuple[tuple[str, float], ...]
]:
    if here.homes is None:
        return None, (), (), ()
    town_of, towns = here.town_of
    seen = within_scope(here.homes.communities, scope)
    own = seen[here.homes.community]
    people = here.homes.people[GROUPS.index(question.group)] * own
    area = town_of[here.homes.community]
    first = _table(before, people, area, len(towns), question.within)
    last = first if after is before else _table(after, people, area, len(towns), question.within)
    visible = [number for number, town in enumerate(towns) if seen[town_of == number].any()]
    rows = tuple(TownRow(towns[number], first[number], last[number]) for number in visible)
    whole = TownRow("", first[-1], last[-1])
    now = _by_community(here.homes, before, people, question.within)
    then = now if after is before else _by_community(here.homes, after, people, question.within)
    own_communities = [int(one) for one in np.flatnonzero(seen)]
    communities = tuple((here.homes.communities[one], now[one], then[one]) for one in own_communities)
    missed = {one: then[one].known - then[one].covered for one in own_communities}
    order = sorted((one for one in own_communities if missed[one] > 0), key=lambda one: (-missed[one], one))
    return whole, rows, communities, tuple((here.homes.communities[one], missed[one]) for one in order)


def _by_community(homes: Homes, state: access.WhatIf, people: FloatArray, within: int) -> list[Numbers]:
    """Who is within reach, by community."""
    size = len(homes.communities)
    cover = access.coverage(state.minutes, people, [float(within)], area=homes.community, areas=size)
    inside, beyond, unknown = cover.inside[0, :, 0].tolist(), cover.beyond[0].tolist(), cover.unknown[0].tolist()
    return [Numbers(inside[one], inside[one] + beyond[one], unknown[one], None, None) for one in range(size)]


def within_scope(communities: Sequence[str], scope: Scope) -> BoolArray:
    """(communities,) which of them the reader may see."""
    prefixes = scope.area_prefixes(permissions.SEE)
    return np.array([any(one.startswith(prefix) for prefix in prefixes) for one in communities], bool)


def _table(state: access.WhatIf, people: FloatArray, area: IntArray, towns: int, within: int) -> list[Numbers]:
    """Numbers of each town, and last those of all."""
    minutes, score = state.minutes, state.score * PER
    cover = access.coverage(minutes, people, [float(within)], area=area, areas=towns)
    made = []
    for town in range(towns + 1):
        rows = area == town if town < towns else np.ones(len(area), bool)
        covered = cover.inside[0, town, 0] if town < towns else cover.inside[0, :, 0].sum()
        beyond = cover.beyond[0, town] if town < towns else cover.beyond[0].sum()
        unknown = cover.unknown[0, town] if town < towns else cover.unknown[0].sum()
        known = np.isfinite(score[rows])
        folk = float(people[rows][known].sum())
        mean = float((score[rows][known] * people[rows][known]).sum() / folk) if folk else None
        # Where nobody has anything, nothing is shared: that is not an even share.
        uneven = access.gini(score[rows], people[rows]) if mean else None
        made.append(Numbers(float(covered), float(covered + beyond), float(unknown), mean, uneven))
    return made


# For the map


@lru_cache(maxsize=2)
def _streets(network_file: str, network_id: int) -> bytes:
    network = networks.load(network_id)
    start = np.repeat(np.arange(network.nodes), np.diff(network.indptr))
    # A one-way street stands in the list once, whichever end has the smaller number.
    pairs = np.unique(np.column_stack([np.minimum(start, network.indices), np.maximum(start, network.indices)]), axis=0)
    said = {"xy": np.rint(network.xy).astype(int).ravel().tolist(), "edges": pairs.astype(int).ravel().tolist()}
    return json.dumps(said, separators=(",", ":")).encode()


def streets(network_id: int) -> bytes:
    """The streets of a network for drawing, as JSON: `xy` in whole metres, `edges` as pairs of nodes, both flat."""
    row = networks.network(network_id)
    return _streets(row.file_sha256, row.id)


def labels(here: Ground, scope: Scope) -> list[dict[str, Any]]:
    """Names of towns where most of their people live."""
    if here.homes is None:
        return []
    seen = within_scope(here.homes.communities, scope)
    town_of, towns = here.town_of
    names = dict(Area.objects.filter(pk__in=towns).values_list("pk", "name"))
    found = []
    for number, town in enumerate(towns):
        spot = centre_of(here.homes, town)
        if spot is not None and seen[town_of == number].any():
            found.append({"name": names.get(town, town), "x": round(spot[0]), "y": round(spot[1])})
    return found
