"""Small networks for tests, and the plain ways to say what is right on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from laoyou.engines.access import Network, Points, freeze_network
from laoyou.engines.access.points import Place

# Times come in steps that binary fractions hold exactly. Among other numbers, a difference of 1e-139 minutes between two sites is lost when
# a street's minutes are added, and which of the two is then "the nearest" depends on when it was lost.
STEP = 1 / 1024


def minutes_up_to(most: float, least: float = 0.0) -> st.SearchStrategy[float]:
    """Minutes whose sums are exact."""
    return st.integers(int(least / STEP), int(most / STEP)).map(lambda steps: steps * STEP)


def given(*drawn: Any, examples: int = 60, **named: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hypothesis without a deadline: whichever example comes first waits for the compiler."""
    return lambda test: settings(deadline=None, max_examples=examples)(hypothesis_given(*drawn, **named)(test))


@st.composite
def networks(draw: st.DrawFn, most: int = 24) -> Network:
    """A network with one-way streets, equal times, streets without length; one piece of it is kept."""
    nodes = draw(st.integers(3, most))
    ring = draw(st.integers(3, nodes))
    node = st.integers(0, nodes - 1)
    time = st.one_of(st.sampled_from([0.0, 0.5, 1.0, 2.0]), minutes_up_to(30.0, least=0.01))
    around = [(one, (one + 1) % ring, draw(time)) for one in range(ring)]
    more = draw(st.lists(st.tuples(node, node, time), max_size=3 * nodes))
    tail, head, minutes = zip(*(around + more), strict=True)
    spots = draw(st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 5000)), min_size=nodes, max_size=nodes))
    return freeze_network(spots, tail, head, minutes, mode="walk")


@st.composite
def points(draw: st.DrawFn, network: Network, *, least: int = 1, most: int = 6, lost: bool = False) -> Points:
    """Points on nodes of a network, some steps away from them; with `lost`, some on no street."""
    node = st.integers(-1 if lost else 0, network.nodes - 1)
    away = st.one_of(st.just(0.0), minutes_up_to(5.0))
    chosen = draw(st.lists(st.tuples(node, away), min_size=least, max_size=most))
    nodes = np.array([one for one, _ in chosen], np.int32)
    minutes = np.array([time if one >= 0 else np.nan for one, time in chosen], float)
    place = np.where(nodes >= 0, Place.ON, Place.UNKNOWN).astype(np.int32)
    return Points(nodes, minutes, minutes, place, np.inf)


def as_networkx(network: Network) -> nx.DiGraph:
    """The same edges."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    for node in range(network.nodes):
        for edge in range(network.indptr[node], network.indptr[node + 1]):
            graph.add_edge(node, int(network.indices[edge]), minutes=float(network.minutes[edge]))
    return graph


def all_minutes(network: Network, sites: Points, homes: Points, direction: str) -> np.ndarray[Any, Any]:
    """(sites, homes) minutes by networkx; inf where either is on no street."""
    graph = as_networkx(network)
    if direction == "to_site":
        graph = graph.reverse()
    found = np.full((len(sites), len(homes)), np.inf)
    for row in np.flatnonzero(sites.node >= 0):
        reached = nx.single_source_dijkstra_path_length(graph, int(sites.node[row]), weight="minutes")
        for column in np.flatnonzero(homes.node >= 0):
            way = reached.get(int(homes.node[column]), np.inf)
            found[row, column] = sites.minutes[row] + way + homes.minutes[column]
    return found


def town(side: int = 12, *, spacing: float = 100.0) -> Network:
    """A square of blocks, both ways, 4 km/h on the flat."""
    from laoyou.engines.access import walking

    number = np.arange(side * side).reshape(side, side)
    spots = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * spacing
    start = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    return walking(spots, start, end, np.full(len(start), spacing))
