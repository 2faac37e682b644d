"""The register of residents for snapshots and measures."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.db.models import Q
from django.urls import NoReverseMatch

from laoyou.core import clock, links, registers
from laoyou.core.registers import BirthDate, QuerySetMeasures, RelatedCodes
from laoyou.packs.models.measure import Count
from laoyou.people.models import Resident
from laoyou.people.presenters.links import list_url
from laoyou.people.public import SNAPSHOT_COLUMNS
from laoyou.people.queries import facts
from laoyou.people.queries.branches import holding
from laoyou.people.queries.counts import batches, selection_of

FACTS = "facts"
"""The part of snapshots that rules are applied to."""
KEEP_SECONDS = 600
"""A count over all residents takes a second; it may be shown again for ten minutes, with the moment at which it was made."""


def present(on: date) -> Q:
    """Who is alive on a day. Whoever neither lives nor is registered in the district is in none of its areas."""
    if on >= clock.today():
        return Q(death_date__isnull=True)  # said like this, the indexes of the living serve it
    return Q(birth_date__lte=on) & (Q(death_date__isnull=True) | Q(death_date__gt=on))


def rows_url(count: Count, area: str, on: date) -> str | None:
    """The list of residents that shows exactly the counted ones; None where its filters have no words for the formula."""
    with suppress(ValueError, NoReverseMatch):
        return list_url(selection_of(count, area))
    return None


def row_url(resident: Resident) -> str | None:
    """The page about one resident; None while this room has no pages."""
    with suppress(NoReverseMatch):
        return links.to("people.resident", id=resident.pk)
    return None


def register() -> None:
    """Offer residents to snapshots and to measures."""
    registers.register_table(
        "residents",
        SNAPSHOT_COLUMNS,
        batches,
        measures=QuerySetMeasures(
            table="residents",
            model=Resident,
            present=present,
            columns={
                "age_months": BirthDate("birth_date"),
                "sex": "sex",
                "residence_area": "residence_area_id",
                "registered_area": "registered_area_id",
                "statuses": RelatedCodes(holding, "resident_id", "kind"),
            },
            permission="people.list_residents",
            label=lambda resident: resident.name,
            towns={"residence_area_id": "residence_town", "registered_area_id": "registered_town"},
            url=rows_url,
            row_url=row_url,
        ),
        keep_seconds=KEEP_SECONDS,
    )
    # What rules ask of everybody, with days: sealed like every snapshot, and in no ordinary one.
    registers.register_table("people_facts", facts.PEOPLE_COLUMNS, facts.batches_of_people, part=FACTS)
    registers.register_table("status_spells", facts.STATUS_COLUMNS, facts.batches_of_statuses, part=FACTS)
    registers.register_table("level_spells", facts.LEVEL_COLUMNS, facts.batches_of_levels, part=FACTS)
