"""The home page of an office: the district at a glance, and no more."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from laoyou.core import clock, glance, links, menu
from laoyou.core.figures import Figure
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.core.views import Page

MOST_DOUBTS = 6


class HomePage(Page):
    """What needs me, five figures against the plan, the map of towns, what is in doubt."""

    permission = "core.see_home"
    template = "office/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        doubts = glance.doubts(scope)
        key_figures = glance.key_figures(scope)
        district_map = _map(scope, request.GET.get("layer", ""))
        return self.render(
            {
                "place": _place(scope),
                "today": clock.today(),
                "needs": glance.needs(scope),
                "key_figures": key_figures,
                "map": district_map,
                "starts": () if key_figures or district_map else _starts(scope),
                "figures": _figures_of_one_town(scope),
                "doubts": doubts[:MOST_DOUBTS],
                "more_doubts": max(0, len(doubts) - MOST_DOUBTS),
                "all_doubts": links.to("plans.indicators", state="in_doubt"),
            }
        )


def _starts(scope: Scope) -> list[menu.Entry]:
    """The pages of a reader who has neither figures nor a map to look at, so that the page says where to go."""
    return [entry for entry in menu.entries_for(scope) if entry.url_name != "office:show_home"]


def _place(scope: Scope) -> Area | None:
    """The widest area of the reader, whose name heads the page; None where he has none."""
    prefixes = scope.area_prefixes("core.see_home")
    return Area.objects.filter(pk=prefixes[0]).first() if prefixes else None


def _figures_of_one_town(scope: Scope) -> list[Figure]:
    """What the layers of the map say of the reader's only town, for whom a map of one cell would be no help."""
    towns = list(
        Area.objects.filter(
            within("id", scope.area_prefixes("core.see_home")), level=Area.Level.TOWN, valid_to__isnull=True
        ).values_list("pk", flat=True)[:2]
    )
    if len(towns) != 1:
        return []
    layers = (glance.layer(code, scope, "") for code, _title in glance.layer_choices(scope))
    return [layer.figures[towns[0]] for layer in layers if layer and layer.figures and towns[0] in layer.figures]


def _map(scope: Scope, chosen: str) -> SchematicMap | None:
    """The towns of the reader's areas with the chosen layer; the other layers stand beside it to be chosen."""
    prefixes = scope.area_prefixes("core.see_home")
    towns = [
        Town(area.pk, area.name, area.x or 0.0, area.y or 0.0, links.to("providers.facilities", area=area.pk) or "")
        for area in Area.objects.filter(within("id", prefixes), level=Area.Level.TOWN, valid_to__isnull=True).order_by(
            "id"
        )
        if area.x is not None and area.y is not None
    ]
    choices = glance.layer_choices(scope)
    if len(towns) < 2 or not choices:
        return None
    codes = [code for code, _title in choices]
    code = chosen if chosen in codes else codes[0]
    shown = glance.layer(code, scope, f"?layer={code}")
    if shown is None:
        return None
    layers = tuple(
        replace(shown, url=f"?layer={one}") if one == code else Layer(one, title, {}, url=f"?layer={one}")
        for one, title in choices
    )
    return SchematicMap(tuple(towns), layers, chosen=code, name="district-map")
