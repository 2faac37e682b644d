"""Evaluating the towns by the index of the pack, from a snapshot; publishing an evaluation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, jobs
from laoyou.core.models import Job
from laoyou.core.scope import Scope
from laoyou.plans.commands.values import CHAIN, snapshot_named
from laoyou.plans.domain import evaluation
from laoyou.plans.models import IndexEvaluation, TownIndex
from laoyou.plans.queries import index as queries

JOB = "plans.evaluate_index"
COMPUTE, PUBLISH = "plans.compute_values", "plans.publish_indicators"


def request_evaluation(snapshot_name: str, *, by: Scope) -> Job:
    """Ask for the index to be computed from a snapshot; the same one twice, while it is being computed, is one job."""
    by.require(COMPUTE)
    queries.definition()
    name = snapshot_named(snapshot_name).name
    key = f"{JOB} {name} {district.pack().version} {__version__}"
    title = str(_("计算评价指数"))
    return jobs.enqueue(JOB, title, {"snapshot": name}, by=by, key=key, area_id=district.area_id())


def _work(run: jobs.Run) -> str:
    """The job: computed whole or not at all."""
    by = Scope.system(f"the index that account {run.account_id} asked for")
    row = evaluate(run.arguments["snapshot"], by=by, at=clock.now())
    return reverse("plans:show_index", args=[row.pk])


@transaction.atomic
def evaluate(snapshot_name: str, *, by: Scope, at: datetime) -> IndexEvaluation:
    """
    Compute the index of every town from a snapshot. Asked again for the same snapshot and definition, it adds nothing.

    Refused: `plans.no_index`, `plans.no_snapshot`, `plans.snapshot_damaged`.
    """
    by.require(COMPUTE)
    snapshot, pack = snapshot_named(snapshot_name), district.pack()
    frame, towns, results = computed(snapshot_name)
    inputs = evaluation.hash_of([frame, towns])
    known = IndexEvaluation.objects.filter(snapshot_id=snapshot.name, inputs_hash=inputs).first()
    if known is not None:
        return known
    row = IndexEvaluation.objects.create(
        definition=frame["id"],
        snapshot_id=snapshot.name,
        as_of=snapshot.date,
        pack=pack.name,
        pack_version=pack.version,
        program_version=__version__,
        frame=frame,
        inputs_hash=inputs,
        results_hash=evaluation.hash_of(results),
        example=frame["example"] or clock.demo_date() is not None,
        computed_at=at,
        computed_by_id=by.account_id,
    )
    TownIndex.objects.bulk_create(
        TownIndex(evaluation=row, area_id=town["area"], inputs=town, result=result)
        for town, result in zip(towns, results, strict=True)
    )
    audit.record(
        "plans.evaluate_index", row, by=by, permission=COMPUTE, at=at, chain=CHAIN,
        detail={"snapshot": snapshot.name, "inputs": inputs, "results": row.results_hash, "towns": len(towns)},
    )  # fmt: skip
    return row


def computed(snapshot_name: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Frame, values and results from a snapshot, by the definition that the pack has now."""
    snapshot, pack, of = snapshot_named(snapshot_name), district.pack(), queries.definition()
    frame = queries.frame_of(pack, of)
    towns = queries.values_of(pack, of, queries.reckoner_for(snapshot, pack, of))
    return frame, towns, evaluation.results(frame, towns)


def computes_again(row: IndexEvaluation) -> bool:
    """Whether the snapshot, counted again today by the pack of today, gives the same values and the same results."""
    frame, towns, results = computed(row.snapshot_id)
    return (evaluation.hash_of([frame, towns]), evaluation.hash_of(results)) == (row.inputs_hash, row.results_hash)


@transaction.atomic
def publish(evaluation_id: int, *, by: Scope, at: datetime) -> IndexEvaluation:
    """Let the grades of an evaluation, with their intervals, go to the public page with the next delivery. Twice is once."""
    by.require(PUBLISH)
    row = IndexEvaluation.objects.select_for_update().filter(pk=evaluation_id).first()
    if row is None:
        raise DomainError("core.not_found")
    if row.published_at is not None:
        return row
    row.published_at, row.published_by_id = at, by.account_id
    row.save(update_fields=["published_at", "published_by"])
    audit.record(
        "plans.publish_index", row, by=by, permission=PUBLISH, at=at, chain=CHAIN, detail={"results": row.results_hash}
    )
    return row


jobs.register(JOB, _work)
