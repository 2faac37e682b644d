"""Entering homes: how many people of which group live where beside the streets."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import transaction

from laoyou.core import audit, district
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.engines.access.synthetic import Streets
from laoyou.engines.access.synthetic import homes as scattered
from laoyou.packs.models.measure import Comparison, Count
from laoyou.planning import storage
from laoyou.planning.commands.networks import CHAIN
from laoyou.planning.domain.questions import GROUPS
from laoyou.planning.models import HomeSet
from laoyou.snapshots import public as snapshots

COMMUNITY_DIGITS: Final = 12
HARDSHIP: Final = ("extreme_hardship", "min_living_allowance", "marginal_low_income", "rigid_expenditure_hardship")
COUNTED: Final = {
    "60": Count(table="residents", count=True, where={"age_months": Comparison(ge=720)}),
    "80": Count(table="residents", count=True, where={"age_months": Comparison(ge=960)}),
    "0-2": Count(table="residents", count=True, where={"age_months": Comparison(lt=36)}),
    "hardship": Count(table="residents", count=True, where={"statuses": Comparison(has_any=HARDSHIP)}),
}
"""Who belongs to each group: people by where they live."""


def enter_synthetic_homes(
    made: Streets, towns: list[str], *, name: str, most: int = 400, by: Scope, at: datetime
) -> HomeSet:
    """
    Put the people of the newest snapshot on invented homes beside synthetic streets, community by community.

    towns  the area ids of the towns of `made`, in its order
    most   homes in one town

    How many live in a community is counted; where in it they live is invented. The same snapshot and streets give the same homes.
    """
    by.require("planning.import_network")
    newest = snapshots.latest()
    if newest is None:
        raise RuntimeError("a snapshot is taken before homes are entered")
    counted = snapshots.measure_by_town(newest.name, COUNTED, digits=COMMUNITY_DIGITS)
    arrays = _scatter(made, towns, counted, most)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    data = buffer.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    storage.root().mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (storage.root() / f"{digest}.npz").exists():
        storage.put(data, storage.root() / f"{digest}.npz")
    source = streets_digest(made)
    with transaction.atomic():
        row, is_new = HomeSet.objects.get_or_create(
            source_sha256=source,
            file_sha256=digest,
            defaults={
                "name": name,
                "synthetic": True,
                "snapshot": newest.name,
                "as_of": newest.date if isinstance(newest.date, date) else at.date(),
                "homes": len(arrays["community"]),
                "people": int(arrays["people"][[GROUPS.index("60"), GROUPS.index("0-2")]].sum()),
                "entered_at": at,
                "entered_by_id": by.account_id,
            },
        )
        if is_new:
            audit.record(
                "planning.enter_homes",
                audit.Subject("planning.homeset", str(row.pk), district.area_id()),
                by=by,
                permission="planning.import_network",
                at=at,
                chain=CHAIN,
                detail={"file": digest, "homes": row.homes, "snapshot": row.snapshot},
            )
    return row


def streets_digest(made: Streets) -> str:
    """What tells these streets from others; `StreetNetwork.source_sha256` of the networks made from them."""
    return hashlib.sha256(made.xy.tobytes() + made.start.tobytes() + made.end.tobytes()).hexdigest()


def _scatter(made: Streets, towns: list[str], counted: dict[str, dict[str, int]], most: int) -> dict[str, Any]:
    """Homes of each town, parted among its communities around centres of their own; each community's people on its homes."""
    rng = np.random.default_rng(made.seed)
    around = scattered(made, np.full(len(towns), 1_000_000), seed=made.seed, most=most)
    communities: dict[str, list[str]] = {town: [] for town in towns}
    known = Area.objects.filter(level=Area.Level.COMMUNITY, id__startswith=district.area_id(), valid_to__isnull=True)
    for area in known.order_by("id").values_list("id", flat=True):
        if area[:9] in communities:
            communities[area[:9]].append(area)
    xy, of, people = [], [], []
    for number, town in enumerate(towns):
        here = np.flatnonzero(around.town == number)
        # People who are registered with the town alone live somewhere in it.
        names = communities[town] or [town]
        names = names[: len(here)]
        extra = [
            key for key in {key for found in counted.values() for key in found} if key[:9] == town and key not in names
        ]
        centres = around.xy[rng.choice(here, len(names), replace=False)]
        away = ((around.xy[here, None, :] - centres[None]) ** 2).sum(axis=2)
        belongs = away.argmin(axis=1)
        weight = around.people[0, here] + 1.0
        folk = np.zeros((len(GROUPS), len(here)))
        for place, community in enumerate(names):
            own = np.flatnonzero(belongs == place)
            for row, group in enumerate(GROUPS):
                folk[row, own] += rng.multinomial(counted[group].get(community, 0), weight[own] / weight[own].sum())
        for community in extra:
            for row, group in enumerate(GROUPS):
                folk[row] += rng.multinomial(counted[group].get(community, 0), weight / weight.sum())
        xy.append(around.xy[here])
        of += [names[place] for place in belongs]
        people.append(folk)
    return {"xy": np.vstack(xy), "community": np.array(of), "people": np.concatenate(people, axis=1)}
