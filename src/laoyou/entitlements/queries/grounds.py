"""What the facts of a person rest on, beside his own row: statements, complete lists, and which statuses exclude each other."""

from __future__ import annotations

from functools import cache

from laoyou.entitlements.domain.facts import Ground, Listed, Person, Statement, Status, of_level
from laoyou.entitlements.models import CompleteList, KnownFact
from laoyou.people import public as people

WHY = "of a resident who was found within the scope"
WHY_LISTS = "lists say nothing of anybody by name; they are read for a resident found within the scope"


@cache
def status_kinds() -> frozenset[str]:
    """The statuses of the register of people."""
    return frozenset(one.value for one in people.Status)


@cache
def status_excludes() -> dict[str, tuple[str, ...]]:
    """Status → statuses that nobody has beside it."""
    return {kind: tuple(sorted(people.excluded_by(kind))) for kind in sorted(status_kinds())}


def person_of(life: people.LifeFacts) -> Person:
    """A person as the rules see him."""
    return Person(
        birth_date=life.birth_date,
        death_date=life.death_date,
        known_on=life.known_on,
        registered_area=life.registered_area,
        residence_area=life.residence_area,
        registered_from=life.registered.true_from,
        registered_to=life.registered.true_to,
        resident_from=life.resident.true_from,
        resident_to=life.resident.true_to,
        source=life.source,
        statuses=tuple(
            Status(one.kind, one.true_from, one.true_to, one.source, one.evidence, one.known_since, one.example)
            for one in life.statuses
        ),
    )


def ground_of(resident_id: int) -> Ground:
    """What was stated of one person, and the lists that may speak of him. The caller has found him within a scope."""
    statements = KnownFact.objects.unscoped(WHY).filter(resident_id=resident_id, superseded_at__isnull=True)
    levels = [
        Statement(told[0], told[1], one.true_from, one.true_to, one.source, one.evidence)
        for one in people.capabilities([resident_id]).get(resident_id, ())
        if (told := of_level(one.instrument, one.level)) is not None
    ]
    lists = CompleteList.objects.unscoped(WHY_LISTS).filter(withdrawn_at__isnull=True).order_by("-id")
    return Ground(
        (
            *levels,
            *(
                Statement(
                    one.fact,
                    one.value,
                    one.true_from,
                    one.true_to,
                    one.source,
                    one.evidence,
                    one.known_since,
                    one.example,
                )
                for one in statements
            ),
        ),
        tuple(
            Listed(one.fact, one.absent, one.area_id, one.as_of, one.true_from, one.true_to, one.source, one.example)
            for one in lists
        ),
        status_excludes(),
        status_kinds(),
    )
