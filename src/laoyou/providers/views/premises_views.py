"""Housing estates with what is due with them, and idle premises: lists, pages, and work on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.lists import Action, Choice, Column, Filter, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Area
from laoyou.core.scope import within
from laoyou.core.shell.states import badge
from laoyou.core.views import Page
from laoyou.providers import links, words
from laoyou.providers.commands import estates, premises
from laoyou.providers.forms.premises_forms import DutyForm, EstateForm, PremisesForm, SettleForm, StepsForm
from laoyou.providers.models import Estate, EstateDuty, Facility, IdlePremises
from laoyou.providers.permissions import LIST_FACILITIES, LIST_PREMISES, MANAGE_PREMISES
from laoyou.providers.queries.details import areas_above
from laoyou.providers.search_keys import typed
from laoyou.providers.views.filters import AreaFilter
from laoyou.providers.views.work import AddPage, Home, Words, WorkPage, holds

OF_SCOPED = "of estates that are scoped themselves"
TOWN_DIGITS = 9
DUTY_TONES = {
    "due": "breach", "planned": "behind", "built": "behind", "accepted": "behind", "handed_over": "on-course",
    "in_use": "reached", "misused": "breach",
}  # fmt: skip
PREMISES_TONES = {"idle": "on-course", "taken": "reached", "withdrawn": "no-data"}


def duty_badge(row: EstateDuty) -> Any:
    """How far a facility that is due has come."""
    return badge(row.state, word=words.DUTY_STATES[row.state], tone=DUTY_TONES[row.state])


class PlacedListPage(ListPage):
    """A list of things that stand somewhere."""

    chain = "providers"
    permission = LIST_PREMISES
    default_sort = "area"
    search_hint = gettext_lazy("名称、拼音或首字母")

    def area_column(self) -> Column:
        """Town and, below it, the village or community."""
        towns = dict(Area.objects.filter(level=Area.Level.TOWN).values_list("id", "name"))
        return Column(
            "area", words.KEYS["area"], value=lambda row: towns.get(row.area_id[:TOWN_DIGITS], row.area.name),
            sub=lambda row: row.area.name if len(row.area_id) > TOWN_DIGITS else "",
            sub_title=gettext_lazy("村（社区）"), order=("area_id",), lang="zh",
        )  # fmt: skip

    def found(self, rows: QuerySet[Any], query: ListQuery) -> QuerySet[Any]:
        """The rows within the chosen area that answer what was typed."""
        for area in query.values.get("area", ()):
            rows = rows.filter(within("area_id", (area,)))
        if query.search:
            rows = rows.filter(search_key__contains=typed(query.search))
        return rows.select_related("area")


class ListEstatesPage(PlacedListPage):
    """Housing estates, with how far what is due with them has come: the list for looking back."""

    name = "providers.estates"
    title = gettext_lazy("住宅小区配套")
    lead = gettext_lazy("新建小区应当同步规划、同步建设、同步验收、同步交付的服务设施。按进度筛选就是“回头看”清单。")
    empty_title = gettext_lazy("没有符合条件的小区")
    empty_text = gettext_lazy("去掉一个条件，或者先登记小区。")

    def get_filters(self) -> Sequence[Filter]:
        options = tuple(Option(code, title) for code, title in words.DUTY_STATES.items())
        return (
            AreaFilter("area", words.KEYS["area"], self.permission),
            Choice("duty", gettext_lazy("配套进度"), options, several=True),
        )

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("name", gettext_lazy("小区名称"), order=("name",), lang="zh"),
            self.area_column(),
            Column("households", gettext_lazy("规划户数"), Kind.NUMBER, unit=pgettext_lazy("unit", "户")),
            Column("duties", gettext_lazy("应配套的设施"), value=self._duties),
            Column("approved_on", gettext_lazy("规划批准日期"), Kind.DATE, narrow=False),
        )

    def _duties(self, row: Any) -> str:
        said = [
            str(_("%(kind)s（%(state)s）")) % {"kind": words.KINDS[one.kind], "state": words.DUTY_STATES[one.state]}
            for one in row.duties_here
        ]
        return str(_("、")).join(said)

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        rows = self.found(Estate.objects.scoped(query.scope, self.permission), query)
        if states := query.values.get("duty"):
            due = EstateDuty.objects.unscoped(OF_SCOPED).filter(estate=OuterRef("pk"), state__in=states)
            rows = rows.filter(Exists(due.order_by()))
        duties = EstateDuty.objects.unscoped(OF_SCOPED).order_by("kind", "pk")
        return rows.prefetch_related(Prefetch("duties", duties, to_attr="duties_here"))

    def row_url(self, row: Any) -> str:
        return reverse("providers:show_estate", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(MANAGE_PREMISES):
            return ()
        return (Action(gettext_lazy("登记小区"), reverse("providers:add_estate"), primary=True),)


class ListPremisesPage(PlacedListPage):
    """Idle premises: what the siting assistant may choose from."""

    name = "providers.premises"
    title = gettext_lazy("闲置房产")
    lead = gettext_lazy("可以改建为服务设施的校舍、办公用房、公租房等。有坐标的可以作为选址的候选点。")
    empty_title = gettext_lazy("没有符合条件的闲置房产")
    empty_text = gettext_lazy("去掉一个条件，或者先登记闲置房产。")

    def get_filters(self) -> Sequence[Filter]:
        return (
            AreaFilter("area", words.KEYS["area"], self.permission),
            Choice("state", words.KEYS["state"], tuple(Option(*one) for one in words.PREMISES_STATES.items())),
            Choice(
                "use", gettext_lazy("原用途"), tuple(Option(*one) for one in words.FORMER_USES.items()), several=True
            ),
        )

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("name", gettext_lazy("名称"), order=("name",), lang="zh"),
            self.area_column(),
            Column("former_use", gettext_lazy("原用途"), value=lambda row: words.FORMER_USES[row.former_use]),
            Column("floor_area_m2", gettext_lazy("建筑面积"), Kind.NUMBER, unit=gettext_lazy("平方米")),
            Column("owner", gettext_lazy("产权单位"), lang="zh", narrow=False),
            Column("free_from", gettext_lazy("可用起始日期"), Kind.DATE, narrow=False),
            Column("state", words.KEYS["state"], value=lambda row: words.PREMISES_STATES[row.state]),
        )

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        rows = self.found(IdlePremises.objects.scoped(query.scope, self.permission), query)
        if states := query.values.get("state"):
            rows = rows.filter(state__in=states)
        if uses := query.values.get("use"):
            rows = rows.filter(former_use__in=uses)
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("providers:show_premises", args=[row.pk])

    def actions(self) -> Sequence[Action]:
        if not self.request.scope.may(MANAGE_PREMISES):
            return ()
        return (Action(gettext_lazy("登记闲置房产"), reverse("providers:add_premises"), primary=True),)


class ShowEstatePage(Page):
    """One estate with what is due with it."""

    permission = LIST_PREMISES
    template = "providers/show_estate.html"

    def get(self, request: HttpRequest, estate_id: int) -> HttpResponse:
        scope = self.request.scope
        row = Estate.objects.scoped(scope, LIST_PREMISES).filter(pk=estate_id).first()
        if row is None:
            raise DomainError("core.not_found")
        duties = EstateDuty.objects.scoped(scope, LIST_PREMISES).filter(estate=row).order_by("kind", "pk")
        visible = Facility.objects.scoped(scope, LIST_FACILITIES).in_bulk([one.facility_id for one in duties if one.facility_id])  # fmt: skip
        return self.render(
            {
                "estate": row,
                "areas": areas_above(row.area_id),
                "duties": [
                    {
                        "row": one,
                        "kind": words.KINDS[one.kind],
                        "state": duty_badge(one),
                        "steps": [
                            (words.DUTY_STEPS[step], getattr(one, step))
                            for step in words.DUTY_STEPS
                            if getattr(one, step)
                        ],
                        "facility": visible.get(one.facility_id or 0),
                        "url": links.facility(one.facility_id) if one.facility_id in visible else "",
                    }
                    for one in duties
                ],
                "may_change": holds(Estate, row.pk, scope, MANAGE_PREMISES),
                "crumbs": [(_("住宅小区配套"), reverse("providers:list_estates"))],
            }
        )


class ShowPremisesPage(Page):
    """Some idle premises."""

    permission = LIST_PREMISES
    template = "providers/show_premises.html"

    def get(self, request: HttpRequest, premises_id: int) -> HttpResponse:
        scope = self.request.scope
        row = IdlePremises.objects.scoped(scope, LIST_PREMISES).filter(pk=premises_id).first()
        if row is None:
            raise DomainError("core.not_found")
        facility = Facility.objects.scoped(scope, LIST_FACILITIES).filter(pk=row.facility_id or 0).first()
        return self.render(
            {
                "premises": row,
                "areas": areas_above(row.area_id),
                "state": badge(row.state, word=words.PREMISES_STATES[row.state], tone=PREMISES_TONES[row.state]),
                "former_use": words.FORMER_USES[row.former_use],
                "facility": facility,
                "facility_url": links.facility(facility.pk) if facility else "",
                "may_change": holds(IdlePremises, row.pk, scope, MANAGE_PREMISES),
                "crumbs": [(_("闲置房产"), reverse("providers:list_premises"))],
            }
        )


class EstatePage(WorkPage):
    """Work on an estate."""

    permission = MANAGE_PREMISES
    model: ClassVar[Any] = Estate
    key = "estate_id"

    def home(self, row: Any) -> Home:
        estate = row.estate if isinstance(row, EstateDuty) else row
        way: list[tuple[str, ...]] = [(_("住宅小区配套"), reverse("providers:list_estates"))]
        return estate.name, reverse("providers:show_estate", args=[estate.pk]), way


class AddEstatePage(AddPage):
    """An estate that is not on the register yet."""

    permission = MANAGE_PREMISES

    def form(self, row: None, data: Any = None) -> EstateForm:
        return EstateForm(data, scope=self.by, permission=self.permission)

    def act(self, row: None, form: EstateForm) -> str:
        facts = form.facts()
        new = estates.add(facts.pop("name"), area_id=facts.pop("area_id"), **facts, by=self.by, at=clock.now())
        return reverse("providers:show_estate", args=[new.pk])

    def words(self, row: None) -> Words:
        return _("登记小区"), _("登记之后，逐项登记应配套的设施和依据。"), _("登记入册"), _("已登记小区。")

    def home(self, row: None) -> Home:
        address = reverse("providers:list_estates")
        return "", address, [(_("住宅小区配套"), address)]


class ChangeEstatePage(EstatePage):
    """The facts of an estate."""

    def form(self, row: Estate, data: Any = None) -> EstateForm:
        scope = {"scope": self.by, "permission": self.permission, "present": row.area_id}
        return EstateForm(data, initial=EstateForm.initial_of(row), **scope)  # type: ignore[arg-type]

    def act(self, row: Estate, form: EstateForm) -> None:
        estates.update(row.pk, **form.facts(), by=self.by, at=clock.now())

    def words(self, row: Estate) -> Words:
        return _("变更小区"), _("原来的内容留在变更记录里。"), _("保存变更"), _("已变更。")


class AddDutyPage(EstatePage):
    """A facility that is due with an estate."""

    def form(self, row: Estate, data: Any = None) -> DutyForm:
        return DutyForm(data)

    def act(self, row: Estate, form: DutyForm) -> None:
        said = dict(form.cleaned_data)
        estates.add_duty(row.pk, said.pop("kind"), **said, by=self.by, at=clock.now())

    def words(self, row: Estate) -> Words:
        return _("登记应配套的设施"), _("写明应配建的面积和依据的条款。"), _("登记"), _("已登记应配套的设施。")


class SetStepsPage(EstatePage):
    """How far a facility that is due has come."""

    model, key = EstateDuty, "duty_id"

    def form(self, row: EstateDuty, data: Any = None) -> StepsForm:
        return StepsForm(data, initial=StepsForm.initial_of(row))

    def act(self, row: EstateDuty, form: StepsForm) -> None:
        said = form.cleaned_data
        estates.set_steps(
            row.pk, steps=form.steps(), built_m2=said["built_m2"] or None, used_as=said["used_as"],
            facility_id=said["facility_number"], by=self.by, at=clock.now(),
        )  # fmt: skip

    def words(self, row: EstateDuty) -> Words:
        title = _("配套进度：%(kind)s") % {"kind": words.KINDS[row.kind]}
        return title, _("规划、建成、验收、移交、使用依次登记。"), _("保存进度"), _("已登记进度。")


class AddPremisesPage(AddPage):
    """Premises that are not on the register yet."""

    permission = MANAGE_PREMISES

    def form(self, row: None, data: Any = None) -> PremisesForm:
        return PremisesForm(data, scope=self.by, permission=self.permission)

    def act(self, row: None, form: PremisesForm) -> str:
        facts = dict(form.cleaned_data)
        new = premises.add(facts.pop("name"), area_id=facts.pop("area_id"), **facts, by=self.by, at=clock.now())
        return reverse("providers:show_premises", args=[new.pk])

    def words(self, row: None) -> Words:
        lead = _("产权单位同意利用的闲置房产。填写坐标之后，选址助手可以把它作为候选点。")
        return _("登记闲置房产"), lead, _("登记入册"), _("已登记闲置房产。")

    def home(self, row: None) -> Home:
        address = reverse("providers:list_premises")
        return "", address, [(_("闲置房产"), address)]


class PremisesPage(WorkPage):
    """Work on premises."""

    permission = MANAGE_PREMISES
    model, key = IdlePremises, "premises_id"

    def home(self, row: IdlePremises) -> Home:
        way: list[tuple[str, ...]] = [(_("闲置房产"), reverse("providers:list_premises"))]
        return row.name, reverse("providers:show_premises", args=[row.pk]), way


class ChangePremisesPage(PremisesPage):
    """The facts of premises."""

    def form(self, row: IdlePremises, data: Any = None) -> PremisesForm:
        scope = {"scope": self.by, "permission": self.permission, "present": row.area_id}
        return PremisesForm(data, initial=PremisesForm.initial_of(row), **scope)  # type: ignore[arg-type]

    def act(self, row: IdlePremises, form: PremisesForm) -> None:
        premises.update(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: IdlePremises) -> Words:
        return _("变更闲置房产"), _("原来的内容留在变更记录里。"), _("保存变更"), _("已变更。")


class SettlePremisesPage(PremisesPage):
    """What became of premises."""

    def form(self, row: IdlePremises, data: Any = None) -> SettleForm:
        return SettleForm(data, initial={"state": row.state, "facility_number": row.facility_id})

    def act(self, row: IdlePremises, form: SettleForm) -> None:
        said = form.cleaned_data
        premises.settle(row.pk, said["state"], facility_id=said["facility_number"], by=self.by, at=clock.now())

    def words(self, row: IdlePremises) -> Words:
        lead = _("利用之后写明成为哪处设施；产权单位收回的登记为已收回。")
        return _("登记利用情况"), lead, _("保存状态"), _("已登记利用情况。")
