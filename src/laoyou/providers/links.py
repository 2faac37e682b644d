"""Addresses of this room's pages, for itself and, by `core.links`, for others."""

from __future__ import annotations

from django.urls import reverse

from laoyou.core import links as core_links
from laoyou.providers.domain.selection import Selection

PAGES = {
    "providers": "providers:list_providers",
    "facilities": "providers:list_facilities",
    "beds": "providers:list_beds",
    "places": "providers:list_places",
    "staff": "providers:list_staff",
}


def rows(selection: Selection) -> str:
    """The list of the rows of `selection`."""
    address = reverse(PAGES[selection.register])
    return f"{address}?{selection.query}" if selection.pairs else address


def facility(facility_id: int) -> str:
    return reverse("providers:show_facility", args=[facility_id])


def provider(provider_id: int) -> str:
    return reverse("providers:show_provider", args=[provider_id])


def register() -> None:
    """Offer 'providers.<register>' with the conditions of a selection, and 'providers.facility' with `id`."""
    for name in PAGES:
        core_links.register(f"providers.{name}", lambda name=name, **parts: rows(Selection.of(name, parts)))
    core_links.register("providers.facility", lambda id: facility(int(id)))
    core_links.register("providers.provider", lambda id: provider(int(id)))
