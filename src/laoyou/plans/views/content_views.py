"""Pages that note money, capacity and milestones, that split an item to towns, and that add projects and decisions."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.errors import status_of
from laoyou.core.models import Area
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import contents, opening
from laoyou.plans.domain.selection import PROJECT_KINDS
from laoyou.plans.models import Milestone
from laoyou.plans.presenters import ledger_words, words
from laoyou.plans.queries import ledger
from laoyou.plans.queries.units import all_units, successors
from laoyou.plans.views.act_views import DAY, words_field

BIGGEST = 2**63 - 1


def _towns() -> list[tuple[str, str]]:
    found = Area.objects.filter(level=Area.Level.TOWN, id__startswith=district.area_id(), valid_to__isnull=True)
    return [(one.pk, words.pick(one.name, one.name_en)) for one in found.order_by("id")]


def _areas() -> list[tuple[str, str]]:
    whole = Area.objects.get(pk=district.area_id())
    return [(whole.pk, words.pick(whole.name, whole.name_en)), *_towns()]


def _units() -> list[tuple[str, str]]:
    now = successors(clock.today())
    units = [unit for unit in all_units().values() if unit.pk not in now]
    return [(unit.pk, words.pick(unit.name, unit.name_en)) for unit in sorted(units, key=lambda one: one.name)]


def _indicators() -> list[tuple[str, str]]:
    return [(one.code, words.pick(one.name, one.name_en)) for one in district.pack().indicators.values()]


def amount_field(label: Any, *, required: bool) -> forms.DecimalField:
    """An amount in yuan with two decimals; the command takes whole fen."""
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=15, decimal_places=2, help_text=lazy("单位：元")
    )


def fen_of(yuan: Decimal) -> int:
    """Yuan with at most two decimals in whole fen."""
    return int(yuan * 100)


class KeyedForm(forms.Form):
    """A form with a key, so that it can be sent twice."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4().hex)
        super().__init__(*args, **kwargs)


class MoneyForm(KeyedForm):
    """Money of an item."""

    source = forms.ChoiceField(label=lazy("来源"), choices=list(ledger_words.SOURCES.items()))
    stage = forms.ChoiceField(label=lazy("阶段"), choices=list(ledger_words.STAGES.items()))
    yuan = amount_field(lazy("金额"), required=True)
    on = forms.DateField(label=lazy("日期"), required=False, widget=DAY)
    basis = forms.CharField(label=lazy("依据"), max_length=200, help_text=lazy("文件的名称和文号"))


class CapacityForm(KeyedForm):
    """Capacity that an item adds."""

    measure = forms.ChoiceField(label=lazy("种类"), choices=list(ledger_words.MEASURES.items()))
    number = forms.IntegerField(label=lazy("数量"), min_value=0, max_value=1_000_000)
    area = forms.ChoiceField(label=lazy("区域"), choices=_areas)
    expected_on = forms.DateField(label=lazy("预计"), required=False, widget=DAY)
    in_use_on = forms.DateField(
        label=lazy("投用"), required=False, widget=DAY, help_text=lazy("已经投用、名册里已经计入的才填")
    )


class MilestoneForm(KeyedForm):
    """A step with its day."""

    name = forms.CharField(label=lazy("节点"), max_length=200, help_text=lazy("例如“主体封顶”"))
    due = forms.DateField(label=lazy("期限"), widget=DAY)


class ReachForm(KeyedForm):
    """When a step was reached."""

    on = forms.DateField(label=lazy("实现日期"), widget=DAY)


class SplitForm(KeyedForm):
    """To which towns, and until when."""

    towns = forms.MultipleChoiceField(label=lazy("镇街"), choices=_towns, widget=forms.CheckboxSelectMultiple)
    due = forms.DateField(label=lazy("期限"), required=False, widget=DAY, help_text=lazy("不填则与区级事项相同"))


class NewItemForm(KeyedForm):
    """What a project and a decision share."""

    name = forms.CharField(label=lazy("名称"), max_length=300)
    content = words_field(lazy("内容"), required=False)
    area = forms.ChoiceField(label=lazy("区域"), choices=_areas)
    lead_units = forms.MultipleChoiceField(label=lazy("牵头单位"), choices=_units, required=False)
    responsible_units = forms.MultipleChoiceField(label=lazy("责任单位"), choices=_units)
    due = forms.DateField(label=lazy("期限"), widget=DAY)

    def new(self) -> opening.NewItem:
        """What the command takes."""
        said = self.cleaned_data
        return opening.NewItem(
            name=said["name"],
            area_id=said["area"],
            due=said["due"],
            content=said["content"],
            lead_units=tuple(said["lead_units"]),
            responsible_units=tuple(said["responsible_units"]),
        )


class ProjectForm(NewItemForm):
    """A project that no plan orders."""

    kind = forms.ChoiceField(label=lazy("类别"), choices=[(kind, ledger_words.KINDS[kind]) for kind in PROJECT_KINDS])
    starts_on = forms.DateField(label=lazy("开始"), required=False, widget=DAY)
    indicators = forms.MultipleChoiceField(label=lazy("服务的指标"), choices=_indicators, required=False)
    measure = forms.ChoiceField(
        label=lazy("新增能力"), required=False, choices=[("", lazy("没有")), *ledger_words.MEASURES.items()]
    )
    number = forms.IntegerField(label=lazy("新增数量"), required=False, min_value=0, max_value=1_000_000)
    yuan = amount_field(lazy("总投资"), required=False)
    basis = forms.CharField(label=lazy("依据"), max_length=200, required=False, help_text=lazy("文件的名称和文号"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("measure")) != (said.get("number") is not None):
            self.add_error("number", _("新增能力的种类和数量要一起填。"))
        if said.get("yuan") is not None and not said.get("basis"):
            self.add_error("basis", _("请写明资金的依据。"))
        return said

    def new(self) -> opening.NewItem:
        said = self.cleaned_data
        capacity = (opening.Added(said["measure"], said["number"]),) if said["measure"] else ()
        money = (
            (opening.Money("total", "planned", fen_of(said["yuan"]), said["basis"]),)
            if said["yuan"] is not None
            else ()
        )
        return replace(
            super().new(),
            kind=said["kind"],
            starts_on=said["starts_on"],
            indicators=tuple(said["indicators"]),
            capacity=capacity,
            money=money,
        )


class DecisionItemForm(NewItemForm):
    """A decision of a meeting that becomes an item."""

    meeting = forms.CharField(label=lazy("会议名称"), max_length=200)
    held_on = forms.DateField(label=lazy("会议日期"), widget=DAY)
    number = forms.CharField(label=lazy("纪要编号"), max_length=60, required=False)


class FormPage(Page):
    """A form, the command, and on to the page about what was changed."""

    permission = permissions.SEE_LEDGER
    template = "plans/form.html"
    form: ClassVar[type[KeyedForm]]
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    submit: ClassVar[str | Promise] = lazy("登记")
    done: ClassVar[str | Promise] = lazy("已登记。")

    def get(self, request: HttpRequest, **of: int) -> HttpResponse:
        self.allow(**of)
        return self._show(self.form(), of)

    def post(self, request: HttpRequest, **of: int) -> HttpResponse:
        self.allow(**of)
        form = self.form(request.POST)
        if form.is_valid():
            try:
                item_id = self.run(form, **of)
            except DomainError as refusal:
                if status_of(refusal.code) in (403, 404):
                    raise
                form.add_error(None, sentence(refusal))
            else:
                messages.success(request, str(self.done))
                return redirect("plans:show_item", item_id)
        return self._show(form, of, status=422)

    def allow(self, **of: int) -> None:
        """Refuse whoever may not do this, before the form is shown."""
        raise NotImplementedError

    def run(self, form: Any, **of: int) -> int:
        """Call the command; the id of the item to go on with."""
        raise NotImplementedError

    def crumbs(self, **of: int) -> list[tuple[Any, ...]]:
        """Where the page is."""
        return []

    def _show(self, form: KeyedForm, of: dict[str, int], status: int = 200) -> HttpResponse:
        crumbs = [*self.crumbs(**of), (self.title, "")]
        back = crumbs[-2][1] if len(crumbs) > 1 else ""
        context = {"form": form, "title": self.title, "lead": self.lead, "submit": self.submit, "crumbs": crumbs}
        return self.render({**context, "back": back}, status=status)


class ItemFormPage(FormPage):
    """A form below one item, for the planner and those who answer for it."""

    post_permission = permissions.KEEP

    def item(self, item_id: int) -> ledger.Detail:
        """The item; `core.not_found` outside the scope."""
        if item_id > BIGGEST:
            raise DomainError("core.not_found")
        return ledger.detail(item_id, self.request.scope, on=clock.today())

    def allow(self, **of: int) -> None:
        if not self.item(of["item_id"]).may_keep:
            raise DomainError("plans.not_your_item")

    def crumbs(self, **of: int) -> list[tuple[Any, ...]]:
        item = ledger.one_item(of["item_id"], self.request.scope)
        noun = ledger_words.noun_of(item)
        name = words.pick(item.name, item.name_en)
        url = reverse("plans:show_item", args=[item.pk])
        return [(ledger_words.NOUNS[noun], reverse(f"plans:list_{noun}")), (name, url)]


class NoteMoneyPage(ItemFormPage):
    """Noting money."""

    form = MoneyForm
    title = lazy("登记资金")
    lead = lazy("同一来源、同一阶段的各笔相加。登记错的不改，撤回后重新登记。")

    def run(self, form: Any, **of: int) -> int:
        said = form.cleaned_data
        contents.note_money(
            of["item_id"],
            source=said["source"],
            stage=said["stage"],
            fen=fen_of(said["yuan"]),
            on=said["on"],
            basis=said["basis"],
            key=said["key"],
            by=self.request.scope,
            at=clock.now(),
        )
        return of["item_id"]


class NoteCapacityPage(ItemFormPage):
    """Noting capacity."""

    form = CapacityForm
    title = lazy("登记新增能力")
    lead = lazy("投用以前算作将要增加的；投用以后名册会计入，不再重复相加。")

    def run(self, form: Any, **of: int) -> int:
        said = form.cleaned_data
        contents.note_capacity(
            of["item_id"],
            measure=said["measure"],
            number=said["number"],
            area_id=said["area"],
            expected_on=said["expected_on"],
            in_use_on=said["in_use_on"],
            key=said["key"],
            by=self.request.scope,
            at=clock.now(),
        )
        return of["item_id"]


class SetMilestonePage(ItemFormPage):
    """Setting a step."""

    form = MilestoneForm
    title = lazy("增加节点")

    def run(self, form: Any, **of: int) -> int:
        said = form.cleaned_data
        contents.set_milestone(
            of["item_id"], name=said["name"], due=said["due"], key=said["key"], by=self.request.scope, at=clock.now()
        )
        return of["item_id"]


class ReachMilestonePage(ItemFormPage):
    """Noting that a step was reached."""

    form = ReachForm
    title = lazy("登记节点实现")

    def _item_id(self, milestone_id: int) -> int:
        rows = Milestone.objects.scoped(self.request.scope, permissions.SEE_LEDGER)
        found = (
            rows.filter(pk=milestone_id).values_list("item_id", flat=True).first() if milestone_id <= BIGGEST else None
        )
        if found is None:
            raise DomainError("core.not_found")
        return int(found)

    def allow(self, **of: int) -> None:
        super().allow(item_id=self._item_id(of["milestone_id"]))

    def crumbs(self, **of: int) -> list[tuple[Any, ...]]:
        return super().crumbs(item_id=self._item_id(of["milestone_id"]))

    def run(self, form: Any, **of: int) -> int:
        row = contents.reach_milestone(
            of["milestone_id"], on=form.cleaned_data["on"], by=self.request.scope, at=clock.now()
        )
        return int(row.item_id)


class SplitItemPage(ItemFormPage):
    """Opening a part of an item for each of some towns."""

    post_permission = permissions.LEAD
    form = SplitForm
    title = lazy("分到镇街")
    lead = lazy("为每个镇街开一条任务：镇街负责，牵头单位确认。已经分到的不会重复。")
    submit = lazy("分到选中的镇街")
    done = lazy("已分到镇街。")

    def allow(self, **of: int) -> None:
        found = self.item(of["item_id"])
        if not found.may_lead:
            raise DomainError("plans.not_the_planner")
        if not found.may_split:
            raise DomainError("core.not_found")

    def run(self, form: Any, **of: int) -> int:
        said = form.cleaned_data
        opening.split_to_towns(of["item_id"], said["towns"], due=said["due"], by=self.request.scope, at=clock.now())
        return of["item_id"]


class NewItemPage(FormPage):
    """A new item, by the planner."""

    permission = permissions.LEAD
    noun: ClassVar[str] = "projects"

    def allow(self, **of: int) -> None:
        self.request.scope.require(permissions.LEAD)

    def crumbs(self, **of: int) -> list[tuple[Any, ...]]:
        return [(ledger_words.NOUNS[self.noun], reverse(f"plans:list_{self.noun}"))]


class AddProjectPage(NewItemPage):
    """Adding a project by hand."""

    form = ProjectForm
    title = lazy("增加项目")
    lead = lazy("方案以外的项目。方案附件里的项目由数据包打开，不在这里登记。")
    done = lazy("已增加项目。")

    def run(self, form: Any, **of: int) -> int:
        key = form.cleaned_data["key"]
        return int(opening.add_project(form.new(), by=self.request.scope, at=clock.now(), key=key).pk)


class AddDecisionPage(NewItemPage):
    """Recording a decision of a meeting as an item."""

    noun = "decisions"
    form = DecisionItemForm
    title = lazy("登记议定事项")
    done = lazy("已登记议定事项。")

    def run(self, form: Any, **of: int) -> int:
        said = form.cleaned_data
        item = opening.add_decision(
            form.new(),
            meeting=said["meeting"],
            held_on=said["held_on"],
            number=said["number"],
            by=self.request.scope,
            at=clock.now(),
            key=said["key"],
        )
        return int(item.pk)
