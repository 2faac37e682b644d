"""What of the facilities is for everybody: families look for it, so it leaves the house. No person stands in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import translation

from laoyou.providers import words
from laoyou.providers.models import Bed, ChildcarePlace, Facility, FacilityKind
from laoyou.providers.queries.rows import occupied

REASON = "what is published of open facilities is for everybody"
TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Bilingual:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PublicFacilityRow:
    """
    A facility as everybody may see it on a day.

    beds, places            actual beds, open places; None where nobody says, which is not none
    free_beds, free_places  of those, the ones that nobody is in
    """

    id: int
    name: str
    kind: str
    kind_words: Bilingual
    kinds: tuple[str, ...]
    tier: str
    tier_words: Bilingual
    operation_words: Bilingual
    area_id: str
    town_id: str
    address: str
    phone: str
    longitude: float | None
    latitude: float | None
    x: float | None
    y: float | None
    beds: int | None
    free_beds: int | None
    places: int | None
    free_places: int | None
    sessions: tuple[Bilingual, ...]
    as_of: date
    example: bool


def public_facilities(on: date) -> Iterator[PublicFacilityRow]:
    """Every facility that is open on the day, by its number. Not filed where it must be: not published."""
    beds, free_beds = _beds()
    places, free_places, sessions = _places()
    kinds: dict[int, list[str]] = defaultdict(list)
    for facility, kind in FacilityKind.objects.unscoped(REASON).order_by("kind").values_list("facility_id", "kind"):
        kinds[facility].append(kind)
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    published = Facility.objects.unscoped(REASON).filter(is_open, filed_state__in=("filed", "not_required"))
    for row in published.order_by("pk").iterator():
        yield PublicFacilityRow(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            kind_words=_both(words.KINDS[row.kind]),
            kinds=(row.kind, *(kind for kind in kinds[row.pk] if kind != row.kind)),
            tier=row.tier,
            tier_words=_both(words.TIERS[row.tier]),
            operation_words=_both(words.OPERATIONS[row.operation]),
            area_id=row.area_id,
            town_id=row.area_id[:TOWN_DIGITS],
            address=row.address,
            phone=row.phone,
            longitude=row.longitude,
            latitude=row.latitude,
            x=row.x,
            y=row.y,
            beds=beds.get(row.pk, 0 if row.beds_known else None),
            free_beds=free_beds.get(row.pk, 0 if row.beds_known else None),
            places=places.get(row.pk, 0),
            free_places=free_places.get(row.pk, 0),
            sessions=tuple(_both(words.SESSIONS[code]) for code in words.SESSIONS if code in sessions[row.pk]),
            as_of=on,
            example=row.example,
        )


def _both(text: words.Text) -> Bilingual:
    with translation.override("zh-hans"):
        zh = str(text)
    with translation.override("en"):
        return Bilingual(zh, str(text))


def _beds() -> tuple[Counter[int], Counter[int]]:
    every, free = Counter[int](), Counter[int]()
    rows = Bed.objects.unscoped(REASON).filter(actual=True).annotate(occupied=occupied())
    for facility, taken in rows.order_by().values_list("facility_id", "occupied"):
        every[facility] += 1
        free[facility] += not taken
    return every, free


def _places() -> tuple[Counter[int], Counter[int], defaultdict[int, set[str]]]:
    every, free = Counter[int](), Counter[int]()
    sessions: defaultdict[int, set[str]] = defaultdict(set)
    rows = ChildcarePlace.objects.unscoped(REASON).filter(open=True).order_by()
    for facility, enrolled, session in rows.values_list("facility_id", "enrolled", "session"):
        every[facility] += 1
        free[facility] += not enrolled
        sessions[facility].add(session)
    return every, free, sessions
