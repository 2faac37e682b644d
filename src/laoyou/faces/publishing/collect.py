"""What goes into a bundle: the rooms' approved rows, in the edge's own shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from laoyou.core import clock
from laoyou.core.models import Area
from laoyou.core.scope import within
from laoyou.faces.public.bundle import (
    FORMAT,
    Bundle,
    PublicArea,
    PublicCircular,
    PublicFacility,
    PublicFile,
    PublicGrade,
    PublicIndex,
    PublicIndicator,
    PublicPicture,
    PublicSection,
    PublicSource,
    PublicTable,
    PublicTownValue,
    PublicValue,
    Words,
    circular_id,
    to_bytes,
)
from laoyou.plans import public as plans
from laoyou.providers import public as providers


def collect(district: Area, *, sequence: int, at: datetime) -> tuple[Bundle, bytes]:
    """The bundle of `district` as it is now, and its canonical bytes, which are signed."""
    bundle = Bundle(
        format=FORMAT,
        sequence=sequence,
        published_at=at,
        district=Words(district.name, district.name_en),
        demo=clock.demo_date() is not None,
        areas=tuple(_areas(district)),
        facilities=tuple(_facility(row) for row in providers.public_facilities(clock.today())),
        indicators=tuple(_indicator(row) for row in plans.published_indicators()),
        circulars=tuple(_circulars(plans.published_circulars())),
        index=_index(plans.published_index()),
    )
    return bundle, to_bytes(bundle)


def _index(row: plans.PublishedIndexRow | None) -> PublicIndex | None:
    """The grades of the evaluation that was published last."""
    if row is None:
        return None
    plain: dict[str, Any] = asdict(row)
    for name in ("title", "document", "note"):
        plain[name] = Words(**plain[name])
    for name in ("pillars", "grades"):
        plain[name] = tuple(Words(**one) for one in plain[name])
    plain["towns"] = tuple(
        PublicGrade(one.area_id, *(Words(words.zh, words.en) for words in (one.grade, one.low, one.high)))
        for one in row.towns
    )
    return PublicIndex(**plain)


def _areas(district: Area) -> list[PublicArea]:
    levels = (Area.Level.DISTRICT, Area.Level.TOWN)
    areas = Area.objects.filter(within("id", (district.pk,)), level__in=levels, valid_to__isnull=True).order_by("id")
    return [
        PublicArea(area.pk, area.parent_id or "", area.level, Words(area.name, area.name_en), area.x, area.y)
        for area in areas
    ]


def _facility(row: providers.PublicFacilityRow) -> PublicFacility:
    plain: dict[str, Any] = {**asdict(row), "id": str(row.id)}
    plain |= {name: Words(**plain[name]) for name in ("kind_words", "tier_words", "operation_words")}
    plain["sessions"] = tuple(Words(**session) for session in plain["sessions"])
    return PublicFacility(**plain)


def _indicator(row: plans.PublishedRow) -> PublicIndicator:
    plain: dict[str, Any] = {name: value for name, value in asdict(row).items() if name != "position"}
    for name in ("name", "section", "unit", "state_words", "formula", "definition", "doubt", "owner", "plan"):
        plain[name] = Words(**plain[name])
    plain["history"] = tuple(PublicValue(**value) for value in plain["history"])
    plain["by_town"] = tuple(PublicTownValue(**value) for value in plain["by_town"])
    plain["sources"] = tuple(PublicSource(**source) for source in plain["sources"])
    return PublicIndicator(**plain)


def _circulars(rows: Sequence[plans.PublishedCircular]) -> list[PublicCircular]:
    """Each under the name that follows from what it says; of one that was withdrawn only its head leaves the house."""
    whole = {row.number_here: _circular(row) for row in rows}
    ids = {number: circular_id(circular) for number, circular in whole.items()}
    found = []
    for row in rows:
        named = replace(
            whole[row.number_here],
            id=ids[row.number_here],
            corrects=ids.get(row.corrects, ""),
            corrected=row.corrected,
            corrected_by=ids.get(row.corrected_by, ""),
            withdrawn_on=row.withdrawn_on,
            withdrawn_reason=row.withdrawn_reason,
        )
        found.append(replace(named, sections=(), files=()) if row.withdrawn_on else named)
    return found


def _circular(row: plans.PublishedCircular) -> PublicCircular:
    """What a circular says, without what became of it."""
    sections = tuple(
        PublicSection(
            section.heading,
            section.paragraphs,
            tuple(PublicPicture(**asdict(picture)) for picture in section.pictures),
            tuple(PublicTable(**asdict(table)) for table in section.tables),
        )
        for section in row.sections
    )
    return PublicCircular(
        id="",
        kind=row.kind,
        kind_words=Words(row.kind_words.zh, row.kind_words.en),
        title=row.title,
        number=row.number,
        issuing_unit=row.issuing_unit,
        dated=row.dated,
        period=row.period,
        on=row.on,
        snapshot=row.snapshot,
        data_hash=row.data_hash,
        text_hash=row.text_hash,
        sections=sections,
        files=tuple(PublicFile(file.kind, file.data) for file in row.files),
        corrects="",
        corrected=False,
        corrected_by="",
        withdrawn_on=None,
        withdrawn_reason="",
        example=row.example,
    )
