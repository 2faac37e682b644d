"""In which order the parts of a program are computed, so that what several rules ask is computed once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from laoyou.engines.rules.program import Program
from laoyou.engines.rules.tree import Const, Known, Node


@dataclass(frozen=True)
class Layout:
    """
    names   the column or variable of each part that is used more than once
    levels  these parts, level by level: a part needs only facts and parts of the levels before its own
    """

    names: dict[Node, str]
    levels: tuple[tuple[Node, ...], ...]


def outputs(program: Program) -> list[Node]:
    """The parts that the code and the amount of each benefit are made of."""
    found: list[Node] = []
    for ready in program.benefits:
        for _, condition in ready.clauses:
            found += [condition, condition]  # once for each of its two bits
        found.append(ready.extra)
        if ready.due is not None:
            found.append(ready.due)
    return found


def lay_out(program: Program) -> Layout:
    """Name the shared parts of a program and put them in order."""
    uses: Counter[Node] = Counter(outputs(program))
    ordered: list[Node] = []
    seen: set[Node] = set()
    for root in outputs(program):
        for node in root.walk() if root not in seen else ():
            if node not in seen:
                seen.add(node)
                ordered.append(node)
                uses.update(node.children)
    names: dict[Node, str] = {}
    level_of: dict[Node, int] = {}
    levels: list[list[Node]] = []
    for node in ordered:
        below = max((level_of[child] for child in node.children), default=0)
        level_of[node] = below
        if uses[node] > 1 and not isinstance(node, Known | Const):
            names[node] = f"_{len(names)}"
            while len(levels) <= below:
                levels.append([])
            levels[below].append(node)
            level_of[node] = below + 1
    return Layout(names, tuple(tuple(level) for level in levels))
