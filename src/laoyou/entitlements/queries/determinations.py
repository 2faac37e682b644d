"""What sweeps found, within a scope: determinations, changes, missing facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope, within
from laoyou.entitlements.models import Determination, DeterminationChange, MissingFact, Sweep
from laoyou.entitlements.permissions import LIST, SEE, WORKLIST

WHY = "a sweep names nobody; what it found is read within the scope"
TOWN_DIGITS = 9


def sweep(sweep_id: int, scope: Scope, permission: str) -> Sweep:
    """A finished sweep, for whoever may see anything that it found; `core.not_found` for any other number."""
    scope.require(permission)
    row: Sweep | None = None
    if sweep_id < 2**63:
        rows = Sweep.objects.unscoped(WHY).filter(pk=sweep_id, state=Sweep.State.DONE)
        row = rows.select_related("previous", "asked_by").first()
    if row is None or not any(
        prefix.startswith(row.area_id) or row.area_id.startswith(prefix) for prefix in scope.area_prefixes(permission)
    ):
        raise DomainError("core.not_found")
    return row


def listed(
    row: Sweep,
    scope: Scope,
    *,
    benefit: str = "",
    state: str = "",
    area: str = "",
    fact: str = "",
    ids: list[int] | None = None,
) -> QuerySet[Determination]:
    """Determinations of a sweep that the scope may list."""
    rows = Determination.objects.scoped(scope, LIST).filter(sweep=row)
    if benefit:
        rows = rows.filter(benefit=benefit)
    if state:
        rows = rows.filter(state=state)
    if area:
        rows = rows.filter(within("area_id", (area,)))
    if fact:
        # One name may be part of another: whole names between commas only.
        rows = rows.filter(
            Q(missing=fact)
            | Q(missing__startswith=f"{fact},")
            | Q(missing__endswith=f",{fact}")
            | Q(missing__contains=f",{fact},")
        )
    return rows if ids is None else rows.filter(resident_id__in=ids)


def changes(
    row: Sweep, scope: Scope, *, benefit: str = "", cause: str = "", area: str = ""
) -> QuerySet[DeterminationChange]:
    """Changes against the month before that the scope may list."""
    rows = DeterminationChange.objects.scoped(scope, LIST).filter(sweep=row)
    if benefit:
        rows = rows.filter(benefit=benefit)
    if cause:
        rows = rows.filter(cause=cause)
    return rows.filter(within("area_id", (area,))) if area else rows


def causes(row: Sweep, scope: Scope) -> list[tuple[str, int]]:
    """Cause → changes, of those that the scope may list."""
    rows = changes(row, scope).order_by("cause").values_list("cause").annotate(number=Count("id"))
    return list(rows)


@dataclass(frozen=True)
class Lacking:
    """How many people of a place lack a fact, and what they may be owed at the most."""

    fact: str
    place: str
    people: int
    most_fen: int | None
    benefits: tuple[str, ...]


def worklist(row: Sweep, scope: Scope, *, area: str = "", by_community: bool = False) -> list[Lacking]:
    """What is missing, by town (or community) and fact, the largest entitlement first."""
    rows = MissingFact.objects.scoped(scope, WORKLIST).filter(sweep=row)
    if area:
        rows = rows.filter(within("area_id", (area,)))
    digits = 12 if by_community else TOWN_DIGITS
    placed = rows.annotate(place=Substr("area_id", 1, digits))
    depends: dict[tuple[str, str], set[str]] = {}
    for fact, place, benefit in placed.exclude(benefit="").values_list("fact", "place", "benefit").distinct():
        depends.setdefault((fact, place), set()).add(benefit)
    totals: Any = (
        placed.filter(benefit="").values_list("fact", "place").annotate(who=Sum("people"), most=Sum("most_fen"))
    )
    found = [
        Lacking(fact, place, who, most, tuple(sorted(depends.get((fact, place), ()))))
        for fact, place, who, most in totals
    ]
    return sorted(found, key=lambda one: (-(one.most_fen or 0), -one.people, one.place, one.fact))


def areas_of(row: Sweep, scope: Scope) -> list[str]:
    """The district and the towns whose totals the scope may see, the widest first."""
    towns = sorted(row.counts["towns"])
    found = [row.area_id] if scope.covers_area(SEE, row.area_id) else []
    return found + [town for town in towns if len(town) == TOWN_DIGITS and scope.covers_area(SEE, town)]


STATES = ("entitled", "needs_information", "parameter_missing")


def totals(row: Sweep, area: str, benefit: str) -> dict[str, int]:
    """How many of an area have each state, and the sum of what is certain in fen."""
    if area == row.area_id:
        whole = row.counts["benefits"].get(benefit, {})
        return {name: whole.get(name, 0) for name in (*STATES, "fen")}
    numbers = row.counts["towns"].get(area, {}).get(benefit, [0, 0, 0, 0])
    return dict(zip((*STATES, "fen"), numbers, strict=True))
