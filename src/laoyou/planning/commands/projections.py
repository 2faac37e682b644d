"""Making projections. The engine is loaded when it is used: pages read stored rows and never compute."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

import laoyou
from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, jobs
from laoyou.core.scope import Scope
from laoyou.packs import public as packs
from laoyou.people import public as people
from laoyou.planning import permissions
from laoyou.planning.models import ProjectedArea, Projection

CHAIN: Final = "planning"
JOB: Final = "planning.project"
YEARS: Final = 15
DRAWS: Final = 500
SEED: Final = 20260101
RADAR_MONTHS: Final = 40
CENSUS_DAY: Final = date(2020, 11, 1)
TOWN_DIGITS: Final = 9
STEPS: Final = 4
OFFICIAL: Final = {
    "all": "residents", "60+": "aged_60_up", "65+": "aged_65_up", "80+": "aged_80_up", "0-2": "under_three",
}  # fmt: skip
"""Age group → its column among the official year-end figures; a pack need not have them all."""
TURNOVER: Final = "projection.turnover"
RETAINED: Final = "projection.net_moves_retained"

Progress = Callable[[int, str], None]


def _quiet(done: int, step: str) -> None:
    """Progress that nobody watches."""


def request_projection(*, by: Scope) -> int:
    """Ask for a projection of today's register in the background; returns the number of the job."""
    by.require(permissions.MAKE_PROJECTIONS)
    key = f"{JOB}|{clock.today()}|{secrets.token_hex(4)}"
    return jobs.enqueue(JOB, _("人口预测"), {}, by=by, key=key, area_id=district.area_id()).pk


def perform_projection(run: jobs.Run, *, by: Scope) -> str:
    """The work of such a job; begins again after a crash, and an equal projection is stored once."""
    project_register(by=by, at=clock.now(), progress=lambda done, step: run.advance(done, STEPS, message=step))
    project_census(by=by, at=clock.now())
    return reverse("planning:show_projection")


def project_register(
    *, by: Scope, at: datetime, draws: int = DRAWS, seed: int = SEED, progress: Progress = _quiet
) -> Projection:
    """Project the residents of the register, by town, with the rates of this district's pack."""
    from laoyou.planning.domain import forecasts, projecting

    by.require(permissions.MAKE_PROJECTIONS)
    pack, on = district.pack(), clock.today()
    progress(0, _("清点名册"))
    counted = people.by_single_age(on)
    towns = {town: counted[town] for town in sorted(counted) if len(town) == TOWN_DIGITS}
    if not towns:
        raise DomainError("planning.nobody_to_project")
    births = people.by_month_of_birth(on, months=RADAR_MONTHS)
    progress(1, _("准备死亡率和生育率"))
    rates = projecting.rates(pack, on.year, YEARS)
    moving = _moving(pack, towns, rates, on)
    settings: dict[str, Any] = {
        "day": on.isoformat(), "draws": draws, "seed": seed, "years": YEARS, "place": pack.name,
        "moves": moving.settings() if moving else None,
    }  # fmt: skip
    digest = projecting.fingerprint({"people": towns, "births": births}, rates, **settings)
    known = Projection.objects.filter(inputs_sha256=digest, engine=laoyou.__version__).first()
    if known is not None:
        return known
    progress(2, _("逐年推算"))
    whole = pack.manifest.area
    found = projecting.run(towns, rates, whole=whole, base_year=on.year, draws=draws, seed=seed, moving=moving)
    progress(3, _("保存结果"))
    return _store(
        {
            "place": pack.name, "basis": Projection.Basis.REGISTER, "area_code": whole, "base_day": on, "years": YEARS,
            "draws": draws, "seed": seed, "inputs_sha256": digest, "pack_version": pack.version,
            "sources": _sources(pack, rates.tables, "resident-population", moves=moving is not None), "stated": forecasts.stated(pack),
        },
        found,
        {area: _linear(pack, area, on) for area in found},
        {area: _births(births, area, whole) for area in found},
        by=by,
        at=at,
    )  # fmt: skip


def project_census(*, by: Scope, at: datetime, draws: int = DRAWS, seed: int = SEED) -> list[Projection]:
    """Project every place whose pack states what it forecasts, from the census of 2020, so that both stand side by side."""
    from laoyou.planning.domain import forecasts, projecting

    by.require(permissions.MAKE_PROJECTIONS)
    made = []
    for name in packs.pack_names():
        pack = packs.load(name)
        if forecasts.TABLE not in pack.figures or pack.origins["figures", forecasts.TABLE].pack != name:
            continue  # it says nothing of its own: what it extends is looked at by itself
        area, first = pack.manifest.area, CENSUS_DAY.year
        rates = projecting.rates(pack, first, YEARS)
        start = {area: projecting.census_people(pack, area, first)}
        settings: dict[str, Any] = {"day": CENSUS_DAY.isoformat(), "draws": draws, "seed": seed, "years": YEARS}
        said = forecasts.stated(pack)
        parts = sorted({part["area"] for part in said["parts"]} & projecting.census_areas(pack)) if said else []
        if parts:
            settings["parts"] = parts
        digest = projecting.fingerprint(start, rates, place=name, **settings)
        known = Projection.objects.filter(inputs_sha256=digest, engine=laoyou.__version__).first()
        if known is None:
            found = projecting.run(start, rates, whole=area, base_year=first, draws=draws, seed=seed)
            if parts:
                own = {part: projecting.census_people(pack, part, first) for part in parts}
                each = projecting.run(own, rates, whole=area, base_year=first, draws=draws, seed=seed)
                found |= {part: each[part] for part in parts}
            known = _store(
                {
                    "place": name, "basis": Projection.Basis.CENSUS, "area_code": area, "base_day": CENSUS_DAY,
                    "years": YEARS, "draws": draws, "seed": seed, "inputs_sha256": digest,
                    "pack_version": pack.version, "stated": said,
                    "sources": _sources(pack, rates.tables, "census-2020-age-sex"),
                },
                found, {one: {} for one in found}, dict.fromkeys(found), by=by, at=at,
            )  # fmt: skip
        made.append(known)
    return made


def _store(
    fields: dict[str, Any],
    found: dict[str, Any],
    lines: dict[str, dict[str, list[float] | None]],
    births: dict[str, dict[str, int] | None],
    *,
    by: Scope,
    at: datetime,
) -> Projection:
    try:
        with transaction.atomic():
            row = Projection.objects.create(**fields, engine=laoyou.__version__, made_at=at, made_by_id=by.account_id)
            ProjectedArea.objects.bulk_create(
                ProjectedArea(
                    projection=row,
                    area_code=area,
                    ages=one.ages,
                    bands=one.bands,
                    frozen=one.frozen,
                    closed=one.closed,
                    flows=one.flows,
                    linear=lines[area],
                    births=births[area],
                )
                for area, one in found.items()
            )
            audit.record(
                "planning.project",
                audit.Subject("planning.projection", str(row.pk), district.area_id()),
                by=by,
                permission=permissions.MAKE_PROJECTIONS,
                at=at,
                chain=CHAIN,
                detail={"place": row.place, "inputs": row.inputs_sha256, "areas": len(found), "draws": row.draws},
            )
    except IntegrityError:
        # The same was computed by somebody else meanwhile.
        return Projection.objects.get(inputs_sha256=fields["inputs_sha256"], engine=laoyou.__version__)
    return row


def _official(pack: packs.Pack, column: str, area: str, on: date) -> tuple[list[float], list[float]]:
    """The years and values of the official year-end figures of an area up to a day."""
    table = pack.figures.get("resident-population")
    if table is None or column not in {one.name for one in table.description.column}:
        return [], []
    series = [
        (one.as_of.year + one.as_of.timetuple().tm_yday / 365.25, float(one.value))
        for one in pack.series(f"resident-population.{column}", area)
        if one.as_of and one.as_of <= on and one.value is not None
    ]
    return [year for year, _value in series], [value for _year, value in series]


def _linear(pack: packs.Pack, area: str, on: date) -> dict[str, list[float] | None]:
    """The straight line through the official year-end figures of an area, for each group that has them."""
    from laoyou.planning.domain import projecting

    lines: dict[str, list[float] | None] = {}
    start = on.year + on.timetuple().tm_yday / 365.25
    for group, column in OFFICIAL.items():
        years, totals = _official(pack, column, area, on)
        lines[group] = projecting.linear(years, totals, [start + step for step in range(YEARS + 1)])
    return lines


def _moving(pack: packs.Pack, towns: Mapping[str, Any], rates: Any, on: date) -> Any:
    """What official totals say of moves; None where the district has fewer than two, or its pack does not say how lively moving is."""
    from laoyou.planning.domain import projecting

    turnover, retained = (pack.norms.get(key) for key in (TURNOVER, RETAINED))
    if turnover is None or retained is None or turnover.value is None or retained.value is None:
        return None
    natural = projecting.natural_change(towns, rates, on.year)
    people = {town: sum(map(sum, ages)) for town, ages in towns.items()}
    everybody = sum(people.values())
    overall = sum(natural[town] * people[town] for town in towns) / everybody if everybody else 0.0
    whole = projecting.net_moves(*_official(pack, OFFICIAL["all"], pack.manifest.area, on), overall)
    if whole is None:
        return None
    own = {town: projecting.net_moves(*_official(pack, OFFICIAL["all"], town, on), natural[town]) for town in towns}
    return projecting.Moving(
        net={town: rate for town, rate in own.items() if rate is not None},
        whole=whole,
        turnover=float(turnover.value),
        retained=float(retained.value),
    )


def _births(counted: dict[str, dict[str, int]], area: str, whole: str) -> dict[str, int]:
    if area != whole:
        return counted.get(area, {})
    total: dict[str, int] = {}
    for months in counted.values():
        for month, number in months.items():
            total[month] = total.get(month, 0) + number
    return total


def _sources(pack: packs.Pack, tables: Mapping[str, str], start: str, *, moves: bool = False) -> dict[str, Any]:
    from laoyou.planning.domain import forecasts

    named = {**tables, "start": start}
    found = {what: forecasts.place_of_table(pack, table) for what, table in named.items() if table in pack.figures}
    if moves:
        norm = pack.norms[TURNOVER]
        found["moves"] = forecasts.place(
            pack, norm.document, norm.clause, verified=norm.verified, example=norm.example, quote=norm.quote or ""
        )
    return found
