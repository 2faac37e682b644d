"""
Branch and bound for covering with a limited number of sites, on the Lagrangian bound; needs the compiled kernels.

Its tree is small where the bound is close, and then it takes a fraction of what a linear program at each node takes. Where
the tree grows, it stops with what is proven so far, and the solver goes on from there.

Sources: Galvão & ReVelle (1996), doi:10.1016/0377-2217(94)00159-6 (the bound); Beasley (1993), in: Reeves (ed.), Modern
Heuristic Techniques for Combinatorial Problems: 243-303 (settling by the bound, Lagrangian trees).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from laoyou.engines.siting import kernels
from laoyou.engines.siting.effort import Effort
from laoyou.engines.siting.reach import Ceiling, Limits, Reach, covered_weight, improve
from laoyou.engines.siting.results import BoolArray, FloatArray, gap_between

ROOT_STEPS, ROOT_PATIENCE = 200, 12
"""Steps of each round for the first bound, and how many without a better one halve their length."""
ROOT_ROUNDS = 4
NODE_STEPS, NODE_PATIENCE, NODE_ROUNDS = 20, 6, 3
KICKS = 30
"""Kicks of the best choice, guided by what the bound takes, before the tree."""
NODES = 1000
"""Nodes after which the solver is given what is left."""
MOST_BYTES = 64 * 2**20
"""What the nodes that wait may take; beyond, the tree is searched in depth."""

FREE, TAKEN, OUT = 0, 1, 2


@dataclass(order=True)
class Node:
    """A part of the tree: the best is looked at first, of equal ones the youngest."""

    key: tuple[float, int]
    bound: float = field(compare=False)
    state: npt.NDArray[np.int8] = field(compare=False)
    prices: FloatArray = field(compare=False)
    mean: FloatArray = field(compare=False)


@dataclass(frozen=True)
class Searched:
    """
    What the tree has shown.

    chosen    the best choice known
    bound     no choice reaches more than this or than the cut that was asked for
    is_over   whether nothing that reaches the cut is left to look for: `chosen` is then the best there is, or below it
    ceiling   the bound before the tree, for the whole problem
    """

    chosen: BoolArray
    bound: float
    is_over: bool
    ceiling: Ceiling


class Tree:
    """One search. `cut` is the least weight of interest; with `step`, a better choice than one found reaches that much more."""

    def __init__(self, reach: Reach, count: int, chosen: BoolArray, cut: float, step: float, effort: Effort) -> None:
        self.reach, self.count, self.effort, self.step = reach, count, effort, step
        self.total = float(reach.weight.sum())
        # What sums of floating-point numbers may be off by, many times over.
        self.safe = 1e-11 * self.total
        self.chosen, self.value, self.cut = chosen, covered_weight(reach, chosen), cut
        self.worth = np.zeros(reach.columns.size)
        self.picked = np.zeros(reach.columns.size, np.bool_)

    def bound(self, node: Node, theta: float, steps: int, patience: int) -> int:
        """Make the node's bound smaller; returns how many columns that has settled."""
        bound, value, settled, spent = kernels.cover_node(
            self.reach.by_column, self.reach.weight, count=self.count, cut=self.cut - self.safe, theta=theta,
            steps=steps, patience=patience, state=node.state, prices=node.prices, mean=node.mean, worth=self.worth,
            picked=self.picked,
        )  # fmt: skip
        self.effort.spent += spent
        node.bound = min(node.bound, bound)
        if value > self.value:
            self.meet(improve(self.reach, Limits(self.count), self.picked, self.effort))
        return settled

    def meet(self, choice: BoolArray) -> bool:
        """Keep a choice that is better than the best known."""
        value = covered_weight(self.reach, choice)
        if value <= self.value:
            return False
        self.chosen, self.value = choice.copy(), value
        self.cut = max(self.cut, value + self.step)
        return True

    def is_closed(self, node: Node) -> bool:
        return node.bound < self.cut - self.safe

    def is_content(self, node: Node, waiting: list[Node]) -> bool:
        """Whether the gap that was asked for is reached, if `node` is the best of those that wait."""
        given, bound = self.reach.given, max([node.bound, *(other.bound for other in waiting[:1])])
        return self.effort.gap > 0 and gap_between(given + self.value, given + bound) <= self.effort.gap

    def root(self) -> tuple[Node, Ceiling]:
        """The whole problem with its bound, and that bound with prices and worth as others can use it."""
        columns = self.reach.columns.size
        node = Node(
            (0.0, 0), self.total, np.zeros(columns, np.int8), self.reach.weight / 2,
            np.full(columns, self.count / columns),
        )  # fmt: skip
        theta = 1.0
        for _ in range(ROOT_ROUNDS):
            # Nothing is settled before the last round, so that the bound is the whole problem's.
            before, node.state[:] = node.bound, FREE
            self.bound(node, theta, min(ROOT_STEPS, self.effort.rounds(ROOT_STEPS)), ROOT_PATIENCE)
            if self.is_closed(node) or self.effort.is_over() or before - node.bound < 0.05 * (node.bound - self.value):
                break
            theta /= 2
        worth = np.asarray(self.reach.by_column @ node.prices)
        return node, Ceiling(self.worth_of(node, worth), worth, node.prices.copy())

    def worth_of(self, node: Node, worth: FloatArray) -> float:
        """The bound at a node's prices if no column were settled."""
        return self.total - float(node.prices.sum()) + float(np.sort(worth)[::-1][: self.count].sum())

    def kick(self, node: Node, times: int) -> None:
        """Exchange a few sites of the best choice for others that the bound takes now and then, and improve."""
        rng = np.random.default_rng(self.effort.spent)
        likely = np.where(node.state == OUT, 0.0, np.clip(node.mean, 1e-3, 1.0))
        best = self.chosen
        for _ in range(times):
            inside = np.flatnonzero(best & (node.state != TAKEN))
            outside = np.flatnonzero(~best & (likely > 0))
            number = min(int(rng.integers(2, 6)), inside.size, outside.size)
            if self.effort.is_over() or not number:
                return
            kicked = best.copy()
            kicked[rng.choice(inside, number, replace=False)] = False
            chance = likely[outside] / likely[outside].sum()
            kicked[rng.choice(outside, number, replace=False, p=chance)] = True
            kicked = improve(self.reach, Limits(self.count), kicked, self.effort)
            if covered_weight(self.reach, kicked) >= self.value:
                best = kicked
                self.meet(kicked)

    def branch(self, node: Node) -> int:
        """
        The column to decide on: one that the bound now takes and now leaves, and that weighs much.

        -1 where nothing is left to decide: the number is full, or all that are free may be taken; that choice is kept.
        """
        free = np.flatnonzero(node.state == FREE)
        left = self.count - np.count_nonzero(node.state == TAKEN)
        if left <= 0 or free.size <= left:
            self.meet(np.asarray(node.state != OUT if left > 0 else node.state == TAKEN))
            return -1
        often = np.clip(node.mean[free], 0.0, 1.0)
        return int(free[np.argmax(np.minimum(often, 1 - often) * self.worth[free])])

    def search(self, nodes: int, *, first: bool) -> Searched:
        """Search the tree, `nodes` of them at most; with `first`, until a choice that reaches the cut is found."""
        wanted = self.cut
        root, ceiling = self.root()
        if not self.is_closed(root):
            self.kick(root, min(KICKS, self.effort.rounds(KICKS)))
        waiting: list[Any] = [root]
        size = root.prices.nbytes + root.mean.nbytes + root.state.nbytes
        looked = 0
        while waiting and looked < nodes and not self.effort.is_over() and not (first and self.value >= wanted):
            if len(waiting) * size < MOST_BYTES:
                node = heapq.heappop(waiting)
            else:
                node = waiting.pop(max(range(len(waiting)), key=lambda at: -waiting[at].key[1]))
                heapq.heapify(waiting)
            if self.is_closed(node):
                continue
            if self.is_content(node, waiting):
                heapq.heappush(waiting, node)
                break
            looked += 1
            self.effort.spent += 1
            for _ in range(NODE_ROUNDS):
                if self.bound(node, 0.5, NODE_STEPS, NODE_PATIENCE) < 3 or self.is_closed(node):
                    break
            if self.is_closed(node):
                continue
            column = self.branch(node)
            if column < 0:
                continue
            for state in (TAKEN, OUT):
                child = node.state.copy()
                child[column] = state
                key = (-node.bound, -2 * looked - state)
                heapq.heappush(waiting, Node(key, node.bound, child, node.prices.copy(), node.mean.copy()))
        left = [node.bound for node in waiting if not self.is_closed(node)]
        # What was closed reaches less than the cut; where weights are whole, the step below it is the best known value.
        beyond = self.value if self.step >= 1 and self.cut <= self.value + self.step else self.cut
        return Searched(self.chosen, max([beyond, *left]), not left, ceiling)


def search_tree(
    reach: Reach, count: int, chosen: BoolArray, *, cut: float, step: float, effort: Effort, first: bool = False
) -> Searched:
    """
    Look for `count` columns that reach at least `cut`, and the best of them.

    chosen   a choice to begin with
    cut      choices that reach less are of no interest
    step     how much more a better choice reaches than a known one: 1 where weights are whole, else a small part of it
    first    stop at the first choice that reaches the cut
    """
    return Tree(reach, count, chosen, cut, step, effort).search(min(NODES, effort.rounds(NODES)), first=first)
