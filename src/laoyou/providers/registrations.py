"""What this room offers to the shell: menu, search, links, figures, layers of the map, names for grants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from laoyou.core import glance, menu, rounds, search, targets
from laoyou.core.domain.roles import GrantKind
from laoyou.core.scope import Scope
from laoyou.core.search import Hit
from laoyou.core.shell.maps import Layer
from laoyou.providers import figures, forms_out, links, registers
from laoyou.providers.commands import reminders
from laoyou.providers.models import Facility, Provider, StaffMember
from laoyou.providers.permissions import CONFIRM_FACILITIES, LIST_FACILITIES, LIST_PREMISES, LIST_PROVIDERS, LIST_STAFF
from laoyou.providers.search_keys import typed

SECTION = _("机构与设施")

menu.register(_("设施"), "providers:list_facilities", permission=LIST_FACILITIES, order=30, section=SECTION)
menu.register(_("床位"), "providers:list_beds", permission=LIST_FACILITIES, order=31, section=SECTION)
menu.register(_("托位"), "providers:list_places", permission=LIST_FACILITIES, order=32, section=SECTION)
menu.register(_("从业人员"), "providers:list_staff", permission=LIST_STAFF, order=33, section=SECTION)
menu.register(_("服务机构"), "providers:list_providers", permission=LIST_PROVIDERS, order=34, section=SECTION)
menu.register(_("到期提醒"), "providers:list_expiring", permission=LIST_FACILITIES, order=34, section=SECTION)
menu.register(_("待确认"), "providers:list_waiting", permission=CONFIRM_FACILITIES, order=34, section=SECTION)
menu.register(_("住宅小区配套"), "providers:list_estates", permission=LIST_PREMISES, order=34, section=SECTION)
menu.register(_("闲置房产"), "providers:list_premises", permission=LIST_PREMISES, order=34, section=SECTION)

links.register()
rounds.register(reminders.HOUR, reminders.round_of_reminders)
figures.register()
registers.register()
forms_out.register()


def _found(model: Any, permission: str, address: Any, note: Any = None, beside: str = "") -> Any:
    def find(scope: Scope, text: str, limit: int) -> Iterable[Hit]:
        rows = model.objects.scoped(scope, permission).filter(search_key__contains=typed(text)).order_by("name", "id")
        if beside:
            rows = rows.select_related(beside)
        return [Hit(row.name, address(row.pk), note(row) if note else "") for row in rows[:limit]]

    return find


def _staff_url(pk: int) -> str:
    from django.urls import reverse

    return reverse("providers:show_staff_member", args=[pk])


search.register(
    "providers.facilities",
    _("设施"),
    _found(Facility, LIST_FACILITIES, links.facility, lambda row: row.area.name, "area"),
    permission=LIST_FACILITIES,
    order=30,
    list_name="providers:list_facilities",
)
search.register(
    "providers.providers",
    _("服务机构"),
    _found(Provider, LIST_PROVIDERS, links.provider),
    permission=LIST_PROVIDERS,
    order=31,
    list_name="providers:list_providers",
)
search.register(
    "providers.staff",
    _("从业人员"),
    _found(StaffMember, LIST_STAFF, _staff_url, lambda row: row.facility.name, "facility"),
    permission=LIST_STAFF,
    order=32,
    list_name="providers:list_staff",
)


def _layer(code: str) -> Any:
    def tell(scope: Scope, url: str) -> Layer | None:
        from laoyou.providers.views.pages import layer

        return layer(code, scope, url)

    return tell


glance.register_layer("facilities", _("设施"), LIST_FACILITIES, _layer("facilities"))
glance.register_layer("beds", _("实际床位"), LIST_FACILITIES, _layer("beds"))
glance.register_layer("nursing_beds", _("护理型床位"), LIST_FACILITIES, _layer("nursing_beds"))
glance.register_layer("places", _("备案托位"), LIST_FACILITIES, _layer("places"))


def _provider_name(pk: int) -> str | None:
    return Provider.objects.unscoped("whom a grant is over").filter(pk=pk).values_list("name", flat=True).first()


targets.register(GrantKind.PROVIDER, _provider_name)
