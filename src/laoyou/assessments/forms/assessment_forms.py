"""What is asked when an assessment is asked for, given to assessors, answered, told, objected to."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.assessments.commands.assessing import Form
from laoyou.assessments.domain.assessment import in_use
from laoyou.assessments.models import Assessment
from laoyou.assessments.presenters.words import VERDICTS, title_of
from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.core.models import Account
from laoyou.core.shell.forms import DayField
from laoyou.packs.public import InstrumentEntry

REASONS = [one for one in Assessment.Reason.choices if one[0] != "objection"]
FIELD_OF = {
    "assessments.instrument_unknown": "instrument",
    "assessments.not_an_elder": "instrument",
    "assessments.already_open": "instrument",
    "assessments.asked_day": "on",
    "assessments.same_assessor": "two",
    "assessments.assessor_again": "one",
    "assessments.assessor_unknown": "one",
    "assessments.certificate_missing": "certificate",
    "assessments.certificate_unknown": "certificate",
    "assessments.planned_past": "planned_on",
    "assessments.told_day": "told_on",
    "assessments.level_unknown": "level",
    "assessments.recognised_dates": "assessed_on",
    "assessments.recognised_twice": "assessed_on",
    "assessments.document_missing": "document",
}
"""A refusal → the field beside which it stands, where the form has that field."""


def _instruments(entries: Sequence[InstrumentEntry]) -> list[tuple[str, str]]:
    return [(entry.id, title_of(entry)) for entry in entries]


class AskForm(forms.Form):
    """By which instrument, why, who asks."""

    instrument = forms.ChoiceField(label=lazy("评估工具"))
    reason = forms.ChoiceField(label=lazy("评估原因"), choices=REASONS)
    asked_by = forms.CharField(label=lazy("申请人"), max_length=60, help_text=lazy("本人或替本人申请的人，例如“女儿”"))
    on = DayField(label=lazy("申请日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": clock.today()}, **kwargs})
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _instruments([one for one in district.pack().instruments.values() if in_use(one)])


class AssignForm(forms.Form):
    """Which two assessors, and which of them has the medical certificate."""

    one = forms.TypedChoiceField(label=lazy("第一名评估员"), coerce=int, widget=forms.Select(attrs={"lang": "zh"}))
    two = forms.TypedChoiceField(label=lazy("第二名评估员"), coerce=int, widget=forms.Select(attrs={"lang": "zh"}))
    medical = forms.TypedChoiceField(
        label=lazy("有医护背景的评估员"), coerce=int, choices=[(1, lazy("第一名")), (2, lazy("第二名"))]
    )
    certificate = forms.CharField(
        label=lazy("执业证书编号"),
        max_length=60,
        help_text=lazy("登记在从业人员里的医师、护士或康复治疗师证书，完整编号"),
    )
    planned_on = DayField(label=lazy("计划上门日期"), future=True, required=False)

    def __init__(self, entry: InstrumentEntry, able: Sequence[Account], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "two"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(one.pk), one.display_name) for one in able]
        if not entry.terms.medical:
            del self.fields["medical"], self.fields["certificate"]


KNOWN = [("yes", lazy("是")), ("no", lazy("否")), ("", lazy("没有核实"))]


class AnswersForm(forms.Form):
    """The questions of an instrument in its order, group by group; what is left out stays unanswered."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, entry: InstrumentEntry, *args: Any, said: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        known = said or {"answers": {}, "circumstances": {}, "remark": ""}
        initial: dict[str, Any] = {f"item-{code}": str(score) for code, score in known["answers"].items()}
        initial |= {f"case-{code}": "yes" if held else "no" for code, held in known["circumstances"].items()}
        initial |= {"remark": known["remark"], "key": secrets.token_hex(16), "visited_on": clock.today()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.entry = entry
        self.fields["visited_on"] = DayField(label=_("上门日期"))
        for dimension in entry.dimension:
            for item in dimension.item:
                choices = [(str(one.score), title_of(one)) for one in entry.choices(item)]
                hint = (item.help if item.help and _language_is_chinese() else item.help_en) or ""
                self.fields[f"item-{item.code}"] = forms.ChoiceField(
                    label=title_of(item), choices=choices, required=False, widget=forms.RadioSelect, help_text=hint
                )
        for one in entry.circumstance:
            note = (one.note if _language_is_chinese() else one.note_en) or ""
            self.fields[f"case-{one.code}"] = forms.ChoiceField(
                label=title_of(one), choices=KNOWN, required=False, widget=forms.RadioSelect, help_text=note
            )
        self.fields["remark"] = forms.CharField(label=_("说明"), max_length=200, required=False)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields below the headings of the instrument."""
        found = [
            (title_of(dimension), [self[f"item-{item.code}"] for item in dimension.item])
            for dimension in self.entry.dimension
        ]
        if self.entry.circumstance:
            found.append((_("影响等级的情形"), [self[f"case-{one.code}"] for one in self.entry.circumstance]))
        return found

    def form(self, assessment_id: int) -> Form:
        """What was keyed, as the command takes it."""
        said = self.cleaned_data
        days = clock.today() - said["visited_on"]
        return Form(
            said["key"], assessment_id, clock.now() - days, days, timedelta(),
            {item.code: int(value) for dimension in self.entry.dimension for item in dimension.item
             if (value := said.get(f"item-{item.code}"))},
            {one.code: value == "yes" for one in self.entry.circumstance if (value := said.get(f"case-{one.code}"))},
            said.get("remark", ""),
        )  # fmt: skip


def _language_is_chinese() -> bool:
    from laoyou.assessments.presenters.words import chinese

    return chinese()


def from_phone(sent: Any, phone_now: datetime, real_now: datetime) -> Form:
    """One form as a phone sends it; DomainError `assessments.answers_key` for what is none."""
    try:
        said_at = parse_datetime(str(sent["said_at"]))
        if said_at is None or said_at.tzinfo is None:
            raise ValueError("no time")
        answers, cases = sent["answers"], sent.get("circumstances") or {}
        if not isinstance(answers, dict) or not isinstance(cases, dict) or len(answers) + len(cases) > 300:
            raise ValueError("no answers")
        if any(type(score) is not int for score in answers.values()) or any(
            type(one) is not bool for one in cases.values()
        ):
            raise ValueError("points are whole numbers, circumstances hold or not")
        remark = str(sent.get("remark") or "")
        if len(remark) > 200:
            raise ValueError("longer than the form allows")
        return Form(
            str(sent["key"]), int(sent["assessment_id"]), said_at.astimezone(UTC), phone_now - said_at,
            phone_now - real_now, {str(code): score for code, score in answers.items()},
            {str(code): held for code, held in cases.items()}, remark,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise DomainError("assessments.answers_key") from wrong


class WordsForm(forms.Form):
    """A reason that is kept."""

    reason = forms.CharField(label=lazy("说明理由"), max_length=200, min_length=2)


class TellForm(forms.Form):
    """When the result was told, and until when it may be objected to."""

    told_on = DayField(label=lazy("告知日期"))
    objection_until = DayField(
        label=lazy("异议截止日期"), future=True, help_text=lazy("按当地规定的期限填写；到期没有异议的自动办结")
    )


class ObjectForm(forms.Form):
    """Who objects, and why."""

    objector = forms.CharField(label=lazy("异议人"), max_length=60)
    reason = forms.CharField(label=lazy("异议理由"), max_length=200, min_length=4)


class AnswerObjectionForm(forms.Form):
    """How an objection is answered."""

    verdict = forms.ChoiceField(label=lazy("结论"), choices=list(VERDICTS.items()))
    reply = forms.CharField(label=lazy("答复内容"), max_length=200, min_length=4)


class RecogniseForm(forms.Form):
    """A level of another department, with its document."""

    level = forms.ChoiceField(label=lazy("等级"))
    assessed_on = DayField(label=lazy("评估日期"))
    valid_to = DayField(
        label=lazy("终止日期"), future=True, required=False, help_text=lazy("从这一天起不再有效；没有期限的不填")
    )
    source = forms.CharField(label=lazy("来源部门"), max_length=60, help_text=lazy("例如“区医保局”"))
    document = forms.CharField(
        label=lazy("文书"), max_length=120, help_text=lazy("名称和编号，例如“失能评估结论书第 12 号”")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (title_of(entry), [(f"{entry.id}:{one.level}", title_of(one)) for one in entry.level])
            for entry in district.pack().instruments.values()
        ]
