"""The siting engine at work, in a process of its own that can be ended. Arrays in, plain data out; no database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from laoyou.engines import access, siting
from laoyou.engines.siting.results import Answer, BedSite, CoveringSite, MedianSite

LONGEST: Final = 6_000.0
"""Minutes beyond which nobody is looked for: everything in one district is nearer."""


def solve(asked: dict[str, Any], *, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """
    Answer one question to the siting engine.

    asked  network (path and hash), direction, objective, count, budget_fen, within, seconds; `homes` (h, 2) with `weights` (h,);
           `fixed` (f, 2) with `beds` (f,); `candidates` (c, 2) with `kinds`, `area_m2`, `minimum_m2`, `opening_fen`; for beds also
           `capacity`, `minimum_beds`, `bed_fen`, `unserved_minutes`

    `progress` is called with value, bound and gap, and with a whole answer where the engine tells one.
    """
    from laoyou.planning import storage

    network = storage._read(Path(asked["network"]), asked["network_file"])
    homes = access.snap(network, asked["homes"])
    candidates = access.snap(network, asked["candidates"])
    fixed = access.snap(network, np.asarray(asked["fixed"], float).reshape(-1, 2))
    weights = np.where(homes.on, asked["weights"], 0.0)
    direction = asked["direction"]
    is_beds = asked["objective"] == "capacitated"
    columns = [_minutes(network, candidates, homes, direction)]
    if is_beds:
        columns.insert(0, _minutes(network, fixed, homes, direction))
    elif len(fixed):
        # All that is open acts as one site that stays: everybody goes to the nearest.
        columns.insert(0, access.nearest(network, fixed, direction=direction).at(homes)[0][:, None])
    minutes = np.nan_to_num(np.hstack(columns), nan=np.inf)
    kept = minutes.shape[1] - len(candidates)
    chosen = siting.Candidates(
        fixed=[True] * kept + [False] * len(candidates),
        closed=[False] * kept + [bool(node < 0) for node in candidates.node],
        kinds=["open"] * kept + list(asked["kinds"]),
        area_m2=[np.nan] * kept + [np.nan if one is None else one for one in asked["area_m2"]],
        minimum_m2={"idle": float(asked["minimum_m2"])} if asked["minimum_m2"] else 0.0,
        opening_fen=[0] * kept + [asked["opening_fen"]] * len(candidates),
    )

    def tell(told: siting.Progress) -> None:
        found = _plain(told.answer, weights, kept, 0.0) if told.answer is not None else None
        progress({"stage": told.stage, "value": _number(told.value), "bound": _number(told.bound), "gap": _number(told.gap), "answer": found})  # fmt: skip

    effort: dict[str, Any] = {"seconds": asked["seconds"], "progress": tell, "candidates": chosen}
    before = 0.0
    if asked["objective"] == "max_coverage":
        limit = {"count": asked["count"]} if asked["count"] else {"budget_fen": asked["budget_fen"]}
        answer: Answer[Any] = siting.max_coverage(weights, minutes, within=asked["within"], **limit, **effort)
    elif asked["objective"] == "set_cover":
        answer = siting.set_cover(weights, minutes, within=asked["within"], share=asked["share"], **effort)
    elif asked["objective"] == "p_median":
        answer = siting.p_median(weights, minutes, count=asked["count"], **effort)
    else:
        new, beds = len(candidates), np.asarray(asked["beds"], int)
        limits = {"count": asked["count"], "budget_fen": asked["budget_fen"]}
        answer = siting.capacitated(
            weights,
            minutes,
            capacity=np.concatenate([beds, np.full(new, asked["capacity"])]),
            existing=np.concatenate([beds, np.zeros(new, int)]),
            minimum_beds=np.concatenate([np.zeros(kept, int), np.full(new, asked["minimum_beds"])]),
            bed_fen=asked["bed_fen"],
            unserved_minutes=asked["unserved_minutes"],
            **{name: value for name, value in limits.items() if value},
            **effort,
        )
    if kept and not is_beds:
        before = float(weights[minutes[:, 0] <= asked["within"]].sum())
    return _plain(answer, weights, kept, before)


def _minutes(network: access.Network, sites: access.Points, homes: access.Points, direction: Any) -> Any:
    """(homes, sites) minutes; inf where there is no way."""
    table = np.full((len(homes), len(sites)), np.inf)
    pairs = access.catchments(network, sites, LONGEST, homes=homes, direction=direction)
    table[pairs.home, pairs.site_of_pair()] = pairs.minutes
    return table


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _plain(answer: Answer[Any], weights: Any, kept: int, before: float) -> dict[str, Any]:
    """An answer as JSON can hold it; `index` counts the candidates, `gains` are rows of homes with their weight."""
    sites = []
    for site in answer.sites:
        if site.is_fixed or site.index < kept:
            continue
        said: dict[str, Any] = {"index": int(site.index) - kept}
        if isinstance(site, CoveringSite):
            said |= {"covers": float(site.covers), "alone": float(site.alone), "new": float(site.beyond_fixed)}
        elif isinstance(site, MedianSite):
            said |= {"serves": float(site.serves), "minutes": float(site.minutes), "saves": _number(site.saves)}
        elif isinstance(site, BedSite):
            said |= {"beds": int(site.beds), "serves": float(site.serves), "minutes": float(site.minutes), "cost_fen": int(site.cost_fen)}  # fmt: skip
        said["gains"] = [[int(row), float(weights[row])] for row in site.gains[:400]]
        sites.append(said)
    return {
        "status": answer.status.value,
        "value": _number(answer.value),
        "bound": _number(answer.bound),
        "gap": _number(answer.gap),
        "seconds": round(float(answer.seconds), 2),
        "total": float(weights.sum()),
        "before": before,
        "cost_fen": None if (cost := getattr(answer, "cost_fen", None)) is None else int(cost),
        "sites": sites,
        "left_out": [
            [int(out.index) - kept, out.why] for out in answer.left_out if out.index >= kept and out.why != "closed"
        ],
    }
