"""Pages of impact assessments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, privacy
from laoyou.core.lists import Action, Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.shell.forms import DayField
from laoyou.core.views import Page
from laoyou.privacy.commands import assessments as commands
from laoyou.privacy.commands.shared import LARGEST_ID
from laoyou.privacy.models import ImpactAssessment
from laoyou.privacy.permissions import ASSESS, SEE_ASSESSMENTS
from laoyou.privacy.presenters.words import table_words
from laoyou.privacy.views.shared import FormPage

GROUNDS, CONCLUSIONS = ImpactAssessment.Ground, ImpactAssessment.Conclusion


class ListAssessmentsPage(ListPage):
    """Assessments, the latest first."""

    name = "privacy.assessments"
    permission = SEE_ASSESSMENTS
    title = lazy("影响评估")
    lead = lazy("处理敏感个人信息、自动化决策、委托和提供以前，先评估并留下报告。")
    default_sort = "-assessed_on"
    empty_title = lazy("还没有影响评估")
    empty_text = lazy("登记第一次评估：处理什么、有什么风险、采取什么措施。")
    columns = (
        Column("title", lazy("处理活动"), lang="zh", order=("title",)),
        Column("ground", lazy("为什么要评估"), value=lambda row: str(GROUNDS(row.ground).label)),
        Column("conclusion", lazy("结论"), value=lambda row: str(CONCLUSIONS(row.conclusion).label)),
        Column("assessed_on", lazy("评估日期"), kind=Kind.DATE, order=("assessed_on",)),
        Column("assessed_by", lazy("评估人"), lang="zh"),
        Column("review_on", lazy("复评日期"), kind=Kind.DATE, sub=lambda row: _due(row)),
        Column("kept_until", lazy("至少保存到"), kind=Kind.DATE),
    )
    filters = (Choice("ground", lazy("为什么要评估"), tuple(Option(one.value, one.label) for one in GROUNDS)),)

    def queryset(self, query: ListQuery) -> QuerySet[ImpactAssessment]:
        query.scope.require(self.permission)
        rows = ImpactAssessment.objects.scoped(query.scope, self.permission).select_related("replaced_by")
        if (ground := query.one("ground")) in GROUNDS.values:
            rows = rows.filter(ground=ground)
        return rows  # type: ignore[no-any-return]

    def row_url(self, row: Any) -> str:
        return reverse("privacy:show_assessment", args=[row.pk])

    def actions(self) -> list[Action]:
        if not self.request.scope.may(ASSESS):
            return []
        return [Action(_("登记影响评估"), reverse("privacy:add_assessment"), primary=True)]


def _due(row: ImpactAssessment) -> str:
    if _later(row) is not None:
        return _("已有新的评估")
    return _("已到复评日期") if row.review_on is not None and row.review_on <= clock.today() else ""


def _later(row: ImpactAssessment) -> ImpactAssessment | None:
    later: ImpactAssessment | None = getattr(row, "replaced_by", None)
    return later


def _one(key: int, page: Page, permission: str) -> ImpactAssessment:
    rows = ImpactAssessment.objects.scoped(page.request.scope, permission).select_related("replaces", "replaced_by")
    found: ImpactAssessment | None = rows.filter(pk=key).first() if key <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


class ShowAssessmentPage(Page):
    """One assessment."""

    permission = SEE_ASSESSMENTS
    template = "privacy/show_assessment.html"

    def get(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        one = _one(assessment_id, self, SEE_ASSESSMENTS)
        entries = [privacy.entry_of(name) for name in one.tables.split()]
        later = _later(one)
        context = {
            "one": one,
            "tables": [table_words(entry) for entry in entries if entry is not None],
            "later": later,
            "due": _due(one) if later is None else "",
            "may_review": self.request.scope.may(ASSESS) and later is None,
            "crumbs": [(_("影响评估"), reverse("privacy:list_assessments")), (one.title, "", "zh")],
        }
        return self.render(context)


class AssessmentForm(forms.Form):
    """What was weighed."""

    title = forms.CharField(label=lazy("处理活动"), max_length=120, help_text=lazy("例如“向医保部门核验失能等级”"))
    ground = forms.ChoiceField(label=lazy("为什么要评估"), choices=GROUNDS.choices)
    tables = forms.MultipleChoiceField(
        label=lazy("涉及的表"), required=False, widget=forms.CheckboxSelectMultiple, help_text=lazy("与处理清单一致")
    )
    purpose = forms.CharField(
        label=lazy("目的和方式是否合法、正当、必要"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    risks = forms.CharField(
        label=lazy("对个人权益的影响和安全风险"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    measures = forms.CharField(
        label=lazy("保护措施是否合法、有效、与风险相适应"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    conclusion = forms.ChoiceField(label=lazy("结论"), choices=CONCLUSIONS.choices)
    assessed_on = DayField(label=lazy("评估日期"))
    assessed_by = forms.CharField(label=lazy("评估人"), max_length=60)
    review_on = DayField(label=lazy("复评日期"), future=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tables"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(entry.model, table_words(entry)) for entry in privacy.entries()]


class AddAssessmentPage(FormPage):
    """A new assessment, or the next one of a processing that was assessed before."""

    permission = ASSESS
    fields_of = {"privacy.assessment_words": "purpose", "privacy.assessment_dates": "assessed_on"}

    def find(self, **numbers: int) -> ImpactAssessment | None:
        return _one(numbers["assessment_id"], self, ASSESS) if "assessment_id" in numbers else None

    def form(self, row: Any, data: Any = None) -> forms.Form:
        initial: dict[str, Any] = {"assessed_on": clock.today()}
        if row is not None:
            kept = ("title", "ground", "purpose", "risks", "measures", "conclusion")
            initial |= {name: getattr(row, name) for name in kept} | {"tables": row.tables.split()}
        return AssessmentForm(data, initial=initial)

    def act(self, row: Any, said: dict[str, Any]) -> str:
        new = commands.Assessment(**{**said, "tables": tuple(said["tables"])}, replaces=row.pk if row else None)
        made = commands.add(new, by=self.request.scope, at=clock.now())
        return reverse("privacy:show_assessment", args=[made.pk])

    def words(self, row: Any) -> dict[str, Any]:
        back = reverse("privacy:list_assessments")
        title = _("复评") if row is not None else _("登记影响评估")
        lead = _("登记后不能修改；情况变化时复评，新的评估代替旧的，旧的保留。")
        crumbs = [(_("影响评估"), back), (title, "")]
        done = _("已登记影响评估。")
        return {"title": title, "lead": lead, "submit": _("登记"), "crumbs": crumbs, "back": back, "done": done}
