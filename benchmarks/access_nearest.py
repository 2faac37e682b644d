"""How long it takes to find, for every node of a street network, the nearest of many facilities."""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks._harness import Bench, Peer
from benchmarks._streets import MIDDLE, Town, absent, as_networkx, edge_list, once, require_equal, sizes, town
from laoyou.engines import access

TITLE = "Nearest facility for every node of a walking network"
LIBRARIES = ("numpy", "scipy", "numba", "networkx", "rustworkx", "igraph", "pandana")
LIMIT_SECONDS = 0.15


def run(bench: Bench) -> None:
    for nodes, facilities in sizes(bench):
        here = town(bench, nodes, facilities)
        network = here.network
        raw, ours = bench.measure(partial(access.nearest, network, here.sites), repeats=7)
        peers = [_scipy(bench, here, ours.minutes)]
        peers += [_networkx(bench, here, ours.minutes), _rustworkx(bench, here, ours.minutes)]
        peers += [_igraph(bench, here, ours.minutes), _pandana(bench, here, ours.minutes)]
        limit = LIMIT_SECONDS if nodes == MIDDLE else None
        bench.record("nearest", "s", raw, size=here.size(), limit=limit, peers=peers, note="one thread")
        spots = network.xy[np.random.default_rng(1).integers(0, network.nodes, 100_000)] + 5.0
        snap, _ = bench.measure(partial(access.snap, network, spots), repeats=3)
        bench.record("putting 100,000 points on the network", "s", snap, size={"nodes": network.nodes})


def _scipy(bench: Bench, here: Town, ours: np.ndarray[Any, Any]) -> Peer:
    against = here.network.matrix().T.tocsr()
    raw, found = bench.measure(
        lambda: dijkstra(against, indices=here.sites, min_only=True, return_predecessors=True), repeats=3
    )
    require_equal("SciPy", found[0], ours)
    return Peer("SciPy dijkstra(min_only=True)", sorted(raw)[1], raw)


def _networkx(bench: Bench, here: Town, ours: np.ndarray[Any, Any]) -> Peer:
    import networkx as nx

    name = "networkx multi_source_dijkstra_path_length"
    if here.network.nodes > 1_000_000:
        return Peer(name, not_run="the graph alone takes several GiB")
    graph = as_networkx(here.network, backwards=True)
    sites = here.sites.tolist()
    peer, found = once(bench, name, lambda: nx.multi_source_dijkstra_path_length(graph, sites))
    require_equal("networkx", np.array([found[node] for node in range(here.network.nodes)]), ours)
    return peer


def _rustworkx(bench: Bench, here: Town, ours: np.ndarray[Any, Any]) -> Peer:
    name = "rustworkx dijkstra_shortest_path_lengths from one more node"
    missing = absent("rustworkx", name)
    if missing is not None:
        return missing
    if here.network.nodes > 1_000_000:
        return Peer(name, not_run="six million edges as Python tuples")
    import rustworkx

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(here.network.nodes + 1))
    graph.add_edges_from(edge_list(here.network, backwards=True))
    graph.add_edges_from([(here.network.nodes, int(site), 0.0) for site in here.sites])
    peer, found = once(bench, name, lambda: rustworkx.dijkstra_shortest_path_lengths(graph, here.network.nodes, float))
    require_equal("rustworkx", np.array([found[node] for node in range(here.network.nodes)]), ours)
    return peer


def _igraph(bench: Bench, here: Town, ours: np.ndarray[Any, Any]) -> Peer:
    name = "igraph distances from one more node"
    missing = absent("igraph", name, "GPL: measured, never used")
    if missing is not None:
        return missing
    if here.network.nodes > 1_000_000:
        return Peer(name, not_run="six million edges as Python tuples")
    igraph = importlib.import_module("igraph")
    edges = edge_list(here.network, backwards=True) + [(here.network.nodes, int(site), 0.0) for site in here.sites]
    graph = igraph.Graph(n=here.network.nodes + 1, edges=[edge[:2] for edge in edges], directed=True)
    graph.es["minutes"] = [edge[2] for edge in edges]
    peer, found = once(bench, name, lambda: graph.distances(source=here.network.nodes, weights="minutes")[0])
    require_equal("igraph", np.array(found[: here.network.nodes]), ours)
    return peer


def _pandana(bench: Bench, here: Town, ours: np.ndarray[Any, Any]) -> Peer:
    """It sums rounded minutes, so that its answers are compared to a hundredth; building its hierarchy is not counted."""
    name = "pandana nearest_pois, without building its hierarchy"
    missing = absent("pandana", name, "AGPL: measured, never used")
    if missing is not None:
        return missing
    if here.network.nodes > 100_000 or not bench.full:
        return Peer(name, not_run="building its hierarchy takes minutes: smallest size, with --full only")
    import pandas as pd

    pandana = importlib.import_module("pandana")

    network = here.network
    edges = pd.DataFrame(edge_list(network, backwards=False), columns=["start", "end", "minutes"])
    x, y = pd.Series(network.xy[:, 0]), pd.Series(network.xy[:, 1])
    built, graph = bench.measure(
        lambda: pandana.Network(x, y, edges["start"], edges["end"], edges[["minutes"]], twoway=False),
        repeats=1,
        warm=False,
    )
    bench.record("building pandana's hierarchy, for comparison", "s", built, size=here.size())
    farthest = float(ours.max()) + 1.0
    graph.set_pois("site", farthest, 1, x.iloc[here.sites], y.iloc[here.sites])
    peer, found = once(bench, name, lambda: graph.nearest_pois(farthest, "site", num_pois=1))
    apart = float(np.abs(found[1].to_numpy() - ours).max())
    return peer if apart < 0.05 else Peer(name, not_run=f"its times are up to {apart:.1f} minutes off")
