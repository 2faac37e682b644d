"""What the public pages read: the newest publication, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from laoyou.base.errors import DomainError
from laoyou.faces.public.distance import Spot, apart, kilometres
from laoyou.faces.public.models import (
    Publication,
    PublishedArea,
    PublishedCircular,
    PublishedFacility,
    PublishedFile,
    PublishedIndex,
    PublishedIndicator,
)

PAGE = 20


@dataclass(frozen=True)
class Search:
    """What somebody looks for. Empty means any."""

    text: str = ""
    need: str = ""  # "elder" or "child"
    kind: str = ""
    tier: str = ""
    town: str = ""
    near: str = ""
    free: bool = False
    page: int = 1


@dataclass(frozen=True)
class Found:
    """One facility of an answer, and how far it is from `near` where that can be said."""

    facility: PublishedFacility
    kilometres: float | None


@dataclass(frozen=True)
class Answer:
    """One page of facilities, nearest or by name first, with the count of all."""

    found: tuple[Found, ...]
    total: int
    page: int
    pages: int
    schematic: bool  # sorted by the schematic map, because coordinates are missing


def publication() -> Publication | None:
    """The newest publication, or None before the first."""
    return Publication.objects.order_by("-sequence").first()


def towns() -> list[PublishedArea]:
    """The towns in the order of their codes."""
    return list(PublishedArea.objects.filter(level="town").order_by("id"))


def kinds() -> list[tuple[str, dict[str, str]]]:
    """The kinds that are there, with their words: `(kind, {"zh": …, "en": …})`, by name."""
    seen: dict[str, dict[str, str]] = {}
    for kind, detail in PublishedFacility.objects.values_list("kind", "detail").order_by("kind"):
        seen.setdefault(kind, detail["kind_words"])
    return sorted(seen.items())


def tiers() -> list[tuple[str, dict[str, str]]]:
    """The tiers that are there, with their words."""
    seen: dict[str, dict[str, str]] = {}
    for tier, detail in PublishedFacility.objects.values_list("tier", "detail").order_by("tier"):
        seen.setdefault(tier, detail["tier_words"])
    return sorted(seen.items())


CHILD_KINDS = ("childcare_centre", "kindergarten_nursery_class", "home_childcare")


def find(search: Search) -> Answer:
    """The facilities that fit `search`, one page of them."""
    rows = _fitting(search)
    start = _start(search.near)
    ordered: list[Any] = list(rows.order_by("name", "id"))
    schematic = False
    if start is not None:
        ordered.sort(key=lambda row: (apart(start, _spot(row)), row.name))
        schematic = any(kilometres(start, _spot(row)) is None for row in ordered)
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(1, search.page), pages)
    shown = ordered[(page - 1) * PAGE : page * PAGE]
    found = tuple(Found(row, kilometres(start, _spot(row)) if start else None) for row in shown)
    return Answer(found, len(ordered), page, pages, schematic)


def facility(facility_id: str) -> PublishedFacility:
    """One published facility; `core.not_found` where there is none."""
    row = PublishedFacility.objects.select_related("town").filter(pk=facility_id).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def indicators() -> list[PublishedIndicator]:
    """All published indicators in the order of the plan."""
    return list(PublishedIndicator.objects.all())


def index() -> PublishedIndex | None:
    """How the towns stand, as it was published last; None where it never was."""
    return PublishedIndex.objects.first()


def indicator(code: str) -> PublishedIndicator:
    """One published indicator; `core.not_found` where there is none."""
    row = PublishedIndicator.objects.filter(pk=code).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def circulars() -> list[PublishedCircular]:
    """All published circulars and evaluation reports, the newest first."""
    return list(PublishedCircular.objects.all())


def circular(circular_id: str) -> PublishedCircular:
    """One published circular; `core.not_found` where there is none."""
    row = PublishedCircular.objects.filter(pk=circular_id).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def titles_of(ids: list[str]) -> dict[str, str]:
    """The titles of some circulars, by id."""
    return {row.pk: row.detail["title"] for row in PublishedCircular.objects.filter(pk__in=[one for one in ids if one])}


def files_of(row: PublishedCircular) -> list[tuple[str, str, int]]:
    """(name, hash, bytes) of the documents that can be downloaded."""
    found = PublishedFile.objects.filter(circular=row, name__startswith="circular.").order_by("-name")
    return [(one.name, one.digest, len(one.data)) for one in found]


def file(circular_id: str, name: str) -> PublishedFile:
    """One file of a published circular; `core.not_found` where there is none."""
    row = PublishedFile.objects.select_related("circular").filter(circular_id=circular_id, name=name).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def _any_kind(wanted: tuple[str, ...]) -> Q:
    condition = Q()
    for kind in wanted:
        condition |= Q(kinds__contains=f",{kind},")
    return condition


def _spot(row: PublishedFacility) -> Spot:
    return Spot(row.longitude, row.latitude, row.x, row.y)


def _start(near: str) -> Spot | None:
    """Where somebody stands: "longitude,latitude", or the id of a town, whose middle is then taken."""
    if not near:
        return None
    if "," in near:
        try:
            longitude, latitude = (float(part) for part in near.split(",", 1))
        except ValueError:
            return None
        return Spot(longitude, latitude, None, None) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
    town = PublishedArea.objects.filter(pk=near).first()
    if town is None:
        return None
    inside = [_spot(row) for row in PublishedFacility.objects.filter(town=town, longitude__isnull=False)]
    if inside:
        middle = len(inside)
        return Spot(
            sum(spot.longitude or 0 for spot in inside) / middle,
            sum(spot.latitude or 0 for spot in inside) / middle,
            town.x,
            town.y,
        )
    return Spot(None, None, town.x, town.y)


def all_found(search: Search) -> list[PublishedFacility]:
    """Every facility that fits `search` wherever it stands: what the map counts, so that choosing a town does not empty the others."""
    return list(_fitting(search, anywhere=True))


def _fitting(search: Search, *, anywhere: bool = False) -> QuerySet[PublishedFacility]:
    rows = PublishedFacility.objects.select_related("town")
    if search.text:
        rows = rows.filter(name__icontains=search.text.strip())
    if search.need == "child":
        rows = rows.filter(_any_kind(CHILD_KINDS))
    elif search.need == "elder":
        rows = rows.exclude(kind__in=CHILD_KINDS)
    if search.kind:
        rows = rows.filter(kinds__contains=f",{search.kind},")
    if search.tier:
        rows = rows.filter(tier=search.tier)
    if search.town and not anywhere:
        rows = rows.filter(town_id=search.town)
    if search.free:
        rows = rows.filter(Q(free_beds__gt=0) | Q(free_places__gt=0))
    return rows
