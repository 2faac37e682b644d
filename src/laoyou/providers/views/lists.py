"""The lists of this room. Each shows the rows of a selection, so that a figure about the same rows leads here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laoyou.core import clock, fields
from laoyou.core.lists import Action, Column, Filter, Kind, ListPage, ListQuery
from laoyou.core.models import Area
from laoyou.providers import figures, links, permissions, words
from laoyou.providers.domain.kinds import BED_KINDS, CHILDCARE_KINDS, FOR_BOTH
from laoyou.providers.domain.selection import KEYS, Selection
from laoyou.providers.domain.states import credential_state
from laoyou.providers.models import Bed, ChildcarePlace, Credential, FacilityKind, StaffMember
from laoyou.providers.queries.rows import occupied, rows
from laoyou.providers.search_keys import typed
from laoyou.providers.views.filters import AreaFilter, OneOf, choice

TOWN_DIGITS = 9
CONTENT = "columns of rows that are scoped themselves"


class SelectionPage(ListPage):
    """A list whose filters are the keys of one register's selections."""

    register: ClassVar[str] = ""
    keys: ClassVar[Sequence[str]] = ()
    chain = "providers"

    def get_filters(self) -> Sequence[Filter]:
        return self._filters

    @cached_property
    def _filters(self) -> tuple[Filter, ...]:
        found: list[Filter] = [AreaFilter("area", words.KEYS["area"], self.permission)]
        found += [choice(self.register, key) for key in self.keys]
        # What only a link can ask for: it is shown as a chip, and there is nothing to choose from.
        found += [
            OneOf(key, words.KEYS[key])
            for key in ("facility", "provider")
            if key in KEYS[self.register] and key in self.request.GET
        ]
        return tuple(found)

    def selection(self, query: ListQuery) -> Selection:
        """The selection that the chosen filters mean."""
        return Selection.of(self.register, query.values)

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        found = rows(self.selection(query), query.scope, on=clock.today()).select_related("area")
        return self.searched(found, query.search) if query.search else found

    def searched(self, found: QuerySet[Any], text: str) -> QuerySet[Any]:
        """The rows that answer what was typed into the search box."""
        return found.filter(search_key__contains=typed(text))

    @cached_property
    def towns(self) -> dict[str, str]:
        """Town id → name."""
        return dict(Area.objects.filter(level=Area.Level.TOWN).values_list("id", "name"))

    def area_column(self, *, order: bool = True) -> Column:
        """Town and, below it, the village or community."""
        return Column(
            "area",
            words.KEYS["area"],
            value=lambda row: self.towns.get(row.area_id[:TOWN_DIGITS], row.area.name),
            sub=lambda row: row.area.name if len(row.area_id) > TOWN_DIGITS else "",
            sub_title=_("村（社区）"),
            order=("area_id",) if order else (),
            lang="zh",
        )


def _word(titles: dict[str, words.Text], of: str) -> Any:
    return lambda row: titles.get(getattr(row, of), getattr(row, of))


def _check(value: bool) -> SafeString:
    """Yes or no as a sign with a word, so that nobody has to guess an empty cell."""
    return format_html(
        '<span aria-hidden="true">{}</span><span class="unseen">{}</span>',
        "✓" if value else "–",
        _("是") if value else _("否"),
    )


class YesNo(Column):
    """A column of yes and no: a sign on the page, a word in files."""

    def html(self, row: Any) -> SafeString:
        return _check(bool(self.of(row)))

    def cell(self, row: Any, scope: Any) -> str:
        return str(words.YES_NO["1" if self.of(row) else "0"])


def _number_of(model: Any, condition: Q) -> Coalesce:
    """How many rows of `model` a facility has under `condition`, as a column of facilities."""
    counted = (
        model.objects.unscoped(CONTENT)
        .filter(condition, facility=OuterRef("pk"))
        .order_by()
        .values("facility")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class ListFacilitiesPage(SelectionPage):
    """Facilities: by town, kind, ownership, operation, tier, filing."""

    name = "providers.facilities"
    permission = permissions.LIST_FACILITIES
    title = _("设施")
    lead = _(
        "为老年人和婴幼儿服务的点位。同一处设施可以有两个类别，按类别计数时各计一次，按设施计数时只计一次。没有选状态时只列开业的。"
    )
    register = "facilities"
    keys = ("kind", "register", "ownership", "operation", "tier", "filed", "state", "demonstration", "inferred")
    default_sort = "area"
    search_hint = _("名称、拼音或首字母")
    empty_title = _("没有符合条件的设施")
    empty_text = _("去掉一个条件，或者检查名称。")

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("name", _("名称"), order=("name",), lang="zh"),
            Column("kind", _("类别"), value=self._kinds, order=("kind",)),
            self.area_column(),
            Column("ownership", _("所有制"), value=_word(words.OWNERSHIPS, "ownership")),
            Column("operation", _("运营方式"), value=_word(words.OPERATIONS, "operation"), narrow=False),
            Column("tier", _("档次"), value=_word(words.TIERS, "tier")),
            Column("beds", _("实际床位"), Kind.FIGURE, value=self._beds, unit=words.UNITS["beds"]),
            Column("places", _("备案托位"), Kind.FIGURE, value=self._places, unit=words.UNITS["places"]),
            Column("filed", _("备案状态"), value=_word(words.FILED, "filed_state"), narrow=False),
            Column("opened_on", _("开业日期"), Kind.DATE, order=("opened_on",), nullable=True, narrow=False),
        )

    def _kinds(self, row: Any) -> str:
        # The first kind names the facility; the others follow.
        kinds = [row.kind, *sorted(one.kind for one in row.kinds_here if one.kind != row.kind)]
        return str(_("、")).join(str(words.KINDS[kind]) for kind in kinds)

    def _beds(self, row: Any) -> Any:
        if not row.beds_known or (not row.bed_number and row.kind not in BED_KINDS):
            return None
        return figures.figure(
            Selection.of("beds", {"facility": row.pk}), self.request.scope, value=row.bed_number, brief=True
        )

    def _places(self, row: Any) -> Any:
        if not row.place_number and not {one.kind for one in row.kinds_here} & (CHILDCARE_KINDS | FOR_BOTH):
            return None
        selection = Selection.of("places", {"facility": row.pk, "reading": "filed"})
        return figures.figure(selection, self.request.scope, value=row.place_number, brief=True)

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        kinds = Prefetch("kinds", FacilityKind.objects.unscoped(CONTENT), to_attr="kinds_here")
        return (
            super()
            .queryset(query)
            .annotate(
                bed_number=_number_of(Bed, Q(actual=True)), place_number=_number_of(ChildcarePlace, Q(filed=True))
            )
            .prefetch_related(kinds)
        )

    def row_url(self, row: Any) -> str:
        return links.facility(row.pk)

    def actions(self) -> Sequence[Action]:
        shown = [Action(_("地图"), reverse("providers:map_facilities"))]
        if self.request.scope.may(permissions.MANAGE_FACILITIES):
            shown.append(Action(_("登记设施"), reverse("providers:add_facility"), primary=True))
        return shown


class ListProvidersPage(SelectionPage):
    """Providers: legal persons, with the facilities they answer for."""

    name = "providers.providers"
    permission = permissions.LIST_PROVIDERS
    title = _("服务机构")
    lead = _("对设施负责的法人。村级互助养老点等没有自己的统一社会信用代码，不在此列。")
    register = "providers"
    keys = ("ownership", "state")
    default_sort = "name"
    search_hint = _("名称、拼音、首字母或统一社会信用代码")
    empty_title = _("没有符合条件的服务机构")
    empty_text = _("去掉一个条件，或者检查名称。")

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("name", _("名称"), order=("name",), lang="zh"),
            Column("credit_code", _("统一社会信用代码")),
            Column("ownership", _("所有制"), value=_word(words.OWNERSHIPS, "ownership")),
            self.area_column(),
            Column("facilities", _("开业设施"), Kind.FIGURE, value=self._facilities, unit=words.UNITS["facilities"]),
            Column("registered_on", _("登记日期"), Kind.DATE, narrow=False),
        )

    def _facilities(self, row: Any) -> Any:
        selection = Selection.of("facilities", {"provider": row.pk})
        return figures.figure(selection, self.request.scope, value=row.facility_number, brief=True)

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        today = clock.today()
        is_open = Q(facilities__closed_on__isnull=True) | Q(facilities__closed_on__gt=today)
        return (
            super()
            .queryset(query)
            .annotate(facility_number=Count("facilities", filter=is_open & Q(facilities__isnull=False)))
        )

    def searched(self, found: QuerySet[Any], text: str) -> QuerySet[Any]:
        return found.filter(Q(search_key__contains=typed(text)) | Q(credit_code=typed(text).upper()))

    def row_url(self, row: Any) -> str:
        return links.provider(row.pk)

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(permissions.MANAGE_FACILITIES):
            return ()
        return (Action(_("登记机构"), reverse("providers:add_provider"), primary=True),)


class ListBedsPage(SelectionPage):
    """Beds: every row behind a number of beds."""

    name = "providers.beds"
    permission = permissions.LIST_FACILITIES
    title = _("床位")
    lead = _("一行是一张床位。没有选口径时，列出实际床位；核定、备案、入住是另外的口径，数字各不相同。")
    register = "beds"
    keys = ("reading", "nursing", "kind", "ownership", "operation", "tier")
    default_sort = "area"
    empty_title = _("没有符合条件的床位")
    empty_text = _("去掉一个条件，或者换一个口径。")

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("number", _("床位号"), order=("number",)),
            Column("facility", _("所在设施"), value=lambda row: row.facility.name, lang="zh"),
            self.area_column(),
            Column("nursing", _("床位类型"), value=lambda row: words.NURSING["1" if row.nursing else "0"]),
            Column("tier", _("档次"), value=_word(words.TIERS, "tier")),
            YesNo("approved", words.BED_READINGS["approved"]),
            YesNo("filed", words.BED_READINGS["filed"]),
            YesNo("actual", words.BED_READINGS["actual"]),
            YesNo("occupied", words.BED_READINGS["occupied"]),
        )

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        return super().queryset(query).select_related("area", "facility").annotate(occupied=occupied())

    def row_url(self, row: Any) -> str:
        return reverse("providers:show_bed", args=[row.pk])


class ListPlacesPage(SelectionPage):
    """Childcare places: every row behind a number of places."""

    name = "providers.places"
    permission = permissions.LIST_FACILITIES
    title = _("托位")
    lead = _("一行是一个托位。备案、开放、在托是三个口径；全日、半日、计时、临时分开登记。")
    register = "places"
    keys = ("reading", "class", "session", "kind", "ownership", "tier")
    default_sort = "area"
    empty_title = _("没有符合条件的托位")
    empty_text = _("去掉一个条件，或者换一个口径。")

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("number", _("托位号"), order=("number",)),
            Column("facility", _("所在设施"), value=lambda row: row.facility.name, lang="zh"),
            self.area_column(),
            Column("class", _("班型"), value=lambda row: words.CLASSES[row.childcare_class.kind]),
            Column("session", _("托管方式"), value=_word(words.SESSIONS, "session")),
            Column("tier", _("档次"), value=_word(words.TIERS, "tier")),
            YesNo("filed", words.BED_READINGS["filed"]),
            YesNo("open", words.PLACE_READINGS["open"]),
            YesNo("enrolled", words.PLACE_READINGS["enrolled"]),
        )

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        return super().queryset(query).select_related("area", "facility", "childcare_class")

    def row_url(self, row: Any) -> str:
        return reverse("providers:show_place", args=[row.pk])


class ListStaffPage(SelectionPage):
    """Staff at work, with what they are certified for and until when."""

    name = "providers.staff"
    permission = permissions.LIST_STAFF
    title = _("从业人员")
    lead = _("在设施工作的人员和他们的证书。证件号码和电话只显示首尾；查看完整号码要说明原因。没有选状态时只列在职的。")
    register = "staff"
    keys = ("job", "credential", "standing", "kind", "state")
    default_sort = "area"
    search_hint = _("姓名、拼音、首字母，或完整的证件号码")
    empty_title = _("没有符合条件的人员")
    empty_text = _("去掉一个条件，或者检查姓名。")

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("name", _("姓名"), order=("name",), lang="zh"),
            Column("job", _("岗位"), value=_word(words.JOBS, "job")),
            Column("facility", _("所在设施"), value=lambda row: row.facility.name, lang="zh"),
            self.area_column(),
            Column("credentials", _("证书"), value=self._credentials),
            Column(
                "id_number", _("证件号码"), Kind.MASKED, value=lambda row: str(row.id_number) if row.id_number else ""
            ),
            Column(
                "phone", _("电话"), Kind.MASKED, value=lambda row: str(row.phone) if row.phone else "", narrow=False
            ),
            Column("employed_from", _("入职日期"), Kind.DATE, narrow=False),
        )

    def _credentials(self, row: Any) -> str:
        today = clock.today()
        said = [
            str(_("%(credential)s（%(state)s）"))
            % {
                "credential": words.CREDENTIALS[one.kind],
                "state": words.STANDINGS[credential_state(one.expires_on, today)],
            }
            for one in row.credentials_here
        ]
        return str(_("、")).join(said)

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        held = Prefetch(
            "credentials", Credential.objects.unscoped(CONTENT).order_by("kind"), to_attr="credentials_here"
        )
        return super().queryset(query).select_related("area", "facility").prefetch_related(held)

    def searched(self, found: QuerySet[Any], text: str) -> QuerySet[Any]:
        number = typed(text)
        if len(number) >= 15 and number[:-1].isdigit():
            return found.filter(fields.looking_for(StaffMember, "id_number", number))
        return super().searched(found, text)

    def row_url(self, row: Any) -> str:
        return reverse("providers:show_staff_member", args=[row.pk])
