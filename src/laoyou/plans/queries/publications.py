"""What has been published."""

from __future__ import annotations

from laoyou.plans.models import IndicatorPublication
from laoyou.plans.presenters.published import PublishedRow, from_json


def published_indicators() -> tuple[PublishedRow, ...]:
    """The rows of the newest publication, in the order of the documents; none before the first."""
    newest = IndicatorPublication.objects.order_by("-published_at", "-pk").first()
    if newest is None:
        return ()
    return tuple(from_json(row.detail) for row in newest.indicators.order_by("position"))
