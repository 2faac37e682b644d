"""The register of residents for snapshots and measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from laoyou.core import clock, links, registers
from laoyou.core.registers import Batch, BirthDate, QuerySetMeasures, RelatedCodes
from laoyou.people.models import Resident, StatusFact

ROWS_A_BATCH = 50_000
KEEP_SECONDS = 600
"""A count over all residents takes a second; it may be shown again for ten minutes, with the moment at which it was made."""
REASON = "a snapshot holds whole registers; its rows are shown on no page"


def present(on: date) -> Q:
    """Who is on the register on a day: born by then, not dead by then."""
    if on >= clock.today():
        return Q(death_date__isnull=True)  # said like this, the indexes of the living serve it
    return Q(birth_date__lte=on) & (Q(death_date__isnull=True) | Q(death_date__gt=on))


def holds(on: date) -> Q:
    """Which status facts hold on a day, as the register knows it now."""
    return Q(superseded_at__isnull=True, true_from__lte=on) & (Q(true_to__isnull=True) | Q(true_to__gt=on))


def batches(on: date) -> Iterator[Batch]:
    """Residents in the order of their numbers, some 50,000 at a time."""
    statuses: dict[int, list[str]] = defaultdict(list)
    facts = StatusFact.objects.unscoped(REASON).filter(holds(on)).order_by()
    for resident, kind in facts.values_list("resident_id", "kind").iterator(ROWS_A_BATCH):
        statuses[resident].append(kind)
    rows = (
        Resident.objects.unscoped(REASON)
        .filter(present(on))
        .order_by("pk")
        .annotate(born=Cast("birth_date", CharField()))
        .values_list("pk", "born", "sex", "residence_area_id", "registered_area_id")
    )
    last = 0
    while part := list(rows.filter(pk__gt=last)[:ROWS_A_BATCH]):
        ids, born, sex, residence, registered = zip(*part, strict=True)
        last = ids[-1]
        yield {
            "id": ids,
            "birth_date": born,
            "sex": sex,
            "residence_area": residence,
            "registered_area": registered,
            "statuses": [statuses.get(one, ()) for one in ids],
        }


def register() -> None:
    """Offer residents to snapshots and to measures."""
    registers.register_table(
        "residents",
        {
            "id": "key",
            "birth_date": "birth_date",
            "sex": "code",
            "residence_area": "area",
            "registered_area": "area",
            "statuses": "codes",
        },
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
                "statuses": RelatedCodes(
                    lambda on: StatusFact.objects.unscoped(REASON).filter(holds(on)).order_by(), "resident_id", "kind"
                ),
            },
            permission="people.list_residents",
            label=lambda resident: resident.name,
            towns={"residence_area_id": "residence_town", "registered_area_id": "registered_town"},
            row_url=lambda resident: links.to("people.resident", id=resident.pk),
        ),
        keep_seconds=KEEP_SECONDS,
    )
