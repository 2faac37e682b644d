"""How long it takes to find everybody within fifteen minutes' walk of each of many facilities, and within thirty minutes' drive."""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks._harness import Bench, Peer
from benchmarks._streets import MIDDLE, Town, absent, as_networkx, edge_list, once, sizes, town
from laoyou.engines import access

TITLE = "Catchments of facilities on a walking network, and of cars"
LIBRARIES = ("numpy", "scipy", "numba", "networkx", "rustworkx", "igraph")
MINUTES = 15.0
LIMIT_SECONDS = 0.1
AT_ONCE = 64  # rows that SciPy computes at a time: dense, so that all would need 19 GiB at the middle size


def run(bench: Bench) -> None:
    for nodes, facilities in sizes(bench):
        here = town(bench, nodes, facilities)
        raw, pairs = bench.measure(partial(access.catchments, here.network, here.sites, MINUTES), repeats=7)
        peers = [_networkx(bench, here, pairs), _scipy(bench, here, pairs)]
        peers += [_whole(bench, here, package) for package in ("rustworkx", "igraph")]
        limit = LIMIT_SECONDS if nodes == MIDDLE else None
        size = here.size(minutes=int(MINUTES), pairs=pairs.pairs)
        bench.record("15-minute catchments", "s", raw, size=size, limit=limit, peers=peers, note="one thread")
        two = partial(access.catchments, here.network, here.sites, MINUTES, workers=2)
        raw, _ = bench.measure(two, repeats=7)
        bench.record("15-minute catchments, two threads", "s", raw, size=size, limit=limit)
    _driving(bench)


def _networkx(bench: Bench, here: Town, pairs: access.Catchments) -> Peer:
    import networkx as nx

    name = f"networkx single_source_dijkstra_path_length(cutoff={MINUTES:g})"
    if here.network.nodes > 1_000_000:
        return Peer(name, not_run="the graph alone takes several GiB")
    graph = as_networkx(here.network, backwards=True)

    def work() -> int:
        lengths = nx.single_source_dijkstra_path_length
        return sum(len(lengths(graph, site, cutoff=MINUTES, weight="weight")) for site in here.sites.tolist())

    peer, found = once(bench, name, work)
    _require(name, found, pairs.pairs)
    return peer


def _scipy(bench: Bench, here: Town, pairs: access.Catchments) -> Peer:
    name = f"SciPy dijkstra(limit={MINUTES:g}), {AT_ONCE} facilities at a time"
    if here.network.nodes > 1_000_000:
        return Peer(name, not_run="a dense row of 16 MB for each of 20,000 facilities")
    against = here.network.matrix().T.tocsr()

    def work() -> int:
        found = 0
        for start in range(0, len(here.sites), AT_ONCE):
            rows = dijkstra(against, indices=here.sites[start : start + AT_ONCE], limit=MINUTES)
            found += int(np.isfinite(rows).sum())
        return found

    peer, found = once(bench, name, work)
    _require(name, found, pairs.pairs)
    return peer


def _require(peer: str, theirs: int, ours: int) -> None:
    """Equal up to pairs that lie on the limit to the last bit."""
    if abs(theirs - ours) > 5:
        raise AssertionError(f"{peer} finds {theirs} pairs, ours {ours}")


def _whole(bench: Bench, here: Town, package: str) -> Peer:
    """Packages that know no limit: they search the whole network for every facility."""
    name = f"{package}, no limit"
    missing = absent(package, name, "GPL: measured, never used" if package == "igraph" else "")
    if missing is not None:
        return missing
    if here.network.nodes > 100_000:
        return Peer(name, not_run="searches the whole network for every facility: hours at this size")
    if not bench.full:
        return Peer(name, not_run="with --full only")
    edges = edge_list(here.network, backwards=True)
    sites = here.sites.tolist()
    if package == "rustworkx":
        import rustworkx

        graph = rustworkx.PyDiGraph()
        graph.add_nodes_from(range(here.network.nodes))
        graph.add_edges_from(edges)
        lengths = rustworkx.dijkstra_shortest_path_lengths
        return once(bench, name, lambda: [len(lengths(graph, site, float)) for site in sites])[0]
    igraph = importlib.import_module("igraph")
    flat = igraph.Graph(n=here.network.nodes, edges=[edge[:2] for edge in edges], directed=True)
    flat.es["minutes"] = [edge[2] for edge in edges]
    return once(bench, name, lambda: len(flat.distances(source=sites, weights="minutes")))[0]


def _driving(bench: Bench) -> None:
    """E2SFCA over thirty minutes' drive: too many pairs to keep, so that one search a facility does both steps."""
    for nodes, facilities in sizes(bench)[:2]:
        here = town(bench, nodes, facilities, mode="drive")
        decay = access.Decay.steps([(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)])
        arguments = (here.network, here.sites, here.people, here.beds, decay)
        access.fca_by_search(here.network, here.sites[:1], here.people, here.beds[:1], decay)
        raw, found = bench.measure(partial(access.fca_by_search, *arguments, workers=2), repeats=1, warm=False)
        few = here.sites[:: max(1, len(here.sites) // 50)][:50]
        pairs = access.catchments(here.network, few, decay.limit).pairs / len(few) * len(here.sites)
        size = here.size(minutes=30, pairs_about=int(pairs))
        peer = _numpy_driving(bench, here, decay, found.score)
        bench.record("E2SFCA by car, no pairs kept, two threads", "s", raw, size=size, peers=[peer])


def _numpy_driving(bench: Bench, here: Town, decay: access.Decay, ours: np.ndarray[Any, Any]) -> Peer:
    name = f"SciPy dijkstra(limit=30), {AT_ONCE} facilities at a time, and NumPy"
    if here.network.nodes > 100_000:
        return Peer(name, not_run="minutes at this size")
    against = here.network.matrix().T.tocsr()

    def work() -> np.ndarray[Any, Any]:
        score = np.zeros(here.network.nodes)
        for start in range(0, len(here.sites), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            weight = decay(dijkstra(against, indices=here.sites[part], limit=decay.limit))
            demand = weight @ here.people
            ratio = np.divide(here.beds[part], demand, out=np.zeros_like(demand), where=demand > 0)
            score += ratio @ weight
        return score

    peer, theirs = once(bench, name, work)
    if not np.allclose(theirs, ours, rtol=1e-9, atol=1e-12):
        raise AssertionError("SciPy and NumPy find other scores than ours")
    return peer
