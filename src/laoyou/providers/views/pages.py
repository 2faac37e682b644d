"""The pages about one facility, provider or member of staff, the map, and the whole number behind a mask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, unmasking
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.shell.maps import Layer, SchematicMap, Town
from laoyou.core.shell.states import badge
from laoyou.core.views import Page
from laoyou.providers import links, words
from laoyou.providers.domain.selection import Selection
from laoyou.providers.domain.states import Bar
from laoyou.providers.figures import figure
from laoyou.providers.models import Facility, Provider, StaffMember
from laoyou.providers.permissions import (
    CONFIRM_FACILITIES,
    KEEP_PAPERS,
    LIST_FACILITIES,
    LIST_PROVIDERS,
    LIST_STAFF,
    MANAGE_CAPACITY,
    MANAGE_FACILITIES,
    MANAGE_STAFF,
    UNMASK_STAFF,
)
from laoyou.providers.presenters.facility_presenter import FacilityPresenter, paper
from laoyou.providers.queries import details
from laoyou.providers.queries.counts import by_town
from laoyou.providers.views.work import holds

CHAIN = "providers"
REVEALED = ("id_number", "phone")


class ShowFacilityPage(Page):
    """One facility: what it is, its beds and places, who works there, its papers. Leaves an entry in the read log."""

    permission = LIST_FACILITIES
    template = "providers/show_facility.html"

    def get(self, request: HttpRequest, facility_id: int) -> HttpResponse:
        scope, today = self.request.scope, clock.today()
        detail = details.facility(facility_id, scope, on=today)
        audit.read(
            "providers.show_facility",
            detail.facility,
            by=scope,
            permission=self.permission,
            at=clock.now(),
            chain=CHAIN,
        )
        facility = detail.facility
        crumbs: list[tuple[Any, ...]] = [(words.NOUNS["facilities"], reverse("providers:list_facilities"))]
        crumbs += [
            (area.name, links.rows(Selection.of("facilities", {"area": area.pk})), "zh") for area in detail.areas
        ]
        return self.render(
            {
                "facility": facility,
                "shown": FacilityPresenter(detail, scope, today),
                "crumbs": crumbs,
                "areas": detail.areas,
                "provider_url": facility.provider_id and links.provider(facility.provider_id),
                "may_see_provider": facility.provider_id and scope.may(LIST_PROVIDERS),
                "beds_url": links.rows(Selection.of("beds", {"facility": facility.pk, "reading": "all"})),
                "places_url": links.rows(Selection.of("places", {"facility": facility.pk})),
                "staff_url": links.rows(Selection.of("staff", {"facility": facility.pk})),
                **self._work(facility, scope),
            }
        )

    @staticmethod
    def _work(facility: Facility, scope: Scope) -> dict[str, Any]:
        """What the reader may do with this facility, as (title, address); and which rights the page asks for."""
        manages, capacity, keeps, employs, confirms = (
            holds(Facility, facility.pk, scope, permission)
            for permission in (MANAGE_FACILITIES, MANAGE_CAPACITY, KEEP_PAPERS, MANAGE_STAFF, CONFIRM_FACILITIES)
        )
        is_open = facility.closed_on is None or facility.closed_on > clock.today()
        wanted = [
            (manages, _("变更设施"), "change_facility"),
            (keeps and not manages, _("申报变更"), "propose_change"),
            (manages and is_open, _("变更类别"), "set_facility_kinds"),
            (manages, _("登记备案"), "set_filing"),
            (capacity and is_open, _("登记房间"), "add_room"),
            (capacity and is_open, _("登记床位"), "add_bed"),
            (capacity and is_open, _("登记班级"), "add_class"),
            (capacity and is_open, _("登记托位"), "add_place"),
            (employs and is_open, _("登记从业人员"), "add_staff"),
            (keeps and is_open, _("登记证照"), "add_licence"),
            (keeps and is_open, _("登记保险"), "add_insurance"),
            (keeps and is_open, _("登记收费备案"), "file_price"),
            (manages and is_open, _("登记运营合同"), "add_contract"),
            (manages and is_open, _("关闭设施"), "close_facility"),
        ]
        return {
            "work": [(title, reverse(f"providers:{name}", args=[facility.pk])) for may, title, name in wanted if may],
            "may_manage": manages,
            "may_capacity": capacity and is_open,
            "may_keep": keeps and is_open,
            "may_confirm": confirms,
        }


class ShowProviderPage(Page):
    """One provider: who it is, whether it may open anything new, its facilities."""

    permission = LIST_PROVIDERS
    template = "providers/show_provider.html"

    def get(self, request: HttpRequest, provider_id: int) -> HttpResponse:
        scope, today = self.request.scope, clock.today()
        detail = details.provider(provider_id, scope)
        provider = detail.provider
        audit.read(
            "providers.show_provider", provider, by=scope, permission=self.permission, at=clock.now(), chain=CHAIN
        )
        barred = any(Bar(bar.barred_from, bar.barred_to).holds_on(today) for bar in detail.bars)
        closed = provider.closed_on is not None and provider.closed_on <= today
        code, tone = ("closed", "no-data") if closed else ("barred", "breach") if barred else ("open", "reached")
        is_open = [one for one in detail.facilities if one.closed_on is None or one.closed_on > today]
        return self.render(
            {
                "provider": provider,
                "state": badge(code, word=words.PROVIDER_STATES[code], tone=tone),
                "areas": detail.areas,
                "bars": detail.bars,
                "ownership": words.OWNERSHIPS[provider.ownership],
                "facilities": [(one, words.KINDS[one.kind], links.facility(one.pk)) for one in detail.facilities],
                "facility_number": figure(
                    Selection.of("facilities", {"provider": provider.pk}), scope, value=len(is_open), brief=True
                ),
                "crumbs": [(words.NOUNS["providers"], reverse("providers:list_providers"))],
                "may_change": holds(Provider, provider.pk, scope, MANAGE_FACILITIES),
            }
        )


class ShowStaffMemberPage(Page):
    """Somebody at work: job, facility, credentials; number and phone masked."""

    permission = LIST_STAFF
    template = "providers/show_staff_member.html"

    def get(self, request: HttpRequest, staff_id: int) -> HttpResponse:
        scope, today = self.request.scope, clock.today()
        person, held = details.staff_member(staff_id, scope)
        audit.read(
            "providers.show_staff_member", person, by=scope, permission=self.permission, at=clock.now(), chain=CHAIN
        )
        may = scope.may(UNMASK_STAFF)
        left = person.employed_to is not None and person.employed_to <= today
        return self.render(
            {
                "person": person,
                "job": words.JOBS[person.job],
                "state": badge(
                    "left" if left else "at_work",
                    word=words.STAFF_STATES["left" if left else "at_work"],
                    tone="no-data" if left else "reached",
                ),
                "credentials": [paper(one, words.CREDENTIALS, today) for one in held],
                "facility_url": links.facility(person.facility_id),
                "reveal": {
                    name: reverse("providers:reveal_staff_member", args=[person.pk, name]) if may else ""
                    for name in REVEALED
                },
                "reasons": [_("核对证书"), _("联系本人"), _("检查从业人员台账")],
                "crumbs": [(words.NOUNS["staff"], reverse("providers:list_staff"))],
                "may_change": not left and holds(StaffMember, person.pk, scope, MANAGE_STAFF),
            }
        )


class RevealStaffMemberPage(Page):
    """The whole ID number or phone of somebody at work, for a stated reason that is kept in the read log."""

    permission = UNMASK_STAFF
    http_method_names = ["post"]

    def post(self, request: HttpRequest, staff_id: int, name: str) -> HttpResponse:
        scope = self.request.scope
        if name not in REVEALED:
            raise DomainError("core.not_found")
        person = StaffMember.objects.scoped(scope, UNMASK_STAFF).filter(pk=staff_id).first()
        if person is None:
            raise DomainError("core.not_found")
        whole = unmasking.reveal(
            person, name, reason=request.POST.get("reason", ""), by=scope, permission=UNMASK_STAFF, at=clock.now()
        )
        return HttpResponse(format_html('<span class="masked masked-value">{}</span>', whole))


LAYERS: dict[str, tuple[str, dict[str, Any]]] = {
    "facilities": ("facilities", {}),
    "elder_care": ("facilities", {"register": "elder_care"}),
    "childcare": ("facilities", {"register": "childcare"}),
    "beds": ("beds", {"reading": "actual"}),
    "nursing_beds": ("beds", {"reading": "actual", "nursing": True}),
    "free_beds": ("beds", {"reading": "free"}),
    "places": ("places", {"reading": "filed"}),
    "free_places": ("places", {"reading": "free"}),
}
"""Layer of the map → the rows that it counts by town."""


def layer_titles() -> dict[str, words.Text]:
    """Layer → its title."""
    return {
        "facilities": _("设施"),
        "elder_care": _("养老服务设施"),
        "childcare": _("托育设施"),
        "beds": _("实际床位"),
        "nursing_beds": _("护理型床位"),
        "free_beds": _("空余床位"),
        "places": _("备案托位"),
        "free_places": _("空余托位"),
    }


def layer(code: str, scope: Scope, url: str) -> Layer | None:
    """A layer of the map of towns: a count by town, each a figure; None where the reader sees no town."""
    register, conditions = LAYERS[code]
    selection = Selection.of(register, conditions)
    counted = by_town(selection, scope, on=clock.today())
    towns = Area.objects.filter(
        within("id", scope.area_prefixes(LIST_FACILITIES)), level=Area.Level.TOWN, valid_to__isnull=True
    )
    values = {town: counted.get(town, 0) for town in towns.values_list("id", flat=True)}
    shown = {town: figure(selection.but(area=town), scope, value=value, brief=True) for town, value in values.items()}
    return Layer(code, layer_titles()[code], dict(values), unit=words.UNITS[register], figures=shown, url=url)


class MapFacilitiesPage(Page):
    """The map of towns with what stands in them; each town leads to the list of its facilities."""

    permission = LIST_FACILITIES
    template = "providers/map_facilities.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        chosen = request.GET.get("layer", "")
        chosen = chosen if chosen in LAYERS else next(iter(LAYERS))
        shown = layer(chosen, scope, f"?layer={chosen}")
        titles = layer_titles()
        towns = [
            Town(area.pk, area.name, area.x, area.y, links.rows(self._rows(chosen, area.pk)))
            for area in Area.objects.filter(
                within("id", scope.area_prefixes(LIST_FACILITIES)), level=Area.Level.TOWN, valid_to__isnull=True
            ).order_by("id")
            if area.x is not None and area.y is not None
        ]
        layers = tuple(
            shown if code == chosen and shown is not None else Layer(code, titles[code], {}, url=f"?layer={code}")
            for code in LAYERS
        )
        return self.render(
            {
                "map": SchematicMap(tuple(towns), layers, chosen=chosen, name="facility-map") if towns else None,
                "crumbs": [(words.NOUNS["facilities"], reverse("providers:list_facilities")), (_("地图"), "")],
            }
        )

    @staticmethod
    def _rows(code: str, area: str) -> Selection:
        register, conditions = LAYERS[code]
        return Selection.of(register, {**conditions, "area": area})
