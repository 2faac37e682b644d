"""What the room offers to the shell: menu entry, search box, names of residents for the pages about accounts, figures."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from laoyou.core import clock, figures, menu, rounds, search, targets
from laoyou.core.domain.roles import GrantKind
from laoyou.core.scope import Scope
from laoyou.core.search import Hit
from laoyou.people.commands import difficulties
from laoyou.people.domain.selection import Basis, Selection
from laoyou.people.models import Resident
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.words import age_words
from laoyou.people.queries import residents
from laoyou.people.views import asof_views

SHORTEST = 2
"""Letters or digits from which the box in the head of every page looks among residents; a surname is one character."""


def _find(scope: Scope, text: str, limit: int) -> Iterable[Hit]:
    if text.isascii() and len(text.strip()) < SHORTEST:
        return []
    today = clock.today()
    found = residents.first(Selection(search=text, basis=Basis.EITHER), scope, on=today, size=limit)
    return [
        Hit(row.name, resident_url(row.id), note=f"{age_words(row.resident.birth_date, today)} {row.residence.words}")
        for row in found
    ]


def _name_of(resident_id: int) -> str | None:
    rows = Resident.objects.unscoped("the name behind a grant, on the security administrator's page")
    name: str | None = rows.filter(pk=resident_id).values_list("name", flat=True).first()
    return name


menu.register(_("居民"), "people:list_residents", permission="people.list_residents", order=20)
menu.register(_("特殊困难老年人"), "people:list_difficulties", permission="people.see_difficulties", order=21)
menu.register(_("上门登记"), "people:list_visits", permission="people.record_visits", order=21)
menu.register(_("与上级系统对照"), "people:list_reported", permission="people.import_residents", order=22)
menu.register(_("我的家人"), "people:show_family", permission="people.see_own_family", order=20)
rounds.register(difficulties.HOUR, difficulties.round_of_checks)
search.register(
    "people.residents",
    _("居民"),
    _find,
    permission="people.list_residents",
    order=20,
    list_name="people:list_residents",
)
targets.register(GrantKind.FAMILY, _name_of)
figures.register("past_residents", asof_views.resolve)
