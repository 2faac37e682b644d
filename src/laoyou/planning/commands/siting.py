"""Asking where to build, as a job that can be stopped."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, endable, jobs
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.core.text import sentence
from laoyou.planning import permissions, storage
from laoyou.planning.domain.questions import GROUPS, Question
from laoyou.planning.jobs import SITE
from laoyou.planning.models import SitingRun
from laoyou.planning.queries import reach
from laoyou.providers import public as providers

OBJECTIVES: Final = ("max_coverage", "p_median", "set_cover", "capacitated")
CANDIDATES: Final = ("centres", "idle", "points")
SECONDS: Final = 20.0
LONGEST_SECONDS: Final = 60.0
UNSERVED_MINUTES: Final = 600.0
"""What a bed that is needed and not found counts beside minutes of travel: more than any way within a district."""


@transaction.atomic
def ask(question: Question, wish: dict[str, Any], *, by: Scope, at: datetime) -> SitingRun:
    """
    Ask for a proposal; the search is a job. `wish`: objective, count, budget_fen, share, candidates and what costs and beds need.

    DomainError `planning.no_network`, `planning.no_candidates`.
    """
    by.require(permissions.KEEP)
    if not by.covers_area(permissions.KEEP, district.area_id()):
        raise DomainError("core.not_found")
    if not set(wish["candidates"]) & set(CANDIDATES):
        raise DomainError("planning.no_candidates")
    run = SitingRun.objects.create(
        area_id=district.area_id(), owner_id=by.account_id, question={"asked": question.values(), **wish}, asked_at=at
    )
    job = jobs.enqueue(SITE, _("选址：%(kind)s") % {"kind": providers.KIND_WORDS[question.kind]}, {"run": run.pk}, by=by, key=f"{SITE}|{run.pk}")  # fmt: skip
    run.job = job
    run.save(update_fields=["job"])
    audit.record("planning.ask_for_sites", run, by=by, permission=permissions.KEEP, at=at, chain="planning", detail=run.question)  # fmt: skip
    return run


@transaction.atomic
def stop(run_id: int, *, by: Scope, at: datetime) -> SitingRun:
    """Ask the search to stop; the best proposal so far is kept."""
    run = SitingRun.objects.scoped(by, permissions.KEEP).filter(pk=run_id, owner_id=by.account_id).first()
    if run is None:
        raise DomainError("core.not_found")
    if run.job is not None:
        jobs.ask_to_cancel(run.job)
    audit.record("planning.stop_search", run, by=by, permission=permissions.KEEP, at=at, chain="planning")
    return run


def perform(run: jobs.Run) -> str:
    """The work of such a job: gathers the ground, lets the engine search in a process of its own, keeps the best answer."""
    asked = SitingRun.objects.unscoped("the job of a question that was asked within the scope").get(
        pk=run.arguments["run"]
    )
    account = Account.objects.get(pk=asked.owner_id)
    by = scope_of(account, at=clock.now())
    by.require(permissions.KEEP)
    question = Question.of(asked.question["asked"], providers.KIND_WORDS)  # type: ignore[arg-type]
    address = reverse("planning:show_proposal", args=[asked.pk])
    try:
        here = reach.ground(question.mode)
        told: dict[str, Any] = {}
        order, spots = _order(here, question, asked.question, by)

        def heard(news: dict[str, Any]) -> None:
            if news.get("answer"):
                told["answer"] = news["answer"]
            asked.told = {name: news[name] for name in ("stage", "value", "bound", "gap")}
            asked.save(update_fields=["told"])

        def should_stop() -> bool:
            try:
                run.advance(0, message=_("正在搜索"))
            except jobs.CancelledError:
                return True
            return False

        from laoyou.planning.siting_process import solve

        outcome = endable.run_endable(solve, order, seconds=LONGEST_SECONDS, should_stop=should_stop, heard=heard)
        answer = outcome.result or told.get("answer")
        if answer is None:
            raise DomainError("planning.stopped_too_early")
        if outcome.result is None:
            answer["status"] = "stopped"
    except DomainError as refusal:
        asked.answer = None
        asked.state, asked.refusal = SitingRun.State.REFUSED, sentence(refusal)[:600]
        asked.answered_at = clock.now()
        asked.save(update_fields=["state", "refusal", "answered_at"])
        return address
    asked.answer = _with_places(here, answer, order, spots)
    asked.state, asked.answered_at = SitingRun.State.ANSWERED, clock.now()
    asked.save(update_fields=["answer", "state", "answered_at"])
    return address


def _idle_premises(by: Scope, on: date) -> list[providers.FacilitySite]:
    """Idle premises of the register as places where a facility could stand, numbered among themselves."""
    return [
        providers.FacilitySite(
            one.id, one.name, (), one.area_id, one.longitude, one.latitude, None, 0, one.floor_area_m2, True, one.example
        )
        for one in providers.candidate_premises(by, on=on)
    ]  # fmt: skip


def _order(here: reach.Ground, question: Question, wish: dict[str, Any], by: Scope) -> tuple[dict[str, Any], list[Any]]:
    """What the engine is asked, and the candidates: (x, y, area id, name, kind)."""
    if here.homes is None:
        raise DomainError("planning.nothing_to_serve")
    on = clock.today()
    homes, group = here.homes, GROUPS.index(question.group)
    weights = homes.people[group]
    if not weights.sum():
        raise DomainError("planning.nothing_to_serve")
    spots: list[tuple[float, float, str, str, str, float | None]] = []
    if "centres" in wish["candidates"]:
        middles = ((area, reach.centre_of(homes, area)) for area in homes.communities)
        spots += [(*spot, area, "", "centre", None) for area, spot in middles if spot is not None]
    if "idle" in wish["candidates"]:
        for sites in (providers.facility_sites((), by, on=on, closed=True), _idle_premises(by, on)):
            placed, _points = reach.place_sites(here, sites, question.kind)
            floor = {site.id: site.area_m2 for site in sites}
            spots += [
                (one.x, one.y, one.area_id, one.name or "", "idle", floor[one.site]) for one in placed if one.name
            ]
    if "points" in wish["candidates"]:
        for change in question.changes:
            if change.operation == "add":
                spots.append((change.x, change.y, reach.area_at(here, change.x, change.y), "", "point", None))
    spots = [spot for spot in spots if spot[2].startswith(wish.get("town") or "")]
    if not spots:
        raise DomainError("planning.no_candidate_places")
    shut = {change.site for change in question.changes if change.operation == "close"}
    fixed, _points = reach.place_sites(here, providers.facility_sites((question.kind,), by, on=on), question.kind)
    fixed = [one for one in fixed if one.site not in shut]
    is_beds = wish["objective"] == "capacitated"
    if is_beds:
        # Beds are needed by community: its people times what the planner said, at its middle.
        centres = [reach.centre_of(homes, area) or (0.0, 0.0) for area in homes.communities]
        xy = np.array(centres)
        folk = np.bincount(homes.community, weights, len(homes.communities))
        weights = folk * float(wish["beds_per_1000"]) / 1000.0
        fixed = [one for one in fixed if one.supply > 0]
    else:
        lived = weights > 0
        xy, weights = homes.xy[lived], weights[lived]
    return {
        "network": str(storage.root() / f"{here.row.file_sha256}.npz"),
        "network_file": here.row.file_sha256,
        "direction": question.direction,
        "objective": wish["objective"],
        "count": wish.get("count"),
        "budget_fen": wish.get("budget_fen"),
        "share": wish.get("share", 0.95),
        "within": float(question.within),
        "seconds": SECONDS,
        "homes": xy,
        "weights": weights,
        "fixed": [(one.x, one.y) for one in fixed],
        "beds": [round(one.supply) for one in fixed],
        "candidates": [(one[0], one[1]) for one in spots],
        "kinds": [one[4] for one in spots],
        "area_m2": [one[5] for one in spots],
        "minimum_m2": wish.get("minimum_m2") or 0,
        "opening_fen": wish.get("opening_fen") or 0,
        "bed_fen": wish.get("bed_fen") or 0,
        "capacity": wish.get("capacity") or 100,
        "minimum_beds": wish.get("minimum_beds") or 0,
        "unserved_minutes": UNSERVED_MINUTES,
    }, spots


def _with_places(here: reach.Ground, answer: dict[str, Any], order: dict[str, Any], spots: list[Any]) -> dict[str, Any]:
    """The answer with where each site is, and by community who gains."""
    assert here.homes is not None
    homes = here.homes
    by_community = order["objective"] == "capacitated"
    lived = np.flatnonzero(homes.people[:, :].sum(axis=0) >= 0)
    if not by_community:
        rows = {tuple(spot): row for row, spot in enumerate(map(tuple, homes.xy))}
        lived = np.array([rows[tuple(spot)] for spot in order["homes"]])
    for site in answer["sites"]:
        x, y, area, name, kind, floor = spots[site["index"]]
        gains: defaultdict[str, float] = defaultdict(float)
        for row, weight in site.pop("gains"):
            community = homes.communities[row] if by_community else homes.communities[homes.community[lived[row]]]
            gains[community] += weight
        best = sorted(gains.items(), key=lambda one: -one[1])[:3]
        site |= {"x": round(x), "y": round(y), "area": area, "name": name, "kind": kind, "m2": floor, "gains": best}
    answer["left_out"] = [[spots[index][3] or spots[index][2], why] for index, why in answer["left_out"]]
    return answer
