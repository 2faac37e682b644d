"""Synthetic streets, sites and people for the benchmarks of access; the same in each of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._harness import Bench, Peer
from laoyou.engines import access
from laoyou.engines.access.synthetic import streets

SIZES = ((50_000, 500), (484_000, 5_000), (2_000_000, 20_000))
"""(nodes, facilities); the promises are about the middle one."""

MIDDLE = 484_000


@dataclass(frozen=True)
class Town:
    """A synthetic network with facilities on some of its nodes and people on all of them."""

    network: access.Network
    sites: NDArray[np.int32]
    people: NDArray[np.float64]
    beds: NDArray[np.float64]

    def size(self, **more: Any) -> dict[str, Any]:
        """What a figure says about its size."""
        network = self.network
        return {"nodes": network.nodes, "edges": network.edges, "facilities": len(self.sites)} | more


def sizes(bench: Bench) -> tuple[tuple[int, int], ...]:
    """All three sizes with --full, else the smallest."""
    return SIZES if bench.full else SIZES[:1]


def town(bench: Bench, nodes: int, sites: int, *, mode: access.Mode = "walk") -> Town:
    """The network of so many nodes (a few drop out, because one-way streets lead nowhere) with so many facilities."""
    bench.say(f"{nodes:,} nodes of synthetic streets")
    made = streets(nodes, seed=bench.seed)
    network = made.walking() if mode == "walk" else made.driving()
    rng = np.random.default_rng(bench.seed)
    chosen = rng.choice(network.nodes, sites, replace=False).astype(np.int32)
    people = rng.integers(0, 20, network.nodes).astype(np.float64)
    return Town(network, chosen, people, rng.integers(10, 200, sites).astype(np.float64))


def once(bench: Bench, name: str, work: Callable[[], Any]) -> tuple[Peer, Any]:
    """A slow peer: one run, the first, and its result."""
    bench.say(f"peer: {name}")
    raw, result = bench.measure(work, repeats=1, warm=False)
    return Peer(name, raw[0], raw), result


def absent(module: str, name: str, licence: str = "") -> Peer | None:
    """The peer as "not run" where its package is not installed; None where it is."""
    if importlib.util.find_spec(module) is not None:
        return None
    return Peer(name, not_run=f"{module} is not installed" + (f" ({licence})" if licence else ""))


def require_equal(peer: str, theirs: NDArray[Any], ours: NDArray[Any]) -> None:
    """A peer that finds something else is no peer: stop."""
    if not np.allclose(theirs, ours, rtol=1e-9, atol=1e-9):
        raise AssertionError(f"{peer} finds other times than ours")


def as_networkx(network: access.Network, *, backwards: bool) -> Any:
    """The network as a networkx graph, in the direction of travel or against it."""
    import networkx as nx

    indptr, indices, minutes = network.outgoing(backwards=backwards)
    graph = nx.DiGraph()
    tails = np.repeat(np.arange(network.nodes), np.diff(indptr))
    graph.add_weighted_edges_from(zip(tails.tolist(), indices.tolist(), minutes.tolist(), strict=True))
    return graph


def edge_list(network: access.Network, *, backwards: bool) -> list[tuple[int, int, float]]:
    """The edges as tuples."""
    indptr, indices, minutes = network.outgoing(backwards=backwards)
    tails = np.repeat(np.arange(network.nodes), np.diff(indptr))
    return list(zip(tails.tolist(), indices.tolist(), minutes.tolist(), strict=True))
