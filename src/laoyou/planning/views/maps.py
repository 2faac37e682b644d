"""The schematic map of a page: the towns somebody sees, where the pack puts them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from laoyou.core.models import Area
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.planning.queries.projections import TOWN_DIGITS


def town_map(areas: Sequence[str], layers: Sequence[Layer], chosen: str, name: str) -> SchematicMap | None:
    """The towns among `areas` with the layers of a page; None where the pack says of no town where it lies."""
    wanted = [area for area in areas if len(area) == TOWN_DIGITS]
    projection = reverse("planning:show_projection")
    towns = tuple(
        Town(area.pk, area.name, area.x, area.y, f"{projection}?area={area.pk}")
        for area in Area.objects.filter(pk__in=wanted).order_by("pk")
        if area.x is not None and area.y is not None
    )
    return SchematicMap(towns, tuple(layers), chosen=chosen, name=name) if towns else None
