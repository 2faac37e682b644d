"""Entering homes: how many people of which group live where beside the streets; from a list of places, or invented for the demonstration."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.imports.files import open_sheets, text_of
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.engines import access
from laoyou.engines.access.arrays import FloatArray
from laoyou.engines.access.synthetic import Streets
from laoyou.engines.access.synthetic import homes as scattered
from laoyou.packs.models.measure import Comparison, Count
from laoyou.planning import storage
from laoyou.planning.commands.networks import CHAIN
from laoyou.planning.domain.questions import GROUPS
from laoyou.planning.models import HomeSet
from laoyou.planning.queries import networks
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


COLUMNS: Final = {
    "community": ("社区代码", "村（社区）代码", "区划代码", "community"),
    "longitude": ("经度", "longitude", "lon"),
    "latitude": ("纬度", "latitude", "lat"),
    "weight": ("户数", "households"),
}
"""Column → its names in the first row of a list of homes; only the last may be absent."""


@dataclass(frozen=True)
class Entered:
    """
    What a list of homes has become.

    sets              one for each network in use that has degrees
    off               homes further from every street than anybody walks to one
    without_homes     communities of the register that have people and no home in the list, with how many of 60 and over and 0 to 2
    """

    sets: tuple[HomeSet, ...]
    off: int
    without_homes: dict[str, int]


def enter_homes(data: bytes, file_name: str, *, by: Scope, at: datetime) -> Entered:
    """
    Put the people of the newest snapshot on the homes that a list names: community, longitude, latitude and, if known, households.

    People of a community are parted among its homes by households (equally where the list has none), in whole persons, so that
    the sums are those of the register. Everything is entered, or nothing.

    Raises DomainError: `planning.no_network`, `planning.no_snapshot`, `planning.home_columns`, `planning.home_row`,
    `planning.homes_elsewhere`, those of coordinates (`access.*`) and of unreadable files (`core.import_file_*`).
    """
    by.require("planning.import_network")
    rows = [row for mode in ("walk", "drive") if (row := networks.network_in_use(mode)) is not None and row.box]
    if not rows:
        raise DomainError("planning.no_network")
    newest = snapshots.latest()
    if newest is None:
        raise DomainError("planning.no_snapshot")
    communities, lonlat, weights = _listed(data, file_name)
    counted = snapshots.measure_by_town(newest.name, COUNTED, digits=COMMUNITY_DIGITS)
    people = _parted(communities, weights, counted)
    off = 0
    arrays = {}
    for row in rows:
        network = networks.load(row.id)
        points = access.snap_degrees(network, lonlat)
        away = int((points.node < 0).sum())
        if away * 2 > len(lonlat):
            raise DomainError("planning.homes_elsewhere", away=away, homes=len(lonlat), network=row.name)
        off = max(off, away)
        assert network.frame is not None
        arrays[row.file_sha256] = {
            "xy": network.frame.to_metres(lonlat), "community": np.array(communities), "people": people,
        }  # fmt: skip
    day = newest.date if isinstance(newest.date, date) else at.date()
    with transaction.atomic():
        sets = tuple(
            _keep(key, one, name=file_name[:120], synthetic=False, snapshot=newest.name, as_of=day, by=by, at=at)
            for key, one in arrays.items()
        )
    have = set(communities)
    missing = {
        key: counted["60"].get(key, 0) + counted["0-2"].get(key, 0)
        for key in {key for found in counted.values() for key in found} - have
    }
    return Entered(sets, off, {key: number for key, number in sorted(missing.items()) if number})


def _listed(data: bytes, file_name: str) -> tuple[list[str], FloatArray, FloatArray]:
    """Communities (h,), longitude and latitude (h, 2) and weights (h,) of a list of homes."""
    rows = open_sheets(data, file_name)[0].rows()
    head = [text_of(cell).strip().lower() for cell in next(rows, [])]
    place = {
        column: next((head.index(name) for name in names if name in head), None) for column, names in COLUMNS.items()
    }
    lacking = [COLUMNS[column][0] for column in ("community", "longitude", "latitude") if place[column] is None]
    if lacking:
        raise DomainError("planning.home_columns", columns="、".join(lacking))
    known = set(
        Area.objects.filter(id__startswith=district.area_id(), valid_to__isnull=True).values_list("id", flat=True)
    )
    communities, numbers = [], []
    for line, row in enumerate(rows, start=2):
        said = {
            column: text_of(row[at]).strip() if at is not None and at < len(row) else "" for column, at in place.items()
        }
        if not any(said.values()):
            continue
        if said["community"] not in known:
            raise DomainError("planning.home_community", line=line, code=said["community"] or "—")
        try:
            degrees = float(said["longitude"]), float(said["latitude"])
            weight = float(said["weight"] or 1)
        except ValueError:
            raise DomainError("planning.home_row", line=line) from None
        if not (np.isfinite([*degrees, weight]).all() and weight >= 0):
            raise DomainError("planning.home_row", line=line)
        communities.append(said["community"])
        numbers.append((*degrees, weight))
    if not communities:
        raise DomainError("planning.no_homes")
    table = np.array(numbers, float)
    return communities, table[:, :2], table[:, 2]


def _parted(communities: list[str], weights: FloatArray, counted: dict[str, dict[str, int]]) -> FloatArray:
    """(groups, h) whole people: each community's counts parted among its homes by weight, the largest remainders first."""
    people = np.zeros((len(GROUPS), len(communities)))
    names, number = np.unique(communities, return_inverse=True)
    for place, community in enumerate(names):
        own = np.flatnonzero(number == place)
        share = weights[own] if weights[own].sum() > 0 else np.ones(len(own))
        for row, group in enumerate(GROUPS):
            exact = counted[group].get(str(community), 0) * share / share.sum()
            whole = np.floor(exact)
            rest = round(exact.sum() - whole.sum())
            whole[np.argsort(-(exact - whole), kind="stable")[:rest]] += 1
            people[row, own] = whole
    return people


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
    day = newest.date if isinstance(newest.date, date) else at.date()
    return _keep(streets_digest(made), arrays, name=name, synthetic=True, snapshot=newest.name, as_of=day, by=by, at=at)


def _keep(
    streets: str,
    arrays: dict[str, Any],
    *,
    name: str,
    synthetic: bool,
    snapshot: str,
    as_of: date,
    by: Scope,
    at: datetime,
) -> HomeSet:
    """The set in file and database; the same set again is the one that is there."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    data = buffer.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    storage.root().mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (storage.root() / f"{digest}.npz").exists():
        storage.put(data, storage.root() / f"{digest}.npz")
    with transaction.atomic():
        row, is_new = HomeSet.objects.get_or_create(
            source_sha256=streets,
            file_sha256=digest,
            defaults={
                "name": name,
                "synthetic": synthetic,
                "snapshot": snapshot,
                "as_of": as_of,
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
