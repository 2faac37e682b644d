"""Elders in special difficulty: the list with what is due, one application with its steps, applying, assessing, ending."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.lists import Choice, Column, Flag, Kind, ListPage, ListQuery, Option
from laoyou.core.shell.forms import refuse
from laoyou.core.views import Page
from laoyou.people.commands import difficulties
from laoyou.people.commands.shared import UPDATE_STATUSES
from laoyou.people.domain.difficulty import OPEN, State
from laoyou.people.forms.delegation_forms import ANSWERS, ApplyForm, AssessForm
from laoyou.people.forms.resident_forms import FIELDS_OF
from laoyou.people.forms.shared import ReasonForm
from laoyou.people.models import Resident, SpecialDifficulty, SpecialDifficultyStep
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.resident_presenter import identity_line
from laoyou.people.presenters.words import status_words
from laoyou.people.views.fact_views import LivingPage, Words

SEE = "people.see_difficulties"


class ListDifficultiesPage(ListPage):
    """Applications and recognitions, with the day on which each is looked at again."""

    name = "people.difficulties"
    permission = SEE
    title = gettext_lazy("特殊困难老年人")
    lead = gettext_lazy("由镇街按数据包的定义评估，定期复核。没有核实的不算不符合。")
    default_sort = "next_check_on"
    empty_title = gettext_lazy("还没有申请")
    empty_text = gettext_lazy("申请从居民的页面登记。")
    columns = (
        Column("name", gettext_lazy("姓名"), value=lambda row: row.resident.name, lang="zh"),
        Column("state", gettext_lazy("状态"), value=lambda row: row.get_state_display()),
        Column("applied_on", gettext_lazy("申请日期"), kind=Kind.DATE, order=("applied_on",)),
        Column("next_check_on", gettext_lazy("下次复核日期"), kind=Kind.DATE, order=("next_check_on",)),
    )
    filters = (
        Choice(
            "state",
            gettext_lazy("状态"),
            tuple(Option(value, title) for value, title in SpecialDifficulty.State.choices),
        ),
        Flag("due", gettext_lazy("已到复核日期")),
    )

    def queryset(self, query: ListQuery) -> QuerySet[SpecialDifficulty]:
        rows = SpecialDifficulty.objects.scoped(query.scope, SEE).select_related("resident")
        if state := query.one("state"):
            rows = rows.filter(state=state)
        if query.one("due"):
            rows = rows.filter(state=State.RECOGNISED.value, next_check_on__lte=clock.today())
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("people:show_difficulty", args=[row.pk])


class ApplyDifficultyPage(LivingPage):
    """Somebody applies for a resident."""

    def form(self, resident: Resident, data: Any = None) -> ApplyForm:
        return ApplyForm(data)

    def act(self, resident: Resident, form: ApplyForm) -> None:
        said = form.cleaned_data
        difficulties.apply(resident.pk, said["applied_by"], said["on"], by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> Words:
        lead = _("登记后由镇街评估。")
        return _("申请特殊困难认定"), lead, _("登记申请"), _("已登记申请，等待镇街评估。")


def _find(page: Page, application_id: int, permission: str) -> SpecialDifficulty:
    rows = SpecialDifficulty.objects.scoped(page.request.scope, permission).select_related("resident")
    found: SpecialDifficulty | None = rows.filter(pk=application_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


class ShowDifficultyPage(Page):
    """One application: the definition, what was found and when; the look is recorded."""

    permission = SEE
    template = "people/show_difficulty.html"

    def get(self, request: HttpRequest, application_id: int) -> HttpResponse:
        scope = self.request.scope
        row = _find(self, application_id, SEE)
        audit.read("people.show_difficulty", row.resident, by=scope, permission=SEE, at=clock.now(), chain="people")
        answers = dict(ANSWERS)
        steps = [
            {
                "row": step,
                "answers": [
                    (status_words(ground), answers[answer])
                    for ground, answer in json.loads(step.answers or "{}").items()
                ],
            }
            for step in SpecialDifficultyStep.objects.scoped(scope, SEE).filter(application=row).order_by("-id")
        ]
        norm = difficulties.norm()
        chinese = (get_language() or "").startswith("zh")
        definition = norm.definition
        assert definition is not None
        return self.render(
            {
                "row": row,
                "who": identity_line(row.resident, clock.today()),
                "definition": definition.text if chinese else (definition.text_en or definition.text),
                "steps": steps,
                "may_assess": State(row.state) in OPEN
                and row.resident.death_date is None
                and SpecialDifficulty.objects.scoped(scope, UPDATE_STATUSES).filter(pk=row.pk).exists(),
                "due": row.next_check_on is not None and row.next_check_on <= clock.today(),
                "resident_url": resident_url(row.resident_id),
                "crumbs": [(_("特殊困难老年人"), reverse("people:list_difficulties")), (row.resident.name, "", "zh")],
            }
        )


class _WorkPage(Page):
    permission = UPDATE_STATUSES
    template = "people/edit_resident.html"

    def form(self, row: SpecialDifficulty, data: Any = None) -> Any:
        raise NotImplementedError

    def act(self, row: SpecialDifficulty, form: Any) -> None:
        raise NotImplementedError

    def words(self) -> Words:
        raise NotImplementedError

    def get(self, request: HttpRequest, application_id: int) -> HttpResponse:
        row = self._open(application_id)
        return self._show(row, self.form(row))

    def post(self, request: HttpRequest, application_id: int) -> HttpResponse:
        row = self._open(application_id)
        form = self.form(row, request.POST)
        if form.is_valid():
            try:
                self.act(row, form)
            except DomainError as refusal:
                refuse(form, refusal, {code: name for code, name in FIELDS_OF.items() if name in form.fields})
            else:
                messages.success(request, self.words()[3])
                return redirect("people:show_difficulty", row.pk)
        return self._show(row, form, status=422)

    def _open(self, application_id: int) -> SpecialDifficulty:
        row = _find(self, application_id, UPDATE_STATUSES)
        if State(row.state) not in OPEN:
            raise DomainError("people.difficulty_closed")
        return row

    def _show(self, row: SpecialDifficulty, form: Any, status: int = 200) -> HttpResponse:
        title, lead, submit, _done = self.words()
        back = reverse("people:show_difficulty", args=[row.pk])
        listed = (_("特殊困难老年人"), reverse("people:list_difficulties"))
        said = {"resident": row.resident, "who": identity_line(row.resident, clock.today()), "form": form, "back": back}
        crumbs = [listed, (row.resident.name, back, "zh"), (title, "")]
        return self.render({**said, "title": title, "lead": lead, "submit": submit, "crumbs": crumbs}, status=status)


class AssessDifficultyPage(_WorkPage):
    """What the town found of each ground; the state follows."""

    def form(self, row: SpecialDifficulty, data: Any = None) -> AssessForm:
        answers = {ground: answer.value for ground, answer in difficulties.known(row.resident, clock.today()).items()}
        return AssessForm(data, grounds=list(answers), initial={**answers, "on": clock.today()})

    def act(self, row: SpecialDifficulty, form: AssessForm) -> None:
        said = form.cleaned_data
        difficulties.assess(
            row.pk, {ground.value: said[ground.value] for ground in difficulties.grounds()}, said["on"],
            next_check_on=said["next_check_on"], remark=said["note"], by=self.request.scope, at=clock.now(),
        )  # fmt: skip

    def words(self) -> Words:
        lead = _("一项符合即可认定；都核实为不符合才是不符合，有没有核实的就需要补充信息。名册里已有的身份已填好。")
        return _("评估"), lead, _("保存评估"), _("已保存评估。")


class CloseDifficultyPage(_WorkPage):
    """An application is taken back, or a recognition ends."""

    def form(self, row: SpecialDifficulty, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def act(self, row: SpecialDifficulty, form: ReasonForm) -> None:
        difficulties.close(row.pk, reason=form.cleaned_data["reason"], by=self.request.scope, at=clock.now())

    def words(self) -> Words:
        return _("撤回或终止"), _("没有认定的算撤回，已认定的算终止。"), _("办结"), _("已办结。")
