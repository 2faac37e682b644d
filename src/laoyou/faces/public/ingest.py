"""How the edge takes a bundle in: it checks who signed it, that it is newer, and puts all of it in place at once."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.utils.translation import gettext_noop as _

from laoyou.base.errors import DomainError, declare
from laoyou.faces.public import bundle as bundles
from laoyou.faces.public.models import (
    Publication,
    PublishedArea,
    PublishedCircular,
    PublishedFacility,
    PublishedFile,
    PublishedIndex,
    PublishedIndicator,
)

declare(
    {
        "public.signature": _(
            "这份公开数据的签名不对，没有采用。请在内网重新发布；若仍出现，请联系安全管理员核对发布密钥。"
        ),
        "public.not_newer": _("这份公开数据（第%(sequence)s期）不比现有的（第%(current)s期）新，没有采用。"),
        "public.circular_altered": _(
            "公开数据里的“%(title)s”与签发时的文字不一致，没有采用。已签发的文件不能改动，请在内网核对后重新发布。"
        ),
        "public.shape": _("这份公开数据的格式不对，没有采用：%(why)s。请确认内外两端是同一版本。"),
    }
)


def ingest(data: bytes, signature: bytes, *, publisher: bytes, at: datetime) -> Publication:
    """
    Replace what is public by the bundle in `data`.

    signature   Ed25519 over `data`
    publisher   the 32 bytes of the publisher's public key, brought to the edge by hand

    Raises `public.signature`, `public.shape`, `public.circular_altered`, `public.not_newer`; then nothing has changed.
    """
    try:
        Ed25519PublicKey.from_public_bytes(publisher).verify(signature, data)
    except InvalidSignature as forged:
        raise DomainError("public.signature") from forged
    try:
        bundle = bundles.from_bytes(data)
    except ValueError as wrong:
        raise DomainError("public.shape", why=str(wrong)) from wrong
    altered = next((one for one in bundle.circulars if not bundles.is_as_issued(one)), None)
    if altered is not None:
        raise DomainError("public.circular_altered", title=altered.title)
    with transaction.atomic(using="edge"):
        newest = Publication.objects.order_by("-sequence").first()
        if newest is not None and bundle.sequence <= newest.sequence:
            raise DomainError("public.not_newer", sequence=bundle.sequence, current=newest.sequence)
        tables = (
            PublishedFacility,
            PublishedIndicator,
            PublishedArea,
            PublishedFile,
            PublishedCircular,
            PublishedIndex,
        )
        for table in tables:
            table.objects.all().delete()
        PublishedArea.objects.bulk_create(_area(area) for area in bundle.areas)
        PublishedFacility.objects.bulk_create(_facility(facility) for facility in bundle.facilities)
        PublishedIndicator.objects.bulk_create(
            PublishedIndicator(code=indicator.code, position=position, detail=_plain(indicator))
            for position, indicator in enumerate(bundle.indicators)
        )
        if bundle.index is not None:
            PublishedIndex.objects.create(as_of=bundle.index.as_of, detail=_plain(bundle.index))
        PublishedCircular.objects.bulk_create(
            PublishedCircular(id=circular.id, position=position, detail=_without_files(circular))
            for position, circular in enumerate(bundle.circulars)
        )
        PublishedFile.objects.bulk_create(
            PublishedFile(circular_id=circular.id, name=name, digest=hashlib.sha256(data).hexdigest(), data=data)
            for circular in bundle.circulars
            for name, data in bundles.files_of(circular)
        )
        return Publication.objects.create(
            sequence=bundle.sequence,
            published_at=bundle.published_at,
            received_at=at,
            digest=hashlib.sha256(data).hexdigest(),
            district=asdict(bundle.district),
            demo=bundle.demo,
        )


def _area(area: bundles.PublicArea) -> PublishedArea:
    return PublishedArea(
        id=area.id,
        parent_id=area.parent_id,
        level=area.level,
        name=area.name.zh,
        name_en=area.name.en,
        x=area.x,
        y=area.y,
    )


def _facility(facility: bundles.PublicFacility) -> PublishedFacility:
    return PublishedFacility(
        id=facility.id,
        name=facility.name,
        kind=facility.kind,
        # Framed with commas, so that one kind is found in the text by ',kind,'.
        kinds=f",{','.join(facility.kinds)},",
        tier=facility.tier,
        town_id=facility.town_id,
        longitude=facility.longitude,
        latitude=facility.latitude,
        x=facility.x,
        y=facility.y,
        free_beds=facility.free_beds,
        free_places=facility.free_places,
        detail=_plain(facility),
    )


def _without_files(circular: bundles.PublicCircular) -> Any:
    """A circular as its row holds it; files and pictures have rows of their own."""
    detail = _plain(replace(circular, files=()))
    for number, picture in enumerate(picture for part in detail["sections"] for picture in part["pictures"]):
        picture["svg"] = f"picture-{number + 1}.svg"
    return detail


def _plain(part: Any) -> Any:
    """A part of the bundle as JSON holds it: dates as text."""
    raw = asdict(part)
    return {key: _dates_as_text(value) for key, value in raw.items()}


def _dates_as_text(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_dates_as_text(part) for part in value]
    if isinstance(value, dict):
        return {key: _dates_as_text(part) for key, part in value.items()}
    return value
