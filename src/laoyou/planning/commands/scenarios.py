"""Keeping, sharing and withdrawing scenarios, and turning them into projects of the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.models import Account
from laoyou.core.scope import Scope
from laoyou.planning import permissions
from laoyou.planning.domain.questions import Question
from laoyou.planning.models import Scenario
from laoyou.planning.presenters.look_presenter import LookPresenter
from laoyou.planning.queries import reach
from laoyou.planning.queries.scenarios import visible
from laoyou.plans import public as plans
from laoyou.providers import public as providers

MEASURES = {"beds": "beds", "places": "childcare_places", "facilities": "care_points"}
"""What a unit of capacity is called in the ledger."""


@transaction.atomic
def save(
    name: str, sharing: str, question: Question, *, by: Scope, at: datetime, key: str, run_id: int | None = None
) -> Scenario:
    """
    Keep the changes of `question` under a name, with what they bring, computed now. The same key twice is one scenario.

    DomainError `planning.unnamed_scenario`, `planning.no_unit`; as `reach.look` for changes that cannot be computed.
    """
    by.require(permissions.KEEP)
    if not by.covers_area(permissions.KEEP, district.area_id()):
        raise DomainError("core.not_found")
    if known := Scenario.objects.scoped(by, permissions.KEEP).filter(key=key, owner_id=by.account_id).first():
        return known
    if not name.strip():
        raise DomainError("planning.unnamed_scenario")
    unit = Account.objects.filter(pk=by.account_id or 0).values_list("unit_id", flat=True).first()
    if sharing == Scenario.Sharing.UNIT and unit is None:
        raise DomainError("planning.no_unit")
    look = reach.look(question, by, on=clock.today())
    row = Scenario.objects.create(
        area_id=district.area_id(),
        owner_id=by.account_id,
        unit_id=unit,
        name=name.strip()[:120],
        sharing=sharing,
        question={name: value for name, value in question.values().items() if name != "changes"},
        changes=[change.written() for change in question.changes],
        result=_result(look, by),
        run_id=run_id,
        key=key,
        saved_at=at,
    )
    audit.record("planning.save_scenario", row, by=by, permission=permissions.KEEP, at=at, chain="planning", detail={"sharing": sharing, "changes": row.changes})  # fmt: skip
    return row


def _result(look: reach.Look, by: Scope) -> dict[str, Any]:
    one = LookPresenter(look, by, "try_out")

    def said(row: reach.TownRow) -> dict[str, Any]:
        return {
            "area": row.area_id,
            "before": [row.before.share, row.before.score, row.before.gini, row.before.known - row.before.covered],
            "after": [row.after.share, row.after.score, row.after.gini, row.after.known - row.after.covered],
        }

    return {
        "whole": said(look.whole) if look.whole else None,
        "towns": [said(row) for row in look.towns],
        "steps": one.steps,
        "new": [
            {"name": one.area_words(place.area_id), "area": place.area_id, "x": place.x, "y": place.y, "supply": place.supply}
            for place in look.places
            if place.site < 0 and place.change != "close"
        ],
        "network": {"file": look.ground.row.file_sha256, "name": look.ground.row.name, "licence": look.ground.row.licence, "synthetic": look.ground.row.synthetic},
        "homes": look.ground.home_set.file_sha256 if look.ground.home_set else "",
        "snapshot": look.ground.home_set.snapshot if look.ground.home_set else "",
    }  # fmt: skip


@transaction.atomic
def withdraw(scenario_id: int, *, by: Scope, at: datetime) -> None:
    """Take one's own scenario out of the list; the row stays."""
    row = visible(by).filter(pk=scenario_id, owner_id=by.account_id).select_for_update().first()
    if row is None:
        raise DomainError("core.not_found")
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    audit.record("planning.withdraw_scenario", row, by=by, permission=permissions.KEEP, at=at, chain="planning")


@transaction.atomic
def propose(scenario_id: int, due: date, *, by: Scope, at: datetime) -> Scenario:
    """
    Put a project into the ledger for each new site of a scenario; what was put there already is not put there again.

    DomainError `planning.no_sites_to_propose`; as `plans.public.propose_project`.
    """
    row = visible(by).filter(pk=scenario_id).select_for_update().first()
    if row is None:
        raise DomainError("core.not_found")
    if not row.result["new"]:
        raise DomainError("planning.no_sites_to_propose")
    kind = row.question["kind"]
    unit = reach.unit_of(kind)
    made = []
    for number, site in enumerate(row.result["new"], start=1):
        area = site["area"][: reach.TOWN_DIGITS] or district.area_id()
        supply = round(site["supply"]) if unit != "facilities" else 1
        new = plans.NewItem(
            name=_("%(kind)s：%(place)s") % {"kind": providers.KIND_WORDS[kind], "place": site["name"]},
            area_id=area,
            due=due,
            content=_("由情景“%(scenario)s”提出，选址%(number)s。") % {"scenario": row.name, "number": number},
            capacity=(plans.Added(MEASURES[unit], supply, area),) if supply else (),
        )
        item = plans.propose_project(new, by=by, at=at, key=f"scenario {row.pk} {number}", proposal=row.name[:200], example=bool(row.result["network"]["synthetic"]))  # fmt: skip
        made.append(item.pk)
    row.projects = made
    row.save(update_fields=["projects"])
    audit.record("planning.propose_projects", row, by=by, permission=permissions.KEEP, at=at, chain="planning", detail={"items": made})  # fmt: skip
    return row
