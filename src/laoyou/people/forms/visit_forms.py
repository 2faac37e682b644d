"""The form of one visit as it is keyed from paper, and what a phone sends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.shell.forms import DayField
from laoyou.people.commands.visits import Form
from laoyou.people.domain.visiting import Need, Question
from laoyou.people.domain.words import Relation
from laoyou.people.forms.tie_forms import KIN

NEEDS = [
    (Need.MEALS.value, gettext_lazy("吃饭")),
    (Need.CLEANING.value, gettext_lazy("打扫和洗衣")),
    (Need.BATHING.value, gettext_lazy("洗澡")),
    (Need.DOCTOR.value, gettext_lazy("看病买药")),
    (Need.COMPANY.value, gettext_lazy("有人来往")),
    (Need.ADAPTATION.value, gettext_lazy("家里装扶手等")),
    (Need.REPAIRS.value, gettext_lazy("修理")),
]
YES_NO = [("", gettext_lazy("没有问")), ("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]
YES, NO = "yes", "no"


class VisitForm(forms.Form):
    """What stands on a paper form; questions that are on record already are left out."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    visited_on = DayField(label=gettext_lazy("上门日期"))
    met = forms.ChoiceField(label=gettext_lazy("见到本人"), choices=YES_NO[1:], widget=forms.RadioSelect)
    account_works = forms.ChoiceField(label=gettext_lazy("收款账户能正常收款"), choices=YES_NO, required=False)
    contact_name = forms.CharField(label=gettext_lazy("紧急联系人姓名"), max_length=60, required=False)
    contact_relation = forms.ChoiceField(label=gettext_lazy("是本人的"), choices=[("", "–"), *KIN], required=False)
    contact_phone = forms.CharField(label=gettext_lazy("联系人电话"), max_length=30, required=False)
    consent = forms.ChoiceField(
        label=gettext_lazy("本人同意登记下面的内容"), choices=YES_NO, required=False,
        help_text=gettext_lazy("不同意的，需求和说明不保存"),
    )  # fmt: skip
    wants_assessment = forms.ChoiceField(label=gettext_lazy("希望做能力评估"), choices=YES_NO, required=False)
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("需要帮助"), choices=NEEDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    remark = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": secrets.token_hex(12), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if Question.ACCOUNT not in questions:
            del self.fields["account_works"]
        if Question.CONTACT not in questions:
            del self.fields["contact_name"], self.fields["contact_relation"], self.fields["contact_phone"]
        if Question.SCREENING not in questions:
            del self.fields["wants_assessment"]

    def form(self, resident_id: int) -> Form:
        """What was keyed, as the command takes it: the visit was at noon of the day that stands on the paper."""
        said = self.cleaned_data
        days = clock.today() - said["visited_on"]
        return Form(
            key=said["key"], resident_id=resident_id, said_at=clock.now() - days, elapsed=days, clock_off=timedelta(),
            met=said["met"] == YES, **_answers(said),
        )  # fmt: skip


def _answers(said: Mapping[str, Any]) -> dict[str, Any]:
    words = {
        name: str(said.get(name) or "").strip()
        for name in ("contact_name", "contact_relation", "contact_phone", "remark")
    }
    asked = {name: _yes(said.get(name)) for name in ("account_works", "wants_assessment", "consent")}
    return {**words, **asked, "needs": tuple(said.get("needs") or ())}


def _yes(value: Any) -> bool | None:
    return {YES: True, NO: False}.get(str(value))


def from_phone(sent: Any, phone_now: datetime, real_now: datetime) -> Form:
    """One form as a phone sends it; DomainError `people.visit_key` for what is none."""
    try:
        said_at = parse_datetime(str(sent["said_at"]))
        needs = sent.get("needs") or []
        if said_at is None or said_at.tzinfo is None or not isinstance(needs, list):
            raise ValueError("no time, or no list")
        answers = _answers({**sent, "needs": [str(one) for one in needs]})
        long = [answers["contact_name"][60:], answers["contact_phone"][30:], answers["remark"][200:]]
        if any(long) or answers["contact_relation"] not in {"", *(one.value for one in Relation)}:
            raise ValueError("longer than the form allows")
        return Form(
            key=str(sent["key"]), resident_id=int(sent["resident_id"]), said_at=said_at.astimezone(UTC),
            elapsed=phone_now - said_at, clock_off=phone_now - real_now, met=sent.get("met") == YES, **answers,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise DomainError("people.visit_key") from wrong
