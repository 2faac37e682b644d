"""One page for each act in the ledger: a form, the command, and back to the item."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.errors import status_of
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.plans import permissions
from laoyou.plans.commands import closing, progress
from laoyou.plans.domain.ledger import Act
from laoyou.plans.presenters import ledger_words, words
from laoyou.plans.queries import ledger

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
"""A browser shows a given day only where it is written as ISO does."""
TOO_LATE = 409
FORBIDDEN = (403, 404)


class ManyFiles(forms.FileField):
    """Several files at once; the cleaned value is a list."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = Input

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(ManyFiles, self).clean(one, initial) for one in given]


class ActForm(forms.Form):
    """What every act needs: a key, so that the same form sent twice is one act."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4().hex)
        super().__init__(*args, **kwargs)


def words_field(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReportForm(ActForm):
    """Progress, how far, whether it is done, evidence, and what was reached of each aim."""

    words = words_field(lazy("进展"), required=True, help_text=lazy("做了什么、到了哪一步、还差什么"))
    percent = forms.IntegerField(
        label=lazy("进度（0到100）"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    completes = forms.BooleanField(
        label=lazy("已经完成，请牵头单位确认"), required=False, help_text=lazy("报送完成要附佐证材料")
    )
    evidence = ManyFiles(
        label=lazy("佐证材料"), required=False, help_text=lazy("PDF、图片、Word、Excel 或 OFD，可以选多个")
    )

    def __init__(self, *args: Any, item: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        for aim in item.aims if item is not None else ():
            self.fields[f"aim-{aim.pk}"] = forms.DecimalField(
                label=words.pick(aim.name, aim.name_en),
                required=False,
                min_value=0,
                max_digits=16,
                decimal_places=4,
                help_text=_("已达到多少（%(unit)s）") % {"unit": words.unit(aim.unit)},
            )

    def aims(self) -> dict[int, Any]:
        """What was typed for each aim."""
        return {
            int(name.removeprefix("aim-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("aim-") and value is not None
        }


class WordsForm(ActForm):
    """A remark, which may be left out."""

    words = words_field(lazy("说明"), required=False)


class ReasonForm(ActForm):
    """A reason, which may not."""

    words = words_field(lazy("原因"), required=True)


class DelayForm(ActForm):
    """Until when, and why."""

    until = forms.DateField(label=lazy("申请延到"), widget=DAY)
    words = words_field(lazy("原因"), required=True, help_text=lazy("例如“用地手续尚未办结，需要延期三个月”"))


class DecisionForm(ActForm):
    """What a meeting decided about the item."""

    meeting = forms.CharField(label=lazy("会议名称"), max_length=200)
    held_on = forms.DateField(label=lazy("会议日期"), widget=DAY)
    number = forms.CharField(label=lazy("纪要编号"), max_length=60, required=False)
    words = words_field(lazy("议定内容"), required=True)


class ActPage(Page):
    """
    A form for one act. It is shown to whoever may do the act now; others are led back to the item with the reason.

    act    what is done; the page is shown only while it is possible
    done   what the reader is told afterwards
    """

    permission = permissions.SEE_LEDGER
    template = "plans/act.html"
    act: ClassVar[Act]
    form: ClassVar[type[ActForm]] = WordsForm
    lead: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    grave: ClassVar[bool] = False

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        found = self._found(item_id)
        if self.act not in found.possible:
            messages.warning(
                request,
                _("现在不能在这里“%(act)s”：状态已经变化，或者应由其他单位办理。")
                % {"act": ledger_words.ACTS[self.act]},
            )
            return redirect("plans:show_item", item_id)
        return self._show(found, self.form(item=found))

    def post(self, request: HttpRequest, item_id: int) -> HttpResponse:
        found = self._found(item_id)
        form = self.form(request.POST, request.FILES, item=found)
        if not form.is_valid():
            if self.act not in found.possible:
                return self.get(request, item_id)
            return self._show(found, form, status=422)
        try:
            self.run(item_id, form)
        except DomainError as refusal:
            status = status_of(refusal.code)
            if status in FORBIDDEN:
                raise
            if status == TOO_LATE:
                messages.warning(request, sentence(refusal))
                return redirect("plans:show_item", item_id)
            form.add_error(None, sentence(refusal))
            return self._show(found, form, status=422)
        messages.success(request, self.done)
        return redirect("plans:show_item", item_id)

    def run(self, item_id: int, form: Any) -> None:
        """Call the command."""
        raise NotImplementedError

    def _found(self, item_id: int) -> ledger.Detail:
        if item_id > 2**63 - 1:
            raise DomainError("core.not_found")
        return ledger.detail(item_id, self.request.scope, on=clock.today())

    def _show(self, found: ledger.Detail, form: ActForm, status: int = 200) -> HttpResponse:
        name = words.pick(found.item.name, found.item.name_en)
        noun = ledger_words.noun_of(found.item)
        item_url = reverse("plans:show_item", args=[found.item.pk])
        title = ledger_words.ACTS[self.act]
        return self.render(
            {
                "form": form,
                "title": title,
                "lead": self.lead,
                "item": found.item,
                "name": name,
                "item_url": item_url,
                "noun": ledger_words.NOUNS[noun],
                "noun_url": reverse(f"plans:list_{noun}"),
                "waiting": found.waiting if self.act in (Act.CONFIRM, Act.SEND_BACK) else None,
                "evidence": found.evidence.get(found.waiting.pk, []) if found.waiting else [],
                "delay": found.delay if self.act in (Act.GRANT_DELAY, Act.REFUSE_DELAY) else None,
                "has_files": any(isinstance(field, ManyFiles) for field in form.fields.values()),
                "grave": self.grave,
            },
            status=status,
        )


def _said(form: ActForm) -> dict[str, Any]:
    return {"words": form.cleaned_data["words"], "key": form.cleaned_data["key"], "at": clock.now()}


class ReportProgressPage(ActPage):
    """Reporting progress, or that the item is done."""

    post_permission = permissions.REPORT
    act = Act.REPORT
    form = ReportForm
    lead = lazy("由责任单位报送，牵头单位确认之后才算数。")
    done = lazy("已报送，等待牵头单位确认。")

    def run(self, item_id: int, form: Any) -> None:
        said = form.cleaned_data
        progress.report(
            item_id,
            by=self.request.scope,
            completes=said["completes"],
            percent=said["percent"],
            aims=form.aims(),
            files=[(file.name, file.read()) for file in said["evidence"]],
            **_said(form),
        )


class ConfirmProgressPage(ActPage):
    """Confirming the report that waits."""

    post_permission = permissions.CONFIRM
    act = Act.CONFIRM
    lead = lazy("请对照佐证材料。确认之后会留下您的姓名和时间。")
    done = lazy("已确认。")

    def run(self, item_id: int, form: Any) -> None:
        progress.confirm(item_id, by=self.request.scope, **_said(form))


class SendBackProgressPage(ActPage):
    """Sending the report back for correction."""

    post_permission = permissions.CONFIRM
    act = Act.SEND_BACK
    form = ReasonForm
    lead = lazy("请写明缺什么、怎么补，责任单位会看到。")
    done = lazy("已退回修改。")

    def run(self, item_id: int, form: Any) -> None:
        progress.send_back(item_id, by=self.request.scope, **_said(form))


class AskDelayPage(ActPage):
    """Asking for a later deadline."""

    post_permission = permissions.REPORT
    act = Act.ASK_DELAY
    form = DelayForm
    lead = lazy("由统筹人员批准。批准之前，原来的期限仍然算数。")
    done = lazy("已提交延期申请。")

    def run(self, item_id: int, form: Any) -> None:
        said = form.cleaned_data
        closing.ask_delay(
            item_id,
            until=said["until"],
            reason=said["words"],
            by=self.request.scope,
            at=clock.now(),
            key=said["key"],
        )


class GrantDelayPage(ActPage):
    """Granting a delay."""

    post_permission = permissions.LEAD
    act = Act.GRANT_DELAY
    done = lazy("已批准延期，期限已改。")

    def run(self, item_id: int, form: Any) -> None:
        closing.grant_delay(item_id, by=self.request.scope, **_said(form))


class RefuseDelayPage(ActPage):
    """Refusing a delay."""

    post_permission = permissions.LEAD
    act = Act.REFUSE_DELAY
    form = ReasonForm
    done = lazy("没有批准延期，期限不变。")

    def run(self, item_id: int, form: Any) -> None:
        closing.refuse_delay(item_id, by=self.request.scope, **_said(form))


class CloseItemPage(ActPage):
    """Closing an item (销号)."""

    post_permission = permissions.LEAD
    act = Act.CLOSE
    lead = lazy("销号之后不再催办；以后可以写明原因重新打开。")
    done = lazy("已销号。")

    def run(self, item_id: int, form: Any) -> None:
        closing.close(item_id, by=self.request.scope, **_said(form))


class ReopenItemPage(ActPage):
    """Reopening a closed or confirmed item."""

    post_permission = permissions.LEAD
    act = Act.REOPEN
    form = ReasonForm
    lead = lazy("重新打开之后，责任单位要重新报送完成。")
    done = lazy("已重新打开。")

    def run(self, item_id: int, form: Any) -> None:
        closing.reopen(item_id, by=self.request.scope, **_said(form))


class DecideItemPage(ActPage):
    """Recording what a meeting decided about an item."""

    post_permission = permissions.LEAD
    act = Act.DECIDE
    form = DecisionForm
    lead = lazy("记下会议对这一项的决定，状态不变。")
    done = lazy("已登记议定事项。")

    def run(self, item_id: int, form: Any) -> None:
        said = form.cleaned_data
        closing.decide(
            item_id,
            meeting=said["meeting"],
            held_on=said["held_on"],
            number=said["number"],
            by=self.request.scope,
            **_said(form),
        )
