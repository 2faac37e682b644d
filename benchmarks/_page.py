"""docs/benchmarks.md, made from benchmarks/results/*.json: `python -m benchmarks._page` writes it anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks._harness import RESULTS, ROOT, SHORT_NOTE

PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made from `benchmarks/results/` by `./dev bench --full --json`; do not edit. What is measured and how stands in `benchmarks/README.md`. A ratio above 1 means
that ours is better; a peer that is absent is “not run”. Compare ratios, not times, with another machine.
"""


def number(value: float) -> str:
    """Three significant digits, thousands apart, nothing in exponents."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{digits}f}"


def row(figure: Mapping[str, Any]) -> str:
    """One line of a benchmark's table."""
    size = ", ".join(
        f"{key} {number(value) if isinstance(value, int | float) else value}" for key, value in figure["size"].items()
    )
    raw = figure["raw"]
    spread = f" ({number(min(raw))}–{number(max(raw))}, {len(raw)} runs)" if len(raw) > 1 else ""
    limit = ""
    if figure["limit"] is not None:
        sign = "≤" if figure["less_is_better"] else "≥"
        limit = f"{sign} {number(figure['limit'])}: {'kept' if figure['kept'] else '**not kept**'}"
    peers = "; ".join(
        f"{peer['name']}: not run ({peer['not_run']})"
        if peer["ratio"] is None
        else f"{peer['name']}: {number(peer['value'])}, ratio {number(peer['ratio'])}"
        for peer in figure["peers"]
    )
    name = f"{figure['name']} ({figure['note']})" if figure["note"] else figure["name"]
    return f"| {name} | {size} | {number(figure['value'])} {figure['unit']}{spread} | {limit} | {peers} |"


def section(document: Mapping[str, Any]) -> str:
    """One benchmark: its machine in a line, its figures in a table."""
    machine, versions = document["machine"], document["versions"]
    state = (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']:g} GiB, {machine['system']}, Python {machine['python']}, "
        f"SQLite {machine['sqlite']}, {', '.join(f'{name} {version}' for name, version in versions.items())}; load before the run "
        f"{machine['load_before']:g}; commit {document['commit']}, {document['measured_at'][:10]}, seed {document['seed']}."
    )
    lines = [f"## {document['title']}", "", state]
    if document["budget"] != "full":
        lines += ["", f"**{SHORT_NOTE.capitalize()}.**"]
    lines += ["", "| figure | size | ours | promise | peers |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *map(row, document["figures"])])


def page(documents: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join([HEAD.rstrip(), *map(section, documents)]) + "\n"


def published(folder: Path = RESULTS) -> list[Mapping[str, Any]]:
    """Every benchmark's newest result worth reading: the full one where there is one, else the short one."""
    names = sorted({path.name.split(".")[0] for path in folder.glob("*.json")})
    paths = [full if (full := folder / f"{name}.json").exists() else folder / f"{name}.short.json" for name in names]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def write() -> None:
    PAGE.write_text(page(published()), encoding="utf-8")


if __name__ == "__main__":
    write()
