"""The list of residents, one resident, and the whole of a masked value for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, links, unmasking
from laoyou.core.lists import Action, Choice, Column, Filter, Flag, Kind, ListPage, ListQuery, ListResult, Option, Span
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.shell.words import together
from laoyou.core.views import Page
from laoyou.people.commands.delegations import DELEGATE
from laoyou.people.commands.shared import UPDATE, UPDATE_STATUSES
from laoyou.people.domain.selection import Basis, Selection, months_of_years, narrower
from laoyou.people.domain.spells import Basis as Homes
from laoyou.people.models import EmergencyContact, Resident, SpecialDifficulty, StatusFact
from laoyou.people.presenters import resident_presenter as presenter
from laoyou.people.presenters.capability_presenter import capability_lines
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.words import age_words, source_words, status_words
from laoyou.people.queries import around as surroundings
from laoyou.people.queries import residents
from laoyou.people.queries.residents import LIST, SHOW, ResidentRow

REVEAL = "people.reveal_resident"
SEE_DIFFICULTIES = "people.see_difficulties"


def _areas_of(scope: Scope, level: Area.Level, inside: str = "") -> list[Option]:
    """Areas of one level that lie within the scope, or contain it."""
    prefixes = scope.area_prefixes(LIST)
    found = Area.objects.filter(level=level, id__startswith=inside).filter(within("id", prefixes)) if prefixes else []
    options = [Option(area.id, area.name, chinese=True) for area in found]
    if not options and level is Area.Level.TOWN:
        above = Area.objects.filter(level=level, id__in=[prefix[:9] for prefix in prefixes])
        options = [Option(area.id, area.name, chinese=True) for area in above]
    return options


AGES = (
    Option("-2", gettext_lazy("3岁以下")), Option("3-6", gettext_lazy("3至6岁")), Option("-17", gettext_lazy("18岁以下")),
    Option("18-59", gettext_lazy("18至59岁")), Option("60-", gettext_lazy("60岁及以上")), Option("65-", gettext_lazy("65岁及以上")),
    Option("60-69", gettext_lazy("60至69岁")), Option("70-79", gettext_lazy("70至79岁")), Option("80-", gettext_lazy("80岁及以上")),
    Option("90-", gettext_lazy("90岁及以上")), Option("100-", gettext_lazy("100岁及以上")),
)  # fmt: skip
MONTHS = (
    Option("0-5", gettext_lazy("6个月以下")), Option("0-11", gettext_lazy("12个月以下")), Option("12-23", gettext_lazy("12至23个月")),
    Option("24-35", gettext_lazy("24至35个月")), Option("0-35", gettext_lazy("36个月以下")),
)  # fmt: skip
SORTED_BY = {"name": "pinyin", "birth_date": "birth_date"}


class _ListSpan(Span):
    """A span whose chip says its own bounds where they are none of the options."""

    def words(self, value: str, scope: Scope) -> Option:
        for option in self.options_for(scope):
            if option.value == value:
                return option
        low, high = self.bounds(value) or (None, None)
        if high is None:
            return Option(value, _("%(low)s及以上") % {"low": low})
        return Option(value, _("%(low)s至%(high)s") % {"low": low or 0, "high": high})


class ListResidentsPage(ListPage):
    """Residents: searched by name, pinyin, initials, whole ID number or phone; filtered, sorted, exported."""

    name = "people.residents"
    permission = LIST
    export_permission = "people.export_residents"
    title = gettext_lazy("居民")
    search_hint = gettext_lazy("姓名、拼音、首字母、完整证件号码或电话")
    default_sort = "name"
    empty_title = gettext_lazy("名册里还没有居民")
    empty_text = gettext_lazy("居民由批量导入或登记产生；演示区用 laoyou demo 建立。")
    columns = (
        Column("name", gettext_lazy("姓名"), order=("pinyin",), lang="zh"),
        Column("sex", gettext_lazy("性别"), value=lambda row: row.resident.get_sex_display()),
        Column("age", gettext_lazy("年龄"), value=lambda row: age_words(row.resident.birth_date, clock.today())),
        Column(
            "birth_date",
            gettext_lazy("出生日期"),
            kind=Kind.DATE,
            value=lambda row: row.resident.birth_date,
            order=("birth_date",),
        ),
        Column("residence", gettext_lazy("居住地"), value=lambda row: row.residence.words, lang="zh"),
        Column("registered", gettext_lazy("户籍地"), value=lambda row: row.registered.words, lang="zh", narrow=False),
        Column(
            "statuses",
            pgettext_lazy("of a resident", "身份"),
            value=lambda row: together(status_words(kind) for kind in row.statuses),
        ),
        Column(
            "id_number",
            gettext_lazy("证件号码"),
            kind=Kind.MASKED,
            value=lambda row: str(row.resident.id_number or ""),
            narrow=False,
        ),
        Column(
            "phone",
            gettext_lazy("电话"),
            kind=Kind.MASKED,
            value=lambda row: str(row.resident.phone or ""),
            narrow=False,
        ),
    )

    def get_filters(self) -> Sequence[Filter]:
        """The towns and communities that the reader may choose from, then ages, sex, statuses, basis."""
        town = self.request.GET.get("town", "")
        inside = town if town.isascii() and town.isdigit() else ""
        below = (
            (lambda scope: _areas_of(scope, Area.Level.COMMUNITY, inside)) if inside or self._within_a_town() else ()
        )
        return (
            Choice("town", gettext_lazy("镇街"), lambda scope: _areas_of(scope, Area.Level.TOWN)),
            Choice("community", gettext_lazy("村(社区)"), below),
            _ListSpan("age", gettext_lazy("年龄"), AGES, highest=130),
            _ListSpan("months", gettext_lazy("月龄"), MONTHS, highest=1560),
            Choice("sex", gettext_lazy("性别"), tuple(Option(value, label) for value, label in Resident.Sex.choices)),
            Choice(
                "status",
                pgettext_lazy("of a resident", "身份"),
                tuple(Option(value, label) for value, label in StatusFact.Kind.choices),
                several=True,
            ),
            Choice(
                "basis",
                gettext_lazy("按哪个地址"),
                (
                    Option(Basis.REGISTERED, gettext_lazy("户籍在此")),
                    Option(Basis.EITHER, gettext_lazy("居住或户籍在此")),
                ),
            ),
            Flag("elsewhere", gettext_lazy("人户分离到区外")),
        )

    def _within_a_town(self) -> bool:
        prefixes = self.request.scope.area_prefixes(LIST)
        return bool(prefixes) and all(len(prefix) >= 9 for prefix in prefixes)

    def rows(self, query: ListQuery) -> ListResult:
        """One page of the selection that the query means."""
        return residents.page(
            selection_of(query), query.scope, on=clock.today(), order=_order(query), descending=_descending(query),
            cursor=query.cursor, size=query.size,
        )  # fmt: skip

    def every_row(self, query: ListQuery) -> Iterable[ResidentRow]:
        """Every row of the selection, for a file."""
        return residents.every(
            selection_of(query), query.scope, on=clock.today(), order=_order(query), descending=_descending(query)
        )

    def row_url(self, row: ResidentRow) -> str | None:
        return resident_url(row.id) if self.request.scope.may(SHOW) else None

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(UPDATE):
            return ()
        return (
            Action(_("登记居民"), reverse("people:add_resident"), primary=True),
            Action(_("从外镇街迁入"), reverse("people:receive_resident")),
        )


def _order(query: ListQuery) -> str:
    return SORTED_BY[query.sort.column] if query.sort else "pinyin"


def _descending(query: ListQuery) -> bool:
    return bool(query.sort and query.sort.descending)


def selection_of(query: ListQuery) -> Selection:
    """What the search, the filters and the chips of a list say."""
    months: tuple[int | None, int | None] = (None, None)
    span = Span("span", "", highest=2000)
    if bounds := span.bounds(query.one("age")):
        months = narrower(months, months_of_years(*bounds))
    if bounds := span.bounds(query.one("months")):
        months = narrower(months, (bounds[0], None if bounds[1] is None else bounds[1] + 1))
    area = query.one("community") or query.one("town")
    elsewhere = query.one("elsewhere")
    return Selection(
        search=query.search,
        basis=Basis(query.one("basis") or Basis.LIVING),
        areas=(area,) if area else (),
        months=months,
        sex=query.one("sex"),
        statuses=query.many("status"),
        elsewhere=None if not elsewhere else elsewhere == "1",
    )


class ShowResidentPage(Page):
    """Everything about one resident that the reader may see; the look itself is recorded."""

    permission = SHOW
    template = "people/show_resident.html"

    def get(self, request: HttpRequest, resident_id: int) -> HttpResponse:
        from laoyou.people.views.delegation_views import delegation_lines  # which shows this page's address itself

        scope, today = self.request.scope, clock.today()
        resident = residents.get(resident_id, scope)
        audit.read("people.show_resident", resident, by=scope, permission=SHOW, at=clock.now(), chain="people")
        around = surroundings.around(resident, scope)
        facts = presenter.fact_lines(around.facts, today)
        names = residents.area_names(surroundings.areas_of(resident))
        may_reveal = _may_over(scope, resident, REVEAL)
        may_change = _may_over(scope, resident, UPDATE)
        return self.render(
            {
                "resident": resident,
                "age": age_words(resident.birth_date, resident.death_date or today),
                "residence": residents.place_of(resident.residence_area_id, resident.residence_elsewhere, names),
                "registered": residents.place_of(resident.registered_area_id, resident.registered_elsewhere, names),
                "source": source_words(resident.source),
                "facts": facts,
                "statuses": presenter.current_statuses(facts),
                "around": around,
                "living": presenter.relative_lines(around.living_members, today),
                "registered_members": presenter.relative_lines(around.registered_members, today),
                "aid": presenter.relative_lines(around.aid_members, today),
                "supporters": presenter.relative_lines(
                    around.supporters, today, end_of=(resident.pk, "support") if may_change else None
                ),
                "supports": presenter.relative_lines(around.supports, today),
                "guardians": presenter.relative_lines(
                    around.guardians, today, guardians=True, end_of=(resident.pk, "guardian") if may_change else None
                ),
                "wards": presenter.relative_lines(around.wards, today, guardians=True),
                "carers": presenter.relative_lines(
                    around.carers, today, end_of=(resident.pk, "carer") if may_change else None
                ),
                "cared_for": presenter.relative_lines(around.cared_for, today),
                "contacts": presenter.contact_lines(
                    around.contacts, reverse("people:reveal_contact", args=[resident.pk, 0]) if may_reveal else ""
                ),
                "timeline": presenter.timeline(
                    resident,
                    around,
                    surroundings.changes(resident),
                    surroundings.moves(resident),
                    names,
                    may_restore=may_change,
                ),
                "capabilities": capability_lines(resident.pk, today),
                "entitlements_url": links.to("entitlements.resident", id=resident.pk, scope=scope) or "",
                "assessments_url": links.to("assessments.resident", id=resident.pk, scope=scope) or "",
                "may_change": may_change,
                "may_change_statuses": _may_over(scope, resident, UPDATE_STATUSES),
                "delegations": delegation_lines(resident, scope),
                "may_delegate": _may_over(scope, resident, DELEGATE),
                "difficulty": SpecialDifficulty.objects.scoped(scope, SEE_DIFFICULTIES)
                .filter(resident=resident)
                .order_by("-id")
                .first(),
                "reveal_account": reverse("people:reveal_account", args=[resident.pk]) if may_reveal else "",
                "standing": surroundings.standing(resident),
                "moved": {basis.value: residents.moves(resident, basis) for basis in Homes} if may_change else {},
                "looks": presenter.look_lines(surroundings.looks(resident, scope))
                if scope.may("people.see_access")
                else None,
                "looks_url": links.to("privacy.looks", resident=resident.pk) if scope.may("privacy.see_looks") else "",
                "receive_url": links.to("privacy.receive_request", resident=resident.pk)
                if _may_over(scope, resident, "privacy.receive_requests")
                else "",
                "reveal": {
                    name: reverse("people:reveal_resident", args=[resident.pk, name]) if may_reveal else ""
                    for name in SEALED
                },
                "reasons": [_("核对高龄津贴发放信息"), _("联系本人或家属"), _("上门探访核对住址"), _("处理来电求助")],
                "crumbs": [
                    (_("居民"), reverse("people:list_residents") if scope.may(LIST) else ""),
                    (resident.name, "", "zh"),
                ],
            }
        )


SEALED = ("id_number", "phone", "address")


def _may_over(scope: Scope, resident: Resident, permission: str) -> bool:
    """Whether this reader holds a permission over this very person."""
    return scope.may(permission) and Resident.objects.scoped(scope, permission).filter(pk=resident.pk).exists()


class RevealResidentPage(Page):
    """The whole of one sealed value, once, after the reason was recorded."""

    permission = REVEAL
    template = "people/_revealed.html"

    def post(self, request: HttpRequest, resident_id: int, field: str) -> HttpResponse:
        if field not in SEALED:
            raise DomainError("core.not_found")
        resident = residents.get(resident_id, self.request.scope, REVEAL)
        return revealed(self, resident, field, resident_id)


class RevealContactPage(Page):
    """The whole phone number of an emergency contact, once, after the reason was recorded."""

    permission = REVEAL
    template = "people/_revealed.html"

    def post(self, request: HttpRequest, resident_id: int, contact_id: int) -> HttpResponse:
        contacts = EmergencyContact.objects.scoped(self.request.scope, REVEAL)
        contact = contacts.filter(pk=contact_id, resident_id=resident_id).first()
        if contact is None:
            raise DomainError("core.not_found")
        return revealed(self, contact, "phone", resident_id)


def revealed(page: Page, row: Any, field: str, resident_id: int) -> HttpResponse:
    """The whole of one sealed value, as a page or as the part of one."""
    value = unmasking.reveal(
        row, field, reason=page.request.POST.get("reason", ""), by=page.request.scope, permission=REVEAL, at=clock.now()
    )
    whole_page = not getattr(page.request, "htmx", False)
    context = {"value": value, "back": resident_url(resident_id)}
    return page.render(context, template="people/show_revealed.html" if whole_page else "")
