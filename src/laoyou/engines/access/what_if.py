"""What would change if a site were added, moved, closed or enlarged: exact, and in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError
from laoyou.engines.access import _kernels, _plain
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access._plain import Edges
from laoyou.engines.access.arrays import OUTSIDE, BoolArray, FloatArray, IntArray, counts, floats, freeze, ints
from laoyou.engines.access.catchments import Scratch, catchments
from laoyou.engines.access.coverage import Coverage, coverage
from laoyou.engines.access.decay import Decay
from laoyou.engines.access.fca import Access, Method, fca, fca_by_search
from laoyou.engines.access.nearest import Direction, Nearest, nearest
from laoyou.engines.access.network import Network, walking
from laoyou.engines.access.points import Points, at_nodes, points_of, snap


def warm_up() -> None:
    """
    Run everything once on a handful of streets, so that the compiler is done before somebody waits.

    Some twenty seconds where nothing was compiled yet on this machine, milliseconds afterwards, nothing without numba.
    """
    network = walking([[0, 0], [100, 0], [100, 100], [0, 100]], [0, 1, 2, 3], [1, 2, 3, 0], [100.0] * 4)
    homes = snap(network, [[0, 5], [100, 95]])
    decay = Decay.steps([(5.0, 1.0), (15.0, 0.5)])
    sites = at_nodes(network, [0, 2])
    for places in (None, homes):
        state = WhatIf(network, sites, homes=places, decay=decay)
        state.move(1, 3)
        state.access("3sfca")
        state.coverage(state.people)
        fca_by_search(network, sites, state.people, [1.0, 1.0], decay, homes=places)


CLOSING: Final = 1
OPENING: Final = 2
"""Marks of the nodes in the log: moving a site is a closing, then an opening, in one log."""


@dataclass(frozen=True)
class Change:
    """
    What one change did.

    site    number of the site that was added, moved, closed or enlarged
    nodes   (k,)  nodes whose nearest site or whose time to it changed
    before  (k,)  minutes before
    after   (k,)  minutes after
    """

    site: int
    nodes: IntArray
    before: FloatArray
    after: FloatArray


class WhatIf:
    """
    A set of sites that can be changed, and what people have of it.

    Times to the nearest site, coverage and E2SFCA scores are kept up to date: a change costs as much as the part of the town that it
    touches. Times are the same numbers as `nearest` gives for the changed set; scores agree to rounding, and are exactly 0 where
    nothing is within reach. 3SFCA, where a change reaches beyond its own catchment, is computed anew when it is asked for.

    One state is for one thread at a time; `copy` makes another one for a second scenario.
    """

    def __init__(
        self,
        network: Network,
        sites: Points | ArrayLike,
        supply: ArrayLike | None = None,
        *,
        homes: Points | None = None,
        people: ArrayLike | None = None,
        decay: Decay | None = None,
        direction: Direction = "to_site",
    ) -> None:
        """
        sites   points of the network or (s,) nodes; one that is not on the network is kept, closed
        supply  (s,)      what each has; 1 each where it is not given
        homes   points of the network; every node is a home where they are not given
        people  (homes,)  who shares the supply; 1 each where it is not given
        decay   weights of travel times; without them there are no scores
        """
        self.network = network
        self.direction = direction
        self.decay = decay
        self.homes = homes
        points = points_of(network, sites)
        count = network.nodes if homes is None else len(homes)
        self.people = counts(np.ones(count) if people is None else people, "people", count)
        freeze(self.people)
        self._node = points.node.copy()
        self._offset = points.minutes.copy()
        self._supply = counts(np.ones(len(points)) if supply is None else supply, "supply", len(points)).copy()
        self._open = points.node >= 0
        self._mark = np.zeros(network.nodes, np.int32)
        self._touched = np.empty(network.nodes, np.int32)
        self._old_reach = np.empty(network.nodes)
        self._old_site = np.empty(network.nodes, np.int32)
        self._scratch = Scratch.of(network)
        if self._open.any():
            start = nearest(network, points, direction=direction)
            self._reach, self._site = start.minutes, start.site
        else:
            self._reach, self._site = np.full(network.nodes, np.inf), np.full(network.nodes, OUTSIDE, np.int32)
        self._start_scores()

    # What is

    @property
    def sites(self) -> int:
        """How many numbers of sites have been given out, closed ones included."""
        return len(self._node)

    @property
    def open(self) -> BoolArray:
        """(sites,) which sites are open."""
        return self._open.copy()

    @property
    def supply(self) -> FloatArray:
        """(sites,) what each open site has; 0 for closed ones."""
        return np.where(self._open, self._supply, 0.0)

    @property
    def nearest(self) -> Nearest:
        """The nearest open site of every node; a view that the next change changes."""
        return Nearest(self._reach, self._site)

    @property
    def minutes(self) -> FloatArray:
        """(homes,) minutes from each home to its nearest site; inf where no site is open, nan where the home is off the network."""
        return self._reach.copy() if self.homes is None else self.nearest.at(self.homes)[0]

    @property
    def score(self) -> FloatArray:
        """(homes,) the E2SFCA score of each home; nan where the home is off the network."""
        if self.decay is None:
            raise ValueError("this state was made without weights of travel times")
        found = np.where(self._within_reach > 0, self._score, 0.0)
        if self.homes is not None:
            found[self.homes.node < 0] = np.nan
        return found

    def coverage(
        self, people: ArrayLike, within: ArrayLike = (5.0, 10.0, 15.0, 30.0), *, area: ArrayLike | None = None
    ) -> Coverage:
        """As the function `coverage`, for the sites as they are now."""
        return coverage(self.minutes, people, within, area=area)

    def access(self, method: Method = "e2sfca") -> Access:
        """Scores, ratios and demand computed anew for the sites as they are now."""
        if self.decay is None:
            raise ValueError("this state was made without weights of travel times")
        pairs = catchments(self.network, self.points, self.decay.limit, homes=self.homes, direction=self.direction)
        return fca(pairs, self.people, self.supply, self.decay, method=method, homes=self.homes)

    @property
    def points(self) -> Points:
        """All sites; a closed one has no node."""
        node = np.where(self._open, self._node, OUTSIDE).astype(np.int32)
        minutes = np.where(self._open, self._offset, np.nan)
        return Points(node, minutes, minutes, np.zeros(len(node), np.int32), np.inf)

    def copy(self) -> WhatIf:
        """Another state that starts where this one stands; the network and the homes are shared."""
        twin = object.__new__(WhatIf)
        twin.__dict__.update(self.__dict__)
        for name, value in self.__dict__.items():
            if name.startswith("_") and isinstance(value, np.ndarray):
                twin.__dict__[name] = value.copy()
        twin._kept = dict(self._kept)
        twin._scratch = Scratch.of(self.network)
        return twin

    # What would be

    def add(self, site: Points | int, supply: float = 1.0) -> Change:
        """
        Open a new site on a node, or at a point (the first of `site`); `Change.site` is its number.

        Raises DomainError `access.off_network`, `.on_island`, `.no_coordinates` where the point is not on the network.
        """
        point = at_nodes(self.network, [site]) if isinstance(site, int | np.integer) else site
        point.require(0)
        has = float(counts([supply], "supply", 1)[0])
        self._node = ints(np.append(self._node, point.node[0]))
        self._offset = floats(np.append(self._offset, point.minutes[0]))
        self._supply = floats(np.append(self._supply, has))
        self._open = np.append(self._open, False)
        return self._opened(self.sites - 1)

    def remove(self, site: int) -> Change:
        """Close a site; its number is not given out again. DomainError `access.unknown_site` where it is not open."""
        self._require_open(site)
        known = self._close(site)
        return self._change(site, known)

    def reopen(self, site: int) -> Change:
        """Open a site again that was closed, with what it had."""
        if not 0 <= site < self.sites or self._open[site] or self._node[site] < 0:
            raise DomainError("access.unknown_site", site=site)
        return self._opened(site)

    def move(self, site: int, to: Points | int) -> Change:
        """Move an open site to a node, or to a point; it keeps its number and what it has."""
        self._require_open(site)
        point = at_nodes(self.network, [to]) if isinstance(to, int | np.integer) else to
        point.require(0)
        known = self._close(site)
        self._node[site], self._offset[site] = point.node[0], point.minutes[0]
        return self._change(site, self._open_at(site, known))

    def enlarge(self, site: int, supply: float) -> Change:
        """Give an open site another supply, larger or smaller; nobody's way changes."""
        self._require_open(site)
        has = float(counts([supply], "supply", 1)[0])
        self._share_out(site, -1)
        self._supply[site] = has
        self._share_out(site, 1)
        return self._change(site, 0)

    # How

    def _require_open(self, site: int) -> None:
        if not 0 <= site < self.sites or not self._open[site]:
            raise DomainError("access.unknown_site", site=site)

    def _opened(self, site: int) -> Change:
        return self._change(site, self._open_at(site, 0))

    def _open_at(self, site: int, known: int) -> int:
        """Let the site spread from its node over those that it serves better; returns the entries in the log."""
        self._open[site] = True
        self._share_out(site, 1)
        node, offset = int(self._node[site]), float(self._offset[site])
        if (offset, site) >= (float(self._reach[node]), int(self._site[node]) if self._site[node] >= 0 else self.sites):
            return known
        if not self._mark[node]:
            self._touched[known], self._old_reach[known] = node, self._reach[node]
            self._old_site[known] = self._site[node]
            known += 1
        self._mark[node] = OPENING
        self._reach[node], self._site[node] = offset, site
        return self._spread(ints([node]), known, OPENING)

    def _close(self, site: int) -> int:
        """Give the nodes of a site to others; returns the entries in the log."""
        self._share_out(site, -1)
        self._kept.pop(site, None)
        self._open[site] = False
        forward = self.network.outgoing(backwards=self.direction == "to_site")
        backward = self.network.outgoing(backwards=self.direction != "to_site")
        if not HAS_COMPILER:
            return self._close_plainly(site, forward, backward)
        known = _kernels.forget(
            forward[0], forward[1], site, int(self._node[site]), self._reach, self._site, self._mark,
            self._touched, self._old_reach, self._old_site, 0,
        )  # fmt: skip
        if not known:
            return 0
        _kernels.refill(*backward, self._touched, 0, known, self._mark, self._reach, self._site, np.inf)
        for other in np.flatnonzero(self._open & (self._mark[np.maximum(self._node, 0)] == 1)):
            node, offset = self._node[other], self._offset[other]
            if (offset, other) < (self._reach[node], self._site[node] if self._site[node] >= 0 else self.sites):
                self._reach[node], self._site[node] = offset, other
        region = self._touched[:known]
        return self._spread(region[np.isfinite(self._reach[region])], known, CLOSING)

    def _close_plainly(self, site: int, forward: Edges, backward: Edges) -> int:
        """`_close` without the compiler."""
        gone = ints(np.flatnonzero(self._site == site))
        known = len(gone)
        if not known:
            return 0
        self._touched[:known], self._old_reach[:known], self._old_site[:known] = gone, self._reach[gone], site
        self._mark[gone] = CLOSING
        self._reach[gone], self._site[gone] = np.inf, OUTSIDE
        _plain.refill(backward, gone, self._reach, self._site)
        for other in np.flatnonzero(self._open & (self._mark[np.maximum(self._node, 0)] == CLOSING)):
            node, offset = self._node[other], self._offset[other]
            if offset < self._reach[node]:
                self._reach[node], self._site[node] = offset, other
        return self._spread_plainly(gone[np.isfinite(self._reach[gone])], known, forward)

    def _spread_plainly(self, seeds: IntArray, known: int, edges: Edges) -> int:
        """`_spread` without the compiler."""
        if not len(seeds):
            return known
        minutes, site = _plain.labelled(edges, seeds, self._reach, self._site, np.inf)
        sooner = np.flatnonzero(minutes < self._reach)
        fresh = sooner[self._mark[sooner] == 0]
        log = slice(known, known + len(fresh))
        self._touched[log], self._old_reach[log], self._old_site[log] = fresh, self._reach[fresh], self._site[fresh]
        self._mark[fresh] = OPENING
        self._reach[sooner], self._site[sooner] = minutes[sooner], site[sooner]
        return known + len(fresh)

    def _spread(self, seeds: IntArray, known: int, mark: int) -> int:
        if not HAS_COMPILER:
            return self._spread_plainly(seeds, known, self.network.outgoing(backwards=self.direction == "to_site"))
        seeds = seeds[np.argsort(self._reach[seeds], kind="stable")]
        return _kernels.spread(
            *self.network.outgoing(backwards=self.direction == "to_site"), 1.0 / self.network.bucket_minutes,
            self.network.buckets, self._reach, self._site, seeds, self._reach[seeds], np.inf, self._mark,
            self._touched, self._old_reach, self._old_site, known, mark,
        )  # fmt: skip

    def _change(self, site: int, known: int) -> Change:
        """Empty the log into a `Change`."""
        nodes = self._touched[:known].copy()
        before = self._old_reach[:known].copy()
        differs = (before != self._reach[nodes]) | (self._old_site[:known] != self._site[nodes])
        self._mark[nodes] = 0
        return Change(site, nodes[differs], before[differs], self._reach[nodes[differs]])

    # Scores

    def _start_scores(self) -> None:
        count = len(self.people)
        self._score = np.zeros(count)
        self._within_reach = np.zeros(count, np.int32)
        self._kept: dict[int, tuple[NDArray[Any], FloatArray]] = {}
        if self.decay is None or not self._open.any():
            return
        pairs = catchments(self.network, self.points, self.decay.limit, homes=self.homes, direction=self.direction)
        self._score = fca(pairs, self.people, self.supply, self.decay).score
        weight = self.decay(pairs.minutes)
        self._within_reach += np.bincount(pairs.home[weight > 0], minlength=count).astype(np.int32)

    def _share_out(self, site: int, sign: int) -> None:
        """Add (1) or take back (-1) what a site gives to the homes in its catchment."""
        if self.decay is None:
            return
        home, weight = self._catchment(site)
        demand = float((self.people[home] * weight).sum())
        if demand > 0:
            self._score[home] += sign * self._supply[site] / demand * weight
        self._within_reach[home] += sign

    def _catchment(self, site: int) -> tuple[NDArray[Any], FloatArray]:
        """Homes and weights of one site, kept for the next change of the same site."""
        if site not in self._kept and self.decay is not None:
            point = Points(
                self._node[site : site + 1], self._offset[site : site + 1], self._offset[site : site + 1],
                np.zeros(1, np.int32), np.inf,
            )  # fmt: skip
            pairs = catchments(
                self.network, point, self.decay.limit, homes=self.homes, direction=self.direction, scratch=self._scratch
            )
            weight = self.decay(pairs.minutes)
            self._kept[site] = pairs.home[weight > 0], weight[weight > 0]
        return self._kept[site]
